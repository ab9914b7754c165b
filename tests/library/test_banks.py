"""The four banks: experts shared down and asked for, projects and cases, bases with their five functions."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
import python_calamine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.library.models import (
    BankEntry,
    BankFile,
    BankKind,
    Base,
    BaseFunction,
    Expert,
    ExpertRequest,
    RequestState,
)
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import MemberStatus, Person, PersonKind, PublicName, UnitKind
from partyedu.schedule.models import Venue


def today_in_words() -> str:
    """As pages write it."""
    return f"{clock.today():%Y}年{clock.today().month}月{clock.today().day}日"


@pytest.fixture
def district(make):
    """A district's library, two streets below, a branch in one of them, their staff."""
    root = make.root
    east, west = make.unit("东街", root, UnitKind.COMMUNITY), make.unit("西街", root, UnitKind.COMMUNITY)
    return SimpleNamespace(
        root=root,
        east=east,
        west=west,
        keeper=make.staff(Role.ORGANISER, root, "区里甲"),
        eastern=make.staff(Role.ORGANISER, east, "东街乙"),
        western=make.staff(Role.ORGANISER, west, "西街丙"),
        secretary=make.staff(Role.SECRETARY, make.unit("东一支部", east), "书记丁"),
        member=make.member("戊党员", east),
    )


@pytest.fixture
def enter(make, visit, district):
    """``enter(name, …)``: the district's keeper enters an outside expert; gives the row."""

    def outside(name="己教授", unit=None, keeper=None, **more):
        fields = {
            "name": name, "phone": "19900001234", "field": "急救", "partner": "某大学", "source": "university",
            "terms": "提前两周约", "unit_id": str((unit or district.root).id), **more,
        }  # fmt: skip
        answer = visit(keeper or district.keeper).submit("/library/experts/new", **fields)
        assert answer.status == 303, answer.errors()
        return make.rows(Expert)[-1]

    return outside


def test_an_outside_expert_is_entered_in_one_step_and_once(make, visit, district):
    staff = visit(district.keeper)
    url = "/library/experts/new"
    fields = {**staff.get(url).form(url), "name": "己教授", "phone": "19900001234", "source": "school"}
    assert [staff.post(url, fields).status for _time in range(2)] == [303, 303]
    expert = make.get(Expert)
    person = make.get(Person, id=expert.person_id)
    assert (person.kind, person.name, person.unit_id) == (PersonKind.EXPERT, "己教授", district.root.id)
    assert (expert.agrees, expert.since) == (False, clock.today())


def test_somebody_of_the_roster_becomes_an_expert_once(make, visit, district):
    staff, url = visit(district.eastern), "/library/experts/new"
    chosen = {"person": "戊党员", "person_id": str(district.member.id), "source": "craft"}
    assert staff.submit(url, **chosen).status == 303
    again = staff.submit(url, **chosen)
    assert (again.status, again.errors()) == (422, ["戊党员已经在专家库里。"])
    assert len(make.rows(Expert)) == 1


def test_what_is_wrong_with_an_expert_is_said_and_kept(visit, district, make):
    staff, url = visit(district.keeper), "/library/experts/new"
    nobody = staff.submit(url, field="剪纸")
    assert (nobody.status, nobody.errors()) == (422, ["请写名册里的人，或者写外请专家的姓名。"])
    assert "剪纸" in nobody.html
    both = staff.submit(url, name="己教授", person="戊党员", person_id=str(district.member.id))
    assert both.errors() == ["名册里的人和外请专家，只填一个。"]
    today = clock.today()
    ended = staff.submit(url, name="己", since=today.isoformat(), until=(today - timedelta(days=1)).isoformat())
    assert ended.errors() == ["到期的日子早于开始的日子，请检查。"]
    assert make.rows(Person, name="己") == []  # the person does not stand alone when the rest was refused
    assert staff.submit(url, name="己", unit_id="424242").status == 422
    assert visit(district.western).submit(url, name="己", unit_id=str(district.east.id)).status == 422
    assert staff.submit(url, name="己", phone="110101195003070038").status == 422


