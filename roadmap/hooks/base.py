"""What the doors of all networks have in common: a secret, which is compared in constant time, and a number."""

from abc import ABC, abstractmethod
from hmac import compare_digest

from django.http import HttpRequest

from roadmap.models import Account

KEY = "hook"  # among the keys of an account
CONFIRMATION = "confirmation"


class NotAnEvent(ValueError):
    """It is not in the network's shape."""


class Hook(ABC):
    network: str
    answer = ""  # what the network wants to hear
    header = ""  # that carries the secret; empty: the body does
    asks_for_confirmation = False

    def is_from(self, account: Account, request: HttpRequest) -> bool:
        """By its header, before the body is read."""
        return not self.header or is_secret(account, request.headers.get(self.header, ""))

    def is_told_by(self, account: Account, told: dict) -> bool:
        """By its body."""
        return True

    def answer_at_once(self, account: Account, told: dict) -> str | None:
        """Of what is no event: the network asks whether this is ours."""
        return None

    @abstractmethod
    def number_of(self, told: dict) -> str:
        """The same event has the same, another has another. Raises NotAnEvent."""


def is_secret(account: Account, given: object) -> bool:
    held = account.readable_keys.get(KEY, "")
    return bool(held) and isinstance(given, str) and compare_digest(held.encode(), given.encode("utf-8", "replace"))


def number_in(told: dict, name: str) -> int:
    """A whole number as JSON has it. Raises NotAnEvent."""
    number = told.get(name)
    if not isinstance(number, int) or isinstance(number, bool):
        raise NotAnEvent(name)
    return number


def words_in(told: dict, name: str, most: int) -> str:
    """Raises NotAnEvent."""
    words = told.get(name)
    if not isinstance(words, str) or not 0 < len(words) <= most or not words.isprintable():
        raise NotAnEvent(name)
    return words
