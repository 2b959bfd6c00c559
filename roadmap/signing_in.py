"""How often a password may be tried, so that nobody guesses one and nobody locks its owner out.

A strange browser has a few tries for an account from its line, more for the account from all lines together, and more
for all accounts together from its line. A browser in which somebody signed in to the account before has tries of its
own, whatever strangers do. settings.RATES keeps one line alone below the account's limit: it takes several lines to
shut out strange browsers, and never a known one.
"""

from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from roadmap.callers import caller_of
from roadmap.limits import again_in, forget, take
from roadmap.models import User

SALT = "roadmap.signing_in"
KNOWN_FOR_S = 180 * 24 * 3600


class TriedTooOften(ValidationError):
    """No password is looked at before `seconds` have passed."""

    def __init__(self, seconds: int):
        super().__init__(f"{_('Too many passwords were tried.')} {again_in(seconds)}", code="too_often")
        self.seconds = seconds


def take_a_try(request: HttpRequest, username: str) -> None:
    """Before a password is looked at, so that callers at the same moment get no more. Raises TriedTooOften."""
    for name, *whose in _counters(request, username):
        if seconds := take(name, *whose):
            raise TriedTooOften(seconds)


def give_tries_back(request: HttpRequest, username: str) -> None:
    """After the right password. The line's tries stay used: else an own account would buy new ones for others'."""
    for name, *whose in _counters(request, username):
        if name != "password-line":
            forget(name, *whose)


def _counters(request: HttpRequest, username: str) -> list[tuple[str, ...]]:
    account, line = _account(username), caller_of(request)
    if browser := _known_browser(request, account):
        return [("password-browser", account, browser)]
    return [("password", account, line), ("password-line", line), ("password-account", account)]


def _account(username: str) -> str:
    """What was typed as a name may be a password, so it goes nowhere as it is."""
    return salted_hmac(SALT, User.normalize_username(username).casefold()).hexdigest()[:16]


def _known_browser(request: HttpRequest, account: str) -> str | None:
    return request.get_signed_cookie(_cookie(account), default=None, salt=SALT, max_age=KNOWN_FOR_S)


def remember_browser(response: HttpResponse, user: User) -> None:
    response.set_signed_cookie(
        _cookie(_account(user.get_username())),
        token_urlsafe(12),
        salt=SALT,
        max_age=KNOWN_FOR_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cookie(account: str) -> str:
    return f"known-{account}"
