"""What the stories of this room share."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories import Factory
from visitor import Answer, Visitor

sys.path.insert(0, str(Path(__file__).parent))

Offer = Callable[..., Answer]


@pytest.fixture
def offer(make: Factory) -> Offer:
    """Fill in the page of an offer and press a button (``step``: save or submit)."""

    def fill_in(visitor: Visitor, step: str = "submit", page: str = "/speakers/talks/new", **filled: Any) -> Answer:
        usual = {
            "title": "四十年一本账",
            "theme": str(make.theme("入党").id),
            "summary": "一笔一笔记下来的四十年。",
            "text": "那年我刚进厂。\n师傅叫我扫地。",
        }
        if page != "/speakers/talks/new":
            usual = {}
        return visitor.submit(page, step=step, **{**usual, **filled})

    return fill_in
