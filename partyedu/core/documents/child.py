"""The child process: started by `process.py` with this file's path, reads one document, answers on a pipe.

Limits come first, then the one parser that is needed. The file is standard input; nothing is written to disk.
It runs with `-I`, outside the package: importing `partyedu.core` would load Flask and SQLAlchemy for nothing,
so this folder is entered under a name of its own.
"""

import gc
import importlib
import json
import os
import runpy
import struct
import sys
import types

PACKAGE = "partyedu_documents"
SANDBOX = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "sandbox.py")


def main(action: str, kind: str, seconds: float, memory_bytes: int, *numbers: int) -> None:
    """Read one document from standard input in this bounded process; the answer is one JSON line (see ``process``).

    ``numbers`` are handed on to the parser: which pages are wanted.
    """
    answer_to = _claim_standard_output()
    _limit(seconds, memory_bytes)
    gc.disable()  # a short life with a bound on memory: looking for cycles costs a third of the time
    data = sys.stdin.buffer.read()
    package = types.ModuleType(PACKAGE)
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules[PACKAGE] = package
    answer = _answer(action, kind, data, numbers)
    parts = {name: value for name, value in answer.items() if isinstance(value, bytes)}
    header = {name: value for name, value in answer.items() if name not in parts}
    header["parts"] = [(name, len(value)) for name, value in parts.items()]
    encoded = json.dumps(header, ensure_ascii=False).encode("utf-8", "replace")
    for piece in (struct.pack(">I", len(encoded)), encoded, *parts.values()):
        _write(answer_to, piece)


def _answer(action: str, kind: str, data: bytes, numbers: tuple[int, ...]) -> dict[str, object]:
    kinds = importlib.import_module(f"{PACKAGE}.kinds")
    module = {"docx": "word", "pptx": "slides", "pdf": "pdf", "jpeg": "picture", "png": "picture"}.get(kind, "plain")
    try:
        parser = importlib.import_module(f"{PACKAGE}.parsers.{module}")
        answer: dict[str, object] = getattr(parser, action)(data, *numbers)
        return answer
    except kinds.DocumentRefused as refusal:
        return {"refused": refusal.reason.value}
    except (MemoryError, RecursionError) as error:
        return {"refused": kinds.Reason.BOMB.value, "detail": type(error).__name__}
    except BaseException as error:  # parsers raise anything on damaged files; a list of types would have a hole
        return {"refused": kinds.Reason.DAMAGED.value, "detail": f"{type(error).__name__} in {module}"}


def _claim_standard_output() -> int:
    """Keep the pipe for the answer; what a parser prints goes nowhere."""
    answer_to = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    if os.name == "nt":
        import msvcrt

        msvcrt.setmode(answer_to, os.O_BINARY)  # type: ignore[attr-defined, unused-ignore]
    return answer_to


def _limit(seconds: float, memory_bytes: int) -> None:
    """The limits of every child: they stand in one file, which this process reads by its path."""
    runpy.run_path(SANDBOX)["limit"](seconds, memory_bytes)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view[: 1 << 20]) :]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), *map(int, sys.argv[5:]))
    os._exit(0)  # nothing to tidy, and parsers are slow at it
