"""A survey from the first question to the result: made, opened, answered on phones and on paper, read."""

import io
from datetime import time

import python_calamine
import time_machine
from surveys.filling import QUESTIONS, filled, question_fields

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import Category, MemberStatus
from partyedu.schedule.models import Event, EventKind
from partyedu.surveys.models import Answer, Question, Sheet, Survey, SurveyState


def test_a_survey_is_made_answered_and_read(make, visit, branch, begin, fill):
    survey = begin()
    assert survey.state is SurveyState.OPEN
    first = branch.members[0]
    assert "请填调查《想学什么》" in visit(first).get("/").text
    assert "想学什么" in visit(first).get("/surveys/").text

    answer = fill(first, survey, "周四", ("养生", "法律"), 5, "讲慢一点")
    assert answer.location == f"/surveys/{survey.id}"
    own = visit(first).get(f"/surveys/{survey.id}")
    assert "已经交上了，谢谢您" in own.text
    assert "讲慢一点" in own.text
    assert "没有要填的" in visit(first).get("/surveys/").text
    assert "想学什么" in visit(first).get("/surveys/?show=answered").text

    fill(branch.members[1], survey, "周四", ("养生",), 4)
    desk = visit(branch.organiser)
    lead = desk.get(f"/surveys/{survey.id}/lead")
    assert "2 张，共问 7 人" in lead.text
    results = desk.get(f"/surveys/{survey.id}/results")
    shown = [[bar.get_text(" ", strip=True) for bar in bars.select("b")] for bars in results.all(".result")]
    assert shown[0] == ["0 人 · 0%", "2 人 · 100%", "0 人 · 0%"]
    assert shown[1] == ["0 人 · 0%", "2 人 · 100%", "1 人 · 50%"]
    assert shown[2][0] == "平均 4.5 分"
    assert "讲慢一点" in results.text
    [sheet] = make.rows(Sheet, person_id=first.id)
    page = desk.get(f"/surveys/sheets/{sheet.id}")
    assert "周四" in page.text
    assert "养生、法律" in page.text


def test_questions_are_moved_changed_and_taken_off_without_a_script(make, visit, branch, prepare):
    survey = prepare()
    desk, url = visit(branch.organiser), f"/surveys/{survey.id}/questions"

    def order():
        rows = sorted(make.rows(Question, survey_id=survey.id), key=lambda row: row.position)
        return [row.text for row in rows]

    first = make.rows(Question, survey_id=survey.id)[0]
    assert desk.post(f"/surveys/questions/{first.id}/move", {"to": "down"}).location == url
    assert order() == ["想学什么", "哪天方便", "去年的课怎么样", "还想说什么"]
    region = desk.post(f"/surveys/questions/{first.id}/move", {"to": "up"}, htmx=True)
    assert region.all("#questions .questions h2")[0].get_text() == "1. 哪天方便"
    last = make.rows(Question, survey_id=survey.id)[3]
    desk.post(f"/surveys/questions/{last.id}/remove")
    assert order() == ["哪天方便", "想学什么", "去年的课怎么样"]
    edit = f"/surveys/questions/{first.id}/edit"
    assert desk.submit(edit, text="哪天来得了", choice_4="都行").location == url
    assert "都行" in desk.get(url).text
    assert desk.submit(edit, choice_2="", choice_3="", choice_4="").errors() == ["请至少写两个可以选的答案。"]
    assert "哪天来得了" in desk.get(f"/surveys/{survey.id}/preview").text


def test_what_was_typed_stays_and_the_sentence_stands_at_the_question(branch, visit, begin, numbers):
    survey = begin()
    phone, names = visit(branch.members[0]), numbers(survey)
    page = phone.get(f"/surveys/{survey.id}")
    assert page.all(".sheet-form [required]") == [], "a browser would ask for every box to be ticked"
    fields = page.form(f"/surveys/{survey.id}") | filled(page, names, words="我写了很久")
    answer = phone.post(f"/surveys/{survey.id}", {name: value for name, value in fields.items() if name != names[0]})
    assert answer.status == 422
    assert answer.errors() == ["这一题还没有答。"]
    assert answer.one("textarea").get_text(strip=True) == "我写了很久"
    assert answer.one(f"input[name={names[2]}][checked]")["value"] == "4"


