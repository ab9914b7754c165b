"""Where this machine can be reached, and why a port cannot be had."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys

EVERYWHERE = ("0.0.0.0", "::", "")


def own_addresses() -> list[str]:
    """IPv4 addresses under which phones in the house reach this machine, the likeliest first.

    Connecting a UDP socket sends nothing; it only asks which of our addresses the way there would begin with.
    """
    found: list[str] = []
    for target in ("192.168.254.254", "10.254.254.254", "172.31.254.254", "192.0.2.1"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
            probe.connect((target, 9))
            found.append(probe.getsockname()[0])
    # On Linux asking for the own name may wait for a name server that is not there.
    if not found or sys.platform == "win32":
        with contextlib.suppress(OSError):
            found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [address for address in dict.fromkeys(found) if not address.startswith(("127.", "0.", "169.254."))]


def addresses(host: str, port: int) -> tuple[list[str], list[str]]:
    """URLs for this machine, and URLs for phones on the LAN."""
    if host in EVERYWHERE:
        return [f"http://127.0.0.1:{port}/"], [f"http://{address}:{port}/" for address in own_addresses()]
    url = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    local = host in ("localhost", "::1") or host.startswith("127.")
    return ([url], []) if local else ([], [url])


def announcement(host: str, port: int) -> str:
    """The lines that are printed at the start, in both languages: a terminal knows no reader."""
    here, phones = addresses(host, port)
    lines = ["", "  党员教育服务台 · partyedu"]
    lines += [f"    本机 this machine   {url}" for url in here]
    lines += [f"    手机 phones (LAN)   {url}" for url in phones]
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
