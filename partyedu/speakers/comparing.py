"""What has changed between two versions of an outline: paragraph by paragraph, and within a paragraph word by word.

Pure and bounded: ``difflib`` can take the cube of a length on texts made for that, so paragraphs and their words are
few (see the limits), and when the time is over what is left is shown as a whole instead of word by word.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

# About twenty printed pages; what is longer is compared as far as this.
CHARACTERS_AT_MOST = 40_000
PARAGRAPHS_AT_MOST = 600
PARAGRAPH_CHARACTERS = 600
SECONDS = 1.0
# Below this two paragraphs have nothing to do with each other.
ALIKE = 0.3
# Two changes with so few characters between them are read as one.
BETWEEN = 2
PAIRED_AT_MOST = 60

_WORD = re.compile(r"[A-Za-z]+|[0-9]+|\s+|.", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[。！？；!?;])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph, and whether they stand in this version only."""

    words: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in both versions; a side without pieces has no such paragraph."""

    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing has changed in it."""
        return self.left == self.right


@dataclass(slots=True)
class Section:
    """Paragraphs that follow each other and have all changed, or have all stayed."""

    is_same: bool
    lines: list[Line] = field(default_factory=list)


def paragraphs_of(texts: Sequence[str]) -> tuple[list[str], bool]:
    """The paragraphs of several texts, none too long to be compared; and whether something had to be left out."""
    found: list[str] = []
    room = CHARACTERS_AT_MOST
    for text in texts:
        for line in text[:room].splitlines():
            found += _in_parts(line.strip())
        room -= len(text)
        if room <= 0 or len(found) > PARAGRAPHS_AT_MOST:
            return found[:PARAGRAPHS_AT_MOST], True
    return found, False


def _in_parts(line: str) -> Iterator[str]:
    """A paragraph; a very long one in sentences, and those in pieces."""
    if 0 < len(line) <= PARAGRAPH_CHARACTERS:
        yield line
    elif line:
        for sentence in _SENTENCE_END.split(line):
            for begin in range(0, len(sentence), PARAGRAPH_CHARACTERS):
                yield sentence[begin : begin + PARAGRAPH_CHARACTERS]


def compare(left: Sequence[str], right: Sequence[str]) -> list[Section]:
    """The paragraphs of both versions side by side, in sections of what has stayed and what has changed."""
    until = time.monotonic() + SECONDS
    sections: list[Section] = []
    for line in _lines(left, right, until):
        if not sections or sections[-1].is_same != line.is_same:
            sections.append(Section(line.is_same))
        sections[-1].lines.append(line)
    return sections


def _lines(left: Sequence[str], right: Sequence[str], until: float) -> Iterator[Line]:
    for step, begin, end, start, stop in SequenceMatcher(None, left, right).get_opcodes():
        if step == "equal":
            yield from (Line((Piece(words),), (Piece(words),)) for words in left[begin:end])
            continue
        for one, other in _pairs(left[begin:end], right[start:stop]):
            yield _within(one, other, until)


def _pairs(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs that were written anew beside what they have become, in order; those without partner alone ('')."""
    pairs = _partners(left, right) if len(left) <= PAIRED_AT_MOST and len(right) <= PAIRED_AT_MOST else []
    at, to = 0, 0
    for one, other in [*pairs, (len(left), len(right))]:
        yield from ((words, "") for words in left[at:one])
        yield from (("", words) for words in right[to:other])
        if one < len(left):
            yield left[one], right[other]
        at, to = one + 1, other + 1


def _partners(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraphs belong together: the pairs, none crossing another, that are most alike in all."""
    best = [[0.0] * (len(right) + 1) for _row in range(len(left) + 1)]
    ours, theirs = [_couples(words) for words in left], [_couples(words) for words in right]
    for one in reversed(range(len(left))):
        for other in reversed(range(len(right))):
            together = _alike(ours[one], theirs[other]) + best[one + 1][other + 1]
            best[one][other] = max(best[one + 1][other], best[one][other + 1], together)
    pairs, one, other = [], 0, 0
    while one < len(left) and other < len(right):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            pairs.append((one, other))
            one, other = one + 1, other + 1
    return pairs


def _couples(words: str) -> set[str]:
    return {words[at : at + 2] for at in range(max(1, len(words) - 1))}


def _alike(ours: set[str], theirs: set[str]) -> float:
    share = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    return share if share >= ALIKE else 0.0


def _within(left: str, right: str, until: float) -> Line:
    """One paragraph against the other, word by word (in Chinese: character by character)."""
    if not left or not right or time.monotonic() > until:
        return Line((Piece(left, True),) if left else (), (Piece(right, True),) if right else ())
    ours, theirs = _WORD.findall(left), _WORD.findall(right)
    steps = SequenceMatcher(None, ours, theirs).get_opcodes()
    one: list[Piece] = []
    other: list[Piece] = []
    for number, (step, begin, end, start, stop) in enumerate(steps):
        inside = 0 < number < len(steps) - 1
        stays = step == "equal" and not (inside and len("".join(ours[begin:end])) <= BETWEEN)
        _add(one, "".join(ours[begin:end]), not stays)
        _add(other, "".join(theirs[start:stop]), not stays)
    return Line(tuple(one), tuple(other))


def _add(pieces: list[Piece], words: str, is_own: bool) -> None:
    """Put words behind the others, into the same piece where they are of the same sort."""
    if words and pieces and pieces[-1].is_own is is_own:
        words = pieces.pop().words + words
    if words:
        pieces.append(Piece(words, is_own))