def test_the_public_list_shows_only_those_who_agreed_under_the_name_they_chose(app, make, visit, district, enter):
    enter("己教授", agrees="y", public_name="surname")
    enter("庚工匠", field="剪纸", agrees="y", public_name="full")
    enter("辛老兵", field="党史", agrees="y", public_name="none")
    enter("壬先生", field="法律")
    page = visit().get("/library/experts")
    names = [tag.get_text() for tag in page.all("#experts .person b")]
    assert sorted(names) == ["己老师", "庚工匠"]
    for hidden in ("己教授", "辛老兵", "壬先生", "19900001234", "提前两周约"):
        assert hidden not in page.html
    # Found by what stands there, and by nothing else.
    assert "己老师" in visit().get("/library/experts?q=急救").text
    assert "己老师" not in visit().get("/library/experts?q=己教授").text
    assert "己老师" not in visit().get("/library/experts?q=1234").text
    # Consent that is taken back holds at once.
    first = make.rows(Expert)[0]
    assert visit(district.keeper).post(f"/library/experts/{first.id}/listed", {"agrees": "0"}).status == 303
    assert "己老师" not in visit().get("/library/experts").text


def test_an_expert_reads_their_own_row_without_terms_and_takes_consent_back(make, visit, district):
    visit(district.eastern).submit(
        "/library/experts/new", person="戊党员", person_id=str(district.member.id), terms="给车费", agrees="y"
    )
    url = f"/library/experts/{make.get(Expert).id}"
    own = visit(district.member).get(url)
    assert "给车费" not in own.html
    assert visit(district.member).post(f"{url}/listed", {"agrees": "0"}).status == 303
    assert make.get(Expert).agrees is False
    other = make.member("癸路人", district.east)
    assert visit(other).get(url).status == 404
    assert visit(other).post(f"{url}/listed", {"agrees": "1"}).status == 404


def test_units_below_see_the_pool_of_those_above_and_never_beside(make, visit, district, enter):
    enter("己教授")
    enter("庚工匠", unit=district.east, keeper=district.eastern)
    seen = {
        person.name: [name for name in ("己教授", "庚工匠") if name in visit(person).get("/library/experts/pool").text]
        for person in (district.keeper, district.eastern, district.western, district.secretary)
    }
    both = ["己教授", "庚工匠"]
    assert seen == {"区里甲": both, "东街乙": both, "西街丙": ["己教授"], "书记丁": both}
    eastern_one = make.rows(Expert)[-1]
    assert visit(district.western).get(f"/library/experts/{eastern_one.id}").status == 404
    of_district = make.rows(Expert)[0]
    for verb in ("edit", "archive", "restore"):
        assert visit(district.eastern).post(f"/library/experts/{of_district.id}/{verb}").status == 404
    assert visit(district.member).get("/library/experts/pool").status == 404


def test_who_is_over_or_put_away_or_gone_is_not_offered(app, make, visit, district, enter):
    enter("己教授")
    enter("庚工匠")
    enter("辛老兵")
    over, away, _stays = make.rows(Expert)
    today = clock.today()
    with app.app_context():
        row = db.session.get(Expert, over.id)
        row.since, row.until = today - timedelta(days=90), today - timedelta(days=1)
        db.session.commit()
    staff = visit(district.keeper)
    staff.post(f"/library/experts/{away.id}/archive")
    assert "己教授" not in staff.get("/library/experts/pool").text
    assert "庚工匠" not in staff.get("/library/experts/pool").text
    assert "辛老兵" in staff.get("/library/experts/pool").text
    assert "己教授" in staff.get("/library/experts/pool?state=expired").text
    assert "庚工匠" in staff.get("/library/experts/pool?state=archived").text
    ask = {"wish": "讲一次", "unit_id": str(district.east.id)}
    assert visit(district.eastern).post(f"/library/experts/{over.id}/ask", ask).status == 422
    fields = staff.get(f"/library/experts/{over.id}/edit").form(f"/library/experts/{over.id}/edit")
    staff.post(f"/library/experts/{over.id}/edit", {**fields, "until": (today + timedelta(days=60)).isoformat()})
    assert "己教授" in staff.get("/library/experts/pool").text
    # The dead are never called up.
    visit(district.eastern).submit("/library/experts/new", person="戊党员", person_id=str(district.member.id))
    with app.app_context():
        db.session.get(Person, district.member.id).status = MemberStatus.DECEASED
        db.session.commit()
    assert "戊党员" not in staff.get("/library/experts/pool").text
    gone = make.rows(Expert)[-1]
    assert visit(district.eastern).post(f"/library/experts/{gone.id}/ask", ask).status == 422
    assert make.rows(ExpertRequest) == []


