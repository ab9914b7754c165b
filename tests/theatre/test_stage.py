"""On the day: the host walks through the run sheet; who does not come is swapped, and the record keeps both."""

from datetime import timedelta

import pytest
from factories import Factory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from partyedu.accounts.models import Role
from partyedu.core import clock, personal, watch
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.discussions.models import Discussion
from partyedu.schedule.models import Event, EventPart, EventPerson, EventStatus
from partyedu.theatre import queries, running
from partyedu.theatre.models import Action, Fate, ItemState, ProgrammeItem, RaisedHand, Stage, StageStep


def on(app, event, minutes=0):
    """Titles of what everybody is told: on stage, and next."""
    with app.app_context():
        shown = queries.now_and_next(queries.bill_of(event.id), clock.now() + timedelta(minutes=minutes))
    return shown.current.title if shown.current else "", shown.next.title if shown.next else ""


def test_the_host_walks_from_the_opening_to_the_end(app, make: Factory, hall, host) -> None:
    assert host.look().one("form.main button").get_text(strip=True) == "开始：开场"
    assert "各位同志" in host.press("start").one(".part.now").get_text()
    assert on(app, hall.event) == ("开场", "第一篇")
    assert host.press("next").one(".part.now h2").get_text() == "第一篇"
    host.press("next")
    assert host.titles("done") == ["开场", "第一篇"]
    last = host.press("next")
    assert last.one(".part.now h2").get_text() == "提问"
    assert last.one("form.main button").get_text(strip=True) == "结束这一场"
    over = host.press("end")
    assert not over.all(".part.now") and "讨论已经开了" in over.text
    assert on(app, hall.event) == ("", "")
    states = [make.get(ProgrammeItem, id=item.id).state for item in (hall.opening, hall.first, hall.reserve)]
    assert states == [ItemState.GIVEN, ItemState.GIVEN, ItemState.PLANNED]
    assert [step.action for step in make.rows(StageStep)] == ["start", "next", "next", "next", "end"]


def test_each_part_is_measured_by_the_moment_of_pressing(make: Factory, hall, host) -> None:
    with travel(clock.now(), tick=False) as time:
        host.press("start")
        time.shift(timedelta(minutes=4))
        host.press("next")
        time.shift(timedelta(minutes=15))
        page = host.press("next")
    assert make.get(ProgrammeItem, id=hall.opening.id).spoken_minutes == 4
    assert make.get(ProgrammeItem, id=hall.first.id).spoken_minutes == 15
    assert make.get(ProgrammeItem, id=hall.second.id).spoken_minutes is None
    assert "讲了 15 分钟" in page.all(".part.done")[1].get_text()


def test_back_makes_as_if_nothing_had_been_pressed(app, make: Factory, hall, host) -> None:
    with travel(clock.now(), tick=False) as time:
        host.press("start")
        began_at = make.get(Stage).began_at
        time.shift(timedelta(seconds=30))
        host.press("next")
        time.shift(timedelta(seconds=10))
        host.press("back")
        assert make.get(Stage).began_at == began_at
        assert on(app, hall.event) == ("开场", "第一篇")
        assert make.get(ProgrammeItem, id=hall.opening.id).state is ItemState.PLANNED
        host.press("back")
        assert make.get(Stage).started_at is None
        assert host.look().one("form.main")["data-step"] == "start"


def test_the_end_can_be_taken_back(app, make: Factory, hall, host) -> None:
    for step in ("start", "end"):
        host.press(step)
    assert make.get(Event, id=hall.event.id).ended_at is not None
    host.press("back")
    assert make.get(Event, id=hall.event.id).ended_at is None
    assert make.get(Stage).item_id == hall.opening.id
    assert on(app, hall.event)[0] == "开场"


def test_two_more_minutes(app, hall, host) -> None:
    host.press("start")
    host.press("add")
    host.press("add")
    with app.app_context():
        shown = queries.now_and_next(queries.bill_of(hall.event.id), clock.now())
    assert shown.added_minutes == 4 and shown.ends_at == shown.began_at + timedelta(minutes=9)
    host.press("next")
    assert host.added == 0 or (host.look() and host.added == 0)


