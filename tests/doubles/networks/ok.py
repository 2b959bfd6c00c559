"""Odnoklassniki as far as we call it: one group's topics, pictures, the signature of each call, and a session's end.

Made by hand after apiok.ru: no schema and no simulator of it was found.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5

from tests.doubles.networks.simulated import Call, Simulated

GROUP, NAME = "70000000000123", "roads.of.test"
KEYS = {"application": "CAPPKEY", "secret": "app-secret", "token": "tkn-of-the-editor"}
SESSION_LASTS = timedelta(days=30)
TEXT_MOST = 10_000
WORDS = {100: "PARAM : Missed required parameter", 102: "PARAM_SESSION_EXPIRED : Session expired"}
WORDS |= {103: "PARAM_SESSION_KEY : Invalid session key", 104: "PARAM_SIGNATURE : Invalid signature"}


@dataclass
class Post:
    text: str
    photo: str
    link: str


class Refusal(Exception):
    """Error `code`."""


class OkDouble(Simulated):
    """`posts` are the topics that stand, by number."""

    def __init__(self, port: int = 0):
        super().__init__(port)
        self.posts: dict[int, Post] = {}
        self.last = 154_000_000_000_000
        self.touched_at: datetime | None = None
        self._photos: set[str] = set()

    def call_of(self, path, fields, files) -> Call:
        return Call("upload" if path == "/upload" else fields.get("method", ""), fields, files)

    def refusal(self, code) -> dict:
        return {"error_code": code, "error_msg": WORDS.get(code, f"error {code}"), "error_data": None}

    def done(self, call: Call, *, is_half: bool = False) -> object:
        if call.name == "upload":
            return {"photos": {} if is_half else {"photo-1": {"token": self._photo(call.files["pic1"])}}}
        try:
            self._check_signed(call.fields)
            return getattr(self, "_" + call.name.replace(".", "_"))(call.fields)
        except Refusal as error:
            return self.refusal(error.args[0])

    def _photo(self, picture: bytes) -> str:
        assert picture.startswith(b"\x89PNG")
        self._photos.add(token := f"token-{len(self._photos) + 1}")
        return token

    def _check_signed(self, fields) -> None:
        """apiok.ru: all parameters but sig and access_token, sorted, joined without anything between them."""
        if fields.get("access_token") != KEYS["token"]:
            raise Refusal(103)
        if fields.get("application_key") != KEYS["application"]:
            raise Refusal(101)
        signed = "".join(sorted(f"{k}={v}" for k, v in fields.items() if k not in ("sig", "access_token")))
        session = md5((KEYS["token"] + KEYS["secret"]).encode()).hexdigest()
        if fields.get("sig") != md5((signed + session).encode()).hexdigest():
            raise Refusal(104)
        if self.touched_at is not None and self.clock() >= self.touched_at + SESSION_LASTS:
            raise Refusal(102)
        self.touched_at = self.clock()

    def _url_getInfo(self, fields) -> dict:
        is_ours = fields["url"] == f"https://ok.ru/{NAME}"
        return {"type": "GROUP", "objectId": int(GROUP)} if is_ours else {"type": "UNKNOWN"}

    def _group_getInfo(self, fields) -> list:
        return [{"uid": GROUP, "name": "Дороги города"}] if fields["uids"] == GROUP else []

    def _auth_touchSession(self, fields) -> dict:
        return {"success": True}

    def _photosV2_getUploadUrl(self, fields) -> dict:
        return {"photo_ids": ["photo-1"], "upload_url": f"{self.url}/upload", "expires_ms": 1}

    def _mediatopic_post(self, fields) -> str:
        if fields["gid"] != GROUP or fields["type"] != "GROUP_THEME":
            raise Refusal(160)
        post = self._post_of(fields["attachment"])
        self.last += 1
        self.posts[self.last] = post
        return str(self.last)

    def _mediatopic_edit(self, fields) -> str:
        if int(fields["topic_id"]) not in self.posts:
            raise Refusal(300)
        self.posts[int(fields["topic_id"])] = self._post_of(fields["attachment"])
        return fields["topic_id"]

    def _mediatopic_getByIds(self, fields) -> dict:
        number = int(fields["topic_ids"])
        return {"media_topics": [{"id": str(number)}]} if number in self.posts else {}

    def _post_of(self, attachment: str) -> Post:
        media = {each["type"]: each for each in json.loads(attachment)["media"]}
        text, photos = media["text"]["text"], [each["id"] for each in media.get("photo", {}).get("list", [])]
        if len(text) > TEXT_MOST or not set(photos) <= self._photos:
            raise Refusal(100)
        return Post(text, "".join(photos), media.get("link", {}).get("url", ""))