def test_a_unit_below_asks_and_reads_the_phone_once_it_was_promised(make, visit, district, enter):
    expert = enter("己教授")
    url = f"/library/experts/{expert.id}"
    asking = visit(district.eastern)
    page = asking.get(url)
    assert "19900001234" not in page.html
    assert "提前两周约" in page.text
    empty = asking.submit(url, f"{url}/ask", wish="")
    assert (empty.status, empty.errors()) == (422, ["请写想请他讲什么。"])
    elsewhere = asking.submit(url, f"{url}/ask", wish="讲急救", unit_id=str(district.west.id))
    assert elsewhere.status == 422
    for _time in range(2):  # a double click asks once
        assert asking.submit(url, f"{url}/ask", wish="给支部讲急救", unit_id=str(district.east.id)).status == 303
    request = make.get(ExpertRequest)
    assert "有 1 个邀请专家的，等您回话" in visit(district.keeper).get("/").text
    assert visit(district.western).post(f"/library/experts/requests/{request.id}/accept").status == 404
    assert asking.post(f"/library/experts/requests/{request.id}/accept").status == 404
    assert "给支部讲急救" in visit(district.keeper).get("/library/experts/requests").text
    assert "给支部讲急救" not in visit(district.western).get("/library/experts/requests").text
    answered = visit(district.keeper).post(f"/library/experts/requests/{request.id}/accept", {"answer": "下周二可以"})
    assert answered.status == 303
    assert [(row.person_id, row.detail) for row in make.rows(Notice, kind=NoticeKind.EXPERT_ANSWERED)] == [
        (district.eastern.id, "下周二可以")
    ]
    assert "19900001234" in asking.get(url).text
    assert "19900001234" not in visit(district.western).get(url).html
    again = visit(district.keeper).post(f"/library/experts/requests/{request.id}/decline", {"answer": "来不了"})
    assert again.status == 422
    assert make.get(ExpertRequest).state is RequestState.ACCEPTED


def test_who_declines_says_why_and_who_asked_may_take_it_back(make, visit, district, enter):
    expert = enter("己教授")
    url = f"/library/experts/{expert.id}"
    asking = visit(district.eastern)
    asking.submit(url, f"{url}/ask", wish="一次", unit_id=str(district.east.id))
    asking.submit(url, f"{url}/ask", wish="两次", unit_id=str(district.east.id))
    first, second = make.rows(ExpertRequest)
    silent = visit(district.keeper).post(f"/library/experts/requests/{first.id}/decline", {"answer": ""})
    assert silent.status == 422
    assert "请写一句为什么来不了" in silent.text
    visit(district.keeper).post(f"/library/experts/requests/{first.id}/decline", {"answer": "出差"})
    assert visit(district.western).post(f"/library/experts/requests/{second.id}/take-back").status == 404
    assert asking.post(f"/library/experts/requests/{second.id}/take-back").status == 303
    assert [row.state for row in make.rows(ExpertRequest)] == [RequestState.DECLINED, RequestState.TAKEN_BACK]


def test_two_keepers_of_one_expert_both_see_both_texts(visit, district, enter):
    expert = enter("己教授")
    url = f"/library/experts/{expert.id}/edit"
    first, second = visit(district.keeper), visit(district.keeper)
    older = second.get(url).form(url)
    assert first.submit(url, field="防骗").status == 303
    late = second.post(url, {**older, "field": "健康"})
    assert late.status == 409
    assert "防骗" in late.text
    assert second.post(url, late.form(url)).status == 303


