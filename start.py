#!/usr/bin/env python3
"""The one command: `python3 start.py` opens a living demo centre; needs Python 3.11 or newer and nothing else.

    python3 start.py                  the demo centre (in instance/demo, never a real centre's data)
    python3 start.py serve            a real centre; also figures, import-roster, backup, restore, bench, ...
    python3 start.py --data DIR serve the same with its data elsewhere (--data may stand before or after the word)
    python3 start.py test [ARGS]      the whole check: ruff, mypy, lint-imports, pytest ARGS

The first start makes .venv beside this file and installs into it, for which it needs the internet once. Later starts
look only at a stamp, so they are quick and work without. Standard library only, on Linux and Windows.
"""

import contextlib
import glob
import hashlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 (an older Python is exactly what this sentence is for)
    sys.exit("请先安装 Python 3.11 或更新的版本。 Please install Python 3.11 or newer.")

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "partyedu-installed.json"
WINDOWS = sys.platform == "win32"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if WINDOWS else "bin/python")
# Not the installed script: its first line holds the folder's path and breaks when the folder is moved.
COMMAND = "import sys; sys.argv[0] = 'partyedu'; from partyedu.cli import main; sys.exit(main())"
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as main; main()"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


def main(arguments: list[str]) -> int:
    """Install what is missing, then run the word asked for; the answer is the exit code."""
    never_fail_to_print()
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if arguments[:1] == ["test"]:
        install("test")
        return check(arguments[1:])
    install("run")
    return run(words(arguments))


def words(arguments: list[str]) -> list[str]:
    """What the `partyedu` command is given: everything as it stands, and `demo` where no word is among it.

    >>> words([]), words(["--port", "9000"]), words(["--data", "d", "serve"])
    (['demo'], ['demo', '--port', '9000'], ['--data', 'd', 'serve'])
    """
    rest = list(arguments)
    while rest and rest[0].startswith("--data"):
        del rest[: 1 if rest[0].startswith("--data=") else 2]
    if rest and not rest[0].startswith("-"):
        return arguments
    return ["demo", *arguments]


def say(chinese: str, english: str) -> None:
    print(f"{chinese}  {english}", flush=True)


def never_fail_to_print() -> None:
    """A console in GBK cannot show every sign; a question mark is better than a stop."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def give_up(chinese: str, english: str) -> None:
    sys.stdout.flush()
    sys.exit(f"{chinese}\n{english}")


# --- The environment -------------------------------------------------------------------------------------------------


def wanted_stamp() -> str:
    """Changes when the dependencies, the Python or the place of the folder change."""
    text = (ROOT / "pyproject.toml").read_bytes() + repr((sys.version_info[:2], str(ROOT))).encode()
    return hashlib.sha256(text).hexdigest()


def installed() -> dict[str, str]:
    """Which stamp was installed for which purpose (run, test); empty when nothing can be trusted."""
    try:
        stamps = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) and PYTHON.exists() else {}


def install(purpose: str) -> None:
    """Make .venv and install into it, unless the stamp says that this was done."""
    wanted, stamps = wanted_stamp(), installed()
    if stamps.get(purpose) == wanted:
        return
    started = time.monotonic()
    make_environment()
    say(
        "正在安装，第一次约需一两分钟，需要联网……",
        "Installing; the first time takes a minute or two and needs the internet ...",
    )
    what = ".[test]" if purpose == "test" else "."
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--editable", what]
    if subprocess.call(pip, cwd=ROOT):
        give_up(
            "安装没有完成。请检查网络后再运行一次；也可以用环境变量 PIP_INDEX_URL 指定就近的软件源。",
            "Installing failed. Check the internet connection and start again; PIP_INDEX_URL may name a nearer index.",
        )
    done = {name: stamp for name, stamp in stamps.items() if stamp == wanted}
    done |= {"run": wanted, purpose: wanted}
    STAMP.write_text(json.dumps(done), encoding="utf-8")
    seconds = round(time.monotonic() - started)
    say(f"安装完成，用时 {seconds} 秒。", f"Installed in {seconds} s.")


def make_environment() -> None:
    """A .venv with a working pip: kept where it works, made anew where it is half made or its Python is gone."""
    if works([str(PYTHON), "-m", "pip", "--version"]) and same_python():
        return
    missing = missing_package()
    if missing:
        give_up(
            f"系统缺少 Python 的 venv 组件。请先运行：sudo apt install {missing}，然后再启动一次。",
            f"This system lacks Python's venv. Please run: sudo apt install {missing} , then start again.",
        )
    say("正在准备运行环境（.venv）……", "Preparing the environment (.venv) ...")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], capture_output=True, text=True, errors="replace"
    )
    if made.returncode:
        give_up(
            f"无法建立运行环境 {ENVIRONMENT}：\n{made.stdout}{made.stderr}",
            f"Cannot make the environment {ENVIRONMENT}.",
        )


def missing_package() -> str | None:
    """The Debian package that holds what `venv` needs, None where it is there."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return None
    return f"python3.{sys.version_info.minor}-venv"


def works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def same_python() -> bool:
    version = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]!r})"
    return works([str(PYTHON), "-c", version])


def run(arguments: list[str]) -> int:
    """The `partyedu` command inside the environment, in the caller's folder, so that file names mean what they say."""
    command = [str(PYTHON), "-P", "-c", COMMAND, *arguments]
    sys.stdout.flush()
    if not WINDOWS:
        os.execv(command[0], command)
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 0


# --- The whole check -------------------------------------------------------------------------------------------------


