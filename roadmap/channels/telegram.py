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
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError, Message, NotAnAddress, NotEditable, OutcomeUnknown, PostGone, Receipt
from roadmap.channels.calls import call, rest, told_by
from roadmap.channels.network import Key, Network, digest, not_a_place, post_number
from roadmap.numbers import whole

log = logging.getLogger(__name__)

NOT_MODIFIED = "message is not modified"
GONE = ("message to edit not found", "message_id_invalid")
NOT_EDITABLE = ("message can't be edited", "message_edit_time_expired", "message_author_required")
OF_A_GROUP = ("20/minute",)
PRIVATE = "-100"  # what Telegram puts before a private channel's number in its addresses
ADDRESS = re.compile(
    r"(?:https?://)?(?:t|telegram)\.me/(?:c/(?P<private>\d+)|(?P<name>\w+))/(?:\d+/)?(?P<number>\d+)/?"
)
CHAT = re.compile(r"(?:(?:https?://)?(?:t|telegram)\.me/|@)(?P<name>[A-Za-z]\w{3,31})/?")
NUMBER = re.compile(r"-?\d{1,20}")


class Moved(Exception):
    """The group has become a supergroup, which has another number."""

    def __init__(self, chat: int):
        super().__init__(chat)
        self.chat = chat


class Telegram(Network):
    """Without an account the environment's bot posts in the environment's chat."""

    name = "telegram"
    title = "Telegram"
    max_text = 4096
    max_caption = 1024
    needs = ("TELEGRAM_TOKEN", "TELEGRAM_CHAT")
    keys = (Key("token", _("Bot token"), _("From @BotFather; the bot is an administrator of the channel.")),)
    place_label = _("Channel")
    place_hint = _("@name, t.me/name, or the number of a private channel: -1001234567890.")
    paces = ("30/second",)
    place_paces = ("1/second",)
    can_pin = True
    can_be_told_to_send = True
    delete_window = timedelta(hours=48)

    def is_configured(self) -> bool:
        return bool(settings.TELEGRAM_TOKEN and settings.TELEGRAM_CHAT)

    def recipient(self) -> str:
        return settings.TELEGRAM_CHAT

    def key(self, name: str) -> str:
        return self.held.get(name) or settings.TELEGRAM_TOKEN

    def place_of(self, words: str) -> str:
        words = words.strip()
        if NUMBER.fullmatch(words):
            return words
        found = CHAT.fullmatch(words)
        if found is None:
            raise NotAnAddress(not_a_place("@name"))
        return f"@{found['name']}"

    def introduce(self, place: str) -> str:
        return str(self._ask("getChat", {"chat_id": place}, is_harmless=True).get("title", ""))

    def try_out(self, place: str, reader: str, words: str) -> None:
        self._ask("sendMessage", {"chat_id": reader, "text": words})

    def write(self, reader: str, message: Message) -> Receipt:
        return self.post(reader, message)

    def send_events_to(self, address: str, secret: str) -> None:
        told = {"url": address, "secret_token": secret, "allowed_updates": ["message", "edited_message"]}
        self._ask("setWebhook", told, is_harmless=True)

    def words_of(self, message: Message) -> str:
        return message.text if message.picture is None else message.caption

    def post(self, recipient: str, message: Message) -> Receipt:
        values = {"chat_id": recipient, **_answered(message)}
        if message.picture is None:
            result, chat = self._call("sendMessage", {**values, "text": self.words_of(message)})
        else:
            told = {**values, "caption": self.words_of(message)}
            result, chat = self._call("sendPhoto", told, {"photo": _file(message)})
        return _receipt(recipient, result, chat)

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        values, chat = {"chat_id": recipient, "message_id": post_number(remote_id)}, recipient
        try:
            if message.picture is None:
                _told, chat = self._call("editMessageText", {**values, "text": self.words_of(message)})
            else:
                media = {"type": "photo", "media": "attach://picture", "caption": self.words_of(message)}
                _told, chat = self._call("editMessageMedia", {**values, "media": media}, {"picture": _file(message)})
        except ChannelError as error:
            if NOT_MODIFIED not in str(error).lower():
                raise
        return Receipt(remote_id, _address(recipient, remote_id), moved_to=chat if chat != recipient else "")

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

    def keep_pace(self, place: str) -> None:
        """A group takes fewer than a channel, and only a channel is sure to be told from it by its name."""
        super().keep_pace(place)
        if not place.startswith("@"):
            self.take_room(OF_A_GROUP, digest(self.key("token"), place))

    def _call(self, method: str, values: dict, files: dict | None = None) -> tuple[dict | bool, str]:
        """What it answers, and the chat: once more where the group has moved, as nothing was done at its old number."""
        if self.held:  # the environment's one channel goes by what Telegram answers (429), as it always did
            self.keep_pace(values["chat_id"])
        try:
            return self._ask(method, values, files), values["chat_id"]
        except Moved as moved:
            log.warning("Telegram's chat %s is %s now.", values["chat_id"], moved.chat)
            values = {**values, "chat_id": str(moved.chat)}
        try:
            return self._ask(method, values, files), values["chat_id"]
        except Moved as error:
            raise ChannelError(sentence("Telegram sends us from chat to chat.")) from error

    def _ask(self, method: str, values: dict, files: dict | None = None, *, is_harmless: bool = False) -> dict | bool:
        url = f"{settings.TELEGRAM_API}/bot{self.key('token')}/{method}"
        if files:
            data = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
            return _result(call(self.title, "POST", url, is_harmless=is_harmless, data=data, files=files))
        return _result(call(self.title, "POST", url, is_harmless=is_harmless, json=values))