def _sheet(answer):
    content = io.BytesIO(answer.response.get_data())
    return python_calamine.CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def test_the_banks_go_out_as_workbooks_without_phones(visit, district, enter):
    enter("己教授")
    rows = _sheet(visit(district.keeper).get("/library/experts/pool.xlsx"))
    assert any("己教授" in row for row in rows)
    assert not any("19900001234" in str(cell) for row in rows for cell in row)
    for url in ("/library/projects.xlsx", "/library/cases.xlsx", "/library/bases.xlsx"):
        assert visit(district.keeper).get(url).status == 200
        assert visit(district.member).get(url).status == 404


def test_a_case_says_what_it_was_what_was_done_and_what_came_of_it(make, visit, district, tmp_path):
    staff = visit(district.eastern)
    notes = (io.BytesIO("楼道灯的来龙去脉".encode()), "notes.txt")
    entered = staff.submit(
        "/library/cases/new", title="楼道的灯亮了", summary="晚上看不见台阶", done="换线路", outcome="二十四户受益",
        partner="供电所", contact="戊党员", contact_id=str(district.member.id), files=notes,
    )  # fmt: skip
    assert entered.status == 303, entered.errors()
    entry = make.get(BankEntry)
    page = visit().get(f"/library/entries/{entry.id}")
    assert [tag.get_text() for tag in page.all("article h2")] == ["是怎么一回事", "做了什么", "效果怎么样"]
    assert "戊党员" not in page.html
    assert "戊老师" in visit(district.member).get(f"/library/entries/{entry.id}").text
    file = f"/library/entries/files/{make.get(BankFile).id}"
    assert visit(district.member).get(file).status == 200
    assert visit().get(file).status in (303, 401)
    assert "楼道的灯亮了" in visit().get("/library/cases?q=loudao").text
    assert "楼道的灯亮了" not in visit().get("/library/projects").text
    for verb in ("edit", "archive"):
        assert visit(district.western).post(f"/library/entries/{entry.id}/{verb}").status == 404
    staff.submit(f"/library/entries/{entry.id}/edit", outcome="三十户受益", without=str(make.get(BankFile).id))
    assert (make.get(BankEntry).outcome, make.rows(BankFile)) == ("三十户受益", [])
    staff.post(f"/library/entries/{entry.id}/archive")
    assert visit().get(f"/library/entries/{entry.id}").status == 404
    assert "楼道的灯亮了" not in visit().get("/library/cases?state=archived").text
    assert "楼道的灯亮了" in staff.get("/library/cases?state=archived").text


def test_a_partner_unit_stands_with_its_agreement_until_it_ends(make, visit, district):
    staff, url, today = visit(district.eastern), "/library/partners/new", clock.today()
    dates = {"begun_on": (today - timedelta(days=400)).isoformat(), "ended_on": (today + timedelta(days=1)).isoformat()}
    form = staff.get(url)
    labels = [label.get_text().split(" ")[0] for label in form.all("form.form label[for]")]
    assert labels[:4] == ["单位名称", "协议里怎么说", "哪些一起用、一起办", "做成了什么"]
    assert not form.all("[name=partner]"), "the entry is the partner itself"
    entered = staff.submit(url, title="东街职校", summary="一年一签", done="周末借两间机房", **dates)
    assert entered.status == 303, entered.errors()
    entry = make.get(BankEntry)
    assert entry.kind is BankKind.PARTNER
    page = visit().get(f"/library/entries/{entry.id}")
    assert [tag.get_text() for tag in page.all("article h2")] == ["协议里怎么说", "哪些一起用、一起办"]
    listed = visit().get("/library/partners?q=dongjie")
    assert "东街职校" in listed.text and "协议已到期" not in listed.text
    assert "东街职校" not in visit().get("/library/cases").text
    assert "1 家" in visit().get("/library/banks").text
    year = f"/reports/figures/partners?year={today.year}"
    assert "东街职校" in visit(district.keeper).get(year).text
    over = (today - timedelta(days=1)).isoformat()
    assert staff.submit(f"/library/entries/{entry.id}/edit", ended_on=over).status == 303
    assert "协议已到期" in visit().get("/library/partners").text
    assert "东街职校" not in visit(district.keeper).get(year).text, "what has run out counts no longer"
    assert visit(district.western).post(f"/library/entries/{entry.id}/edit").status == 404
    names = staff.get("/library/partners.xlsx")
    assert "东街职校" in str(_sheet(names))


