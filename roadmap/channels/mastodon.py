"""Mastodon's API, version 4: statuses of an account on any server, which is part of the place: @name@server.

A repeat under the same Idempotency-Key is the same status for an hour, so that an answer that got lost asks nobody.
"""

import re
import time
from datetime import UTC, datetime, timedelta

import httpx
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError, Message, NotAnAddress, OutcomeUnknown, PostGone, Receipt
from roadmap.channels.calls import call, rest, told_by
from roadmap.channels.network import Key, Network, digest, not_a_place
from roadmap.channels.strangers import check_public, server_of
from roadmap.languages import RUSSIAN
from roadmap.lengths import GRAPHEME, shortened

PLACE = re.compile(r"@?(?P<name>\w{1,64})@(?P<server>[^@/\s]+)|https://(?P<host>[^@/\s]+)/@(?P<user>\w{1,64})/?", re.A)
STATUS = re.compile(r"[0-9A-Za-z]{1,64}")
ADDRESS = re.compile(r"https://(?P<host>[^@/\s]+)/@(?P<user>\w{1,64})/(?P<number>[0-9A-Za-z]{1,64})/?", re.A)
LINK = re.compile(r"https?://[\w\-.~:/?#\[\]@!$&'()*+,;=%]*[\w/]", re.A)
LINK_ROOM = 23  # of any length: Mastodon's own constant, which no server has changed so far
MENTION = re.compile(r"(?<![\w/])(@\w+)@[\w.-]+\w", re.A)
LIMIT = 500  # what a server takes that says nothing else
LIMIT_KEPT_S = 24 * 3600
PAUSES_S = (0.5, 1, 2, 4)  # while a server works on a picture; a worker's task may live 40 s
PICTURE_ROOM = 1_500  # of its description
PICTURE_RATE = "30/30minute"
STILL_WORKS = (202, 206)
SERVER = "{server}"


