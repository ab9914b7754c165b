"""Uploads as they come: good ones are shown, hostile and broken ones refused with their reason and without a trace.

Every file is built here. The child process is the real one.
"""

import contextlib
import io
import json
import os
import random
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pptx
import pytest
import xlsxwriter
from PIL import Image, ImageCms
from pptx.util import Inches

from partyedu.core import documents
from partyedu.core.documents import (
    NOTES,
    REASONS,
    Document,
    DocumentRefused,
    Kind,
    Note,
    Picture,
    Reason,
    clean_picture,
    process,
    read,
    sniff,
)

WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MEGABYTE = 1024 * 1024

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def save(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


@pytest.fixture(autouse=True)
def _nothing_left_in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test also shows that reading left no file in the temporary folder."""
    empty = tmp_path / "temporary"
    empty.mkdir()
    monkeypatch.setenv("TMPDIR", str(empty))
    monkeypatch.setattr("tempfile.tempdir", str(empty))
    yield
    assert list(empty.iterdir()) == []


def written(save_to: Callable[[io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    save_to(file)
    return file.getvalue()


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    image = Image.new(mode, size, "white" if mode == "RGB" else 0)
    return written(lambda file: image.save(file, kind, **options))


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return written(document.save)


def slides(*titles: str) -> bytes:
    show = pptx.Presentation()
    for title in titles:
        show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = title
    return written(show.save)


def pdf(body: str = "", size: str = "300 200", trailer: str = "", pages: int = 1) -> bytes:
    """A PDF by hand: Helvetica, `body` as the content of each page."""
    kids = " ".join(f"{4 + number} 0 R" for number in range(pages))
    content = body.encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    objects += [
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents {4 + pages} 0 R "
        "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
    ] * pages
    objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    out = b"%PDF-1.7\n"
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + item + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer << /Size {count} /Root 1 0 R {trailer} >>\n"
    return out + end.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def zipped(parts: dict[str, bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def word_parts(**changed: bytes) -> dict[str, bytes]:
    """The parts of a small .docx; `document=b"…"` puts another main part in."""
    with zipfile.ZipFile(io.BytesIO(word("一段话"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, data in changed.items():
        parts[f"word/{name}.xml"] = data
    return parts


def body(inside: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{space}">'
        f"<w:body>{inside}</w:body></w:document>"
    ).encode()


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def refusal(path: Path, name: str | None = None) -> Reason:
    """The reason `path` is refused for, by `sniff` or by the child, within the time it may take."""
    began = time.monotonic()
    with pytest.raises(DocumentRefused) as caught:
        taken(path, name or path.name)
    assert time.monotonic() - began < 12
    return caught.value.reason


def taken(path: Path, name: str) -> Document | Picture:
    kind = sniff(path, name)
    return clean_picture(path, kind) if kind.is_picture else read(path, kind)


def opened(path: Path) -> Document:
    return read(path, sniff(path, path.name))


# ---- good files


def test_word_file_becomes_a_readable_page_and_its_pictures_are_left_out(save: Save) -> None:
    document = docx.Document()
    document.add_heading("我的入党故事", 1)
    paragraph = document.add_paragraph("那年")
    paragraph.add_run("冬天").bold = True
    paragraph.add_run("很冷").underline = True
    document.add_paragraph("第一", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "乙"
    document.add_picture(io.BytesIO(picture("PNG")))

    result = opened(save("故事.docx", written(document.save)))

    assert result.html == (
        "<h1>我的入党故事</h1><p>那年<strong>冬天</strong><u>很冷</u></p><ul><li>第一</li></ul>"
        "<table><tbody><tr><td><p>甲</p></td><td><p>乙</p></td></tr></tbody></table>"
    )
    assert result.text == "我的入党故事\n那年冬天很冷\n第一\n甲\t乙"
    assert (result.kind, result.pages, result.picture) == (Kind.DOCX, None, None)
    assert result.warnings == [Note.PICTURES_DROPPED]


def test_markup_written_into_a_word_file_stays_text(save: Save) -> None:
    result = opened(save("a.docx", word('<script>alert(1)</script><img src=x onerror="alert(1)">')))

    assert "<script" not in result.html
    assert "<img" not in result.html
    assert result.text == '<script>alert(1)</script><img src=x onerror="alert(1)">'


def test_a_link_and_a_style_map_inside_a_word_file_bring_no_attribute(save: Save) -> None:
    parts = word_parts()
    parts["mammoth/style-map"] = b"p => div.evil[onclick='alert(1)']"
    parts["word/document.xml"] = body(
        '<w:p><w:hyperlink w:anchor="javascript:alert(1)"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>'
    )

    assert opened(save("a.docx", zipped(parts))).html == "<p>here</p>"


def test_slides_become_a_heading_each_with_text_table_and_notes(save: Save) -> None:
    show = pptx.Presentation()
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text, first.placeholders[1].text = "家风", "诚实\n勤俭"
    first.notes_slide.notes_text_frame.text = "慢一点讲"
    second = show.slides.add_slide(show.slide_layouts[6])
    table = second.shapes.add_table(1, 2, Inches(1), Inches(1), Inches(3), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "<乙>"

    result = opened(save("a.pptx", written(show.save)))

    assert result.html == (
        "<h2>家风</h2><p>诚实</p><p>勤俭</p><blockquote><p>慢一点讲</p></blockquote>"
        "<h2>2</h2><table><tbody><tr><td>甲</td><td>&lt;乙&gt;</td></tr></tbody></table>"
    )
    assert (result.pages, result.warnings) == (2, [])


def test_pdf_gives_text_pages_and_a_picture_of_its_first_page(save: Save) -> None:
    result = opened(save("a.pdf", pdf("BT /F1 24 Tf 20 100 Td (Hello <b> outline) Tj ET", pages=3)))

    assert result.text == "Hello <b> outline\n\n" * 2 + "Hello <b> outline"
    assert result.html == "<p>Hello &lt;b&gt; outline</p>" * 3
    assert (result.pages, result.width, result.height, result.warnings) == (3, 1200, 800, [])
    shown = Image.open(io.BytesIO(result.picture or b""))
    assert (shown.format, shown.size) == ("JPEG", (1200, 800))
    assert shown.convert("L").getextrema()[0] < 60  # there is ink on it


def test_scanned_pdf_has_a_picture_and_says_that_it_has_no_text(save: Save) -> None:
    result = opened(save("a.pdf", written(lambda file: Image.new("RGB", (300, 400)).save(file, "PDF"))))

    assert (result.text, result.html, result.pages) == ("", "", 1)
    assert (result.width, result.height, result.warnings) == (900, 1200, [Note.NO_TEXT])


def test_absurd_page_sizes_do_not_make_absurd_pictures(save: Save) -> None:
    result = opened(save("a.pdf", pdf(size="900000 3")))

    assert result.width is None or result.width <= 1200


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_text_is_read_in_the_encodings_people_save(save: Save, encoding: str, mark: bytes) -> None:
    text = "第一行，开头\r\n第二行 𠮷\r\n\r\n另一段 <b>"

    result = opened(save("提纲.TXT", mark + text.encode(encoding)))

    assert result.text == "第一行，开头\n第二行 𠮷\n\n另一段 <b>"
    assert result.html == "<p>第一行，开头<br>第二行 𠮷</p><p>另一段 &lt;b&gt;</p>"
    assert (result.kind, result.warnings) == (Kind.TEXT, [])


def test_one_broken_character_does_not_turn_the_whole_text_into_others(save: Save) -> None:
    data = ("这是一份提纲。" * 20).encode()

    result = opened(save("a.md", data[:40] + b"\xff" + data[40:]))

    assert result.kind is Kind.MARKDOWN
    assert result.warnings == [Note.CHARACTERS_REPLACED]
    assert result.text.count("\ufffd") <= 4
    assert result.text.startswith("这是一份提纲。")


def test_control_and_direction_characters_are_taken_out(save: Save) -> None:
    text = "甲" * 400 + "\x07乙\u202e丙\x0b丁\u2028戊\ufeff\x85"

    assert opened(save("a.txt", text.encode())).text == "甲" * 400 + "乙丙\n丁\n戊"


def test_very_long_text_is_cut_and_says_so(save: Save) -> None:
    result = opened(save("a.txt", ("长" * 99 + "\n").encode() * 6_000))

    assert len(result.text) == 400_000
    assert result.warnings == [Note.CUT_SHORT]


def phone_photo() -> bytes:
    """Lying on its side: red on the left as stored, so red on top when upright; with the place it was taken."""
    image = Image.new("RGB", (3000, 1500), "blue")
    image.paste("red", (0, 0, 300, 1500))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 17.0, 30.0), 3: "E", 4: (119.0, 15.0, 10.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return written(lambda file: image.save(file, "JPEG", exif=exif, comment=b"secret", icc_profile=profile))


def test_phone_photo_stands_upright_and_has_lost_its_place(save: Save) -> None:
    path = save("IMG_1.JPG", phone_photo())
    assert Image.open(path).getexif().get_ifd(0x8825)

    result = clean_picture(path, sniff(path, path.name))

    shown = Image.open(io.BytesIO(result.bytes))
    assert (result.kind, result.width, result.height) == (Kind.JPEG, 1200, 2400)
    assert shown.size == (1200, 2400)
    red, _green, blue = shown.getpixel((600, 40))  # type: ignore[misc]
    assert red > 200 > 60 > blue
    assert dict(shown.getexif()) == {}
    for piece in (result.bytes, result.thumbnail):
        assert b"Exif" not in piece
        assert b"PhoneMaker" not in piece
        assert b"secret" not in piece
    assert Image.open(io.BytesIO(result.thumbnail)).size == (240, 480)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_as_pillow_would_turn_it(save: Save, orientation: int) -> None:
    from PIL import ImageOps

    image = Image.new("RGB", (48, 32), "white")
    image.paste("black", (0, 0, 16, 16))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = written(lambda file: image.save(file, "PNG", exif=exif))

    result = clean_picture(save("a.png", data), Kind.PNG)

    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("L")
    assert Image.open(io.BytesIO(result.bytes)).convert("L").tobytes() == expected.tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_every_mode_is_saved_afresh(save: Save, mode: str) -> None:
    result = clean_picture(save("a.png", picture("PNG", mode=mode)), Kind.PNG)

    assert Image.open(io.BytesIO(result.bytes)).size == (60, 40)
    assert Image.open(io.BytesIO(result.thumbnail)).format == "JPEG"


def test_drawing_keeps_its_transparency_and_text_chunks_are_gone(save: Save) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "somebody")
    data = picture("PNG", mode="RGBA", pnginfo=info)

    result = clean_picture(save("a.png", data), Kind.PNG)

    assert (result.kind, Image.open(io.BytesIO(result.bytes)).mode) == (Kind.PNG, "RGBA")
    assert b"somebody" not in result.bytes


def test_printers_colours_become_screen_colours(save: Save) -> None:
    data = written(lambda file: Image.new("CMYK", (50, 50)).save(file, "JPEG"))

    assert Image.open(io.BytesIO(clean_picture(save("a.jpg", data), Kind.JPEG).bytes)).mode == "RGB"


def test_picture_called_by_the_other_picture_name_is_taken_for_what_it_is(save: Save) -> None:
    assert sniff(save("截图.jpg", picture("PNG")), "截图.jpg") is Kind.PNG
    assert sniff(save("a.png", picture("JPEG")), "a.png") is Kind.JPEG


def test_picture_as_an_outline_has_a_preview_and_no_text(save: Save) -> None:
    result = opened(save("a.jpg", picture("JPEG", (3000, 1000))))

    assert (result.text, result.width, result.height) == ("", 1200, 400)
    assert (result.picture or b"").startswith(b"\xff\xd8\xff")


# ---- refused at sight

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.svg", SVG, Reason.NOT_ALLOWED),
        ("a.html", HTML, Reason.NOT_ALLOWED),
        ("a.mp4", b"\0\0\0\x18ftypmp42", Reason.DAMAGED),
        ("a.docm", b"PK\x03\x04", Reason.NOT_ALLOWED),
        ("a.docx.exe", b"PK\x03\x04", Reason.NOT_ALLOWED),
        ("docx", b"PK\x03\x04", Reason.NOT_ALLOWED),
        ("", b"PK\x03\x04", Reason.NOT_ALLOWED),
        ("a.docx", b"", Reason.EMPTY),
        ("a.jpg", SVG, Reason.NOT_WHAT_IT_SAYS),
        ("a.jpg", HTML, Reason.NOT_WHAT_IT_SAYS),
        ("a.png", HTML, Reason.NOT_WHAT_IT_SAYS),
        ("a.pdf", HTML + b"%PDF-1.4 %%EOF", Reason.NOT_WHAT_IT_SAYS),
        ("a.pdf", b"PK\x03\x04", Reason.NOT_WHAT_IT_SAYS),
        ("a.docx", HTML, Reason.NOT_WHAT_IT_SAYS),
        ("a.docx", zipped({"readme.txt": b"hello"}), Reason.NOT_WHAT_IT_SAYS),
        ("a.docx", slides("家风"), Reason.NOT_WHAT_IT_SAYS),
        ("a.pptx", word("家风"), Reason.NOT_WHAT_IT_SAYS),
        ("a.txt", b"MZ\x90\0\x03\0\0\0", Reason.NOT_WHAT_IT_SAYS),
        ("a.txt", bytes(range(256)) * 20, Reason.NOT_WHAT_IT_SAYS),
        ("a.txt", b"\x01\x02\x03\x04\x05\x06" * 50, Reason.NOT_WHAT_IT_SAYS),
        ("a.md", zipped({"a": b"b"}), Reason.NOT_WHAT_IT_SAYS),
        ("a.png", png_header(60_000, 60_000), Reason.TOO_MANY_PIXELS),
        ("a.png", png_header(0, 10), Reason.DAMAGED),
        (
            "a.jpg",
            b"\xff\xd8\xff\xe0\0\x02" + b"\xff\xc2\0\x11\x08\xea\x60\xea\x60\x03",
            Reason.TOO_MANY_PIXELS,
        ),
        ("a.jpg", b"\xff\xd8" + b"\xff" * 3000, Reason.DAMAGED),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 3000, Reason.DAMAGED),
    ],
)
def test_lying_file_is_refused_with_its_reason(save: Save, name: str, data: bytes, reason: Reason) -> None:
    assert refusal(save("upload", data), name) is reason


def test_workbook_and_macros_called_docx_are_refused(save: Save) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet()
    assert refusal(save("a.docx", file.getvalue())) is Reason.NOT_WHAT_IT_SAYS

    parts = word_parts()
    macros = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(WORD_MAIN.encode(), macros)
    assert refusal(save("b.docx", zipped(parts))) is Reason.NOT_WHAT_IT_SAYS


def test_file_over_the_limit_is_refused_before_it_is_read(save: Save) -> None:
    path = save("a.txt", b"a" * 1001)

    assert sniff(path, "a.txt", limit_bytes=1001) is Kind.TEXT
    with pytest.raises(DocumentRefused) as caught:
        sniff(path, "a.txt", limit_bytes=1000)
    assert caught.value.reason is Reason.TOO_LARGE


def test_every_reason_and_note_has_its_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert set(NOTES) == set(Note)
    assert all(sentence.endswith("。") for sentence in [*REASONS.values(), *NOTES.values()])
    assert {kind.suffix for kind in Kind} == {".docx", ".pdf", ".pptx", ".txt", ".md", ".jpg", ".png", ".mp4", ".webm"}
    assert {kind.media_type for kind in Kind if kind.is_picture} == {"image/jpeg", "image/png"}


# ---- locked


def encrypted_pdf() -> bytes:
    """The standard handler with a user password that nobody knows."""
    return pdf(
        trailer=f"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'1' * 64}> /U <{'2' * 64}> >>"
    )


def test_locked_files_are_refused_as_locked(save: Save) -> None:
    assert refusal(save("a.pdf", encrypted_pdf())) is Reason.ENCRYPTED

    cfb = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016)
    assert refusal(save("a.docx", cfb + "EncryptedPackage".encode("utf-16-le"))) is Reason.ENCRYPTED
    assert refusal(save("a.pptx", cfb + "EncryptedPackage".encode("utf-16-le"))) is Reason.ENCRYPTED
    assert refusal(save("old.docx", cfb + "WordDocument".encode("utf-16-le"))) is Reason.NOT_WHAT_IT_SAYS

    data = bytearray(word("一段话"))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(save("b.docx", bytes(data))) is Reason.ENCRYPTED


# ---- bombs


@pytest.mark.parametrize(("part", "megabytes"), [("word/document.xml", 100), ("word/media/image1.bmp", 60)])
def test_zip_bomb_is_refused_at_sight(save: Save, part: str, megabytes: int) -> None:
    data = zipped(word_parts() | {part: bytes(megabytes * MEGABYTE)})
    assert len(data) < 200_000

    path = save("a.docx", data)
    began = time.monotonic()
    with pytest.raises(DocumentRefused) as caught:
        sniff(path, path.name)

    assert caught.value.reason is Reason.BOMB
    assert time.monotonic() - began < 0.5


def test_zip_that_lies_about_its_size_is_refused(save: Save) -> None:
    """870 KB that unpack to 800 MB, with a directory that says 100 KB."""
    packer = zlib.compressobj(9, wbits=-15)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(800)) + packer.flush()
    parts = word_parts()
    del parts["word/document.xml"]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
        archive.writestr("word/document.xml", packed)
    data = bytearray(file.getvalue())
    for signature, method_at, size_at in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        at = data.find(signature)
        name_at = {b"PK\x03\x04": 30, b"PK\x01\x02": 46}[signature]
        while data[at + name_at : at + name_at + 17] != b"word/document.xml":
            at = data.find(signature, at + 4)
        struct.pack_into("<H", data, at + method_at, 8)
        struct.pack_into("<I", data, at + size_at, 100_000)
    path = save("a.docx", bytes(data))
    assert path.stat().st_size < 900_000

    assert sniff(path, path.name) is Kind.DOCX
    usage = in_a_process_of_its_own(path, Kind.DOCX)
    assert usage["reason"] == Reason.DAMAGED
    assert usage["peak_mb"] < 300
    assert usage["seconds"] < 5


def test_many_entries_and_a_64_bit_directory_are_refused(save: Save) -> None:
    parts = word_parts() | {f"word/media/{number}": b"" for number in range(6000)}
    assert refusal(save("a.docx", zipped(parts, zipfile.ZIP_STORED))) is Reason.BOMB

    data = word("一段话")
    at = data.rfind(b"PK\x05\x06")
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
    assert refusal(save("b.docx", data[:at] + locator + data[at:])) is Reason.BOMB


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/passwd", "C:\\evil", "word\\..\\..\\evil"])
def test_entry_that_climbs_out_is_refused(save: Save, name: str) -> None:
    assert refusal(save("a.docx", zipped(word_parts() | {name: b"x"}))) is Reason.BOMB


LAUGHS = (
    "<!DOCTYPE w ["
    + '<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)


@pytest.mark.parametrize(
    "before",
    [
        LAUGHS,
        '<!DOCTYPE w [<!ENTITY l11 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE w SYSTEM "file:///etc/hostname">',
    ],
)
def test_entities_in_office_files_are_refused_and_read_nothing(save: Save, before: str) -> None:
    evil = body("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", before)
    assert refusal(save("a.docx", zipped(word_parts(document=evil)))) is Reason.BOMB
    assert refusal(save("b.docx", zipped(word_parts(styles=evil)))) is Reason.BOMB
    utf16 = evil.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert refusal(save("c.docx", zipped(word_parts(document=utf16)))) is Reason.BOMB

    with zipfile.ZipFile(io.BytesIO(slides("家风"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["ppt/slides/slide1.xml"] = evil
    assert refusal(save("a.pptx", zipped(parts))) is Reason.BOMB


def in_a_process_of_its_own(path: Path, kind: Kind, timeout: float = 10) -> dict[str, float | str]:
    """`read` from a fresh process, so that the figures are those of this one child."""
    program = (
        "import json, resource, sys, time\n"
        "from pathlib import Path\n"
        "from partyedu.core.documents import DocumentRefused, Kind, read\n"
        "began = time.monotonic()\n"
        "try:\n"
        "    read(Path(sys.argv[1]), Kind(sys.argv[2]), float(sys.argv[3]))\n"
        "    reason = ''\n"
        "except DocumentRefused as refused:\n"
        "    reason = refused.reason\n"
        "usage = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps({'reason': reason, 'seconds': time.monotonic() - began,\n"
        "    'peak_mb': usage.ru_maxrss / 1024, 'cpu': usage.ru_utime + usage.ru_stime}))\n"
    )
    root = Path(documents.__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), kind.value, str(timeout)],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    figures: dict[str, float | str] = json.loads(done.stdout)
    return figures


def test_word_file_that_needs_gigabytes_ends_in_bounds(save: Save) -> None:
    """Within every limit of the directory, but as a tree in memory many gigabytes."""
    paragraph = "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    noise = random.Random(1).randbytes(400_000)  # keeps the ratio modest
    parts = word_parts(document=body(paragraph * 1_500_000)) | {"word/media/a.bin": noise}
    path = save("a.docx", zipped(parts))
    assert sniff(path, path.name) is Kind.DOCX

    figures = in_a_process_of_its_own(path, Kind.DOCX, timeout=40)  # so that memory, not a busy machine, ends it

    assert figures["reason"] == Reason.BOMB
    assert figures["peak_mb"] < 512
    assert float(figures["cpu"]) < 15


def test_deeply_nested_word_file_is_refused(save: Save) -> None:
    deep = "<w:p><w:r>" + "<w:ins>" * 5_000 + "</w:ins>" * 5_000 + "</w:r></w:p>"

    assert refusal(save("a.docx", zipped(word_parts(document=body(deep))))) is Reason.BOMB


def test_file_that_takes_for_ever_is_stopped_by_the_clock(save: Save) -> None:
    form = "q 1 0 0 1 0 0 cm 0 0 300 200 re W n Q " * 200 + "BT /F1 9 Tf (x) Tj ET " * 200_000
    path = save("a.pdf", pdf(form, pages=400))

    figures = in_a_process_of_its_own(path, Kind.PDF, timeout=1)

    assert figures["reason"] == Reason.TOO_SLOW
    assert float(figures["seconds"]) < 4
    assert figures["peak_mb"] < 512


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA"])
def test_the_largest_picture_allowed_fits_into_the_memory_allowed(save: Save, mode: str) -> None:
    path = save("a.png", picture("PNG", (8000, 6250), mode=mode, compress_level=1))

    figures = in_a_process_of_its_own(path, Kind.PNG, timeout=40)

    assert figures["reason"] == ""
    assert figures["peak_mb"] < 512


# ---- damaged


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", word("一段话")),
        ("a.pptx", slides("家风")),
        ("a.pdf", pdf("BT /F1 24 Tf (Hello) Tj ET")),
        ("a.jpg", written(lambda file: Image.effect_noise((300, 300), 90).save(file, "JPEG"))),
        ("a.png", written(lambda file: Image.effect_noise((300, 300), 90).save(file, "PNG"))),
    ],
)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_upload_that_broke_off_is_refused_as_damaged(save: Save, name: str, data: bytes, part: float) -> None:
    assert refusal(save(name, data[: int(len(data) * part)])) is Reason.DAMAGED


def test_pictures_and_documents_with_nothing_in_them_are_refused(save: Save) -> None:
    assert refusal(save("a.png", png_header(100, 100))) is Reason.DAMAGED
    assert refusal(save("a.pdf", b"%PDF-1.4\n%%EOF")) is Reason.DAMAGED
    assert refusal(save("a.docx", zipped(word_parts(document=b"not xml")))) is Reason.DAMAGED


KINDS = (Kind.DOCX, Kind.PPTX, Kind.PDF, Kind.JPEG, Kind.PNG, Kind.TEXT)


def spoilt(data: bytes, dice: random.Random) -> bytes:
    if dice.random() < 0.25:
        return data[: dice.randrange(1, len(data))]
    out = bytearray(data)
    for _ in range(dice.choice([1, 5, 40])):
        out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


@pytest.mark.parametrize("seed", range(5))
def test_spoilt_files_are_read_or_refused_and_nothing_else(save: Save, seed: int) -> None:
    """30 files with bytes changed or the end missing, past `sniff` too: nothing but DocumentRefused."""
    good = {
        "a.docx": word("一段话", "另一段"),
        "a.pptx": slides("家风", "学习"),
        "a.pdf": pdf("BT /F1 24 Tf 20 100 Td (Hello) Tj ET", pages=2),
        "a.jpg": phone_photo(),
        "a.png": picture("PNG", mode="P"),
        "a.txt": "一段话\n".encode("gb18030") * 50,
    }
    dice = random.Random(seed)
    for name, data in good.items():
        path = save(name, spoilt(data, dice))
        with contextlib.suppress(DocumentRefused):
            taken(path, name)
        with contextlib.suppress(DocumentRefused):
            assert isinstance(read(path, dict(zip(good, KINDS, strict=True))[name]), Document)


# ---- the child


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import time; time.sleep(60)", Reason.TOO_SLOW),
        ("while True: pass", Reason.TOO_SLOW),
        ("import os; os.close(1)\nwhile True: pass", Reason.TOO_SLOW),
        ("import os; os.abort()", Reason.DAMAGED),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", Reason.DAMAGED),
        ("raise SystemExit(3)", Reason.DAMAGED),
        ("print('garbage')", Reason.DAMAGED),
        ("import sys; sys.stdout.buffer.write(bytes(3))", Reason.DAMAGED),
        ("import sys\nwhile True: sys.stdout.buffer.write(bytes(1 << 20))", Reason.DAMAGED),
        ("answer({'parts': [], 'refused': 'because'})", Reason.DAMAGED),
        ("answer({'parts': [], 'refused': 'encrypted'})", Reason.ENCRYPTED),
        ("answer({'parts': [], 'text': 1, 'html': ''})", Reason.DAMAGED),
        ("answer({'parts': [['picture', 4]], 'text': '', 'html': ''}, b'<svg')", Reason.DAMAGED),
        ("answer({'parts': [['picture', 9]], 'text': '', 'html': ''}, b'<svg')", Reason.DAMAGED),
        ("answer([])", Reason.DAMAGED),
    ],
)
def test_whatever_the_child_does_is_a_refusal(
    save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, reason: Reason
) -> None:
    """A child taken over by a hostile file, played by a program in its place."""
    child = tmp_path / "child.py"
    child.write_text(
        "import json, struct, sys\n"
        "def answer(header, rest=b''):\n"
        "    data = json.dumps(header).encode()\n"
        "    sys.stdout.buffer.write(struct.pack('>I', len(data)) + data + rest)\n" + program
    )
    monkeypatch.setattr(process, "_CHILD", str(child))

    began = time.monotonic()
    with pytest.raises(DocumentRefused) as caught:
        read(save("a.txt", b"text"), Kind.TEXT, timeout=1)

    assert caught.value.reason is reason
    assert time.monotonic() - began < 3


def test_markup_from_a_child_that_was_taken_over_is_cleaned_again(
    save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = json.dumps({"parts": [], "text": "a\0b", "html": '<p onclick="x()">a</p><script>x()</script>'}).encode()
    child = tmp_path / "child.py"
    child.write_text(f"import sys; sys.stdout.buffer.write({struct.pack('>I', len(header)) + header!r})")
    monkeypatch.setattr(process, "_CHILD", str(child))

    result = read(save("a.txt", b"text"), Kind.TEXT)

    assert (result.text, result.html) == ("ab", "<p>a</p>")


def test_the_childs_limits_hold_and_it_sees_nothing_of_ours(
    save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real `_limit` of the child, and the environment the parent gives it."""
    monkeypatch.setenv("PARTYEDU_SECRET", "hush")
    real = Path(process._CHILD)
    child = tmp_path / "child.py"
    child.write_text(
        f"import sys; sys.path.insert(0, {str(real.parent)!r})\n"
        "import json, os, struct, resource, child as real\n"
        "real._limit(float(sys.argv[3]), int(sys.argv[4]))\n"
        "found = [name for name in os.environ if name.startswith('PARTYEDU')]\n"
        "try:\n    bytearray(600 << 20); found.append('memory')\nexcept MemoryError: pass\n"
        f"try:\n    open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'x'); found.append('disk')\nexcept OSError: pass\n"
        "found.append(resource.getrlimit(resource.RLIMIT_CPU)[0])\n"
        "data = json.dumps({'parts': [], 'text': json.dumps(found), 'html': ''}).encode()\n"
        "sys.stdout.buffer.write(struct.pack('>I', len(data)) + data)\n"
    )
    # `sys.path[0]` of an isolated child does not hold its own folder, so the name `child` is the real one.
    monkeypatch.setattr(process, "_CHILD", str(child))

    assert json.loads(read(save("a.txt", b"text"), Kind.TEXT, timeout=3).text) == [3]


def test_many_threads_read_at_the_same_time(save: Save) -> None:
    path = save("a.docx", word("一段话"))
    results: list[str] = []
    threads = [threading.Thread(target=lambda: results.append(read(path, Kind.DOCX).text)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == ["一段话"] * 6
    assert threading.active_count() < 10


def test_small_word_file_is_read_quickly(save: Save) -> None:
    figures = in_a_process_of_its_own(save("a.docx", word("一段话")), Kind.DOCX)

    assert (figures["reason"], float(figures["cpu"]) < 0.5) == ("", True)


def test_wrong_calls_are_errors_of_ours(tmp_path: Path, save: Save) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "missing.txt", Kind.TEXT)
    with pytest.raises(ValueError, match="not a picture"):
        clean_picture(save("a.txt", b"a"), Kind.TEXT)


def test_no_child_is_left_behind(save: Save) -> None:
    read(save("a.txt", b"text"), Kind.TEXT)

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
