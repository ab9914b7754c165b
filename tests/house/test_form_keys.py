"""A key that somebody has played with: longer than the column that keeps it, which one of the databases minds."""

from partyedu.accounts.models import Role
from partyedu.screens.models import ScreenNotice


def test_a_key_is_never_longer_than_its_column(visit, make) -> None:
    organiser = visit(make.staff(Role.ORGANISER))
    answer = organiser.submit("/screens/notices/new", title="停水", text="请接水。", form_key="k" * 5000)
    assert answer.location == "/screens/notices"
    assert make.get(ScreenNotice).form_key == "k" * 32
