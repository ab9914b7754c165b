"""A member's own page of study."""


def test_everybody_who_has_signed_in_has_a_page_of_their_own_study(make, visit):
    page = visit(make.member()).get("/study/")
    assert page.heading == "我的学习"
    assert visit().get("/study/").status in (302, 303, 401)
