"""A talk's files as they are read on its page and by its reviewer: slides, pages, and who may have a page."""

import papers

from partyedu.accounts.models import Role


def test_slides_and_pages_stand_on_the_page_of_the_talk_and_before_the_reviewer(make, visit, offer):
    speaker, reviewer = visit(make.member()), visit(make.staff(Role.REVIEWER))
    files = [papers.upload("课.pptx", papers.slides("扫地", "锅炉")), papers.upload("册.pdf", papers.pdf_of(3))]
    page = speaker.get(offer(speaker, files=files).location)
    for each in (page, reviewer.get("/speakers/review/1")):
        assert [tag.get_text(strip=True) for tag in each.all(".slide h4")] == ["扫地", "锅炉"]
        assert [tag["src"] for tag in each.all(".page-pictures img")] == [
            f"/speakers/files/2/pages/{number}" for number in (1, 2, 3)
        ]
    picture = reviewer.get("/speakers/files/2/pages/3")
    assert (picture.status, picture.response.mimetype) == (200, "image/jpeg")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    for missing in ("/speakers/files/2/pages/0", "/speakers/files/2/pages/4", "/speakers/files/1/pages/1"):
        assert speaker.get(missing).status == 404


def test_a_page_is_for_those_who_may_have_the_file(make, visit, offer):
    speaker = visit(make.member())
    offer(speaker, step="save", files=[papers.upload("册.pdf", papers.pdf_of(1))])
    assert speaker.get("/speakers/files/1/pages/1").status == 200
    assert visit(make.member("旁人")).get("/speakers/files/1/pages/1").status == 404
    assert visit(make.staff(Role.REVIEWER)).get("/speakers/files/1/pages/1").status == 404
    assert visit().get("/speakers/files/1/pages/1").status == 303


def test_a_remark_can_point_at_a_line_of_a_slide(make, visit, offer):
    speaker, reviewer = visit(make.member()), visit(make.staff(Role.REVIEWER))
    offer(speaker, text="", files=[papers.upload("课.pptx", papers.show(["扫地", "从车间扫起"], ["锅炉", "再烧锅炉"]))])
    page = reviewer.get("/speakers/review/1")
    links = [tag["href"] for tag in page.all(".slide a")]
    assert len(links) == 2
    field = reviewer.get(links[1], htmx=True)
    assert field.one("textarea").get_text(strip=True) == "再烧锅炉"


def test_an_outline_is_printed_with_its_pages(make, visit, offer):
    speaker = visit(make.member())
    where = offer(speaker, files=[papers.upload("册.pdf", papers.pdf_of(2))]).location
    sheet = speaker.get(speaker.get(where).one(".noprint a[href$=sheet]")["href"])
    assert "那年我刚进厂。" in sheet.text
    assert [tag.get("loading") for tag in sheet.all(".page-pictures img")] == [None, None]