def test_nonsense_in_a_sheet_is_refused_with_a_sentence(branch, visit, begin, numbers, make):
    survey = begin()
    phone, names = visit(branch.members[0]), numbers(survey)
    page = phone.get(f"/surveys/{survey.id}")
    fields = page.form(f"/surveys/{survey.id}") | filled(page, names)
    for wrong in ({names[0]: "999999"}, {names[2]: "9"}, {names[0]: "x"}, {names[1]: ["x", "1" * 30]}):
        assert phone.post(f"/surveys/{survey.id}", fields | wrong).status == 422, wrong
    assert phone.post(f"/surveys/{survey.id}", fields | {names[3]: "字" * 301}).status == 422
    assert make.rows(Sheet) == []


def test_nobody_hands_in_twice(make, branch, visit, begin, fill, numbers):
    survey = begin()
    phone, names = visit(branch.members[0]), numbers(survey)
    page = phone.get(f"/surveys/{survey.id}")
    fields = page.form(f"/surveys/{survey.id}") | filled(page, names)
    assert phone.post(f"/surveys/{survey.id}", fields).status == 303
    again = phone.post(f"/surveys/{survey.id}", fields)
    assert again.status == 422
    assert "已经交过了" in again.text
    assert len(make.rows(Sheet)) == 1
    assert make.get(Survey).answered == 1


def test_a_survey_is_for_those_it_asks_and_nobody_else(make, visit, branch, begin, prepare):
    survey, draft = begin(), prepare("草稿")
    make.member("走了", branch.unit, status=MemberStatus.LEFT)
    assert "共问 7 人" in visit(branch.organiser).get(f"/surveys/{survey.id}/lead").text
    for person in (branch.elsewhere, branch.organiser):
        assert visit(person).get(f"/surveys/{survey.id}").status == 404
        assert "想学什么" not in visit(person).get("/surveys/").text
    assert visit(branch.members[0]).get(f"/surveys/{draft.id}").status == 404
    other = make.staff(Role.ORGANISER, make.unit("三支部"))
    for place in ("lead", "results", "missing", "type-in", "paper", "sheets"):
        assert visit(other).get(f"/surveys/{survey.id}/{place}").status == 404, place


def test_a_category_is_asked_and_others_are_not(make, app, visit, branch, begin):
    retired = make.get(Category, name="离退休")
    one = make.member("退休甲", branch.unit, category_id=retired.id)
    survey = begin("给退休的", category_id=str(retired.id))
    assert "1 人" in visit(branch.organiser).get(f"/surveys/{survey.id}/lead").text
    assert visit(one).get(f"/surveys/{survey.id}").status == 200
    assert visit(branch.members[0]).get(f"/surveys/{survey.id}").status == 404


def test_an_audience_of_nobody_and_of_everybody_says_so_before(make, visit, branch, prepare):
    working = make.get(Category, name="在职")
    empty = prepare("没有人", category_id=str(working.id))
    desk = visit(branch.organiser)
    page = desk.get(f"/surveys/{empty.id}/open")
    assert "一个人也问不到" in page.text
    answer = desk.submit(f"/surveys/{empty.id}/open")
    assert (answer.status, make.get(Survey, id=empty.id).state) == (422, SurveyState.DRAFT)

    chief = make.staff(Role.ORGANISER)
    top = visit(chief)
    top.submit("/surveys/new/survey", title="问大家", unit_id=str(make.root.id))
    survey = make.get(Survey, title="问大家")
    top.post(f"/surveys/{survey.id}/questions", question_fields(**QUESTIONS[0]))
    url = f"/surveys/{survey.id}/open"
    assert "问的是全部 8 位党员" in top.get(url).text
    assert top.submit(url).errors()[0].startswith("这样选，问的是全部 8 位党员")
    assert make.get(Survey, id=survey.id).state is SurveyState.DRAFT
    assert top.submit(url, everybody="y").status == 303
    assert make.get(Survey, id=survey.id).state is SurveyState.OPEN


