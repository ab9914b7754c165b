"""A stored file as a person reads it on a page: text, slides one after another, pages as pictures, a photo, a video.

``readable(stored)`` gives plain data for the macros of ``templates/components/reading.html``. The room that owns the
file has the address of the file (here ``url``) and serves below it ``url/preview`` (a small picture) and
``url/pages/NUMBER`` (a page of a PDF), each with its own rights.
"""

import re
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from partyedu.core import derived
from partyedu.core.documents import Kind
from partyedu.core.documents.parsers.markup import clean
from partyedu.core.uploads import StoredFile

# About twenty printed pages; what is longer is read in the file itself.
SHOWN_CHARACTERS = 40_000
PASSAGE_CHARACTERS = 200  # as much as a remark quotes

_PARAGRAPH_END = re.compile(r"(</(?:p|li|h[1-6])>)")
_HEADING = re.compile(r"<(/?)h([1-6])>")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a file that a remark can point at: what stands before the end of its paragraph, and that end."""

    opening: Markup
    closing: Markup
    words: str


@dataclass(slots=True)
class Slide:
    """One slide: its number, its title ('' without one), its body as passages, the speaker's notes."""

    number: int
    title: str = ""
    passages: list[Passage] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether no word stands on it."""
        return not self.title and not any(passage.words for passage in self.passages)


@dataclass(slots=True)
class Readable:
    """A stored file in the form in which it is read; what it has not is empty.

    ``passages`` are the paragraphs of a text in order (with those of slides); ``first`` is the number of the first one
    among those of all files shown together.
    """

    stored: StoredFile
    html: Markup | None = None
    text: str = ""
    is_cut: bool = False
    passages: list[Passage] = field(default_factory=list)
    slides: list[Slide] = field(default_factory=list)
    first: int = 1

    @property
    def kind(self) -> Kind:
        """What the file is."""
        return Kind(self.stored.kind)

    @property
    def has_words(self) -> bool:
        """Whether any text could be read from it."""
        return bool(self.html or self.text)

    @property
    def pictured(self) -> int:
        """How many of its pages are shown as pictures."""
        return min(self.stored.pages or 0, derived.PAGES_AT_MOST) if self.kind is Kind.PDF else 0


def below_the_page(html: str) -> str:
    """Headings of a document two levels down: the page has the one h1, and sections of its own."""
    return _HEADING.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + 2, 6)}>", html)


def readable(stored: StoredFile) -> Readable:
    """The readable form of a file (its ``html`` and ``text`` loaded), bounded however long it is.

    Why ``Markup`` is safe here: ``stored_file.html`` is written only by ``core.documents``, which passes what the child
    process made through nh3 (a list of plain tags, no attribute but colspan and rowspan). It goes through the same
    cleaner once more here, which also closes the tags of a text that was cut, and which costs less than trust.
    """
    if stored.html and stored.kind in (Kind.DOCX, Kind.PPTX, Kind.MARKDOWN):
        html = clean(stored.html[:SHOWN_CHARACTERS])
        file = Readable(stored, html=Markup(below_the_page(html)), is_cut=len(stored.html) > SHOWN_CHARACTERS)
        if stored.kind == Kind.PPTX:
            file.slides = _slides(html)
            file.passages = [passage for slide in file.slides for passage in slide.passages]
        else:
            file.passages = _passages_of_markup(str(file.html))
        return file
    text = stored.text[:SHOWN_CHARACTERS]
    return Readable(stored, text=text, is_cut=len(stored.text) > SHOWN_CHARACTERS, passages=_passages_of_text(text))


def _slides(html: str) -> list[Slide]:
    """The slides of a show: each begins with its title (its number, when it has none) as the one ``h2`` there is."""
    slides = []
    for number, piece in enumerate(html.split("<h2>")[1:], 1):
        title, _end, body = piece.partition("</h2>")
        words = Markup(title).striptags()
        slide = Slide(number, "" if words == str(number) else words, _passages_of_markup(body))
        slides.append(slide)
    return slides


def _passages_of_markup(html: str) -> list[Passage]:
    """Cleaned markup cut at the ends of its paragraphs; put together again it is the same, character for character."""
    pieces = _PARAGRAPH_END.split(html)
    return [
        Passage(Markup(opening), Markup(closing), Markup(opening).striptags())
        for opening, closing in zip(pieces[::2], [*pieces[1::2], ""], strict=True)
    ]


def _passages_of_text(text: str) -> list[Passage]:
    """Plain text in stretches of at most what a remark quotes, cut at blank lines and at the ends of lines."""
    stretches: list[str] = []
    for line in text.splitlines(keepends=True):
        last = stretches[-1] if stretches else ""
        if last and not last.endswith("\n\n") and len(last) + len(line) <= PASSAGE_CHARACTERS:
            stretches[-1] += line
        else:
            stretches.append(line)
    return [Passage(escape(one.rstrip("\n")), Markup("\n"), one.strip()) for one in stretches]


def number_passages(files: list[Readable], first: int = 1) -> None:
    """Number the passages of several files through, from ``first`` on."""
    for file in files:
        file.first = first
        first += len(file.passages)
