"""Calls of networks by HTTP: what failed before anything had gone out is told from what may have been done."""

from datetime import timedelta
from types import UnionType

import httpx
from django.conf import settings
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError, OutcomeUnknown
from roadmap.numbers import whole

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
REST_S = 30  # where a network says “too many” and not for how long
LONGEST_REST_S = 86_400


def call(network: str, method: str, url: str, *, is_harmless: bool = False, **told) -> httpx.Response:
    """An answer below 500. `is_harmless`: it asks, or brings a picture that nobody sees yet, so that it may be repeated
    whatever became of it. Raises ChannelError, OutcomeUnknown.
    """
    wrong = ChannelError if is_harmless else OutcomeUnknown
    try:
        answer = httpx.request(method, url, timeout=settings.CHANNEL_TIMEOUT_S, **told)
    except NOT_SENT as error:
        raise ChannelError(sentence("%(network)s cannot be reached."), network=network) from error
    except httpx.HTTPError as error:
        raise wrong(sentence("%(network)s did not answer."), network=network) from error
    if answer.status_code >= 500:  # says nothing of what was done before it, whatever the body claims
        raise wrong(
            sentence("The servers of %(network)s failed: HTTP %(status)d."), network=network, status=answer.status_code
        )
    return answer


def check_rate(network: str, answer: httpx.Response) -> None:
    """Where HTTP itself says “too many”, and for how long. Raises ChannelError."""
    if answer.status_code == 429:
        wait = rest(whole(answer.headers.get("Retry-After", "")))
        raise ChannelError(sentence("%(network)s is asked too often."), retry_after=wait, network=network)


def told_by(network: str, answer: httpx.Response, *, is_harmless: bool = False) -> dict:
    """The JSON object of an answer. Raises ChannelError, OutcomeUnknown."""
    return json_by(network, answer, dict, is_harmless=is_harmless)


def json_by(network: str, answer: httpx.Response, kinds: type | UnionType, *, is_harmless: bool = False) -> object:
    """Of these kinds. Raises ChannelError, OutcomeUnknown."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, kinds):
        wrong = ChannelError if is_harmless else OutcomeUnknown
        raise wrong(
            sentence("The answer of %(network)s cannot be read: HTTP %(status)d."),
            network=network,
            status=answer.status_code,
        )
    return body


def rest(seconds: object) -> timedelta:
    """For how long a network wants to be left alone, as far as what it says can be believed."""
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return timedelta(seconds=min(max(seconds, 1), LONGEST_REST_S) if is_number else REST_S)