def test_a_survey_without_questions_or_with_a_past_end_is_not_opened(make, visit, branch, prepare):
    survey = prepare(questions=())
    desk, url = visit(branch.organiser), f"/surveys/{survey.id}/open"
    assert desk.submit(url).errors() == ["还没有题目，请先加一道。"]
    desk.post(f"/surveys/{survey.id}/questions", question_fields(**QUESTIONS[0]))
    assert desk.submit(url, closes_at="2020-01-01T10:00").errors() == ["结束的时间已经过去了，请选以后的时间。"]
    assert desk.submit(url).status == 303
    assert desk.post(f"/surveys/{survey.id}/questions", question_fields(**QUESTIONS[1])).status == 404


def test_who_is_missing_is_known_to_staff_and_told_by_notice(make, visit, branch, begin, fill):
    survey = begin(title="点名")
    everybody = {row.person_id for row in make.rows(Notice, kind=NoticeKind.SURVEY_OPEN)}
    assert everybody == {person.id for person in (*branch.members, branch.phoneless)}
    fill(branch.members[0], survey)
    desk = visit(branch.organiser)
    page = desk.get(f"/surveys/{survey.id}/missing")
    assert "填表甲" not in page.text
    assert "庚无机" in page.text
    assert desk.post(f"/surveys/{survey.id}/remind").status == 303
    assert len(make.rows(Notice, person_id=branch.members[0].id)) == 1
    assert len(make.rows(Notice, person_id=branch.members[1].id)) == 2
    assert desk.get(f"/surveys/{survey.id}/missing?q=庚").text.count("庚无机") == 1


def test_staff_type_in_for_somebody_without_a_phone_and_the_record_says_who(make, visit, branch, begin):
    survey = begin()
    desk, url = visit(branch.organiser), f"/surveys/{survey.id}/type-in"
    names = [f"q{row.id}" for row in make.rows(Question, survey_id=survey.id)]
    page = desk.get(f"{url}?person={branch.phoneless.id}")
    fields = page.form(url) | {names[0]: "3", names[1]: "1，3", names[2]: "５", names[3]: "眼睛不好"}
    fields["person_id"] = str(branch.phoneless.id)
    answer = desk.post(url, fields)
    assert answer.location == url
    assert "记下了：庚无机" in desk.get(url).text
    sheet = make.get(Sheet)
    assert (sheet.person_id, sheet.typed_by_id) == (branch.phoneless.id, branch.organiser.id)
    assert len(make.rows(Answer, sheet_id=sheet.id)) == 5
    [row] = make.rows(AuditRow, action="type-in")
    assert (row.actor_id, row.on_behalf_of_id) == (branch.organiser.id, branch.phoneless.id)
    assert "工甲" in desk.get(f"/surveys/{survey.id}/sheets").text
    again = desk.post(url, fields)
    assert "这位已经交过了" in again.text
    for wrong, sentence in (({names[0]: "4"}, "请填 1 到 3 之间的号码。"), ({names[0]: "一"}, "请填答案前面的号码")):
        typed = {**fields, "person": branch.members[0].name, "person_id": str(branch.members[0].id), **wrong}
        assert desk.post(url, typed).errors()[0].startswith(sentence)
    stranger = {**fields, "person": "外人", "person_id": str(branch.elsewhere.id)}
    assert desk.post(url, stranger).status == 422


def test_the_sheet_on_paper_numbers_its_answers(visit, branch, begin):
    survey = begin()
    page = visit(branch.organiser).get(f"/surveys/{survey.id}/paper")
    assert "□ 2. 周四" in page.text
    assert "姓名" in page.text