def test_who_does_not_come_is_swapped_for_a_reserve(app, make: Factory, visit, hall, host) -> None:
    with app.app_context():
        before = watch.version_of("schedule", "screens", "stage")
    host.press("start")
    page = host.press("swap", item_id=hall.first.id, other_id=hall.reserve.id)
    assert "接替甲讲" in page.text and page.one(".part.next h2").get_text() == "候补篇"
    kept = make.get(ProgrammeItem, id=hall.first.id)
    assert (kept.state, kept.replaced_by_id) == (ItemState.SWAPPED_OUT, hall.reserve.id)
    parts = {(row.person_id, row.part) for row in make.rows(EventPerson, event_id=hall.event.id)}
    speaking = {(hall.people[2].id, EventPart.SPEAKER), (hall.people[1].id, EventPart.SPEAKER)}
    assert parts == speaking
    public = visit().get(f"/theatre/{hall.event.id}")
    assert "第一篇" not in public.text and "候补篇" in public.text
    with app.app_context():
        now_at = watch.version_of("schedule", "screens", "stage")
        assert all(now > then for now, then in zip(now_at, before, strict=True))
    assert host.press("next").one(".part.now h2").get_text() == "候补篇"


def test_who_is_on_stage_already_is_swapped_too_and_comes_back(make: Factory, hall, host) -> None:
    for step in ("start", "next"):
        host.press(step)
    host.press("swap", item_id=hall.first.id, other_id=hall.reserve.id)
    assert host.titles("now") == ["候补篇"]
    host.press("restore", item_id=hall.first.id)
    assert host.titles("now") == ["第一篇"]
    assert make.get(ProgrammeItem, id=hall.reserve.id).is_reserve


def test_a_swap_long_before_the_session_needs_no_start(hall, host) -> None:
    host.press("swap", item_id=hall.second.id, other_id=hall.reserve.id)
    assert host.titles("later") == ["第一篇", "候补篇", "提问"]


def test_who_was_skipped_and_comes_late_speaks_next(make: Factory, visit, hall, host) -> None:
    for step in ("start", "next"):
        host.press(step)
    host.press("skip", item_id=hall.first.id)
    assert host.titles("now") == ["第二篇"] and host.titles("off") == ["第一篇"]
    assert "第一篇" not in visit().get(f"/theatre/{hall.event.id}").text
    host.press("restore", item_id=hall.first.id)
    assert host.titles("next") == ["第一篇"] and host.titles("now") == ["第二篇"]
    assert host.press("next").one(".part.now h2").get_text() == "第一篇"


def test_a_part_to_come_is_given_earlier_and_everybody_sees_it(app, make: Factory, visit, hall, host, helper) -> None:
    host.press("start")
    page = host.press("earlier", item_id=hall.second.id)
    assert page.one(".part.next h2").get_text() == "第二篇" and host.titles("later") == ["第一篇", "提问"]
    assert on(app, hall.event) == ("开场", "第二篇")
    acts = [tag.get_text(" ", strip=True) for tag in visit().get(f"/theatre/{hall.event.id}").all(".act h2")]
    assert [act.split()[0] for act in acts] == ["开场", "第二篇", "第一篇", "提问", "候补篇"]
    host.press("later", item_id=hall.second.id)
    assert host.titles("next") == ["第一篇"]
    planned = helper.visitor.get(f"/theatre/{hall.event.id}/programme")
    assert planned.status == 200 and "有改动还没公布" not in planned.text
    assert [step.moves for step in make.rows(StageStep)] == [True, False, False]


def test_what_is_on_stage_or_over_keeps_its_place(hall, host) -> None:
    for step in ("start", "next"):
        host.press(step)
    host.look()
    for item, other in ((hall.first, hall.opening), (hall.second, hall.first), (hall.reserve, hall.second)):
        assert host.send("earlier", item_id=item.id, other_id=other.id).status == 409
    assert host.send("earlier", item_id=hall.questions.id).status == 409
    assert host.titles("now") + host.titles("next") + host.titles("later") == ["第一篇", "第二篇", "提问"]


def test_the_consoles_order_is_shown_also_where_it_was_not_published(app, make: Factory, hall, host, helper) -> None:
    wanted = [hall.opening, hall.questions, hall.first, hall.second, hall.reserve]
    seen = " ".join(str(item.id) for item in make.rows(ProgrammeItem, event_id=hall.event.id))
    fields = {"seen": seen, "order": " ".join(str(item.id) for item in wanted)}
    assert helper.visitor.post(f"/theatre/{hall.event.id}/order", fields).status == 303
    assert host.titles("next") + host.titles("later") == ["开场", "提问", "第一篇", "第二篇"]
    host.press("start")
    assert on(app, hall.event) == ("开场", "第一篇")  # as it was published
    host.press("earlier", item_id=hall.second.id)
    assert on(app, hall.event) == ("开场", "提问") and host.titles("next") == ["提问"]


