"""Telegram's Bot API 10.1: a channel's posts by a bot. It has no idempotency key and cannot list posts.

Texts go without a parse mode, so nothing in them can become markup.
"""

import json
import logging
import re
from datetime import timedelta

import httpx
from django.conf import settings
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import (
    Channel,
    ChannelError,
    Message,
    NotAnAddress,
    NotEditable,
    OutcomeUnknown,
    PostGone,
    Receipt,
)
from roadmap.numbers import whole

log = logging.getLogger(__name__)

NOT_MODIFIED = "message is not modified"
GONE = ("message to edit not found", "message_id_invalid")
NOT_EDITABLE = ("message can't be edited", "message_edit_time_expired", "message_author_required")
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
REST_S = 30  # where Telegram says “too many” and not for how long
LONGEST_REST_S = 86_400
PRIVATE = "-100"  # what Telegram puts before a private channel's number in its addresses
ADDRESS = re.compile(
    r"(?:https?://)?(?:t|telegram)\.me/(?:c/(?P<private>\d+)|(?P<name>\w+))/(?:\d+/)?(?P<number>\d+)/?"
)


class Moved(Exception):
    """The group has become a supergroup, which has another number."""

    def __init__(self, chat: int):
        super().__init__(chat)
        self.chat = chat


class Telegram(Channel):
    name = "telegram"
    title = "Telegram"
    max_text = 4096
    max_caption = 1024
    needs = ("TELEGRAM_TOKEN", "TELEGRAM_CHAT")

    def is_configured(self) -> bool:
        return bool(settings.TELEGRAM_TOKEN and settings.TELEGRAM_CHAT)

    def recipient(self) -> str:
        return settings.TELEGRAM_CHAT

    def words_of(self, message: Message) -> str:
        return message.text if message.picture is None else message.caption

    def post(self, recipient: str, message: Message) -> Receipt:
        values = {"chat_id": recipient, **_answered(message)}
        if message.picture is None:
            result = _call("sendMessage", {**values, "text": self.words_of(message)})
        else:
            result = _call("sendPhoto", {**values, "caption": self.words_of(message)}, {"photo": _file(message)})
        return _receipt(recipient, result)

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        values = {"chat_id": recipient, "message_id": _number(remote_id)}
        try:
            if message.picture is None:
                _call("editMessageText", {**values, "text": self.words_of(message)})
            else:
                media = {"type": "photo", "media": "attach://picture", "caption": self.words_of(message)}
                _call("editMessageMedia", {**values, "media": media}, {"picture": _file(message)})
        except ChannelError as error:
            if NOT_MODIFIED not in str(error).lower():
                raise
        return Receipt(remote_id, _address(recipient, remote_id))

    def remote_id_of(self, recipient: str, words: str) -> str:
        """From t.me/name/77, t.me/c/1234567890/77 (a private channel's) or 77."""
        words = words.strip().split("?")[0].split("#")[0]
        if whole(words) is not None:
            return words
        found = ADDRESS.fullmatch(words)
        if found is None or whole(found["number"]) is None:
            raise NotAnAddress(translated("Give the post's address, such as https://t.me/name/77, or its number."))
        if not _is_of(recipient, found):
            raise NotAnAddress(translated("This address is of another channel: ours is %s.") % recipient)
        return found["number"]


def _call(method: str, values: dict, files: dict | None = None) -> dict | bool:
    """Once more where the group has moved: nothing was done at its old number."""
    try:
        return _result(_answer(method, values, files))
    except Moved as moved:
        log.warning("Telegram's chat %s is %s now (TELEGRAM_CHAT).", values["chat_id"], moved.chat)
        values = {**values, "chat_id": str(moved.chat)}
    try:
        return _result(_answer(method, values, files))
    except Moved as error:
        raise ChannelError(sentence("Telegram sends us from chat to chat.")) from error


def _answer(method: str, values: dict, files: dict | None) -> httpx.Response:
    url = f"{settings.TELEGRAM_API}/bot{settings.TELEGRAM_TOKEN}/{method}"
    try:
        if files:
            data = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
            return httpx.post(url, data=data, files=files, timeout=settings.CHANNEL_TIMEOUT_S)
        return httpx.post(url, json=values, timeout=settings.CHANNEL_TIMEOUT_S)
    except NOT_SENT as error:
        raise ChannelError(sentence("Telegram cannot be reached.")) from error
    except httpx.HTTPError as error:
        raise OutcomeUnknown(sentence("Telegram did not answer.")) from error


def _result(answer: httpx.Response) -> dict | bool:
    """`result` of an answer that says ok; raises what a refusal means.

    A server's fault (5xx) says nothing of what was done before it, whatever the body claims.
    """
    if answer.status_code >= 500:
        raise OutcomeUnknown(sentence("Telegram's servers failed: HTTP %(status)d."), status=answer.status_code)
    try:
        body = answer.json()
        is_done = body["ok"] is True
        told = body["result"] if is_done else str(body.get("description", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutcomeUnknown(
            sentence("Telegram's answer cannot be read: HTTP %(status)d."), status=answer.status_code
        ) from error
    if not is_done:
        raise _refusal(answer.status_code, told, body.get("parameters"))
    return told


def _refusal(status: int, told: str, parameters: object) -> Exception:
    parameters = parameters if isinstance(parameters, dict) else {}
    if chat := parameters.get("migrate_to_chat_id"):
        return Moved(chat)
    words = f"{status} {told}"
    if status == 429 or "retry_after" in parameters:
        return ChannelError(words, retry_after=_rest(parameters.get("retry_after")))
    if any(phrase in told.lower() for phrase in GONE):
        return PostGone(words, permanent=True)
    if any(phrase in told.lower() for phrase in NOT_EDITABLE):
        return NotEditable(words, permanent=True)
    return ChannelError(words, permanent=400 <= status < 500)


def _rest(seconds: object) -> timedelta:
    return timedelta(seconds=min(max(seconds, 1), LONGEST_REST_S) if isinstance(seconds, int) else REST_S)


def _file(message: Message) -> tuple[str, bytes, str]:
    return "map.png", message.picture(), "image/png"


def _answered(message: Message) -> dict:
    """Also where somebody has removed what is answered: the correction must arrive."""
    if not message.answers:
        return {}
    return {"reply_parameters": {"message_id": _number(message.answers), "allow_sending_without_reply": True}}


def _number(remote_id: str) -> int:
    number = whole(remote_id)
    if number is None:
        raise ChannelError(sentence("“%(number)s” is not the number of a post."), permanent=True, number=remote_id)
    return number


def _receipt(recipient: str, result: dict | bool) -> Receipt:
    try:
        remote_id = str(result["message_id"])
    except (TypeError, KeyError) as error:
        raise OutcomeUnknown(sentence("Telegram took the post and did not tell its number.")) from error
    return Receipt(remote_id, _address(recipient, remote_id))


def _address(recipient: str, remote_id: str) -> str:
    """Public channels have an address a post; private ones (numbers) have none that everybody may open."""
    return f"https://t.me/{recipient[1:]}/{remote_id}" if recipient.startswith("@") and remote_id else ""


def _is_of(recipient: str, found: re.Match) -> bool:
    """A channel that we know by number only may have a name, too, which we cannot compare."""
    if found["private"]:
        return recipient.startswith("@") or recipient == PRIVATE + found["private"]
    return not recipient.startswith("@") or recipient[1:].lower() == found["name"].lower()