def test_it_closes_by_itself_and_what_is_being_typed_is_taken_until_the_next_day_ends(
    make, visit, branch, begin, numbers
):
    survey = begin(closes_at="2030-05-06T17:00")
    names = numbers(survey)
    early = clock.at(survey.closes_at.date(), time(16, 50))
    phones = [visit(person) for person in branch.members[:2]]
    sheets = []
    with time_machine.travel(early, tick=False):
        for phone, person in zip(phones, branch.members, strict=False):
            phone.sign_in(person)
            page = phone.get(f"/surveys/{survey.id}")
            sheets.append(page.form(f"/surveys/{survey.id}") | filled(page, names, words="写到一半"))
    late = visit(branch.members[2])
    with time_machine.travel(clock.at(survey.closes_at.date(), time(17, 5)), tick=False):
        late.sign_in(branch.members[2])
        assert "已经结束了" in late.get(f"/surveys/{survey.id}").text
        phones[0].sign_in(branch.members[0])
        missed = {name: value for name, value in sheets[0].items() if name != names[0]}
        kept = phones[0].post(f"/surveys/{survey.id}", missed)
        assert (kept.status, kept.one("textarea").get_text(strip=True)) == (422, "写到一半")
        assert "您写的都还在" in kept.text
        assert "2030年5月7日过完以前" in kept.text
        stolen = {**sheets[0], "begun": ""}
        assert phones[0].post(f"/surveys/{survey.id}", stolen).status == 422
        assert phones[0].post(f"/surveys/{survey.id}", sheets[0]).status == 303
        late.get(f"/surveys/{survey.id}")
        theirs = {name: value for name, value in sheets[0].items() if name != "csrf_token"}
        assert late.post(f"/surveys/{survey.id}", theirs).status == 422, "somebody else's mark is no mark"
    with time_machine.travel(clock.day_bounds(survey.closes_at.date(), 2)[1], tick=False):
        phones[1].sign_in(branch.members[1])
        over = phones[1].post(f"/surveys/{survey.id}", sheets[1])
        assert over.status == 422
        assert "已经结束了，不再收了" in over.text
    assert [row.person_id for row in make.rows(Sheet)] == [branch.members[0].id]


def test_closing_by_hand_and_the_results_wait_on_the_home_page(make, visit, branch, begin, fill):
    survey = begin()
    fill(branch.members[0], survey)
    desk = visit(branch.organiser)
    assert desk.post(f"/surveys/{survey.id}/close").status == 303
    closed = make.get(Survey)
    assert (closed.state, closed.asked, closed.answered) == (SurveyState.CLOSED, 7, 1)
    assert "《想学什么》有结果了" in desk.get("/").text
    assert desk.post(f"/surveys/{survey.id}/close", follow=True).text.count("它已经结束了。") == 1
    assert visit(branch.members[1]).get("/").text.count("想学什么") == 0


def test_the_workbook_holds_sums_words_and_sheets(visit, branch, begin, fill):
    survey = begin()
    fill(branch.members[0], survey, words="=1+1")
    content = visit(branch.organiser).get(f"/surveys/{survey.id}/results.xlsx").response.data
    book = python_calamine.load_workbook(io.BytesIO(content))
    assert book.sheet_names == ["汇总", "写的话", "每一张"]
    assert [row[2] for row in book.get_sheet_by_name("写的话").to_python()[1:]] == ["=1+1"]
    [row] = book.get_sheet_by_name("每一张").to_python()[1:]
    assert row[0] == "填表甲"
    assert row[4:] == ["周二", "养生", 4, "=1+1"]


def test_two_who_edit_the_head_see_both_texts(visit, branch, prepare, make):
    survey = prepare()
    url = f"/surveys/{survey.id}/edit"
    one, two = visit(branch.organiser), visit(branch.organiser)
    stale = two.get(url).form(url)
    assert one.submit(url, title="想学哪些").status == 303
    answer = two.post(url, {**stale, "title": "要学什么"})
    assert answer.status == 409
    assert "想学哪些" in answer.text
    assert "要学什么" in answer.html
    assert two.post(url, answer.form(url)).status == 303
    assert make.get(Survey).title == "要学什么"


