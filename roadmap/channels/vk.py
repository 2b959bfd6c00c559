"""VK's API 5.199: posts of a community on its wall. `guid` makes a repeat the same post, for an hour.

A community's key posts texts; pictures and corrections need the key of one of its editors, made by a standalone
application.
"""

import logging
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from hashlib import blake2s

import httpx
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import (
    ChannelError,
    Message,
    NotAnAddress,
    NotEditable,
    OutcomeUnknown,
    PostGone,
    Receipt,
)
from roadmap.channels.calls import call, check_rate, told_by
from roadmap.channels.codes import (
    A_SECOND,
    HALF_A_MINUTE,
    HOURS,
    LOG_IN,
    MINUTES,
    NEW_KEY,
    NO_LINKS,
    NO_MESSAGES,
    NOT_ALLOWED,
    OTHER_KEY,
    TOO_LONG,
    Refused,
    Wrong,
    error_of,
)
from roadmap.channels.network import Key, Network, digest, not_a_place, post_number
from roadmap.numbers import whole

log = logging.getLogger(__name__)

VERSION = "5.199"
LONGEST_PRIVATE = 9000
COMMUNITY, EDITOR = "community", "editor"
PACES = {COMMUNITY: ("20/second",), EDITOR: ("3/second",)}
POSTS = ("50/day",)  # VK's error 214
LOOKED_THROUGH = 20  # last posts
CLOCKS_DIFFER_S = 300
SITE = r"(?:https?://)?(?:www\.|m\.)?vk\.(?:com|ru)/"
NUMBERED = re.compile(rf"(?:{SITE})?(?:club|public|event)(?P<number>[0-9]{{1,18}})/?|-?(?P<bare>[0-9]{{1,18}})")
NAMED = re.compile(rf"(?:{SITE}|@)(?P<name>[A-Za-z][\w.]{{2,31}})/?")
POST = re.compile(
    rf"(?:{SITE}(?:[^\s#]*[?&](?:w|z)=)?)?wall(?P<owner>-?[0-9]{{1,18}})_(?P<number>[0-9]{{1,18}})(?:[?&#].*)?"
)
PERSON = re.compile(rf"(?:{SITE})?id(?P<number>[0-9]{{1,18}})/?|(?P<bare>[0-9]{{1,18}})")


ERRORS = {
    1: Wrong(may_be_done=True, passes_in=HALF_A_MINUTE),
    5: Wrong(NEW_KEY),
    6: Wrong(passes_in=A_SECOND),
    7: Wrong(NOT_ALLOWED),
    9: Wrong(passes_in=MINUTES),
    10: Wrong(may_be_done=True, passes_in=HALF_A_MINUTE),
    14: Wrong(LOG_IN),
    15: Wrong(NOT_ALLOWED),
    17: Wrong(LOG_IN),
    27: Wrong(OTHER_KEY),
    28: Wrong(OTHER_KEY),
    29: Wrong(passes_in=HOURS),
    203: Wrong(NOT_ALLOWED),
    213: Wrong(NOT_ALLOWED),
    214: Wrong(NOT_ALLOWED),
    219: Wrong(passes_in=HOURS),
    222: Wrong(NO_LINKS),
    224: Wrong(passes_in=HOURS),
    900: Wrong(NO_MESSAGES),
    901: Wrong(NO_MESSAGES),
    902: Wrong(NO_MESSAGES),
    914: Wrong(TOO_LONG),
    1051: Wrong(OTHER_KEY),
}
GONE_OR_OLD = (15, 100, 104, 210)  # of a correction
A_DAYS_POSTS = "posts a day"  # 214 of a wall that is full, not forbidden