def test_a_skipped_talk_is_free_for_another_session(make: Factory, visit, hall, host) -> None:
    host.press("skip", item_id=hall.first.id)
    following = make.event("下一场", published=False)
    assert "第一篇" in visit(make.staff(Role.ORGANISER)).get(f"/theatre/{following.id}/pool").text


def test_a_note_is_kept_in_the_record(make: Factory, hall, host) -> None:
    host.press("start")
    host.press("note", words="停电五分钟")
    assert make.rows(StageStep)[-1].words == "停电五分钟"
    assert host.send("note", words="").status == 422


# --- two consoles, and one that was cut off ---------------------------------------------------------------------------


def test_next_pressed_on_two_consoles_at_one_moment_moves_one_on(make: Factory, hall, host, helper) -> None:
    host.press("start")
    for console in (host, helper):
        console.look()
    assert host.send("next").status == 200
    second = helper.send("next")
    assert second.status == 200 and "没有重复记" in second.text
    assert host.titles("now") == ["第一篇"]
    assert [step.fate for step in make.rows(StageStep)] == [Fate.TAKEN, Fate.TAKEN, Fate.ALREADY]


def test_a_step_against_what_another_console_did_shows_what_stands(make: Factory, hall, host, helper) -> None:
    for step in ("start", "next"):
        host.press(step)
    for console in (host, helper):
        console.look()
    host.send("back")
    refused = helper.send("next")
    assert refused.status == 409 and "另一台控制台已经走到别处了" in refused.text
    assert refused.one(".part.now h2").get_text() == "开场"
    assert make.rows(StageStep)[-1].fate is Fate.REFUSED


def test_two_consoles_that_change_the_order_do_not_fight(make: Factory, hall, host, helper) -> None:
    host.press("start")
    for console in (host, helper):
        console.look()
    assert host.send("earlier", item_id=hall.second.id, other_id=hall.first.id).status == 200
    same = helper.send("later", item_id=hall.first.id, other_id=hall.second.id)
    assert same.status == 200 and "没有重复记" in same.text
    against = helper.send("earlier", item_id=hall.questions.id, other_id=hall.second.id)
    assert against.status == 409 and against.one(".part.next h2").get_text() == "第二篇"
    assert [step.fate for step in make.rows(StageStep)[1:]] == [Fate.TAKEN, Fate.ALREADY, Fate.REFUSED]


def test_two_minutes_added_on_two_consoles_at_one_moment_are_two(make: Factory, hall, host, helper) -> None:
    host.press("start")
    for console in (host, helper):
        console.look()
    host.send("add")
    helper.send("add")
    assert make.get(Stage).added_minutes == 2


def test_a_step_that_is_sent_again_is_taken_once(make: Factory, hall, host) -> None:
    host.press("start")
    host.look()
    for _time in range(3):
        assert host.send("next", key="same").status == 200
    assert host.titles("now") == ["第一篇"] and len(make.rows(StageStep)) == 2


def test_steps_pressed_without_a_connection_keep_their_times(make: Factory, hall, host) -> None:
    """The phone's own clock is ten minutes wrong; only how long ago it was pressed counts."""
    with travel(clock.now(), tick=False) as time:
        host.press("start")
        began_at = make.get(Stage).began_at
        time.shift(timedelta(minutes=9))
        phone = int((clock.now() - timedelta(minutes=10)).timestamp() * 1000)
        for turn, ago in ((1, 5), (2, 2)):
            host.turn = turn
            assert host.send("next", pressed=phone - ago * 60_000, sent=phone).status == 200
    first = make.get(ProgrammeItem, id=hall.first.id)
    assert first.began_at == began_at + timedelta(minutes=4)
    assert first.ended_at == began_at + timedelta(minutes=7) == make.get(Stage).began_at


@pytest.mark.parametrize("times", [{"pressed": "9" * 15, "sent": 0}, {"pressed": "x", "sent": "1e9"}, {"pressed": 1}])
def test_times_that_make_no_sense_count_as_now(make: Factory, hall, host, times) -> None:
    with travel(clock.now(), tick=False):
        assert host.send("start", **times).status == 200
        assert make.get(Stage).began_at == clock.now()


