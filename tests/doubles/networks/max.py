"""A channel of MAX: posts, uploads that take a while, errors with their codes; requests are kept for a judge."""

import json

import httpx

from tests.doubles.networks.simulator import Post, Simulator, parts_of

API, UPLOADS = "https://max-api", "https://max-uploads/image?id=1"
CHAT, NAME = -70001234567890, "roads_perm"


class MaxChannel(Simulator):
    """`works_on` is how often it says of a picture that it is not ready."""

    def __init__(self, token: str = "max-token"):
        super().__init__()
        self.token, self.works_on = token, 0
        self.events: dict = {}
        self._at: dict[str, int] = {}
        self._tokens: list[str] = []

    def answer(self, call: httpx.Request) -> httpx.Response:
        if call.url.host == "max-uploads":
            return self._uploaded(call)
        if call.headers.get("Authorization") != self.token:
            return refusal(401, "verify.token", "Invalid access_token")
        done = f"{call.method} {call.url.path}"
        if done == "POST /uploads":
            return httpx.Response(200, json={"url": UPLOADS})
        if done in (f"GET /chats/{CHAT}", f"GET /chats/{NAME}"):
            return httpx.Response(200, json={"chat_id": CHAT, "title": "Дороги Перми"})
        if done == "GET /messages":
            return httpx.Response(200, json={"messages": [self._shown(each) for each in reversed(self.posts)]})
        if done == "POST /subscriptions":
            self.events = json.loads(call.content)
            return httpx.Response(200, json={"success": True})
        if done == "POST /messages":
            return self._made(call)
        if done == "PUT /messages":
            return self._changed(call)
        return refusal(404, "not.found", "Unknown path")

    def _uploaded(self, call: httpx.Request) -> httpx.Response:
        assert "Authorization" not in call.headers, "the bot's token goes to its API alone"
        assert parts_of(call)["data"].startswith(b"\x89PNG")
        self._tokens.append(f"token-{len(self._tokens)}")
        return httpx.Response(200, json={"photos": {"77": {"token": self._tokens[-1]}}})

    def _made(self, call: httpx.Request) -> httpx.Response:
        if refused := self._wrong(json.loads(call.content)):
            return refused
        if "user_id" not in call.url.params and call.url.params["chat_id"] != str(CHAT):
            return refusal(404, "chat.not.found", "Chat not found")
        self.made += 1
        number = f"mid.{self.made:04}"
        self._at[number] = int(self.clock().timestamp() * 1000)
        self._put(number, json.loads(call.content))
        return httpx.Response(200, json={"message": self._shown(number)})

    def _changed(self, call: httpx.Request) -> httpx.Response:
        number, told = call.url.params["message_id"], json.loads(call.content)
        if number not in self.posts:
            return refusal(404, "not.found", "Message not found")
        if refused := self._wrong(told):
            return refused
        self._put(number, told)
        return httpx.Response(200, json={"success": True})

    def _wrong(self, told: dict) -> httpx.Response | None:
        if len(told["text"]) > 4000:
            return refusal(400, "proto.payload", "text: size must be between 0 and 4000")
        if told["attachments"] and self.works_on:
            self.works_on -= 1
            return refusal(400, "attachment.not.ready", "Key: errors.process.attachment.file.not.processed")
        return None

    def _put(self, number: str, told: dict) -> None:
        stands = self.posts.get(number, Post(""))
        pictures = [each["payload"]["token"] for each in told["attachments"] or []]
        self.posts[number] = Post(told["text"], stands.pictures if told["attachments"] is None else pictures)

    def _shown(self, number: str) -> dict:
        body = {"mid": number, "seq": 1, "text": self.posts[number].text, "attachments": []}
        url = f"https://max.ru/{NAME}/{number.replace('.', '')}"
        return {"recipient": {"chat_id": CHAT}, "timestamp": self._at[number], "body": body, "url": url}


def refusal(status: int, code: str, words: str, **told) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "message": words}, **told)
