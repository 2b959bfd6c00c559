"""X with one account: posts that cannot be changed, none twice, a signature that is checked by another library."""

import json
from datetime import UTC, datetime
from html import escape

import httpx
from oauthlib.oauth1 import Client

from tests.doubles.networks.simulator import Post, Simulator, parts_of

KEYS = {"consumer_key": "ck", "consumer_secret": "cs", "access_token": "at", "access_secret": "as"}


class XAccount(Simulator):
    """`answered` says which post answers which."""

    def __init__(self, name: str = "roads_perm"):
        super().__init__()
        self.name, self.secret = name, "as"
        self.answered: dict[str, str] = {}
        self.alt_texts: dict[str, str] = {}
        self._at: dict[str, str] = {}

    def answer(self, call: httpx.Request) -> httpx.Response:
        if not self._is_signed(call):
            return problem(401, "Unauthorized")
        done = f"{call.method} {call.url.path}"
        if done == "GET /2/users/me":
            return httpx.Response(200, json={"data": {"id": "7", "username": self.name, "name": "Дороги"}})
        if done == "GET /2/users/7/tweets":
            return httpx.Response(200, json={"data": [self._shown(each) for each in reversed(self.posts)]})
        if done == "POST /2/media/upload":
            assert parts_of(call)["media"].startswith(b"\x89PNG")
            return httpx.Response(200, json={"data": {"id": str(900 + len(self.of("POST /2/media/upload")))}})
        if done == "POST /2/media/metadata":
            told = json.loads(call.content)
            self.alt_texts[told["id"]] = told["metadata"]["alt_text"]["text"]
            return httpx.Response(200, json={"data": {"id": told["id"]}})
        assert done == "POST /2/tweets", done
        return self._made(json.loads(call.content))

    def _is_signed(self, call: httpx.Request) -> bool:
        told = call.headers.get("Authorization", "")
        given = dict(part.split("=", 1) for part in told.removeprefix("OAuth ").split(", ") if "=" in part)
        once = {name: given.get(f"oauth_{name}", "").strip('"') for name in ("nonce", "timestamp")}
        mine = Client("ck", "cs", "at", self.secret, **once).sign(str(call.url), call.method)[1]["Authorization"]
        return given.get("oauth_signature") in mine

    def _made(self, told: dict) -> httpx.Response:
        if told["text"] in self.told:
            return problem(403, "You are not allowed to create a Tweet with duplicate content.")
        answered = told.get("reply", {}).get("in_reply_to_tweet_id")
        if answered and answered not in self.posts:
            return problem(403, "You attempted to reply to a Tweet that is deleted or not visible to you.")
        self.made += 1
        number = str(1000 + self.made)
        pictures = told.get("media", {}).get("media_ids", [])
        self.posts[number] = Post(told["text"], [self.alt_texts.get(each, "") for each in pictures])
        self._at[number] = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        if answered:
            self.answered[number] = answered
        return httpx.Response(201, json={"data": {"id": number, "text": told["text"]}})

    def _shown(self, number: str) -> dict:
        post = self.posts[number]
        text = escape(post.text, quote=False) + (" https://t.co/abc123" if post.pictures else "")
        return {"id": number, "text": text, "created_at": self._at[number]}


def problem(status: int, detail: str, **told) -> httpx.Response:
    return httpx.Response(status, json={"title": "Problem", "detail": detail, "status": status}, **told)
