"""What the journeys share with the rooms they lead through; one browser and one furnished house for all of them."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import OpenHouse, Size, Tab, tab_of

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "speakers", HERE.parent / "organisation"):
    sys.path.insert(0, str(folder))

from furnished import Furnished, furnish  # noqa: E402

from partyedu.app import create_app  # noqa: E402
from partyedu.core.db import db  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Tabs = Callable[..., Tab]


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Furnished]:
    data = tmp_path_factory.mktemp("furnished") / "data"
    return data, furnish(data)


@pytest.fixture
def furnished(_furnished: tuple[Path, Furnished]) -> Furnished:
    """What stands in the house at the beginning of each journey."""
    return _furnished[1]


@pytest.fixture
def house(_furnished: tuple[Path, Furnished], tmp_path: Path) -> Iterator[OpenHouse]:
    """The furnished house behind a server of its own, for one journey."""
    data = tmp_path / "data"
    shutil.copytree(_furnished[0], data)
    house = OpenHouse(create_app(data))
    house.open()
    yield house
    house.close()
    with house.app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def tabs(chromium: "Browser", house: OpenHouse, request: pytest.FixtureRequest) -> Iterator[Tabs]:
    """``tabs("phone")`` is somebody's browser; pictures bear the name of the test."""
    name = request.node.name.removeprefix("test_").replace("[", "-").rstrip("]")
    with ExitStack() as stack:

        def come(size: Size, who: str = "", **options: Any) -> Tab:
            return stack.enter_context(tab_of(chromium, house, size, f"{name}-{who}" if who else name, **options))

        yield come
