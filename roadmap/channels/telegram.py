"""Telegram's Bot API 10.1: a channel's posts by a bot. It has no idempotency key and cannot list posts.

Texts go without a parse mode, so nothing in them can become markup.
"""

import json
from datetime import timedelta

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from roadmap.channels.base import Channel, ChannelError, Message, OutcomeUnknown, Receipt

NOT_MODIFIED = "message is not modified"
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)


class Telegram(Channel):
    name = "telegram"
    title = "Telegram"
    max_text = 4096
    max_caption = 1024

    def is_configured(self) -> bool:
        return bool(settings.TELEGRAM_TOKEN and settings.TELEGRAM_CHAT)

    def recipient(self) -> str:
        return settings.TELEGRAM_CHAT

    def post(self, recipient: str, message: Message) -> Receipt:
        if message.picture is None:
            result = self._call("sendMessage", {"chat_id": recipient, "text": message.text})
        else:
            values = {"chat_id": recipient, "caption": message.caption}
            result = self._call("sendPhoto", values, {"photo": _file(message)})
        return _receipt(recipient, result)

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        values = {"chat_id": recipient, "message_id": _number(remote_id)}
        try:
            if message.picture is None:
                result = self._call("editMessageText", {**values, "text": message.text})
            else:
                media = {"type": "photo", "media": "attach://picture", "caption": message.caption}
                result = self._call("editMessageMedia", {**values, "media": media}, {"picture": _file(message)})
        except ChannelError as error:
            if NOT_MODIFIED in str(error):
                return Receipt(remote_id, _address(recipient, remote_id))
            raise
        return _receipt(recipient, result)

    def _call(self, method: str, values: dict, files: dict | None = None) -> dict | bool:
        url = f"{settings.TELEGRAM_API}/bot{settings.TELEGRAM_TOKEN}/{method}"
        try:
            if files:
                data = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
                answer = httpx.post(url, data=data, files=files, timeout=settings.CHANNEL_TIMEOUT_S)
            else:
                answer = httpx.post(url, json=values, timeout=settings.CHANNEL_TIMEOUT_S)
        except NOT_SENT as error:
            raise ChannelError(str(_("Telegram cannot be reached."))) from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(str(_("Telegram did not answer."))) from error
        return _result(answer)


def _result(answer: httpx.Response) -> dict | bool:
    """`result` of an answer that says ok; raises what a refusal means."""
    try:
        body = answer.json()
        told = str(body.get("description", "")) if not body["ok"] else ""
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutcomeUnknown(str(_("Telegram's answer cannot be read: HTTP %d.") % answer.status_code)) from error
    if body["ok"]:
        return body["result"]
    if answer.status_code == 429:
        seconds = (body.get("parameters") or {}).get("retry_after", 30)
        raise ChannelError(told, retry_after=timedelta(seconds=int(seconds)))
    raise ChannelError(f"{answer.status_code} {told}", permanent=400 <= answer.status_code < 500)


def _file(message: Message) -> tuple[str, bytes, str]:
    return "map.png", message.picture(), "image/png"


def _number(remote_id: str) -> int:
    try:
        return int(remote_id)
    except ValueError as error:
        raise ChannelError(str(_("“%s” is not the number of a post.") % remote_id), permanent=True) from error


def _receipt(recipient: str, result: dict | bool) -> Receipt:
    remote_id = str(result["message_id"]) if isinstance(result, dict) else ""
    return Receipt(remote_id, _address(recipient, remote_id))


def _address(recipient: str, remote_id: str) -> str:
    """Public channels have an address a post; private ones (numbers) have none that everybody may open."""
    return f"https://t.me/{recipient[1:]}/{remote_id}" if recipient.startswith("@") and remote_id else ""
