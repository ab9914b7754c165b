"""Roles over units: given, taken away, and never beyond one's own reach."""

from factories import PASSWORD

from partyedu.accounts.models import Account, Role, RoleGrant
from partyedu.core.audit import AuditRow
from partyedu.organisation.models import MemberStatus, Person, PersonKind


def gives(visitor, person, role, unit, **more):
    return visitor.submit(
        "/accounts/roles/new", person=person.name, person_id=str(person.id), role=role, unit_id=str(unit.id), **more
    )


def test_a_new_organiser_gets_a_user_name_and_a_password_shown_once(make, visit):
    member = make.member("陈一一")
    page = gives(visit(make.staff(Role.ADMINISTRATOR)), member, "organiser", make.root)
    assert page.status == 200
    name, password = (tag.get_text() for tag in page.all(".slip dd")[:2])
    assert name == "chenyiyi"
    visitor = visit()
    assert visitor.submit("/sign-in", name=name, secret=password).status == 303
    assert "请换成只有自己知道的" in visitor.get("/").text
    assert visitor.get("/accounts/cards").status == 200
    assert password not in make.get(Account, user_name=name).password_hash


def test_two_people_of_one_name_get_two_user_names(make, visit):
    admin = visit(make.staff(Role.ADMINISTRATOR))
    names = [
        gives(admin, make.member("陈一一", birth_year=year), "reviewer", make.root).all(".slip dd")[0].get_text()
        for year in (1950, 1960)
    ]
    assert names == ["chenyiyi", "chenyiyi2"]


def test_a_user_name_that_looks_the_same_is_the_same(make, visit):
    admin = visit(make.staff(Role.ADMINISTRATOR))
    assert gives(admin, make.member(), "reviewer", make.root, user_name="Lihua").status == 200
    for name in (" lihua", "ＬＩＨＵＡ", "li hua", "LIHUA\u200b"):
        page = gives(admin, make.member(), "reviewer", make.root, user_name=name)
        assert page.errors() == ["已经有人用这个用户名了，请换一个。"], name
    assert gives(admin, make.member(), "reviewer", make.root, user_name="13900001111").status == 422


def test_a_new_role_ends_the_sign_ins_so_that_it_holds_at_once(make, visit):
    organiser = make.staff(Role.ORGANISER, name="甲一")
    visitor = visit(organiser)
    gives(visit(make.staff(Role.ADMINISTRATOR)), organiser, "reviewer", make.root)
    assert visitor.get("/account").status == 303


def test_a_role_taken_away_ends_the_sign_ins(make, visit):
    organiser = make.staff(Role.ORGANISER)
    visitor, admin = visit(organiser), visit(make.staff(Role.ADMINISTRATOR))
    grant = make.get(RoleGrant, role=Role.ORGANISER)
    assert admin.post(f"/accounts/roles/{grant.id}/revoke").location == "/accounts/roles"
    assert visitor.get("/account").status == 303
    assert visit(organiser).get("/accounts/cards").status == 404
    assert make.rows(AuditRow, action="revoke-role")[0].row_id == grant.id


def test_a_disabled_account_is_out_at_once_and_comes_back_with_its_roles(make, visit):
    organiser = make.staff(Role.ORGANISER)
    visitor, admin = visit(organiser), visit(make.staff(Role.ADMINISTRATOR))
    admin.post(f"/accounts/people/{organiser.id}/disable")
    assert visitor.get("/account").status == 303
    assert visit().submit("/sign-in", name=f"staff{organiser.id}", secret=PASSWORD).status == 422
    admin.post(f"/accounts/people/{organiser.id}/enable")
    assert visit().submit("/sign-in", name=f"staff{organiser.id}", secret=PASSWORD).status == 303


def test_the_last_administrator_stays(make, visit):
    only = make.staff(Role.ADMINISTRATOR)
    below = make.staff(Role.ADMINISTRATOR, make.unit())
    admin = visit(only)
    grant = make.rows(RoleGrant)[0]
    assert "最后一位管理员" in admin.post(f"/accounts/roles/{grant.id}/revoke").text
    assert "最后一位管理员" in admin.post(f"/accounts/people/{only.id}/disable").text
    assert visit(below).post(f"/accounts/roles/{grant.id}/revoke").status == 404
    assert len(make.rows(RoleGrant)) == 2
    second = make.staff(Role.ADMINISTRATOR)
    visit(second).post(f"/accounts/people/{only.id}/disable")
    assert "最后一位管理员" in visit(second).post(f"/accounts/people/{second.id}/disable").text