def test_what_is_wrong_with_a_project_is_said_and_kept(make, visit, district):
    staff, url = visit(district.eastern), "/library/projects/new"
    today = clock.today()
    refused = staff.submit(
        url,
        title="种菜",
        done="每周三浇水",
        begun_on=today.isoformat(),
        ended_on=(today - timedelta(days=1)).isoformat(),
    )
    assert (refused.status, refused.errors()) == (422, ["结束的日子早于开始的日子，请检查。"])
    assert "每周三浇水" in refused.html
    assert staff.submit(url, title="", done="还在").errors() == ["请写名称。"]
    bad_file = staff.submit(url, title="种菜", files=(io.BytesIO(b"MZ\x90\x00" * 20), "a.docx"))
    assert bad_file.status == 422
    assert make.rows(BankEntry) == []
    fields = {**staff.get(url).form(url), "title": "种菜"}
    assert [staff.post(url, fields).status for _time in range(2)] == [303, 303]
    assert len(make.rows(BankEntry)) == 1


@pytest.fixture
def place(make, visit, district):
    """A base of the eastern community: a new place entered in one step."""
    entered = visit(district.eastern).submit(
        "/library/bases/new", name="老槐树下", address="东街 5 号", unit_id=str(district.east.id), kind="site",
        walking_minutes="8", shared_with="小学",
    )  # fmt: skip
    assert entered.status == 303, entered.errors()
    return make.get(Base)


def test_five_functions_are_looked_at_and_shown_as_five_marks(make, visit, district, place):
    url, staff = f"/library/bases/{place.id}", visit(district.eastern)
    assert make.get(Venue, name="老槐树下").address == "东街 5 号"
    assert "还没看过" in visit().get("/library/bases").text
    form = staff.get(f"{url}/check").form(f"{url}/check")
    ready = {"ready_see": "yes", "ready_learn": "yes", "ready_practise": "no", "note_practise": "缺一台投影"}
    assert staff.post(f"{url}/check", {**form, **ready}).status == 303
    page = visit().get(url)
    assert [tag["class"] for tag in page.all(".five li")] == [["has"], ["has"], ["lacks"], ["unseen"], ["unseen"]]
    assert "五项有 2 项" in page.text
    assert "缺一台投影" in page.text
    assert "五项有 2 项" in visit().get("/library/bases?ready=some").text
    assert "老槐树下" not in visit().get("/library/bases?ready=all").text
    assert [row.checked_on for row in make.rows(BaseFunction)] == [clock.today()] * 3
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    early = staff.post(f"{url}/check", {**form, **ready, "checked_on": tomorrow})
    assert (early.status, early.errors()) == (422, ["日期还没有到。"])
    assert visit(district.western).get(f"{url}/check").status == 404
    assert visit(district.western).post(f"{url}/check", ready).status == 404
    # Looked at again: what was ready is not any more, what was seen before can be unseen.
    staff.post(f"{url}/check", {**form, "ready_see": "no"})
    assert [(row.function.value, row.is_ready) for row in make.rows(BaseFunction)] == [("see", False)]


def test_near_places_are_found_by_walking_minutes(make, visit, district, place):
    staff = visit(district.eastern)
    far = {"name": "山上的纪念园", "unit_id": str(district.east.id), "kind": "site", "walking_minutes": "50"}
    near = {"name": "阅览室", "unit_id": str(district.east.id), "kind": "classroom", "walking_minutes": "3"}
    for fields in (far, near):
        assert staff.submit("/library/bases/new", **fields).status == 303
    listed = [tag.get_text() for tag in visit().get("/library/bases?near=1").all(".places h2")]
    assert listed == ["阅览室", "老槐树下"]
    page = visit().get(f"/library/bases/{place.id}")
    assert "阅览室" in page.text
    assert "山上的纪念园" not in page.text


