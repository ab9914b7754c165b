"""Running the child: the file as its standard input, its answer as JSON with binary parts from a pipe."""

import json
import logging
import struct
from pathlib import Path
from typing import Any, Literal

from partyedu.core import sandbox

from .kinds import MEMORY_BYTES, DocumentRefused, Kind, Reason

log = logging.getLogger(__name__)

_CHILD = str(Path(__file__).with_name("child.py"))
_MAX_ANSWER_MB = 48

Action = Literal["read", "clean", "pages"]
Answer = dict[str, Any]


def run(action: Action, kind: Kind, path: Path, timeout: float, *numbers: int) -> Answer:
    """Have the child do `action` and return its answer: JSON values, and bytes for the pictures.

    `numbers` are handed to the parser.
    Wall clock `timeout` seconds, as many of CPU, 512 MB of address space (the last two where the system has
    them; Windows has the wall clock only). Raises DocumentRefused for all that goes wrong in the child, and
    OSError only if `path` cannot be opened.
    """
    command = [_CHILD, action, kind.value, str(timeout), str(MEMORY_BYTES), *map(str, numbers)]
    with path.open("rb") as file:
        try:
            ended = sandbox.start(command, stdin=file.fileno(), seconds=timeout, output_mb=_MAX_ANSWER_MB)
        except sandbox.ChildFailed as failure:
            raise DocumentRefused(Reason.TOO_SLOW) from failure
    if ended.late:
        raise DocumentRefused(Reason.TOO_SLOW)
    try:
        answer = _unpack(ended.printed)
        reason = Reason(answer["refused"]) if "refused" in answer else None
    except Exception as error:
        log.warning("document child: %s of a %s ended with code %s and no answer", action, kind.value, ended.code)
        raise DocumentRefused(Reason.DAMAGED) from error
    if reason is not None:
        if detail := answer.get("detail"):
            log.info("document child: %s of a %s refused: %.200s", action, kind.value, detail)
        raise DocumentRefused(reason)
    return answer


def _unpack(output: bytes) -> Answer:
    """Length of the header, the header as JSON, then the binary parts it lists, and not one byte more."""
    (length,) = struct.unpack_from(">I", output)
    answer = json.loads(output[4 : 4 + length])
    parts = answer.pop("parts")
    at = 4 + length
    for name, size in parts:
        answer[str(name)] = output[at : at + int(size)]
        at += int(size)
    if at != len(output):
        raise ValueError("the answer has another length than it says")
    return answer
