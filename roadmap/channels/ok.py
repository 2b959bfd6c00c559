"""Odnoklassniki: topics of a group by signed calls. It has no key against repeats and no look for a lost post.

Limits of calls and of lengths are not in its documents; those here are cautious.
"""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from hashlib import md5

import httpx
from django.conf import settings
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError, Message, NotAnAddress, OutcomeUnknown, PostGone, Receipt
from roadmap.channels.calls import call, check_rate, json_by, told_by
from roadmap.channels.codes import (
    AN_HOUR,
    CENSORED,
    HALF_A_MINUTE,
    HOURS,
    MINUTES,
    NEW_KEY,
    NOT_ALLOWED,
    WRONG_SECRET,
    Refused,
    Wrong,
    error_of,
)
from roadmap.channels.network import Key, Network, digest, not_a_place
from roadmap.numbers import whole

CALLED = "OK"
APPLICATION, SECRET, TOKEN = "application", "secret", "token"
PACES = ("2/second",)
SITE = r"(?:https?://)?(?:www\.|m\.)?ok\.ru/"
NUMBERED = re.compile(rf"(?:{SITE}group/?)?(?P<number>[0-9]{{1,18}})/?")
NAMED = re.compile(rf"(?:{SITE})(?P<name>[A-Za-z][\w.-]{{1,60}})/?")
TOPIC = re.compile(rf"{SITE}(?:group/?(?P<group>[0-9]{{1,18}})|[\w.-]+)/topic/(?P<number>[0-9]{{1,18}})/?(?:[?#].*)?")
ERRORS = {
    1: Wrong(may_be_done=True, passes_in=HALF_A_MINUTE),
    2: Wrong(may_be_done=True, passes_in=HALF_A_MINUTE),
    7: Wrong(passes_in=HOURS),
    8: Wrong(passes_in=MINUTES),
    9: Wrong(NOT_ALLOWED),
    10: Wrong(NOT_ALLOWED),
    11: Wrong(passes_in=AN_HOUR),
    24: Wrong(NOT_ALLOWED),
    31: Wrong(passes_in=HALF_A_MINUTE),
    50: Wrong(NOT_ALLOWED),
    101: Wrong(WRONG_SECRET),
    102: Wrong(NEW_KEY),
    103: Wrong(NEW_KEY),
    104: Wrong(WRONG_SECRET),
    200: Wrong(NOT_ALLOWED),
    210: Wrong(NOT_ALLOWED),
    453: Wrong(NEW_KEY),
    454: Wrong(CENSORED),
    456: Wrong(NOT_ALLOWED),
}
MAY_BE_GONE = (10, 24, 100, 300)  # of a correction
NOT_FOUND = 300


