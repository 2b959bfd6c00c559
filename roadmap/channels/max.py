"""MAX's Bot API: posts of a channel by a bot. It has no idempotency key, but tells what stands in the channel."""

import re
import ssl
import time
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError, Message, NotAnAddress, OutcomeUnknown, PostGone, Receipt
from roadmap.channels.calls import call, rest, told_by
from roadmap.channels.network import Key, Network, not_a_place
from roadmap.numbers import whole

CHAT = re.compile(r"-?\d{1,19}", re.A)
LINK = re.compile(r"(?:(?:https?://)?max\.ru/|@)(?P<name>[A-Za-z][\w-]{2,100})/?", re.A)
MESSAGE = re.compile(r"[\w.\-]{1,190}", re.A)
ADDRESS = re.compile(r"https://max\.ru/[\w\-./]{1,200}", re.A)
EVENTS = ("message_created", "message_edited", "message_removed", "bot_added", "bot_removed")
NOT_READY = "attachment.not.ready"
GONE = ("not.found", "not found")
PAUSES_S = (0.5, 1, 2, 4)  # while MAX works on a picture; a worker's task may live 40 s
LOOKED_AT = 100  # of the latest posts, where one is looked for
CLOCKS_DIFFER = timedelta(minutes=5)


class NotReady(Exception):
    """The picture is still worked on, and nothing was done."""


class Max(Network):
    name = "max"
    title = "MAX"
    max_text = 4000
    max_caption = 4000
    keys = (
        Key(
            "token",
            _("Bot token"),
            _("From business.max.ru; the bot is an administrator of the channel and may write."),
        ),
    )
    place_label = _("Channel")
    place_hint = _("max.ru/name, or the number of the channel: -70001234567890.")
    paces = ("30/second",)
    place_paces = ("2/second",)
    can_be_told_to_send = True

    def place_of(self, words: str) -> str:
        words = words.strip()
        found = LINK.fullmatch(words)
        if found is None and not CHAT.fullmatch(words):
            raise NotAnAddress(not_a_place("max.ru/name"))
        return f"@{found['name']}" if found else words

    def settled(self, place: str) -> str:
        return str(self._chat(place)["chat_id"]) if place.startswith("@") else place

    def introduce(self, place: str) -> str:
        return str(self._chat(place).get("title") or place)

    def try_out(self, place: str, reader: str, words: str) -> None:
        if whole(reader) is None:
            raise ChannelError(sentence("Give your number in MAX."), permanent=True)
        self._ask("POST", "/messages", params={"user_id": reader}, json=_body(words, []))

    def write(self, reader: str, message: Message) -> Receipt:
        """By the number of the talk with this person."""
        return self.post(reader, message)

    def send_events_to(self, address: str, secret: str) -> None:
        told = {"url": address, "update_types": list(EVENTS), "secret": secret}
        self._ask("POST", "/subscriptions", is_harmless=True, json=told)

    def post(self, recipient: str, message: Message) -> Receipt:
        self.keep_pace(recipient)
        body = _body(self.words_of(message), self._pictures(message), message.answers)
        return _receipt(self._once_ready("POST", params={"chat_id": recipient}, json=body).get("message"))

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        self.keep_pace(recipient)
        number, address = self._known(recipient, remote_id)
        body = _body(self.words_of(message), self._pictures(message))
        told = self._once_ready("PUT", params={"message_id": number}, json=body)
        if told.get("success") is not True:
            raise _refused(str(told.get("message", "")))
        return Receipt(number, address)

    def find(self, recipient: str, message: Message) -> Receipt | None:
        """The latest post of these words that is not older than they are."""
        words, since = self.words_of(message), message.at - CLOCKS_DIFFER
        try:
            posts = self._latest(recipient)
        except ChannelError:
            return None
        same = (post for post in posts if post["body"].get("text") == words)
        return next((_receipt(post) for post in same if post.get("timestamp", 0) >= since.timestamp() * 1000), None)

    def remote_id_of(self, recipient: str, words: str) -> str:
        """The address of the post, by which it is looked up before it is corrected, or its number."""
        words = words.strip().split("?")[0].split("#")[0]
        if not ADDRESS.fullmatch(words) and not MESSAGE.fullmatch(words):
            raise NotAnAddress(translated("Give the post's address, such as https://max.ru/name/AZ77, or its number."))
        return words

    def _chat(self, place: str) -> dict:
        told = self._ask("GET", f"/chats/{place.removeprefix('@')}", is_harmless=True)
        if not isinstance(told.get("chat_id"), int):
            raise ChannelError(sentence("%(network)s does not know this channel."), permanent=True, network=self.title)
        return told

    def _latest(self, place: str) -> list[dict]:
        told = self._ask("GET", "/messages", is_harmless=True, params={"chat_id": place, "count": LOOKED_AT})
        posts = told.get("messages")
        return [post for post in posts or [] if isinstance(post, dict) and isinstance(post.get("body"), dict)]

    def _known(self, place: str, remote_id: str) -> tuple[str, str]:
        """Number and address, where a person gave the address alone."""
        if not ADDRESS.fullmatch(remote_id):
            return remote_id, ""
        found = next((post for post in self._latest(place) if post.get("url") == remote_id), None)
        if found is None:
            words = sentence("Among the latest posts of the channel there is none at this address.")
            raise ChannelError(words, permanent=True)
        return str(found["body"].get("mid")), remote_id

    def _pictures(self, message: Message) -> list[dict]:
        """What is to stand there: none takes away what stood."""
        if message.picture is None:
            return []
        place = self._ask("POST", "/uploads", is_harmless=True, params={"type": "image"}).get("url")
        return [{"type": "image", "payload": {"token": self._uploaded(place, message.picture())}}]

    def _uploaded(self, place: object, picture: bytes) -> str:
        name = self.title
        is_safe = isinstance(place, str) and urlsplit(place).scheme == urlsplit(settings.MAX_API).scheme
        if not is_safe:
            raise ChannelError(sentence("%(network)s did not take the picture."), network=name)
        file = {"data": ("map.png", picture, "image/png")}
        told = told_by(name, call(name, "POST", place, is_harmless=True, files=file, verify=trust()), is_harmless=True)
        try:
            token = next(iter(told["photos"].values()))["token"]
        except (KeyError, TypeError, AttributeError, StopIteration):
            token = None
        if not isinstance(token, str):
            raise ChannelError(sentence("%(network)s did not take the picture."), network=name)
        return token

    def _once_ready(self, method: str, **told) -> dict:
        for pause_s in PAUSES_S:
            try:
                return self._ask(method, "/messages", **told)
            except NotReady:
                time.sleep(pause_s)
        raise ChannelError(sentence("%(network)s still works on the picture."), network=self.title)

    def _ask(self, method: str, path: str, *, is_harmless: bool = False, **told) -> dict:
        head = {"Authorization": self.key("token")}
        url, name = settings.MAX_API + path, self.title
        answer = call(name, method, url, is_harmless=is_harmless, headers=head, verify=trust(), **told)
        if answer.status_code >= 400:
            raise _refusal(answer, is_correction=method == "PUT")
        return told_by(name, answer, is_harmless=is_harmless)


