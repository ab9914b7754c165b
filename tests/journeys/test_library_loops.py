"""The loops of the library in a real Chromium: talk → library → model lesson, and talk → rework → resubmitted."""

import pytest
from browser import OpenHouse, Size, Tab
from conftest import Tabs
from furnished import Furnished, inside
from playwright.sync_api import expect
from steps import sign_in

from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.schedule.models import Event
from partyedu.speakers.models import Talk, TalkFormat
from partyedu.theatre import operations as theatre

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TALK = "一把刨子"
OTHERS = ("甲一", "丙三", "丁四", "己六", "庚七", "辛八")
each_size = pytest.mark.parametrize("size", ["phone", "desktop", "large"])


def taught(house: OpenHouse, furnished: Furnished, stars: int) -> int:
    """The talk of last month teaches something, six more people were there, and all but one have rated it."""
    with inside(house.app):
        event = db.session.get_one(Event, furnished.past)
        talk = db.session.scalars(db.select(Talk).filter_by(title=TALK)).one()
        talk.format = TalkFormat.SPEECH
        known = set(db.session.scalars(db.select(Attendance.person_id).filter_by(event_id=event.id)))
        people = [db.session.scalars(db.select(Person).filter_by(name=name)).one() for name in OTHERS]
        for person in people:
            if person.id not in known:
                here = {"event_id": event.id, "state": AttendanceState.PRESENT, "via": Via.DESK, "at": event.starts_at}
                db.session.add(Attendance(person_id=person.id, **here))
        db.session.flush()
        for person in people[:-1]:
            theatre.rate(event, person.id, {talk.id: (stars, "")})
        return talk.id


def draw_the_rule(staff: Tab, look: bool = False) -> None:
    """Staff draw the lines: five raters, 4.5 stars, 80 points, no likes needed."""
    page = staff.open("/library/rule/new")
    for name, value in {"raters": "5", "average_up": "4.5", "expert_up": "80", "likes_up": "0"}.items():
        page.fill(f"#{name}", value)
    page.click("#rule-form button[value=preview]")
    expect(page.locator("#preview-title")).to_be_visible()
    if look:
        staff.look("rule-before-it-is-saved")
    page.click("#rule-form button[value=save]")
    expect(page.locator("h1")).to_have_text("进教材和回炉的规则")


def propose(staff: Tab, furnished: Furnished, talk_id: int, look: bool = False) -> None:
    """One click beside the ratings of the session."""
    page = staff.open(f"/theatre/{furnished.past}/ratings")
    button = page.locator("#library-talks button")
    expect(button).to_be_visible()
    if look:
        staff.look("ratings-with-the-button")
    button.click()
    expect(page.locator("h1")).to_have_text(TALK)
    if look:
        staff.look("proposed")


def score(reviewer: Tab, share: float, verdict: str, look: bool = False) -> None:
    """The reviewer opens what waits and fills in the sheet."""
    page = reviewer.open("/library/review")
    page.click(f"a:has-text('{TALK}')")
    fields = page.locator("#review-form input[name^=points_]")
    for place, most in enumerate((30, 30, 20, 20)):
        fields.nth(place).fill(str(int(most * share)))
    page.check(f"#review-form input[value={verdict}]")
    page.fill("#text", "木工的行话解释一下。")
    if look:
        reviewer.look("score-sheet")
    page.click("#review-form .buttons button")
    expect(page.locator("h1")).to_have_text("等您评审的课件")


def decide(staff: Tab, outcome: str, reason: str = "", look: bool = False) -> None:
    """Staff decide about what the rule proposes."""
    page = staff.open("/library/proposals")
    expect(page.locator("#proposals")).to_contain_text(TALK)
    if look:
        staff.look("proposals")
    page.click("#proposals a.btn")
    page.check(f"#decide-form input[value={outcome}]")
    if outcome == "textbook":
        page.check("#decide-form input[value=model-lesson]")
    page.fill("#reason", reason)
    if look:
        staff.look("decision")
    page.click("#decide-form .buttons button")
    expect(page.locator("h1")).to_have_text(TALK)


@each_size
def test_talk_library_model_lesson(tabs: Tabs, house: OpenHouse, furnished: Furnished, size: Size) -> None:
    talk_id = taught(house, furnished, 5)
    listener = tabs(size, "listener")
    sign_in(listener, furnished, "辛八", f"/theatre/{furnished.past}/rate")
    listener.page.locator(f"input[name=stars-{talk_id}][value='5']").check(force=True)
    listener.page.locator("form[action*=rate] .buttons button, form[action*=rate] button.btn").first.click()
    staff, reviewer = tabs(size, "staff"), tabs(size, "reviewer")
    sign_in(staff, furnished, "组织干事")
    draw_the_rule(staff, look=True)
    propose(staff, furnished, talk_id, look=True)
    sign_in(reviewer, furnished, "评审员")
    score(reviewer, 0.9, "admit", look=True)
    decide(staff, "textbook", look=True)
    anybody = tabs(size, "anybody")
    page = anybody.open("/library/good")
    expect(page.locator("#good-list")).to_contain_text(TALK)
    anybody.look("good-courses")
    page.click(f"a:has-text('{TALK}')")
    page.click("button:has-text('点赞')")
    expect(page.locator("h1")).to_have_text(TALK)
    expect(page.locator("button:has-text('已赞')")).to_be_visible()
    anybody.look("model-lesson")


def test_talk_rework_resubmitted(tabs: Tabs, house: OpenHouse, furnished: Furnished) -> None:
    talk_id = taught(house, furnished, 2)
    staff, reviewer, speaker = tabs("desktop", "staff"), tabs("desktop", "reviewer"), tabs("phone", "speaker")
    sign_in(staff, furnished, "组织干事")
    draw_the_rule(staff)
    propose(staff, furnished, talk_id)
    sign_in(reviewer, furnished, "评审员")
    score(reviewer, 0.9, "admit")
    decide(staff, "rework", "开头太长", look=True)
    sign_in(speaker, furnished, "乙二")
    page = speaker.page
    expect(page.locator("main")).to_contain_text(f"您的课件《{TALK}》请改一改再交")
    speaker.look("home-with-rework")
    page = speaker.open(f"/speakers/talks/{talk_id}/edit")
    page.fill("#summary", "一把刨子，三代木匠。")
    page.fill("#text", "先说刨子，再说师傅。")
    page.click("#talk-form .buttons button[value=submit]")
    page.wait_for_url(lambda url: not url.endswith("/edit"))
    page = reviewer.open(f"/speakers/review/{talk_id}")
    page.click("#approve-form button.btn")
    expect(page.locator("h1")).to_contain_text("评审")
    page = speaker.open("/library/mine")
    page.click(f"a:has-text('{TALK}')")
    speaker.look("rework-with-the-new-outline")
    page.click("button:has-text('把改好的讲述带过来')")
    expect(page.locator("main")).to_contain_text("先说刨子，再说师傅。")
    speaker.look("resubmitted")
    score(reviewer, 1, "admit")
    page = tabs("phone", "anybody").open("/library/")
    expect(page.locator("#library-list")).to_contain_text(TALK)
