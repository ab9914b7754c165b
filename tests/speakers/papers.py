"""Files as people hand them in, and as nobody should: built here, real ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import pptx
from PIL import Image
from werkzeug.datastructures import FileStorage


def _written(save_to: Callable[[io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    save_to(file)
    return file.getvalue()


def upload(name: str, data: bytes) -> tuple[io.BytesIO, str]:
    """A file as the test client sends it."""
    return io.BytesIO(data), name


def storage(name: str, data: bytes) -> FileStorage:
    """A file as an operation's caller holds it."""
    return FileStorage(io.BytesIO(data), name)


def word(*paragraphs: str, heading: str = "") -> bytes:
    """A .docx of Word."""
    document = docx.Document()
    if heading:
        document.add_heading(heading, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return _written(document.save)


def slides(*titles: str) -> bytes:
    """A .pptx with a slide for each title."""
    show = pptx.Presentation()
    for title in titles:
        show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = title
    return _written(show.save)


def show(*slides: list[str]) -> bytes:
    """A .pptx with a slide for each list: its title, then its lines."""
    presentation = pptx.Presentation()
    for title, *lines in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(lines)
    return _written(presentation.save)


def pdf(words: str) -> bytes:
    """A PDF of one page, by hand."""
    return _pdf(words, 1)


def pdf_of(pages: int, words: str = "Page") -> bytes:
    """A PDF of so many pages (which share what stands on them)."""
    return _pdf(words, pages)


def _pdf(words: str, pages: int) -> bytes:
    content = f"BT /F1 24 Tf 20 100 Td ({words}) Tj ET".encode("latin-1")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    kids = " ".join(f"{5 + number} 0 R" for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream",
        *([page] * pages),
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, item in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + item + b"\nendobj\n"
    size, table = len(objects) + 1, "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    head = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
    return bytes(out) + f"{head}startxref\n{len(out)}\n%%EOF\n".encode()


def photo(size: tuple[int, int] = (60, 40)) -> bytes:
    """A plain photo."""
    return _written(lambda file: Image.new("RGB", size, "white").save(file, "JPEG"))


def phone_photo() -> bytes:
    """A photo lying on its side, with the place where it was taken."""
    image = Image.new("RGB", (80, 40), "white")
    exif = image.getexif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 55.0, 0.0), 3: "E", 4: (119.0, 15.0, 0.0)})
    return _written(lambda file: image.save(file, "JPEG", exif=exif))


def zip_bomb() -> bytes:
    """A .docx whose text unfolds to a gigabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word("x"))) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.namelist():
            if entry != "word/document.xml":
                out.writestr(entry, source.read(entry))
        with out.open("word/document.xml", "w", force_zip64=True) as document:
            for _block in range(300):
                document.write(b" " * 1024 * 1024)
    return packed.getvalue()


def huge_picture() -> bytes:
    """A PNG that says it is 60,000 by 60,000."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
