"""Where this machine can be reached, and why a port cannot be had."""

from __future__ import annotations

import errno
import os
import socket
import sys

from partyedu.core.https import own_addresses

EVERYWHERE = ("0.0.0.0", "::", "")


def addresses(host: str, port: int) -> tuple[list[str], list[str]]:
    """URLs for this machine, and URLs for phones on the LAN."""
    if host in EVERYWHERE:
        return [f"http://127.0.0.1:{port}/"], [f"http://{address}:{port}/" for address in own_addresses()]
    url = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    local = host in ("localhost", "::1") or host.startswith("127.")
    return ([url], []) if local else ([], [url])


def note_doors(host: str, port: int, https_port: int = 0) -> None:
    """Let every process of the house know both doors: what its pages say about addresses (``config.doors``)."""
    noted = {"HTTP_PORT": port, "HTTPS_PORT": https_port, "ON_THE_LAN": int(host in EVERYWHERE)}
    os.environ.update({f"PARTYEDU_{name}": str(number) for name, number in noted.items()})


def secured(url: str, https_port: int) -> str:
    """The same place over https.

    >>> secured("http://192.168.1.5:8000/", 8443)
    'https://192.168.1.5:8443/'
    """
    return f"https://{url.removeprefix('http://').rsplit(':', 1)[0]}:{https_port}/"


def announcement(host: str, port: int, https_port: int = 0) -> str:
    """The lines that are printed at the start, in both languages: a terminal knows no reader."""
    here, phones = addresses(host, port)
    lines = ["", "  党员教育服务台 · partyedu"]
    lines += [f"    本机 this machine   {url}" for url in here]
    lines += [f"    手机 phones (LAN)   {url}" for url in phones]
    if https_port:
        for url in phones or here:
            lines.append(f"    工作人员 staff      {secured(url, https_port)}")
    lines += ["    关闭 to stop        Ctrl-C", ""]
    return "\n".join(lines) + "\n"


def refuse_taken_port(host: str, port: int) -> None:
    """SystemExit with one sentence when the port cannot be had.

    Two granians of one user share a port without complaint and take turns, so it is tried beforehand.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        if sys.platform == "win32":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, OverflowError) as error:
            sys.exit(why_not(error, host, port))


def why_not(error: Exception, host: str, port: int) -> str:
    """One sentence, in both languages, on why the server could not start."""
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被占用：服务可能已经在运行，或换一个端口：--port {port + 1}。 "
            f"Port {port} is in use: perhaps it is already running, or choose another: --port {port + 1}."
        )
    if number == errno.EACCES:
        return (
            f"没有权限使用端口 {port}，请用 1024 以上的端口，例如 --port 8000。 "
            f"Port {port} is not allowed for this user; take one above 1024, such as --port 8000."
        )
    return (
        f"无法在 {host}:{port} 开启服务，请检查 --host 和 --port。 "
        f"Cannot listen on {host}:{port}, please check --host and --port ({error})."
    )
