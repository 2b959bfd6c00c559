"""Instagram's account by the Graph API: containers that take a while, each published once; comments of ours."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs

import httpx

from tests.doubles.networks.simulator import Post, Simulator

ACCOUNT = "17841400000000000"


class InstagramAccount(Simulator):
    """`works_on` is how often it says of a container that it is in progress."""

    def __init__(self, token: str = "instagram-token"):
        super().__init__()
        self.token, self.works_on = token, 0
        self.stories: dict[str, str] = {}
        self.comments: list[tuple[str, str]] = []
        self._containers: dict[str, dict] = {}
        self._at: dict[str, str] = {}

    def answer(self, call: httpx.Request) -> httpx.Response:
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            return refusal(400, "Invalid OAuth access token", 190)
        number, _slash, verb = call.url.path.removeprefix("/v23.0/").partition("/")
        told = {name: values[0] for name, values in parse_qs(call.content.decode()).items()}
        done = f"{call.method} {verb}"
        if done == "GET ":
            return self._seen(number)
        if number == ACCOUNT:
            return {
                "POST media": self._contained,
                "POST media_publish": self._published,
                "GET media": self._listed,
            }[done](told)
        if number not in self.posts:
            return refusal(400, "Unsupported post request. Object does not exist", 100, 33)
        self.comments.append((number, told["message"]))
        return httpx.Response(200, json={"id": "5"})

    def _seen(self, number: str) -> httpx.Response:
        if number == ACCOUNT:
            return httpx.Response(200, json={"username": "roads", "id": ACCOUNT})
        if number in self._containers:
            held = self._containers[number]
            held["left"] -= held["left"] > 0
            state = "PUBLISHED" if held["is_published"] else "IN_PROGRESS" if held["left"] else "FINISHED"
            return httpx.Response(200, json={"id": number, "status_code": state})
        return httpx.Response(200, json={"id": number, "permalink": _address(number)})

    def _contained(self, told: dict) -> httpx.Response:
        if not re.fullmatch(r"https://\S+\.jpg", told["image_url"]):
            return refusal(400, "Only photo or video can be accepted as media type.", 9004, 2207052)
        if len(told.get("caption", "")) > 2200:
            return refusal(400, "The caption was too long", 100, 2207010)
        number = str(500 + len(self._containers))
        self._containers[number] = {**told, "left": self.works_on + 1, "is_published": False}
        return httpx.Response(200, json={"id": number})

    def _published(self, told: dict) -> httpx.Response:
        held = self._containers[told["creation_id"]]
        if held["is_published"]:
            return refusal(400, "The media was published already", 9007, 2207008)
        held["is_published"] = True
        self.made += 1
        number = str(9000 + self.made)
        if held.get("media_type") == "STORIES":
            self.stories[number] = held["image_url"]
        else:
            self.posts[number] = Post(held["caption"], [held.get("alt_text", "")])
        self._at[number] = datetime.now(UTC).isoformat(timespec="seconds")
        return httpx.Response(200, json={"id": number})

    def _listed(self, _told: dict) -> httpx.Response:
        shown = [
            {"id": each, "caption": post.text, "permalink": _address(each), "timestamp": self._at[each]}
            for each, post in reversed(self.posts.items())
        ]
        return httpx.Response(200, json={"data": shown})


def _address(number: str) -> str:
    return f"https://www.instagram.com/p/C{number}/"


def refusal(status: int, words: str, code: int, subcode: int | None = None, **told) -> httpx.Response:
    error = {"message": words, "type": "OAuthException", "code": code, "error_subcode": subcode}
    return httpx.Response(status, json={"error": error | told})