def trust() -> ssl.SSLContext:
    """MAX's certificates come from a root that most systems do not know. Raises ChannelError."""
    try:
        return _roots(settings.MAX_CA_BUNDLE)
    except (OSError, ssl.SSLError) as error:
        words = sentence("The certificates in MAX_CA_BUNDLE cannot be read.")
        raise ChannelError(words, permanent=True) from error


@lru_cache
def _roots(bundle: str) -> ssl.SSLContext:
    """Those of the system and, beside them, of the bundle."""
    known = ssl.create_default_context()
    if bundle:
        known.load_verify_locations(bundle)
    return known


def _body(words: str, attachments: list[dict], answers: str = "") -> dict:
    link = {"type": "reply", "mid": answers} if answers else None
    return {"text": words, "attachments": attachments, "link": link}


def _refusal(answer: httpx.Response, *, is_correction: bool) -> Exception:
    try:
        told = answer.json()
        code, words = str(told["code"]), str(told.get("message", ""))
    except (ValueError, KeyError, TypeError):
        code, words = "", answer.reason_phrase
    if code == NOT_READY:
        return NotReady()
    said = f"{answer.status_code} {code} {words}"[:300]
    if answer.status_code == 429:
        return ChannelError(said, retry_after=rest(whole(answer.headers.get("Retry-After", ""))))
    if is_correction and (answer.status_code == 404 or _is_gone(said)):
        return PostGone(said, permanent=True)
    return ChannelError(said, permanent=True)


def _refused(words: str) -> ChannelError:
    return (PostGone if _is_gone(words) else ChannelError)(words or "success: false", permanent=True)


def _is_gone(words: str) -> bool:
    return any(each in words.lower() for each in GONE)


def _receipt(post: object) -> Receipt:
    try:
        number, address = post["body"]["mid"], str(post.get("url") or "")
    except (TypeError, KeyError) as error:
        raise OutcomeUnknown(
            sentence("%(network)s took the post and did not tell its number."), network="MAX"
        ) from error
    return Receipt(str(number)[:200], address if address.startswith("https://") and len(address) <= 300 else "")
