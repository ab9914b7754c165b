@echo off
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul
if not errorlevel 1 (
    py -3 start.py %*
    goto finished
)
where python >nul 2>nul
if not errorlevel 1 (
    python start.py %*
    goto finished
)
echo.
echo   没有找到 Python。请先安装 Python 3.11 或更新的版本：
echo   可在 Windows 的“应用商店”（Microsoft Store）中搜索 Python 3.12 安装，
echo   安装时请勾选 “Add python.exe to PATH”，装好后再双击本文件。
echo.
echo   Python was not found. Please install Python 3.11 or newer, then start this file again.
echo.
pause
exit /b 1

:finished
if errorlevel 1 (
    echo.
    echo   启动没有成功，请看上面的说明。 It did not start; please read the lines above.
    echo.
    pause
    exit /b 1
)
