"""A Mastodon server with one account: statuses, keys that make a repeat the same status, pictures that take a while."""

import json
import re
from datetime import UTC, datetime, timedelta

import httpx

from tests.doubles.networks.simulator import Post, Simulator, parts_of

KEYS_LAST = timedelta(hours=1)
PNG = b"\x89PNG"
LINK = re.compile(r"https?://\S+")


class MastodonServer(Simulator):
    """`works_on` is how often it says of a picture that it is not ready."""

    def __init__(self, name: str = "roads", server: str = "mastodon.example", token: str = "mastodon-token"):
        super().__init__()
        self.name, self.server, self.token = name, server, token
        self.limit, self.works_on = 500, 0
        self.languages: set[str] = set()
        self._by_key: dict[str, tuple[str, datetime]] = {}
        self._pictures: dict[str, list] = {}  # number → what is told of it, how often it is not ready yet

    def answer(self, call: httpx.Request) -> httpx.Response:
        if call.url.path == "/api/v2/instance":
            told = {"max_characters": self.limit, "characters_reserved_per_url": 23}
            return httpx.Response(200, json={"configuration": {"statuses": told}})
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            return refusal(401, "The access token is invalid")
        if call.url.path == "/api/v1/accounts/verify_credentials":
            return httpx.Response(200, json={"id": "1", "username": self.name, "display_name": "Дороги"})
        if call.url.path == "/api/v2/media":
            return self._picture(parts_of(call))
        if found := re.fullmatch(r"/api/v1/media/(\d+)", call.url.path):
            return self._progress(found[1], 206)
        number = call.url.path.rpartition("/")[2]
        return self._status(call, None if number == "statuses" else number)

    def _picture(self, parts: dict[str, bytes]) -> httpx.Response:
        if not parts["file"].startswith(PNG):
            return refusal(422, "Validation failed: File content type is invalid")
        number = str(900 + len(self._pictures))
        self._pictures[number] = [parts.get("description", b"").decode(), self.works_on]
        return self._progress(number, 202)

    def _progress(self, number: str, status: int) -> httpx.Response:
        picture = self._pictures[number]
        if picture[1] == 0:
            return httpx.Response(200, json={"id": number, "url": f"https://{self.server}/{number}.png"})
        picture[1] -= 1
        return httpx.Response(status, json={"id": number, "url": None})

    def _status(self, call: httpx.Request, number: str | None) -> httpx.Response:
        if number is not None and number not in self.posts:
            return refusal(404, "Record not found")
        key = call.headers.get("Idempotency-Key")
        known, made_at = self._by_key.get(key, ("", None))
        if number is None and known and self.clock() < made_at + KEYS_LAST:
            return self._shown(known) if known in self.posts else refusal(404, "Record not found")
        told = json.loads(call.content)
        if not told["status"] or len(LINK.sub("_" * 23, told["status"])) > self.limit:
            return refusal(422, "Validation failed: Text is too long")
        if any(self._pictures[each][1] for each in told.get("media_ids", [])):
            return refusal(422, "Cannot attach files that have not finished processing. Try again in a moment!")
        if number is None:
            self.made += 1
            number = str(100 + self.made)
            self._by_key |= {key: (number, self.clock())} if key else {}
        self.languages.add(told["language"])
        self.posts[number] = Post(told["status"], [self._pictures[each][0] for each in told.get("media_ids", [])])
        return self._shown(number)

    def _shown(self, number: str) -> httpx.Response:
        url = f"https://{self.server}/@{self.name}/{number}"
        return httpx.Response(200, json={"id": number, "url": url, "content": self.posts[number].text})


def refusal(status: int, words: str) -> httpx.Response:
    return httpx.Response(status, json={"error": words})


def too_many(wait: timedelta | None = None) -> httpx.Response:
    until = wait and (datetime.now(UTC) + wait).isoformat().replace("+00:00", "Z")
    return httpx.Response(
        429, json={"error": "Too many requests"}, headers={"X-RateLimit-Reset": until} if until else {}
    )
