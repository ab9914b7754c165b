"""Pages of the feature: signing in, signing in again, one's own account, cards, roles."""

from partyedu.accounts.views import again, cards, own, people, roles, signing_in

__all__ = ["again", "cards", "own", "people", "roles", "signing_in"]
