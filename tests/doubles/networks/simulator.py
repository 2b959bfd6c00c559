"""What simulators of networks have in common: posts that stand, calls that came, and what befalls the next ones."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesParser

import httpx


@dataclass
class Post:
    """As readers see it."""

    text: str
    pictures: list[str] = field(default_factory=list)  # what is told of each to those who do not see it


class Simulator(ABC):
    """`request` stands in for `httpx.request`: everything but the wire is real.

    `befall(what, on=…)` says what happens to the next call whose “METHOD /path” matches: a response, "lost" (done, and
    the answer does not come back), "dead" (not done, and no answer), "away" (nobody listens).
    """

    def __init__(self):
        self.posts: dict[str, Post] = {}
        self.calls: list[httpx.Request] = []
        self.clock = lambda: datetime.now(UTC)
        self.made = 0  # posts that were ever made
        self._ahead: list[tuple[str, httpx.Response | str]] = []

    def befall(self, *what: httpx.Response | str, on: str = "") -> None:
        self._ahead += [(on, each) for each in what]

    @property
    def told(self) -> list[str]:
        """The texts that stand."""
        return [post.text for post in self.posts.values()]

    def request(self, method: str, url: str, **told) -> httpx.Response:
        told.pop("verify", None)
        with httpx.Client(transport=httpx.MockTransport(self._answered)) as client:
            return client.request(method, url, **told)

    def of(self, on: str) -> list[httpx.Request]:
        return [call for call in self.calls if re.match(on, _line(call))]

    @abstractmethod
    def answer(self, call: httpx.Request) -> httpx.Response:
        """As the network would."""

    def _answered(self, call: httpx.Request) -> httpx.Response:
        call.read()
        befalls = self._taken(_line(call))
        if befalls == "away":
            raise httpx.ConnectError("nobody listens", request=call)
        self.calls.append(call)
        if befalls == "dead":
            raise httpx.ReadTimeout("no answer", request=call)
        answer = befalls if isinstance(befalls, httpx.Response) else self.answer(call)
        if befalls == "lost":
            raise httpx.ReadTimeout("no answer", request=call)
        return answer

    def _taken(self, line: str) -> httpx.Response | str:
        for place, (on, what) in enumerate(self._ahead):
            if re.match(on, line):
                del self._ahead[place]
                return what
        return ""


def parts_of(call: httpx.Request) -> dict[str, bytes]:
    """Of a form of several parts: fields and files by name."""
    head = b"Content-Type: " + call.headers["Content-Type"].encode() + b"\r\n\r\n"
    found = BytesParser().parsebytes(head + call.content).get_payload()
    return {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in found}


def _line(call: httpx.Request) -> str:
    return f"{call.method} {call.url.path}"
