"""VK as far as we call it: one community's wall, pictures, messages and the rules of its keys."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.doubles.networks.simulated import Call, Simulated

GROUP, NAME = 123, "roads_of_test"
COMMUNITY_KEY, EDITOR_KEY, VK_ID_KEY = "vk1.a.community", "vk1.a.editor", "vk2.a.of-vk-id"
OF_EDITORS = ("photos.", "wall.edit", "wall.get")
TEXT_MOST = 15_000
GUID_LASTS = timedelta(hours=1)


@dataclass
class Post:
    text: str
    attachments: str
    at: datetime
    comments: list[str] = field(default_factory=list)
    is_old: bool = False  # may be corrected no more


class Refusal(Exception):
    """Error `code`, with VK's words."""


class VkDouble(Simulated):
    """`posts` are those that stand, by number."""

    def __init__(self, port: int = 0):
        super().__init__(port)
        self.posts: dict[int, Post] = {}
        self.sent: list[dict] = []
        self.replies: dict[int, tuple[int, str]] = {}  # to which comment, and what
        self.keys = {COMMUNITY_KEY: "group", EDITOR_KEY: "user", VK_ID_KEY: "user"}
        self.base = ""  # of addresses that it gives out; empty: its own
        self.last = 100
        self._guids: dict[str, tuple[int, datetime]] = {}
        self._photos: set[str] = set()

    def call_of(self, path, fields, files) -> Call:
        return Call(path.removeprefix("/method/").strip("/"), fields, files)

    def refusal(self, code) -> dict:
        words = "Access to adding post denied: you can only add 50 posts a day" if code == 214 else f"error {code}"
        return {"error": {"error_code": code, "error_msg": words, "request_params": []}}

    def done(self, call: Call, *, is_half: bool = False) -> dict:
        if call.name == "upload":
            whole = call.files["photo"].startswith(b"\x89PNG") and not is_half
            return {"server": 7, "photo": '[{"photo":"ab"}]' if whole else "[]", "hash": "cd"}
        try:
            self._check_key(call)
            return {"response": getattr(self, "_" + call.name.replace(".", "_"))(call.fields)}
        except Refusal as error:
            code, words = error.args
            return {"error": {"error_code": code, "error_msg": words, "request_params": []}}

    def told(self) -> dict[int, str]:
        """What readers find told last: a post under which we have told otherwise no longer counts."""
        return {number: post.text for number, post in self.posts.items() if not post.comments}

    def _check_key(self, call: Call) -> None:
        kind = self.keys.get(call.fields.get("access_token"))
        if kind is None:
            raise Refusal(5, "User authorization failed: invalid access_token (4).")
        if kind == "group" and call.name.startswith(OF_EDITORS):
            raise Refusal(27, "Group authorization failed: method is unavailable with group auth.")
        if call.fields["access_token"].startswith("vk2.") and call.name in ("wall.post", "wall.edit"):
            raise Refusal(1051, "Method is unavailable for the profile type")

    def _groups_getById(self, fields) -> dict:
        known = fields["group_id"] in (str(GROUP), NAME)
        return {
            "groups": [{"id": GROUP, "name": "Дороги города", "screen_name": NAME}] if known else [],
            "profiles": [],
        }

    def _messages_send(self, fields) -> int:
        self.sent.append(fields)
        return len(self.sent)

    def _wall_post(self, fields) -> dict:
        self._check_wall(fields)
        number, at = self._guids.get(fields["guid"], (0, self.clock()))
        if not number or self.clock() >= at + GUID_LASTS:
            self.last = number = self.last + 1
            self._guids[fields["guid"]] = number, self.clock()
            self.posts[number] = Post(fields["message"], fields.get("attachments", ""), self.clock())
        return {"post_id": number}

    def _wall_edit(self, fields) -> dict:
        self._check_wall(fields)
        post = self._standing(fields)
        if post.is_old:
            raise Refusal(15, "Access denied: edit time expired")
        post.text, post.attachments = fields["message"], fields.get("attachments", "")
        return {"post_id": int(fields["post_id"])}

    def _wall_createComment(self, fields) -> dict:
        post = self._standing(fields)
        number = self._guids.setdefault(fields["guid"], (len(self._guids) + 1, self.clock()))[0]
        if (answered := fields.get("reply_to_comment")) is not None:
            self.replies[number] = int(answered), fields["message"]
        else:
            post.comments.append(fields["message"])
        return {"comment_id": number, "parents_stack": []}

    def _wall_getById(self, fields) -> dict:
        number = int(fields["posts"].partition("_")[2])
        return {"items": [self._item(number)] if number in self.posts else []}

    def _wall_get(self, fields) -> dict:
        if fields["domain"] != f"club{GROUP}":
            raise Refusal(100, "One of the parameters specified was missing or invalid: domain is invalid")
        return {"count": len(self.posts), "items": [self._item(number) for number in reversed(self.posts)]}

    def _item(self, number: int) -> dict:
        post = self.posts[number]
        told = {"id": number, "owner_id": -GROUP, "text": post.text, "date": int(post.at.timestamp())}
        return told if post.is_old else {**told, "can_edit": 1}

    def _photos_getWallUploadServer(self, fields) -> dict:
        return {"upload_url": f"{self.base or self.url}/upload", "album_id": -14, "user_id": 7}

    def _photos_saveWallPhoto(self, fields) -> list:
        number = len(self._photos) + 1
        self._photos.add(f"photo7_{number}")
        return [{"id": number, "owner_id": 7}]

    def _check_wall(self, fields) -> None:
        if int(fields["owner_id"]) != -GROUP:
            raise Refusal(15, "Access denied: no access to this wall")
        if len(fields["message"]) > TEXT_MOST:
            raise Refusal(100, "One of the parameters specified was missing or invalid: message is too long")
        attached = [each for each in fields.get("attachments", "").split(",") if each]
        if any(each.startswith("photo") and each not in self._photos for each in attached):
            raise Refusal(100, "One of the parameters specified was missing or invalid: photo is undefined")

    def _standing(self, fields) -> Post:
        try:
            return self.posts[int(fields["post_id"])]
        except KeyError as error:
            raise Refusal(15, "Access denied: post not found") from error