@pytest.mark.parametrize(
    "nonsense",
    [{"action": "fly"}, {"key": ""}, {"key": "k" * 41}, {"turn": -1}, {"turn": "9" * 15}, {"item_id": "9" * 15}],
)
def test_nonsense_moves_nothing(make: Factory, hall, host, nonsense) -> None:
    answer = host.visitor.post(f"{host.page}/steps", {"action": "skip", "key": "k", "turn": 0, **nonsense}, htmx=True)
    assert answer.status in (409, 422)
    assert not make.rows(Stage)


def test_only_those_who_run_the_session_press(make: Factory, visit, hall) -> None:
    for somebody in (make.member(), make.staff(Role.ORGANISER, make.unit()), make.staff(Role.REVIEWER)):
        answer = visit(somebody).post(f"/theatre/{hall.event.id}/stage/steps", {"action": "start", "key": "k"})
        assert answer.status == 404
    assert not make.rows(StageStep)


def test_a_host_without_a_role_runs_their_own_session_on_its_day_alone(make: Factory, visit, hall, host) -> None:
    member, neighbour = make.member("主持丁"), make.member("邻座戊")
    with make._session():
        db.session.add(EventPerson(event_id=hall.event.id, person_id=member.id, part=EventPart.HOST))
    evening, url = visit(member), f"/theatre/{hall.event.id}/stage"
    home = evening.get("/")
    assert "您主持" in home.text and home.all(f"a[href='{url}']")
    page = evening.get(url)
    assert page.status == 200 and "/attendance/" not in page.one(".after-stage").decode()
    type(host)(evening, hall.event.id).press("start")
    assert [step.action for step in make.rows(StageStep)] == ["start"]
    hands = f"/theatre/{hall.event.id}/hands"
    assert evening.post(hands, {"name": "来听课的大嫂"}).status == 303
    assert evening.post(f"{hands}/{make.get(RaisedHand).id}/call").status == 303
    # What belongs to the desk and to planning stays with staff; a neighbour sees nothing of it.
    for path in (f"/attendance/{hall.event.id}", f"/theatre/{hall.event.id}/programme"):
        assert evening.get(path).status == 404, path
    assert visit(neighbour).get(url).status == 404 and "您主持" not in visit(neighbour).get("/").text
    other = make.event("另一场", starts_at=hall.event.starts_at)
    assert evening.get(f"/theatre/{other.id}/stage").status == 404
    with travel(hall.event.starts_at - timedelta(hours=3)):
        assert visit(member).get(url).status == 404
    with travel(hall.event.ends_at + timedelta(hours=5)):
        assert visit(member).get(url).status == 404


def test_a_reserve_of_another_session_cannot_be_called(make: Factory, hall, host) -> None:
    other = make.item(make.event("别的场"), make.talk(make.member()), is_reserve=True)
    answer = host.send("swap", item_id=hall.first.id, other_id=other.id)
    assert answer.status == 422 and "已经不在候补名单上了" in answer.text
    assert make.get(ProgrammeItem, id=hall.first.id).state is ItemState.PLANNED


def test_cancelled_while_on_stage_no_step_is_taken(app, make: Factory, visit, hall, host) -> None:
    host.press("start")
    with app.app_context():
        event = db.session.get(Event, hall.event.id)
        event.status, event.status_reason = EventStatus.CANCELLED, "停电了"
        watch.touch("schedule")
        db.session.commit()
    refused = host.send("next")
    assert refused.status == 422 and "这一场已经取消了" in refused.text and "停电了" in refused.text
    assert len(make.rows(StageStep)) == 1
    phone = visit().get(f"/theatre/{hall.event.id}")
    assert "这一场取消了" in phone.text and not phone.all(".act.now")


def test_an_unchanged_console_is_told_nothing(make: Factory, visit, hall, host) -> None:
    version = host.look().one("#stage")["data-version"]
    assert host.visitor.get(f"{host.page}?version={version}", htmx=True).status == 204
    passer_by = visit(make.member("路过的人"))
    assert passer_by.get(f"{host.page}?version={version}", htmx=True).status == 404
    host.send("start")
    assert host.visitor.get(f"{host.page}?version={version}", htmx=True).status == 200