class Vk(Network):
    name = "vk"
    title = "VK"
    keys = (
        Key(COMMUNITY, _("Community's key"), _("From the community's management: access to the wall and messages.")),
        Key(
            EDITOR,
            _("Editor's key"),
            _("Of a standalone application, for pictures and corrections. A key of VK ID does not do."),
            is_needed=False,
        ),
    )
    place_label = _("Community")
    place_hint = _("vk.com/name, vk.com/club123 or its number.")
    same_post_for = timedelta(minutes=50)

    @property
    def max_text(self) -> int:
        return settings.VK_TEXT_MOST

    max_caption = max_text

    @property
    def has_pictures(self) -> bool:
        return self._has_editor

    can_correct = can_delete = has_pictures

    @property
    def _has_editor(self) -> bool:
        """Of an unbound channel: what VK can."""
        return not self.held or bool(self.held.get(EDITOR))

    def lacks(self) -> str | Promise:
        if self._has_editor:
            return ""
        return _(
            "Without an editor's key posts go without a picture, with the link alone, and VK lets nobody correct them: "
            "a change becomes a comment under the post and a new post."
        )

    def place_of(self, words: str) -> str:
        words = words.strip().split("?")[0]
        if found := NUMBERED.fullmatch(words):
            return f"-{whole(found['number'] or found['bare'])}"
        if found := NAMED.fullmatch(words):
            return found["name"]
        raise NotAnAddress(not_a_place("vk.com/club123"))

    def settled(self, place: str) -> str:
        return place if place.startswith("-") else f"-{self._community(place)['id']}"

    def introduce(self, place: str) -> str:
        """With an editor's key: also whether that may bring pictures."""
        name = str(self._community(place.removeprefix("-")).get("name", ""))
        if self.held.get(EDITOR):
            self._upload_address(place)
        return name

    def _community(self, name: str) -> dict:
        told = self._ask("groups.getById", {"group_id": name}, is_harmless=True)
        groups = told.get("groups") if isinstance(told, dict) else told
        found = groups[0] if isinstance(groups, list) and groups else None
        if not isinstance(found, dict) or whole(str(found.get("id", ""))) is None:
            raise ChannelError(sentence("VK knows no such community."), permanent=True)
        return found

    def try_out(self, place: str, reader: str, words: str) -> None:
        found = PERSON.fullmatch(reader)
        name = NAMED.fullmatch(reader) or NAMED.fullmatch(f"@{reader}")
        if found is None and name is None:
            raise ChannelError(sentence("Give vk.com/id123, vk.com/name or a number."), permanent=True)
        whom = {"user_id": whole(found["number"] or found["bare"])} if found else {"domain": name["name"]}
        self._ask("messages.send", {**whom, "message": words, "random_id": secrets.randbelow(2**31)})

    # posts

    def post(self, recipient: str, message: Message) -> Receipt:
        token = self._token
        attached = self._attached(recipient, message)
        if message.answers:
            self._tell_below(recipient, message)
        values = {"owner_id": -_group(recipient), "from_group": 1, "message": message.text, "guid": message.key}
        told = self._ask("wall.post", {**values, **attached}, token, room=lambda: self._take_post(recipient))
        number = whole(str(told.get("post_id", ""))) if isinstance(told, dict) else None
        if number is None:
            raise OutcomeUnknown(sentence("VK took the post and did not tell its number."))
        return Receipt(str(number), _address(recipient, number))

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        if not self._has_editor:
            raise NotEditable(sentence("VK lets nobody correct a post without an editor's key."), permanent=True)
        number = post_number(remote_id)
        values = {"owner_id": -_group(recipient), "post_id": number, "message": message.text}
        try:
            self._ask("wall.edit", {**values, **self._attached(recipient, message)}, EDITOR)
        except Refused as error:
            raise self._why_not(recipient, number, error) if error.code in GONE_OR_OLD else error from error
        return Receipt(str(number), _address(recipient, number))

    def _why_not(self, recipient: str, number: int, error: Refused) -> ChannelError:
        """VK has no error for a post that was removed, nor for one that is too old: the post is asked for."""
        told = self._ask("wall.getById", {"posts": f"{recipient}_{number}"}, EDITOR, is_harmless=True)
        posts = [post for post in _items(told) if not post.get("is_deleted")]
        if not posts:
            return PostGone(str(error), permanent=True)
        return error if posts[0].get("can_edit") else NotEditable(str(error), permanent=True)

    def reply(self, recipient: str, post: str, comment: str, message: Message) -> Receipt:
        values = {**self._comment(recipient, post, message), "reply_to_comment": post_number(comment)}
        told = self._ask("wall.createComment", values)
        number = whole(str(told.get("comment_id", ""))) if isinstance(told, dict) else None
        if number is None:
            raise OutcomeUnknown(sentence("VK took the post and did not tell its number."))
        return Receipt(str(number), f"{_address(recipient, post)}?reply={number}")

    def find(self, recipient: str, message: Message) -> Receipt | None:
        """Among the last posts, by its whole text."""
        if not self.held.get(EDITOR):
            return None
        values = {"domain": f"club{recipient.removeprefix('-')}", "count": LOOKED_THROUGH, "filter": "owner"}
        since, words = round(message.at.timestamp()) - CLOCKS_DIFFER_S, message.text.split()
        for post in _items(self._ask("wall.get", values, EDITOR, is_harmless=True)):
            number, date = (whole(str(post.get(name, ""))) for name in ("id", "date"))
            if number and date and date >= since and str(post.get("text", "")).split() == words:
                return Receipt(str(number), _address(recipient, number))
        return None

    def remote_id_of(self, recipient: str, words: str) -> str:
        """From vk.com/wall-1_2, vk.com/name?w=wall-1_2 or 2."""
        words = words.strip()
        if whole(words) is not None:
            return str(whole(words))
        found = POST.fullmatch(words)
        if found is None:
            raise NotAnAddress(translated("Give the post's address, such as https://vk.com/wall-1_2, or its number."))
        if found["owner"] != recipient:
            raise NotAnAddress(translated("This address is of another community: ours is %s.") % recipient)
        return str(whole(found["number"]))

    @property
    def _token(self) -> str:
        return EDITOR if self.held.get(EDITOR) else COMMUNITY

    def _tell_below(self, recipient: str, message: Message) -> None:
        """The text as a comment of ours under the post that cannot be corrected; one without comments is left alone."""
        try:
            self._ask("wall.createComment", self._comment(recipient, message.answers, message), is_harmless=True)
        except Refused as error:
            log.warning("VK takes no comment under %s_%s: %s", recipient, message.answers, error)

    def _comment(self, recipient: str, post: str, message: Message) -> dict:
        return {
            "owner_id": -_group(recipient),
            "post_id": post_number(post),
            "from_group": _group(recipient),
            "message": message.text,
            "guid": f"{message.key}-c",
        }

    # people

    def write(self, reader: str, message: Message) -> Receipt:
        """`random_id` makes a repeat the same message."""
        same = int.from_bytes(blake2s(message.key.encode(), digest_size=4).digest()) % 2**31
        text = self.cut(message.text, LONGEST_PRIVATE)
        told = self._ask("messages.send", {"peer_id": post_number(reader), "message": text, "random_id": same})
        return Receipt(str(told) if isinstance(told, int) else "")

    # pictures

    def _attached(self, recipient: str, message: Message) -> dict:
        if message.picture is not None and self.held.get(EDITOR):
            return {"attachments": self._photo(recipient, message)}
        return {"attachments": message.url} if message.url else {}

    def _photo(self, recipient: str, message: Message) -> str:
        files = {"photo": ("map.png", message.picture(), "image/png")}
        answer = call(self.title, "POST", self._upload_address(recipient), is_harmless=True, files=files)
        told = told_by(self.title, answer, is_harmless=True)
        if told.get("photo") in (None, "", "[]", []):
            raise ChannelError(sentence("VK did not take the picture."))
        values = {"group_id": _group(recipient)} | {key: told.get(key) for key in ("server", "photo", "hash")}
        saved = self._ask("photos.saveWallPhoto", values, EDITOR, is_harmless=True)
        try:
            return "photo{owner_id}_{id}".format(**saved[0])
        except (TypeError, KeyError, IndexError) as error:
            raise ChannelError(sentence("VK did not take the picture.")) from error

    def _upload_address(self, recipient: str) -> str:
        told = self._ask("photos.getWallUploadServer", {"group_id": _group(recipient)}, EDITOR, is_harmless=True)
        url = told.get("upload_url") if isinstance(told, dict) else None
        if not isinstance(url, str):
            raise ChannelError(sentence("VK did not take the picture."))
        return url

    # calls

    def _ask(self, method: str, values: Mapping, token: str = COMMUNITY, *, is_harmless: bool = False, room=None):
        """`response` of the answer. Raises ChannelError, OutcomeUnknown, NotYet."""
        key = self.key(token)
        self.wait_for_room(PACES[token], digest(key))
        if room is not None:
            room()
        url = f"{settings.VK_API}/method/{method}"
        data = {**values, "access_token": key, "v": VERSION}
        answer = call(self.title, "POST", url, is_harmless=is_harmless, data=data)
        return _response(answer, is_harmless)

    def _take_post(self, recipient: str) -> None:
        self.take_room(POSTS, recipient)


def _response(answer: httpx.Response, is_harmless: bool) -> object:
    check_rate(Vk.title, answer)
    body = told_by(Vk.title, answer, is_harmless=is_harmless)
    if "response" in body:
        return body["response"]
    error = body.get("error")
    if not isinstance(error, dict):
        error = {"error_code": answer.status_code, "error_msg": str(error or "")}
    raise _refusal(whole(str(error.get("error_code"))) or 0, str(error.get("error_msg", "")), is_harmless)


def _refusal(code: int, told: str, is_harmless: bool) -> ChannelError:
    wrong = ERRORS.get(code, Wrong())
    if code == 214 and A_DAYS_POSTS in told:
        wrong = Wrong(passes_in=HOURS)
    return error_of(wrong, Vk.title, code, told, is_harmless=is_harmless)


def _items(told: object) -> list[dict]:
    items = told.get("items") if isinstance(told, dict) else told
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _group(recipient: str) -> int:
    return whole(recipient.removeprefix("-")) or 0


def _address(recipient: str, number: int | str) -> str:
    return f"https://vk.com/wall{recipient}_{number}"
