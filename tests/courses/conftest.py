"""What the tests of courses begin with."""

import pytest

from partyedu.accounts.models import Role


@pytest.fixture
def branch(make):
    """A branch that runs classes."""
    return make.unit("东街支部")


@pytest.fixture
def organiser(make, branch):
    """Who looks after courses and classes of the branch."""
    return make.staff(Role.ORGANISER, branch)
