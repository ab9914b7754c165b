"""Courses: what everybody reads, and what organisers put together."""


def test_without_courses_the_way_to_the_schedule_is_shown(visit):
    page = visit().get("/courses/")
    assert page.status == 200
    assert page.one("main .empty a")["href"] == "/schedule/"