def _result(answer: httpx.Response) -> dict | bool:
    """`result` of an answer that says ok; raises what a refusal means."""
    body = told_by(Telegram.title, answer)
    if body.get("ok") is not True:
        raise _refusal(answer.status_code, str(body.get("description", "")), body.get("parameters"))
    if "result" not in body:
        raise OutcomeUnknown(sentence("Telegram took the post and did not tell its number."))
    return body["result"]


def _refusal(status: int, told: str, parameters: object) -> Exception:
    parameters = parameters if isinstance(parameters, dict) else {}
    if chat := parameters.get("migrate_to_chat_id"):
        return Moved(chat)
    words = f"{status} {told}"
    if status == 429 or "retry_after" in parameters:
        return ChannelError(words, retry_after=rest(parameters.get("retry_after")))
    if any(phrase in told.lower() for phrase in GONE):
        return PostGone(words, permanent=True)
    if any(phrase in told.lower() for phrase in NOT_EDITABLE):
        return NotEditable(words, permanent=True)
    return ChannelError(words, permanent=400 <= status < 500)


def _file(message: Message) -> tuple[str, bytes, str]:
    return "map.png", message.picture(), "image/png"


def _answered(message: Message) -> dict:
    """Also where somebody has removed what is answered: the correction must arrive."""
    if not message.answers:
        return {}
    return {"reply_parameters": {"message_id": post_number(message.answers), "allow_sending_without_reply": True}}


def _receipt(recipient: str, result: dict | bool, chat: str) -> Receipt:
    try:
        remote_id = str(result["message_id"])
    except (TypeError, KeyError) as error:
        raise OutcomeUnknown(sentence("Telegram took the post and did not tell its number.")) from error
    return Receipt(remote_id, _address(recipient, remote_id), moved_to=chat if chat != recipient else "")


def _address(recipient: str, remote_id: str) -> str:
    """Public channels have an address a post; private ones (numbers) have none that everybody may open."""
    return f"https://t.me/{recipient[1:]}/{remote_id}" if recipient.startswith("@") and remote_id else ""


def _is_of(recipient: str, found: re.Match) -> bool:
    """A channel that we know by number only may have a name, too, which we cannot compare."""
    if found["private"]:
        return recipient.startswith("@") or recipient == PRIVATE + found["private"]
    return not recipient.startswith("@") or recipient[1:].lower() == found["name"].lower()