def test_lists_are_narrowed_to_one_unit(visit, district, place, enter):
    staff = visit(district.keeper)
    other = {"name": "西街书屋", "unit_id": str(district.west.id), "walking_minutes": "5"}
    assert staff.submit("/library/bases/new", **other).status == 303
    page = visit().get(f"/library/bases?unit={district.east.id}")
    assert [tag.get_text() for tag in page.all(".places h2")] == ["老槐树下"]
    assert "西街书屋" in visit().get("/library/bases?unit=99999999999999999999").text
    enter("己教授")
    enter("庚工匠", unit=district.east, keeper=district.eastern)
    of_district = staff.get(f"/library/experts/pool?unit={district.root.id}")
    assert [tag.get_text() for tag in of_district.all("tbody th a")] == ["己教授"]
    assert [tag.get_text() for tag in of_district.all("#pick-unit option")] == ["全部", "示范社区", "东街"]


def test_what_is_wrong_with_a_base_is_said(make, visit, district, place):
    staff, url = visit(district.eastern), "/library/bases/new"
    assert staff.submit(url, note="没写地方").errors() == ["请选一个阵地，或者写上新地方的名称。"]
    assert staff.submit(url, venue_id=str(place.venue_id)).status == 422
    assert staff.submit(url, name="远方", walking_minutes="99999999999").status == 422
    assert staff.submit(url, name="远方", unit_id=str(district.west.id)).status == 422
    assert len(make.rows(Base)) == 1


def test_a_base_that_is_put_away_is_for_its_keepers(visit, district, place):
    staff, url = visit(district.eastern), f"/library/bases/{place.id}"
    staff.post(f"{url}/archive")
    assert visit().get(url).status == 404
    assert "老槐树下" not in visit().get("/library/bases").text
    assert staff.get(url).status == 200
    staff.post(f"{url}/restore")
    assert visit().get(url).status == 200


def test_the_page_of_the_four_banks_counts_them(make, visit, district, enter, place):
    enter("己教授")
    page = visit().get("/library/banks")
    assert [tag.get_text() for tag in page.all(".stats b")] == ["1", "0", "0", "1"]
    assert {row.action for row in make.rows(AuditRow)} >= {"add-expert", "add-base"}
    assert make.get(Person, name="己教授").public_name is PublicName.SURNAME


def test_an_expert_who_took_it_back_is_listed_again_only_by_themselves_or_on_a_new_paper(make, visit, district):
    staff, own = visit(district.keeper), visit(district.member)
    chosen = {"person": "戊党员", "person_id": str(district.member.id), "agrees": "y"}
    visit(district.eastern).submit("/library/experts/new", **chosen)
    url = f"/library/experts/{make.get(Expert).id}"
    own.post(f"{url}/listed", {"agrees": "0"})
    said = f"戊党员在 {today_in_words()}自己收回了同意。"
    page = staff.get(url)
    assert said in page.text
    assert "本人同意公开" not in page.text
    refused = staff.post(f"{url}/listed", {"agrees": "1"})
    assert (refused.status, said in refused.text) == (422, True)
    # Nor by way of another unit's bank.
    elsewhere = staff.submit("/library/experts/new", unit_id=str(district.root.id), **chosen)
    assert (elsewhere.status, said in " ".join(elsewhere.errors())) == (422, True)
    assert [row.agrees for row in make.rows(Expert)] == [False]

    today = clock.today().isoformat()
    assert visit(district.western).get(f"{url}/listed/paper").status == 404
    assert "有新的书面同意" in page.text
    assert staff.submit(f"{url}/listed/paper", written="y", written_on=today).status == 303
    expert = make.get(Expert)
    assert (expert.agrees, expert.taken_back_on, expert.written_consent_on) == (True, None, clock.today())
    own.post(f"{url}/listed", {"agrees": "0"})
    assert own.post(f"{url}/listed", {"agrees": "1"}).status == 303
    assert make.get(Expert).agrees is True


def test_what_staff_took_off_for_an_expert_is_kept_in_mind_too(make, visit, district):
    visit(district.eastern).submit(
        "/library/experts/new", person="戊党员", person_id=str(district.member.id), agrees="y"
    )
    url = f"/library/experts/{make.get(Expert).id}"
    visit(district.keeper).post(f"{url}/listed", {"agrees": "0"})
    assert "收回了同意，是工作人员代为记下的" in visit(district.eastern).post(f"{url}/listed", {"agrees": "1"}).text
    assert make.get(Expert).agrees is False