def test_a_form_sent_twice_makes_one_survey_and_a_draft_is_thrown_away(visit, branch, make):
    desk = visit(branch.organiser)
    fields = desk.get("/surveys/new/survey").form("/surveys/new/survey") | {"title": "一次", "unit_id": branch.unit.id}
    first, second = desk.post("/surveys/new/survey", fields), desk.post("/surveys/new/survey", fields)
    assert first.location == second.location
    survey = make.get(Survey)
    desk.post(f"/surveys/{survey.id}/questions", question_fields(**QUESTIONS[0]))
    assert desk.post(f"/surveys/{survey.id}/discard").location == "/surveys/led"
    assert make.rows(Survey) == []


def test_a_poll_stands_at_its_event_for_those_it_asks(make, visit, branch, begin):
    event = make.event("听故事", unit=branch.unit)
    survey = begin("想听谁讲", event_id=str(event.id))
    region = visit(branch.members[0]).get(f"/surveys/of-event/{event.id}", htmx=True)
    assert [link["href"] for link in region.all("a")] == [f"/surveys/{survey.id}"]
    assert visit().get(f"/surveys/of-event/{event.id}", htmx=True).all("a") == []
    assert visit(branch.elsewhere).get(f"/surveys/of-event/{event.id}", htmx=True).all("a") == []


def test_lists_are_found_by_words_and_filters(visit, branch, begin, prepare):
    begin("下半年学什么")
    prepare("还没问的")
    desk = visit(branch.organiser)
    assert [row.get_text() for row in desk.get("/surveys/led?q=xbn").all("tbody th a")] == ["下半年学什么"]
    assert [row.get_text() for row in desk.get("/surveys/led?state=draft").all("tbody th a")] == ["还没问的"]
    assert [row.get_text() for row in desk.get("/surveys/led?state=open").all("tbody th a")] == ["下半年学什么"]
    assert desk.get("/surveys/led?state=closed&purpose=test&unit=9999999").all("tbody th a") == []


def test_the_staff_of_a_unit_below_collect_for_their_own_people_and_see_no_more(make, visit, branch):
    """The community asks; the branch knows who of its own is missing, types their paper in, and reads no results."""
    chief = make.staff(Role.ORGANISER)
    top = visit(chief)
    top.submit("/surveys/new/survey", title="社区问大家", unit_id=str(make.root.id))
    survey = make.get(Survey)
    below = visit(branch.organiser)
    assert below.get("/surveys/led?whose=above").all("tbody th a") == []
    top.post(f"/surveys/{survey.id}/questions", question_fields(**QUESTIONS[0]))
    top.submit(f"/surveys/{survey.id}/open", everybody="y", tell_all=None)
    [link] = below.get("/surveys/led?whose=above").all("tbody th a")
    missing = below.get(link["href"])
    assert "填表甲" in missing.text
    assert "外人" not in missing.text
    below.post(f"/surveys/{survey.id}/remind")
    told = {row.person_id for row in make.rows(Notice)}
    assert told == {person.id for person in (*branch.members, branch.phoneless)}
    [name] = [f"q{row.id}" for row in make.rows(Question)]
    url = f"/surveys/{survey.id}/type-in"
    own = {"person": "庚无机", "person_id": str(branch.phoneless.id), name: "1"}
    assert below.post(url, own).status == 303
    assert below.post(url, {**own, "person": "外人", "person_id": str(branch.elsewhere.id)}).status == 422
    for place in ("lead", "results", "sheets", "open"):
        assert below.get(f"/surveys/{survey.id}/{place}").status == 404, place
    assert below.post(f"/surveys/{survey.id}/close").status == 404
    assert below.get(f"/surveys/sheets/{make.get(Sheet).id}").status == 404