def test_an_organiser_cannot_let_the_last_administrator_leave(make, visit):
    keeper = make.member("甲一")
    make.grant(keeper, Role.ADMINISTRATOR)
    organiser = visit(make.staff(Role.ORGANISER))
    page = f"/organisation/people/{keeper.id}"
    for status in ("left", "transferred", "deceased"):
        refused = organiser.submit(page, f"{page}/status", status=status)
        assert refused.status == 422
        assert "最后一位管理员" in refused.text
        refused = organiser.submit(f"{page}/edit", status=status)
        assert refused.status == 422
        assert "最后一位管理员" in " ".join(refused.errors())
    assert make.get(Person, id=keeper.id).status is MemberStatus.FULL
    make.staff(Role.ADMINISTRATOR)
    assert organiser.submit(page, f"{page}/status", status="left").status == 303


def test_nobody_grants_beyond_their_own_reach(make, visit):
    ours, theirs = make.unit("一支部"), make.unit("二支部")
    admin = visit(make.staff(Role.ADMINISTRATOR, ours))
    near, far = make.member("甲一", ours), make.member("乙二", theirs)
    assert gives(admin, near, "organiser", theirs).status == 422, "the unit is not among the choices"
    assert gives(admin, near, "organiser", make.root).status == 422
    assert gives(admin, far, "organiser", ours).status == 422, "the person is not found"
    assert not make.rows(RoleGrant, role=Role.ORGANISER)
    assert gives(admin, near, "organiser", ours).status == 200


def test_an_administrator_of_a_branch_sees_nothing_of_those_above(make, visit):
    ours = make.unit("一支部")
    make.staff(Role.ADMINISTRATOR, name="总管")
    page = visit(make.staff(Role.ADMINISTRATOR, ours, name="分管")).get("/accounts/roles")
    assert "分管" in page.text
    assert "总管" not in page.text


def test_the_same_role_twice_is_refused_with_a_sentence(make, visit):
    organiser = make.staff(Role.ORGANISER, name="甲一")
    page = gives(visit(make.staff(Role.ADMINISTRATOR)), organiser, "organiser", make.root)
    assert "甲一已经是这里的党务工作者了。" in page.errors()


def test_an_empty_form_says_what_is_missing(make, visit):
    page = visit(make.staff(Role.ADMINISTRATOR)).submit("/accounts/roles/new")
    assert page.status == 422
    assert len(page.errors()) == 2


def test_the_list_asks_as_much_for_three_as_for_one(make, visit):
    admin = visit(make.staff(Role.ADMINISTRATOR))
    one = len(admin.get("/accounts/roles").statements)
    make.staff(Role.ORGANISER), make.staff(Role.REVIEWER, make.unit())
    assert len(admin.get("/accounts/roles").statements) == one


def test_a_person_without_account_is_shown_as_such(make, visit):
    person = make.person(PersonKind.STAFF, "甲一")
    page = visit(make.staff(Role.ADMINISTRATOR)).get(f"/accounts/people/{person.id}")
    assert "还不能登录" in page.text


def test_who_administers_one_branch_has_neither_the_machine_nor_the_settings_of_the_house(make, visit):
    """A backup holds the rows of every unit: rights over a branch must not open it (the context of a right)."""
    branch = visit(make.staff(Role.ADMINISTRATOR, make.unit("一支部")))
    whole_house = visit(make.staff(Role.ADMINISTRATOR))
    for url in ("/admin/", "/admin/audit", "/admin/backups", "/organisation/categories", "/schedule/themes"):
        assert branch.get(url).status == 404, url
        assert whole_house.get(url).status == 200, url
    assert branch.post("/admin/backups").status == 404
    assert branch.post("/admin/", {"name": "改了名", "backup_hour": "2", "backups_kept": "3"}).status == 404
    assert branch.get("/accounts/roles").status == 200
