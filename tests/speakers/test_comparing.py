"""What has changed between two versions: by paragraph and by word, and within its bounds whatever the texts are."""

import time

import papers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partyedu.accounts.models import Role
from partyedu.speakers.comparing import compare, paragraphs_of


def shown(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    """Lines that changed, with -words- that went and +words+ that came."""

    def side(pieces, sign: str) -> str:
        return "".join(f"{sign}{piece.words}{sign}" if piece.is_own else piece.words for piece in pieces)

    return [
        (side(line.left, "-"), side(line.right, "+"))
        for section in compare(left, right)
        if not section.is_same
        for line in section.lines
    ]


def test_a_word_that_changed_is_found_in_its_paragraph():
    left = ["那年我刚进厂，师傅叫我扫地。", "后来烧锅炉。"]
    right = ["那年我刚进厂，师傅让我先扫院子。", left[1]]
    assert shown(left, right) == [("那年我刚进厂，师傅-叫我扫地-。", "那年我刚进厂，师傅+让我先扫院子+。")]


def test_a_paragraph_that_moved_in_pushes_none_of_the_others():
    left = ["第一段讲的是扫地的事情。", "第二段讲的是锅炉和师傅。", "第三段讲退休以后。"]
    right = ["开头先问大家一个问题？", left[0], "第二段讲的是锅炉和我的师傅。", left[2]]
    assert shown(left, right) == [
        ("", "+开头先问大家一个问题？+"),
        ("第二段讲的是锅炉和师傅。", "第二段讲的是锅炉和+我的+师傅。"),
    ]


def test_paragraphs_that_have_nothing_in_common_are_not_set_against_each_other():
    assert shown(["春天来了。"], ["机床怎样保养，听我说。"]) == [("-春天来了。-", ""), ("", "+机床怎样保养，听我说。+")]


WORDS = st.lists(st.text("甲乙丙丁。！ab1 \n\t", max_size=40), max_size=8)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS)
def test_nothing_is_lost_and_nothing_made_up(left, right):
    (ours, _cut), (theirs, _cut) = paragraphs_of(left), paragraphs_of(right)
    lines = [line for section in compare(ours, theirs) for line in section.lines]
    for side, paragraphs in ("left", ours), ("right", theirs):
        said = ["".join(piece.words for piece in getattr(line, side)) for line in lines]
        assert [words for words in said if words] == paragraphs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲\n乙\n" * 20_000, "乙\n甲\n" * 20_000),
        ("甲乙" * 20_000, "乙甲" * 20_000),
        ("\n".join("甲乙丙丁" * 140 for _ in range(60)), "\n".join("丁丙乙甲" * 140 for _ in range(60))),
        ("\n".join(f"{n} " + "甲乙" * 90 for n in range(200)), "\n".join(f"{n}x " + "乙甲" * 90 for n in range(200))),
        ("a" * 400_000, "b" * 400_000),
        ("\n" * 400_000, ""),
    ],
    ids=["lines", "one line", "alike", "numbered", "letters", "empty"],
)
def test_huge_and_malicious_texts_take_seconds_at_most(one, other):
    began = time.monotonic()
    compare(paragraphs_of([one])[0], paragraphs_of([other])[0])
    assert time.monotonic() - began < 5


def two_versions(make, visit, offer):
    """A talk that was returned once and handed in again with another text and another file."""
    speaker, reviewer = visit(make.member()), visit(make.staff(Role.REVIEWER))
    offer(speaker, files=[papers.upload("一.docx", papers.word("先讲扫地。", "再讲锅炉。"))])
    url = "/speakers/review/1"
    assert reviewer.submit(url, f"{url}/return", **{"return-reasons": "开头再具体些"}).status == 303
    files = [papers.upload("二.docx", papers.word("先讲扫地。", "再讲锅炉和煤。"))]
    offer(speaker, page="/speakers/talks/1/edit", text="那年我刚进了厂。\n师傅叫我扫地。", files=files, without="1")
    return speaker, reviewer


def test_speaker_and_reviewer_see_what_changed_in_text_and_files(make, visit, offer):
    speaker, reviewer = two_versions(make, visit, offer)
    for reader, place in ((speaker, "/speakers/talks/1"), (reviewer, "/speakers/review/1")):
        link = reader.get(place).one("a[href='/speakers/talks/1/changes']")
        page = reader.get(link["href"])
        assert [tag.get_text() for tag in page.all("ins")] == ["加上：了", "加上：二", "加上：和煤"]
        assert [tag.get_text() for tag in page.all("del")] == ["去掉：一"]
        assert [tag.get_text() for tag in page.all(".kind")] == ["改过的"] * 3


def test_any_two_versions_can_be_chosen(make, visit, offer):
    speaker, _reviewer = two_versions(make, visit, offer)
    turned = speaker.get("/speakers/talks/1/changes?from=2&to=1", htmx=True)
    assert [tag.get_text() for tag in turned.all("del")] == ["去掉：了", "去掉：二", "去掉：和煤"]
    assert "两边选了同一稿" in speaker.get("/speakers/talks/1/changes?from=1&to=1").text
    for nonsense in ("from=99999999999999999999&to=x", "from=-1&to=0", ""):
        assert len(speaker.get(f"/speakers/talks/1/changes?{nonsense}").all("ins")) == 3


def test_versions_are_for_those_who_may_read_them(make, visit, offer):
    speaker, reviewer = two_versions(make, visit, offer)
    member = visit(make.member("旁人"))
    assert member.get("/speakers/talks/1/changes").status == 404
    url = "/speakers/review/1"
    assert reviewer.submit(url, f"{url}/approve").status == 303
    page = member.get("/speakers/talks/1/changes")
    assert "只有一稿，没有可以比的" in page.text
    assert "师傅" not in page.text
    assert member.get("/speakers/talks/1/changes?from=1&to=2").all("ins") == []
    assert visit().get("/speakers/talks/1/changes").status == 303
    assert len(speaker.get("/speakers/talks/1/changes").statements) <= 8