# --- what everybody is told -------------------------------------------------------------------------------------------


def test_without_a_console_the_plan_says_what_is_on_stage(app, hall) -> None:
    start = hall.event.starts_at

    def at(minutes: int) -> tuple[str, str]:
        shown = queries.now_and_next(queries.bill_of(hall.event.id), start + timedelta(minutes=minutes))
        assert not shown.from_console
        return shown.current.title if shown.current else "", shown.next.title if shown.next else ""

    with app.app_context():
        assert at(-1) == ("", "开场")
        assert at(0) == ("开场", "第一篇")
        assert at(5) == ("第一篇", "第二篇")
        assert at(47 + 24) == ("提问", "")  # sessions start late
        assert at(47 + 25) == ("", "")


def test_with_a_console_the_plan_is_forgotten(app, hall, host) -> None:
    host.press("start")
    assert on(app, hall.event, 40) == ("开场", "第一篇")
    assert on(app, hall.event, 24 * 60) == ("", "")  # nobody pressed "end"


def test_a_session_runs_past_midnight(app, make: Factory, visit, hall, host) -> None:
    tonight = clock.local(clock.now()).replace(hour=23, minute=30, second=0, microsecond=0)
    with app.app_context():
        event = db.session.get(Event, hall.event.id)
        event.starts_at = event.public_starts_at = tonight - timedelta(hours=1)
        event.ends_at = event.public_ends_at = tonight + timedelta(minutes=15)
        db.session.commit()
    with travel(tonight, tick=False) as time:
        host = type(host)(visit(make.staff(Role.ORGANISER)), hall.event.id)
        host.press("start")
        time.shift(timedelta(minutes=50))
        host.press("next")
        assert on(app, hall.event)[0] == "第一篇"
        with app.app_context():
            assert queries.sessions_live(clock.now()) == [hall.event.id]
        page = visit().get(f"/theatre/{hall.event.id}")
        assert page.one(".act.now h2").get_text().startswith("第一篇")
    assert make.get(ProgrammeItem, id=hall.opening.id).spoken_minutes == 50


def test_when_the_session_ends_discussion_and_rating_open(make: Factory, visit, hall, host) -> None:
    member = make.member()
    host.present(member)
    phone = visit(member)
    assert phone.get(f"/theatre/{hall.event.id}/rate").status == 404
    for step in ("start", "next", "next", "next", "end"):
        host.press(step)
    assert make.get(Discussion, event_id=hall.event.id)
    assert "打个分" in phone.get("/").text
    assert phone.get(f"/discussions/{hall.event.id}").status == 200
    assert len(phone.get(f"/theatre/{hall.event.id}/rate").all("fieldset")) == 2
    assert "给讲述打个分" in phone.get(f"/theatre/{hall.event.id}").text


def test_the_page_of_a_session_begins_with_what_is_to_be_done_now(make: Factory, visit, hall, host) -> None:
    member, page = make.member("来听的"), f"/theatre/{hall.event.id}"

    def first(who) -> list[str]:
        shown = who.get(page)
        filled = [tag.get_text(strip=True) for tag in shown.all("main a.btn") if tag["class"] == ["btn"]]
        assert len(filled) <= 1
        return [tag.get_text(strip=True) for tag in shown.all(".do-now:has(~ .playbill) a")] or filled

    phone = visit(member)
    with travel(hall.event.starts_at - timedelta(hours=2)):
        assert first(visit(make.member())) == ["我要报名"]
    assert first(visit()) == ["去签到", "发言和提问"] == first(phone)
    assert first(host.visitor)[0] == "现场"
    host.present(member)
    assert first(phone) == ["发言和提问"]
    for step in ("start", "next", "next", "next", "end"):
        host.press(step)
    assert first(phone) == ["给讲述打个分", "去讨论"] and first(visit()) == []