class Mastodon(Network):
    name = "mastodon"
    title = "Mastodon"
    max_text = 4096
    max_caption = LIMIT
    same_post_for = timedelta(minutes=50)  # the server forgets a key after an hour
    keys = (
        Key(
            "token",
            _("Access token"),
            _("Preferences → Development → an application with read:accounts, write:statuses and write:media."),
        ),
    )
    place_label = _("Account")
    place_hint = _("@name@server, or its address.")
    paces = ("150/5minute",)  # of 300: the rest is for asking whether a picture is ready
    can_show_alt_text = True

    def place_of(self, words: str) -> str:
        found = PLACE.fullmatch(words.strip())
        server = found and server_of(found["server"] or found["host"])
        if not server:
            raise NotAnAddress(not_a_place("@name@server.example"))
        return f"@{(found['name'] or found['user']).lower()}@{server}"

    def length(self, text: str) -> int:
        return length(text)

    def most_of(self, message: Message) -> int:
        return LIMIT

    def captioned(self, caption: str, short: str, url: str) -> str:
        if length(caption) <= self.max_caption or not short:
            return self.cut(caption, self.max_caption)
        return f"{self.cut(short, self.max_caption - LINK_ROOM - 2)}\n\n{url}".strip()

    def words_of(self, message: Message) -> str:
        return message.text if length(message.text) <= LIMIT else message.caption

    def introduce(self, place: str) -> str:
        who = self._call(place, "GET", "/api/v1/accounts/verify_credentials", is_harmless=True)
        name = str(who.get("username", ""))
        if name.lower() != place[1:].partition("@")[0]:
            raise ChannelError(sentence("This key is of another account: “%(name)s”."), permanent=True, name=name)
        return str(who.get("display_name") or name)

    def try_out(self, place: str, reader: str, words: str) -> None:
        """A status that only the one sees whom it mentions."""
        try:
            mentioned = self.place_of(reader)
        except NotAnAddress as error:
            words = sentence("Give it as @name@server, and it must be an account that Mastodon knows.")
            raise ChannelError(words, permanent=True) from error
        status = {"status": f"{mentioned} {words}", "visibility": "direct", "language": RUSSIAN}
        self._call(place, "POST", "/api/v1/statuses", json=status)

    def post(self, recipient: str, message: Message) -> Receipt:
        self.keep_pace(recipient)
        status = self._status(recipient, message)
        key = {"Idempotency-Key": message.key}
        return _receipt(recipient, self._call(recipient, "POST", "/api/v1/statuses", json=status, headers=key))

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        self.keep_pace(recipient)
        address = f"/api/v1/statuses/{_known(remote_id)}"
        return _receipt(recipient, self._call(recipient, "PUT", address, json=self._status(recipient, message)))

    def remote_id_of(self, recipient: str, words: str) -> str:
        words = words.strip().split("?")[0].split("#")[0]
        if STATUS.fullmatch(words):
            return words
        found = ADDRESS.fullmatch(words)
        if found is None:
            raise NotAnAddress(translated("Give the post's address, such as https://server/@name/77, or its number."))
        if f"@{found['user']}@{found['host']}".lower() != recipient:
            raise NotAnAddress(translated("This address is of another account: ours is %s.") % recipient)
        return found["number"]

    def _status(self, place: str, message: Message) -> dict:
        words = self.cut(self.words_of(message), self._limit(place))
        pictures = [self._uploaded(place, message)] if message.picture else []
        return {"status": words, "media_ids": pictures, "language": RUSSIAN}

    def _limit(self, place: str) -> int:
        """Of characters; what is asked once a day holds until then."""
        name = f"mastodon-limit:{place.rpartition('@')[2]}"
        if (known := cache.get(name)) is None:
            known = _limit_in(self._call(place, "GET", "/api/v2/instance", is_harmless=True))
            cache.set(name, known, LIMIT_KEPT_S)
        return known

    def _uploaded(self, place: str, message: Message) -> str:
        self.take_room((PICTURE_RATE,), f"pictures:{digest(self.key('token'))}")
        told = {"description": shortened(message.alt_text, PICTURE_ROOM)}
        picture = {"file": ("map.png", message.picture(), "image/png")}
        answer = self._ask(place, "POST", "/api/v2/media", is_harmless=True, data=told, files=picture)
        number = told_by(self.title, answer, is_harmless=True).get("id")
        if not isinstance(number, str) or not STATUS.fullmatch(number):
            raise ChannelError(sentence("%(network)s did not take the picture."), network=self.title)
        for pause_s in PAUSES_S:
            if answer.status_code not in STILL_WORKS:
                return number
            time.sleep(pause_s)
            answer = self._ask(place, "GET", f"/api/v1/media/{number}", is_harmless=True)
        if answer.status_code in STILL_WORKS:
            raise ChannelError(sentence("%(network)s still works on the picture."), network=self.title)
        return number

    def _call(self, place: str, method: str, path: str, *, is_harmless: bool = False, **told) -> dict:
        answer = self._ask(place, method, path, is_harmless=is_harmless, **told)
        return told_by(self.title, answer, is_harmless=is_harmless)

    def _ask(self, place: str, method: str, path: str, *, is_harmless: bool = False, **told) -> httpx.Response:
        server = place.rpartition("@")[2]
        if SERVER in settings.MASTODON_API:
            check_public(server)
        headers = {"Authorization": f"Bearer {self.key('token')}", **told.pop("headers", {})}
        url = settings.MASTODON_API.replace(SERVER, server) + path
        answer = call(self.title, method, url, is_harmless=is_harmless, headers=headers, **told)
        if answer.status_code >= 400:
            raise _refusal(answer, is_correction=method == "PUT")
        return answer


def length(text: str) -> int:
    """As Mastodon counts: what a reader sees as characters, any link 23, of a mention only the name."""
    counted = MENTION.sub(r"\1", LINK.sub("_" * LINK_ROOM, text))
    return len(GRAPHEME.findall(counted))


def _limit_in(instance: dict) -> int:
    try:
        told = instance["configuration"]["statuses"]["max_characters"]
    except (KeyError, TypeError):
        return LIMIT
    return min(told, LIMIT) if isinstance(told, int) and told > LINK_ROOM else LIMIT


def _refusal(answer: httpx.Response, *, is_correction: bool) -> ChannelError:
    try:
        told = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        told = answer.reason_phrase
    words = f"{answer.status_code} {str(told)[:300]}"
    if answer.status_code == 429:
        return ChannelError(words, retry_after=rest(_seconds_to(answer.headers.get("X-RateLimit-Reset", ""))))
    if answer.status_code == 404 and is_correction:
        return PostGone(words, permanent=True)
    return ChannelError(words, permanent=answer.status_code != 408)


def _seconds_to(moment: str) -> float | None:
    try:
        return (datetime.fromisoformat(moment).astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return None


def _known(number: object) -> str:
    if not isinstance(number, str) or not STATUS.fullmatch(number):
        raise ChannelError(
            sentence("“%(number)s” is not the number of a post."), permanent=True, number=str(number)[:80]
        )
    return number


def _receipt(place: str, status: dict) -> Receipt:
    number, url = status.get("id"), str(status.get("url", ""))
    if not isinstance(number, str) or not STATUS.fullmatch(number):
        raise OutcomeUnknown(sentence("%(network)s took the post and did not tell its number."), network=Mastodon.title)
    is_address = url.startswith("https://") and len(url) <= 300
    return Receipt(number, url if is_address else "")