def test_those_who_were_asked_see_the_figures_once_they_are_shared_and_never_the_words(
    make, visit, branch, begin, fill, later
):
    survey = begin()
    for person in branch.members[:4]:
        fill(person, survey, words="只给工作人员看")
    desk, url = visit(branch.organiser), f"/surveys/{survey.id}/share"
    outcome = f"/surveys/{survey.id}/outcome"
    assert "满五张" in desk.post(url, follow=True).text
    fill(branch.members[4], survey, words="只给工作人员看")
    assert "满五张" in desk.post(url, follow=True).text, "it is still open"
    desk.post(f"/surveys/{survey.id}/close")
    assert "满五张" in desk.post(url, follow=True).text, "late ones may still come"
    with time_machine.travel(later(make.get(Survey)), tick=False):
        desk.sign_in(branch.organiser)
        assert visit(branch.members[0]).get(outcome).status == 404
        assert "看得到结果了" in desk.post(url, follow=True).text
        for person in (branch.members[0], branch.members[5]):
            assert visit(person).get(f"/surveys/{survey.id}").one(f"a[href='{outcome}']")
            page = visit(person).get(outcome)
            assert "5 人 · 100%" in page.text
            assert "只给工作人员看" not in page.text
        assert visit(branch.elsewhere).get(outcome).status == 404
        desk.post(url)
        assert visit(branch.members[0]).get(outcome).status == 404


def test_a_draft_event_that_a_survey_is_about_is_not_deleted(make, visit, branch, prepare):
    film = make.event("看电影", unit=branch.unit, kind=EventKind.FILM, published=False)
    theatre = make.event("宣讲", unit=branch.unit, published=False)
    prepare("想看什么片", event_id=str(film.id))
    prepare("想听什么", event_id=str(theatre.id))
    desk = visit(branch.organiser)
    for address in (f"/schedule/{film.id}/delete", f"/theatre/{theatre.id}/delete"):
        answer = desk.post(address, follow=True)
        assert "别处已经用着这场活动" in answer.text
    assert {row.title for row in make.rows(Event)} == {"看电影", "宣讲"}
    spare = make.event("没人问起", unit=branch.unit, kind=EventKind.FILM, published=False)
    assert desk.post(f"/schedule/{spare.id}/delete").status == 303
    assert len(make.rows(Event)) == 2


def test_the_draft_event_of_an_open_survey_is_let_go_and_deleted(make, visit, branch, begin, fill):
    event = make.event("读书会", unit=branch.unit, published=False, kind=EventKind.OTHER)
    survey = begin(event_id=str(event.id))
    fill(branch.members[0], survey)
    desk = visit(branch.organiser)
    refused = desk.post(f"/schedule/{event.id}/delete")
    assert refused.status == 422
    assert "请先到用它的调查或者学习需求那里，换成别的活动" in refused.text

    page = desk.get(f"/surveys/{survey.id}/lead")
    assert "换一场相关活动" in page.text
    assert page.one("select[name=event_id] option[selected]").get_text().endswith("读书会")
    elsewhere = make.event("别处的会", unit=make.unit("又一支部"), kind=EventKind.OTHER)
    wrong = desk.post(f"/surveys/{survey.id}/event", {"event_id": str(elsewhere.id)})
    assert wrong.status == 422
    assert wrong.errors() == ["请从列出的里面选一个。"]

    assert desk.submit(f"/surveys/{survey.id}/lead", f"/surveys/{survey.id}/event", event_id="").status == 303
    assert make.get(Survey, id=survey.id).event_id is None
    assert make.get(Survey, id=survey.id).answered == 1
    assert desk.post(f"/schedule/{event.id}/delete").status == 303
    assert make.rows(Event, id=event.id) == []


def test_who_leads_surveys_comes_to_their_work_and_sees_one_row_of_tabs(make, visit, branch, begin):
    desk = visit(branch.organiser)
    assert desk.get("/surveys/").location == "/surveys/led"
    page = desk.get("/surveys/?show=open")
    assert "现在没有要填的" in page.text
    assert len(page.all("ul.tabs")) == 1
    assert [tab.get_text(strip=True) for tab in page.all("ul.tabs [aria-current]")] == ["等我填的"]
    begin()
    member = visit(branch.members[0]).get("/surveys/")
    assert [tab.get_text(strip=True) for tab in member.all("ul.tabs a")] == ["还没填", "填过的"]