def test_a_phone_that_stands_open_on_it_changes_what_is_to_be_done_without_being_touched(visit, make, hall) -> None:
    page = f"/theatre/{hall.event.id}"
    with travel(hall.event.starts_at - timedelta(seconds=1), tick=False) as moment:
        phone = visit(make.member("来听的"))
        opened = phone.get(page)
        assert opened.one("#do-now").get_text() == ""
        assert phone.get(opened.one("#on-stage")["hx-get"], htmx=True).status == 204
        moment.shift(timedelta(seconds=1))
        begun = phone.get(opened.one("#on-stage")["hx-get"], htmx=True)
        assert begun.headers["HX-Trigger"] in opened.one("#do-now")["hx-trigger"]
        top = phone.get(opened.one("#do-now")["hx-get"], htmx=True)
        assert [link.get_text(strip=True) for link in top.all("a")] == ["去签到", "发言和提问"]
        assert len(top.statements) <= 3
        moment.shift(timedelta(minutes=6))  # the next part: nothing else to do
        following = phone.get(begun.one("#on-stage")["hx-get"], htmx=True)
        assert following.status == 200 and "HX-Trigger" not in following.headers
        moment.move_to(hall.event.ends_at)
        ended = phone.get(following.one("#on-stage")["hx-get"], htmx=True)
        assert ended.headers["HX-Trigger"] == "session-turned"
        top = phone.get(top.one("#do-now")["hx-get"], htmx=True)
        assert [link.get_text(strip=True) for link in top.all("a")] == ["去讨论"]
        assert "hx-get" not in top.one("#do-now").attrs
        assert phone.get(f"{page}/do-now").location == page
    assert phone.get("/theatre/999/do-now", htmx=True).status == 404


# --- the log ----------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from([*Action, Action.NEXT, Action.NEXT]),
        st.booleans(),  # whether the console has heard of what the other did
        st.integers(0, 3),  # which item of the programme it is about
        st.integers(0, 300),  # pressed so many seconds ago
    ),
    max_size=12,
)
ORDER = st.lists(st.integers(0, 23), max_size=30)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(one=STEPS, two=STEPS, order=ORDER)
def test_any_order_and_repetition_gives_the_state_of_the_log(app, make: Factory, hall, host, one, two, order) -> None:
    """Two consoles press what they like, and what they press arrives as it may, again and again."""
    from partyedu.core.actor import MACHINE, acting_as
    from partyedu.core.errors import Problem
    from partyedu.theatre import operations

    items = [hall.opening.id, hall.first.id, hall.second.id, hall.questions.id]
    pressed = []
    for name, steps in (("a", one), ("b", two)):
        turn = 0
        for place, (action, heard, item, ago) in enumerate(steps):
            since = timedelta(seconds=ago)
            about = (items[item], items[item - 1] if action in ("earlier", "later") else hall.reserve.id)
            pressed.append(operations.Pressed(f"{name}{place}", Action(action), turn, 0, *about, "记", since))
            turn += 1 if heard and action not in ("add", "note", "earlier", "later") else 0
    sent = [pressed[place % len(pressed)] for place in order if pressed] + pressed + pressed[:5]
    with app.app_context(), acting_as(MACHINE):
        event = db.session.get(Event, hall.event.id)
        fates: dict[str, set[Fate]] = {}
        for step in sent:
            with db.session.begin_nested() as nested:
                try:
                    fate = operations.take(event, step).fate
                except Problem:
                    nested.rollback()
                    continue
            if queries.step_with(event.id, step.key):
                fates.setdefault(step.key, set()).add(fate)
        taken = queries.steps_taken(event.id)
        stand = running.replay(taken)
        moves = [step.turn for step in taken if step.moves]
        assert moves == list(range(len(moves)))  # each was pressed from what stood
        stage = queries.stage_of(event.id)
        assert all(len(told) == 1 for told in fates.values())  # the same answer, however often it is sent
        if stage is not None:
            current = stand.current
            assert (stage.item_id, stage.began_at) == ((current.item_id, current.began_at) if current else (None, None))
            assert (stage.turn, stage.started_at, stage.ended_at) == (stand.turn, stand.started_at, stand.ended_at)
            begins = [part.began_at for part in stand.parts]
            assert begins == sorted(begins)
            assert sum(item.id == stage.item_id for item in queries.programme(event.id)) == (1 if current else 0)
        db.session.rollback()