class Ok(Network):
    name = "ok"
    title = _("Odnoklassniki")
    keys = (
        Key(APPLICATION, _("Application's public key"), is_secret=False),
        Key(SECRET, _("Application's secret key")),
        Key(
            TOKEN,
            _("Long access token"),
            _("Of an editor of the group, with GROUP_CONTENT, PHOTO_CONTENT and LONG_ACCESS_TOKEN."),
        ),
    )
    place_label = _("Group")
    place_hint = _("ok.ru/group/123, ok.ru/name or the group's number.")
    session_lasts = timedelta(days=30)

    @property
    def max_text(self) -> int:
        return settings.OK_TEXT_MOST

    max_caption = max_text

    def place_of(self, words: str) -> str:
        words = words.strip().split("?")[0]
        if found := NUMBERED.fullmatch(words):
            return str(whole(found["number"]))
        if found := NAMED.fullmatch(words):
            return found["name"]
        raise NotAnAddress(not_a_place("ok.ru/group/123"))

    def settled(self, place: str) -> str:
        if whole(place) is not None:
            return place
        told = self._ask("url.getInfo", {"url": f"https://ok.ru/{place}"}, is_harmless=True)
        number = whole(str(told.get("objectId", ""))) if isinstance(told, dict) else None
        if number is None or not str(told.get("type", "")).startswith("GROUP"):
            raise ChannelError(sentence("OK knows no such group."), permanent=True)
        return str(number)

    def introduce(self, place: str) -> str:
        told = self._ask("group.getInfo", {"uids": place, "fields": "uid,name"}, is_harmless=True)
        found = told[0] if isinstance(told, list) and told else None
        if not isinstance(found, dict) or not found.get("name"):
            raise ChannelError(sentence("OK knows no such group."), permanent=True)
        return str(found["name"])

    def prolong(self) -> None:
        self._ask("auth.touchSession", {}, is_harmless=True)

    def post(self, recipient: str, message: Message) -> Receipt:
        values = {"type": "GROUP_THEME", "gid": recipient, "attachment": self._attachment(recipient, message)}
        told = self._ask("mediatopic.post", values)
        number = told.get("id", "") if isinstance(told, dict) else told
        if whole(str(number)) is None:
            raise OutcomeUnknown(sentence("OK took the post and did not tell its number."))
        return Receipt(str(number), _address(recipient, number))

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        values = {"gid": recipient, "topic_id": remote_id, "attachment": self._attachment(recipient, message)}
        try:
            self._ask("mediatopic.edit", values)
        except Refused as error:
            if error.code in MAY_BE_GONE and not self._stands(remote_id):
                raise PostGone(str(error), permanent=True) from error
            raise
        return Receipt(remote_id, _address(recipient, remote_id))

    def _stands(self, remote_id: str) -> bool:
        try:
            values = {"topic_ids": remote_id, "fields": "media_topic.id"}
            told = self._ask("mediatopic.getByIds", values, is_harmless=True)
        except Refused as error:
            if error.code == NOT_FOUND:
                return False
            raise
        return bool(told.get("media_topics")) if isinstance(told, dict) else True

    def reply(self, recipient: str, post: str, comment: str, message: Message) -> Receipt:
        raise ChannelError(sentence("OK takes no replies from us: answer there by hand."), permanent=True)

    def remote_id_of(self, recipient: str, words: str) -> str:
        """From ok.ru/group/1/topic/2, ok.ru/name/topic/2 or 2."""
        words = words.strip()
        if whole(words) is not None:
            return str(whole(words))
        found = TOPIC.fullmatch(words)
        if found is None:
            raise NotAnAddress(
                translated("Give the post's address, such as https://ok.ru/group/1/topic/2, or its number.")
            )
        if found["group"] not in (None, recipient):
            raise NotAnAddress(translated("This address is of another group: ours is %s.") % recipient)
        return str(whole(found["number"]))

    # what a post is made of

    def _attachment(self, recipient: str, message: Message) -> str:
        media = [{"type": "text", "text": message.text}]
        if message.picture is not None:
            media.append({"type": "photo", "list": [{"id": self._photo(recipient, message)}]})
        elif message.url:
            media.append({"type": "link", "url": message.url})
        return json.dumps({"media": media}, ensure_ascii=False)

    def _photo(self, recipient: str, message: Message) -> str:
        """The token of an upload."""
        begun = self._ask("photosV2.getUploadUrl", {"gid": recipient, "count": "1"}, is_harmless=True)
        try:
            url, number = begun["upload_url"], begun["photo_ids"][0]
            files = {"pic1": ("map.png", message.picture(), "image/png")}
            told = told_by(CALLED, call(CALLED, "POST", url, is_harmless=True, files=files), is_harmless=True)
            return str(told["photos"][number]["token"])
        except (TypeError, KeyError, IndexError) as error:
            raise ChannelError(sentence("OK did not take the picture.")) from error

    # calls

    def _ask(self, method: str, values: Mapping[str, str], *, is_harmless: bool = False) -> object:
        """Raises ChannelError, OutcomeUnknown, NotYet."""
        token = self.key(TOKEN)
        self.wait_for_room(PACES, digest(token))
        named = {**values, "method": method, "application_key": self.key(APPLICATION), "format": "json"}
        data = {**named, "sig": signature(named, token, self.key(SECRET)), "access_token": token}
        answer = call(CALLED, "POST", f"{settings.OK_API}/fb.do", is_harmless=is_harmless, data=data)
        return _result(answer, is_harmless)


def signature(values: Mapping[str, str], token: str, secret: str) -> str:
    """Over all parameters but the token, in the order of their names, and the secret of the session."""
    told = "".join(f"{name}={values[name]}" for name in sorted(values))
    return _md5(told + _md5(token + secret))


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()  # as OK wants it


def _result(answer: httpx.Response, is_harmless: bool) -> object:
    check_rate(CALLED, answer)
    told = json_by(CALLED, answer, dict | list | str | int, is_harmless=is_harmless)
    if not isinstance(told, dict) or "error_code" not in told:
        return told
    code, words = whole(str(told["error_code"])) or 0, str(told.get("error_msg", ""))
    raise error_of(ERRORS.get(code, Wrong()), CALLED, code, words, is_harmless=is_harmless)


def _address(recipient: str, number: str | int) -> str:
    return f"https://ok.ru/group/{recipient}/topic/{number}"
