"""Telegram's channel as its readers see it, in this process: what stands in it, by number."""

import json

import httpx

from tests.doubles.telegram import refusal

NOT_FOUND = refusal(400, "Bad Request: message to edit not found")
FORBIDDEN = refusal(403, "Forbidden: bot is not a member of the channel chat")


class TelegramChannel:
    """`posts` are the texts that stand; `ahead` is what befalls the next call: "", "refused" (for good) or "lost".

    `last` is the number of the last post, standing or removed.
    """

    def __init__(self):
        self.posts: dict[int, str] = {}
        self.ahead = ""
        self.last = 100

    def request(self, method: str, url: str, *, json: dict, timeout: float) -> httpx.Response:
        """As `httpx.request`; what is lost is the answer, not the call."""
        befalls, self.ahead = self.ahead, ""
        if befalls == "refused":
            return _answer(403, FORBIDDEN)
        answer = self._done(url.rpartition("/")[2], json)
        if befalls == "lost":
            raise httpx.ReadTimeout("no answer")
        return answer

    def remove_by_hand(self) -> None:
        self.posts.clear()

    def texts(self) -> dict[int, str]:
        return self.posts

    told = texts  # each is corrected where it stands

    def kept(self) -> tuple:
        return dict(self.posts), self.last, self.ahead

    def put_back(self, kept: tuple) -> None:
        posts, self.last, self.ahead = kept
        self.posts = dict(posts)

    def _done(self, method: str, fields: dict) -> httpx.Response:
        number = fields["message_id"] if method.startswith("edit") else self.last + 1
        if number <= self.last and number not in self.posts:
            return _answer(400, NOT_FOUND)
        self.last = max(self.last, number)
        self.posts[number] = fields["text"]
        return _answer(200, {"ok": True, "result": {"message_id": number}})


def _answer(status: int, body: dict) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(body))