def test_the_record_says_how_long_each_part_took_and_who_pressed(make: Factory, visit, hall, host) -> None:
    assert "还没有现场记录" in host.visitor.get(f"/theatre/{hall.event.id}/record").text
    with travel(clock.now(), tick=False) as time:
        host.press("start")
        time.shift(timedelta(minutes=7))
        host.press("note", words="停电五分钟")
        host.press("next")
        host.press("earlier", item_id=hall.questions.id)
        host.press("skip", item_id=hall.first.id)
        host.press("skip", item_id=hall.second.id)
        host.press("add")
        host.press("end")
        host.press("back")
        host.press("back")
        page = host.visitor.get(f"/theatre/{hall.event.id}/record")
    rows = [row.get_text(" ", strip=True) for row in page.all("tbody tr")]
    assert rows[0].startswith("开场") and rows[0].endswith("5 分钟 7 分钟")
    assert rows[2].startswith("第二篇") and "这次没讲" in rows[2]
    told = [tag.get_text(" ", strip=True).split(" ", 1)[1] for tag in page.all(".lines .person")]
    assert told == [
        "开始《开场》", "停电五分钟", "下一项《第一篇》", "《提问》提前，排到《第二篇》前面",
        "跳过《第一篇》 接着《提问》", "跳过《第二篇》", "《提问》加两分钟", "结束这一场",
        "退回《提问》", "退回《第一篇》",
    ]  # fmt: skip
    assert visit(make.member()).get(f"/theatre/{hall.event.id}/record").status == 404


def test_home_leads_to_the_console_and_the_host_first(app, make: Factory, visit, hall, host) -> None:
    desk, url = host.visitor, host.page
    assert [tag.get_text(strip=True) for tag in desk.get("/").all(f'a[href="{url}"]')] == ["打开控制台"]
    lady = make.staff(Role.SECRETARY)
    with app.app_context(), transaction():
        db.session.add(EventPerson(event_id=hall.event.id, person_id=lady.id, part=EventPart.HOST))
    assert "您主持" in visit(lady).get("/").one(".waiting .first").get_text()
    assert url not in visit(make.staff(Role.ORGANISER, make.unit())).get("/").text
    assert url not in visit(make.member()).get("/").text
    host.press("start")
    host.press("end")
    assert url not in desk.get("/").text


def test_pages_of_the_day_ask_little(app, visit, hall, host) -> None:
    host.press("start")
    pages = ("/stage", "/record", "/floor", "", "/now", "/clock")
    asked = {}
    for page in pages:
        with app.app_context():
            watch.forget()
        asked[page] = len(host.visitor.get(f"/theatre/{hall.event.id}{page}").statements)
    assert max(asked.values()) <= 8, asked
    assert asked["/now"] <= 2 and asked["/clock"] <= 2, asked  # one for who asks


@pytest.mark.parametrize(("days", "sentence"), [(30, "离开始还早"), (-700, "早就过去了")])
def test_a_session_of_another_day_is_not_begun(make: Factory, host, days, sentence) -> None:
    other = make.event(starts_at=clock.now() + timedelta(days=days), minutes=60, theme_id=make.theme().id)
    make.item(other, title="开场")
    assert sentence in type(host)(host.visitor, other.id).press("start").text
    assert not make.rows(StageStep) and make.get(Event, id=other.id).ended_at is None


def test_what_is_on_stage_stays_on_its_programme(make: Factory, hall, host, helper) -> None:
    later = make.event(starts_at=clock.now() + timedelta(days=7), minutes=60, theme_id=make.theme().id)
    for step in ("start", "next"):
        host.press(step)
    item = f"/theatre/{hall.event.id}/items/{hall.first.id}"
    for fields, way in (({"reserve": "1"}, "reserve"), ({"session": later.id}, "to-session"), ({}, "remove")):
        helper.visitor.post(f"{item}/{way}", fields)
    assert host.titles("now") == ["第一篇"]
    kept = make.get(ProgrammeItem, id=hall.first.id)
    assert kept.is_on and not kept.is_reserve and not make.rows(ProgrammeItem, event_id=later.id)


def test_a_number_that_no_row_can_have_is_no_number(make: Factory, hall, host) -> None:
    host.look()
    for name in ("turn", "added", "item_id", "other_id"):
        assert host.send("note", words="记", **{name: "9" * 15}).status == 200
    assert {(step.turn, step.item_id, step.other_id) for step in make.rows(StageStep)} == {(0, None, None)}


def test_why_somebody_was_left_out_goes_with_them(app, make: Factory, hall, host) -> None:
    host.press("start")
    host.send("skip", item_id=hall.first.id, words="住院了")
    with app.app_context(), acting_as(MACHINE), transaction():
        personal.erase(hall.people[0].id)
    assert [step.words for step in make.rows(StageStep)] == ["", ""]
