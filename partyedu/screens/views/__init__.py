"""The pages of televisions and of those who look after them."""

from partyedu.screens.views import notices, rota, screens, television

__all__ = ["notices", "rota", "screens", "television"]