def check(pytest_arguments: list[str]) -> int:
    """Every step runs, whatever failed before it; pytest comes last so that its closing line does too."""
    failed = []
    for name, command in steps():
        started = time.monotonic()
        code = subprocess.call(command, cwd=ROOT)
        say(
            f"[{name}] {'未通过' if code else '通过'}",
            f"{'FAILED' if code else 'ok'} in {time.monotonic() - started:.1f} s",
        )
        if code:
            failed.append(name)
    environment = dict(os.environ)
    with browser(environment, failed), database(environment, failed):
        say("[pytest]", f"failed so far: {', '.join(failed)}" if failed else "")
        code = subprocess.call(pytest_command(pytest_arguments), cwd=ROOT, env=environment)
    if failed:
        sys.stdout.flush()
        print(f"未通过 FAILED: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed or code else 0


def steps() -> list[tuple[str, list[str]]]:
    python = str(PYTHON)
    return [
        ("ruff", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("mypy", [python, "-m", "mypy", "--no-error-summary"]),
        ("lint-imports", [python, "-c", LINT_IMPORTS]),
    ]


def pytest_command(arguments: list[str]) -> list[str]:
    """Two processes where the machine has two cores, unless the caller says otherwise with -n or wants a debugger."""
    alone = (os.cpu_count() or 1) < 2 or any(word.startswith(("-n", "--pdb", "-s")) for word in arguments)
    return [str(PYTHON), "-m", "pytest", *([] if alone else ["-n", "2"]), *arguments]


def left_out(what: str, chinese: str, english: str, failed: list[str]) -> None:
    """Say what is not tested for want of a tool; where nothing may be left out (CI) it is a failure."""
    say(chinese, english)
    if os.environ.get("PARTYEDU_NOTHING_SKIPPED"):
        failed.append(what)


@contextlib.contextmanager
def browser(environment: dict[str, str], failed: list[str]) -> Iterator[None]:
    """PARTYEDU_CHROMIUM for the tests marked `browser`."""
    found = find_browser()
    if found:
        environment["PARTYEDU_CHROMIUM"] = found
    else:
        environment.pop("PARTYEDU_CHROMIUM", None)
        left_out(
            "chromium",
            "没有找到 Chromium：浏览器测试不运行（可用 PARTYEDU_CHROMIUM 指定）。",
            "No Chromium: the browser tests are left out (PARTYEDU_CHROMIUM names one).",
            failed,
        )
    yield


def find_browser() -> str | None:
    named = os.environ.get("PARTYEDU_CHROMIUM")
    if named:
        return shutil.which(named)
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    for folder in filter(None, map(os.environ.get, ("ProgramFiles", "ProgramFiles(x86)"))):
        for inside in ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"):
            if (Path(folder) / inside).exists():
                return str(Path(folder) / inside)
    return None


@contextlib.contextmanager
def database(environment: dict[str, str], failed: list[str]) -> Iterator[None]:
    """PARTYEDU_TEST_POSTGRES for the tests marked `postgres`: the one named, or a cluster of our own for this run."""
    tools = None if environment.get("PARTYEDU_TEST_POSTGRES") else find_postgres()
    if environment.get("PARTYEDU_TEST_POSTGRES"):
        yield
        return
    if not tools:
        left_out(
            "postgresql",
            "没有找到 PostgreSQL：相应测试不运行（可用 PARTYEDU_TEST_POSTGRES 指定）。",
            "No PostgreSQL: its tests are left out (PARTYEDU_TEST_POSTGRES names one).",
            failed,
        )
        yield
        return
    with tempfile.TemporaryDirectory(prefix="partyedu-pg-", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(tools, Path(folder))
        try:
            environment["PARTYEDU_TEST_POSTGRES"] = cluster.start()
        except (OSError, LookupError, subprocess.CalledProcessError) as error:
            detail = getattr(error, "output", "") or error
            left_out("postgresql", "PostgreSQL 无法启动：", f"PostgreSQL does not start: {detail}", failed)
        try:
            yield
        finally:
            cluster.stop()


def find_postgres() -> Path | None:
    """The folder that holds initdb and pg_ctl, the newest version first."""
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    found.sort(key=lambda path: [int(part) for part in path.split("/")[4].split(".") if part.isdigit()], reverse=True)
    on_path = shutil.which("initdb")
    found += [on_path] if on_path else []
    return Path(found[0]).parent if found else None


class Cluster:
    """A throw-away PostgreSQL in a temporary folder; as the user postgres where we are root, as PostgreSQL insists."""

    def __init__(self, tools: Path, folder: Path) -> None:
        self.tools = tools
        self.folder = folder
        self.user = "postgres" if sys.platform != "win32" and os.geteuid() == 0 else None

    def start(self) -> str:
        """Make and start it; the URL for SQLAlchemy. OSError or CalledProcessError when it will not."""
        port = free_port()
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        self.call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-p {port} -F -c listen_addresses=127.0.0.1 -c max_connections=200"
        options += "" if WINDOWS else f" -c unix_socket_directories={self.folder}"
        self.call("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"

    def stop(self) -> None:
        with contextlib.suppress(OSError, LookupError, subprocess.CalledProcessError):
            self.call("pg_ctl", "-m", "immediate", "stop")

    def call(self, tool: str, *arguments: str) -> None:
        """Output goes to a file: the server inherits it, and a pipe would keep us waiting for its end."""
        with open(self.folder / f"{tool}.out", "w+", encoding="utf-8", errors="replace") as output:
            command = [str(self.tools / tool), "-D", str(self.folder / "data"), *arguments]
            code = subprocess.call(
                command, cwd=self.folder, stdout=output, stderr=output, user=self.user, group=self.user
            )
            if code:
                output.seek(0)
                raise subprocess.CalledProcessError(code, tool, output.read())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
