"""What the demonstration has to read: a talk with slides, pages and keepsakes, and one whose second version waits."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw
from pptx import Presentation
from werkzeug.datastructures import FileStorage

from partyedu.core import uploads
from partyedu.core.db import db
from partyedu.core.uploads import ReadFile
from partyedu.organisation.models import Person
from partyedu.scenarios.community import Community
from partyedu.speakers import operations as speakers
from partyedu.speakers import queries
from partyedu.speakers.models import Talk, TalkFormat
from partyedu.speakers.operations import KeepsakeLine

PAPER, INK, RED, GOLD, BLUE = "#efe4cc", "#3a2c22", "#9e1b1b", "#c8a24a", "#2a5580"

SLIDES = (
    ("一本账本", "记了四十年", "买米、交学费、寄回家的钱，一笔一笔都在"),
    ("头一页", "一九七八年三月，第一个月的工资", "留十块，其余寄回老家"),
    ("最难的那年", "厂里停了三个月的工", "师傅借给我二十块，账上写着：一定还"),
    ("今天", "账本给了孙女", "她问：爷爷，这个“还”字为什么写得这么大？"),
)
FIRST = "那年我刚进厂，师傅叫我扫地。\n我心里不服气。\n后来才明白，扫地是让我先认得每一台机床。"
SECOND = (
    "开头先问大家：您头一天上班做的是什么？\n那年我十八岁，刚进厂，师傅让我先扫一个月的地。\n我心里不服气。\n"
    "一个月扫下来才明白，师傅是让我先认得每一台机床。\n退休那天，我把扫帚留给了徒弟。"
)
Draw = Callable[[ImageDraw.ImageDraw], None]


def furnish(place: Community, home: Any, now: datetime) -> None:
    """A talk to read and look through, and one to compare with what it was before."""
    _told(place, home, now - timedelta(days=25))
    _changed(place, home, now - timedelta(days=6))


def _told(place: Community, home: Any, at: datetime) -> None:
    """Slides, pages and four keepsakes, one of which its owner does not want to show."""
    files = [_read("一本账本.pptx", _slides()), _read("账本里的三页.pdf", _pages())]
    lines = [
        KeepsakeLine("四十年的账本", "封面换过两次，里面一页没丢。", True, _photo("账本.jpg", _book)),
        KeepsakeLine("师傅送的搪瓷缸", "磕掉了三块瓷，到现在还在用。", True, _photo("搪瓷缸.jpg", _mug)),
        KeepsakeLine("第一枚奖章", "评上那天，师傅比我还高兴。", True, _photo("奖章.jpg", _badge)),
        KeepsakeLine("写给家里的信", "信里的话，自己留着。", False, _photo("信.jpg", _letter)),
    ]
    talk = _offered(
        place, home.first[7], at, title="一本记了四十年的账", theme="家风", text=FIRST, files=files, keepsakes=lines
    )
    with place.step(home.reviewer, at + timedelta(days=2)):
        row = db.session.get_one(Talk, talk)
        newest = queries.latest_outline(row)
        assert newest is not None
        speakers.approve(home.reviewer, row, newest.id, "讲得实在，账本一定带来。")


def _changed(place: Community, home: Any, at: datetime) -> None:
    """Handed in, returned with a reason, written anew: the reviewer sees what has changed."""
    person_id = home.first[8]
    talk = _offered(place, person_id, at, title="先扫一个月的地", theme="学习", text=FIRST)
    with place.step(home.reviewer, at + timedelta(days=1)):
        row = db.session.get_one(Talk, talk)
        first = queries.latest_outline(row)
        assert first is not None
        speakers.return_to_speaker(home.reviewer, row, first.id, "开头能不能先问大家一句？后来怎样了，也请写上。")
    speaker = place.actor(person_id, None, "")
    with place.step(speaker, at + timedelta(days=3)):
        row = db.session.get_one(Talk, talk)
        speakers.edit(speaker, row, row.version, text=SECOND, submit_now=True)


def _offered(place: Community, person_id: int, at: datetime, theme: str, **values: Any) -> int:
    speaker = place.actor(person_id, None, "")
    with place.step(speaker, at):
        talk = speakers.offer(
            speaker, db.session.get_one(Person, person_id), theme_id=place.themes[theme], submit_now=True, minutes=12,
            format=TalkFormat.STORY, summary="一件老东西，一段老日子。", **values,
        )  # fmt: skip
        return talk.id


def _read(name: str, content: bytes) -> ReadFile:
    return uploads.read(FileStorage(io.BytesIO(content), name), uploads.DOCUMENTS)


def _photo(name: str, draw: Draw) -> ReadFile:
    image = Image.new("RGB", (1000, 750), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 560, 1000, 750), fill="#d9c9a8")
    draw(pen)
    return _read(name, _saved(lambda file: image.save(file, "JPEG", quality=85)))


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()


def _book(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(250, 170), (730, 130), (770, 590), (290, 640)], fill="#5b6f52", outline=INK, width=5)
    pen.polygon([(730, 130), (760, 150), (800, 600), (770, 590)], fill="#fffdf7", outline=INK, width=3)
    pen.polygon([(360, 260), (640, 236), (650, 350), (370, 375)], fill="#fffdf7", outline=INK, width=3)
    for line in (290, 322):
        pen.line((400, line, 610, line - 18), fill=INK, width=5)


def _mug(pen: ImageDraw.ImageDraw) -> None:
    pen.arc((640, 250, 830, 500), 270, 90, fill=BLUE, width=34)
    pen.rectangle((330, 190, 690, 600), fill="#f7f3ea", outline=INK, width=5)
    pen.ellipse((330, 150, 690, 230), fill="#d8d2c4", outline=BLUE, width=14)
    pen.regular_polygon((510, 380, 80), 5, fill=RED)
    for spot in ((360, 540), (640, 300), (590, 560)):
        pen.ellipse((*spot, spot[0] + 34, spot[1] + 24), fill=INK)


def _badge(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(400, 60), (600, 60), (560, 300), (440, 300)], fill=RED, outline=INK, width=4)
    pen.ellipse((320, 270, 680, 630), fill=GOLD, outline=INK, width=5)
    pen.ellipse((365, 315, 635, 585), outline=INK, width=4)
    pen.regular_polygon((500, 450, 110), 5, fill=RED)


def _letter(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((260, 110, 740, 650), fill="#fffdf7", outline=INK, width=4)
    for line in range(190, 600, 52):
        pen.line((310, line, 690 - (line * 7) % 120, line), fill="#8a7863", width=5)


def _slides() -> bytes:
    show = Presentation()
    for title, *lines in SLIDES:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(lines)
    return _saved(show.save)


def _pages() -> bytes:
    """Three pages of an account book, as somebody photographs them into one file."""
    pages = []
    for number in range(3):
        page = Image.new("RGB", (840, 1188), "#fffdf7")
        pen = ImageDraw.Draw(page)
        pen.rectangle((60, 70, 780, 130), fill=(RED, BLUE, GOLD)[number])
        for row in range(170, 1120, 46):
            pen.line((60, row, 780, row), fill="#ddd0b8", width=2)
            pen.line((80, row + 26, 300 + (row * (number + 3)) % 260, row + 26), fill=INK, width=7)
            pen.line((660, row + 26, 760 - row % 60, row + 26), fill=INK, width=7)
        pen.line((630, 150, 630, 1130), fill=RED, width=3)
        pages.append(page)
    return _saved(lambda file: pages[0].save(file, "PDF", save_all=True, append_images=pages[1:]))
