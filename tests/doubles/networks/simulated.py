"""What simulators of networks have in common: calls are recorded, and faults befall the next ones as a test asks."""

import json
import time
from abc import abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesParser
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.doubles.loopback import Loopback, QuietHandler


@dataclass
class Call:
    """One call as it came over the wire: what it asks for, its fields, and files by field."""

    name: str
    fields: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Fault:
    """Befalls the next call whose name is one of `on` (of any where it is empty).

    `kind`: "refused" (`told` is the network's code), "too many" (HTTP 429; `told` seconds to wait, or None), "broken"
    (HTTP 503, nothing done), "lost" (done, and no answer), "slow" (`told` seconds), "half" (half an upload), "garbage".
    """

    kind: str
    told: object = None
    on: tuple[str, ...] = ()


class Simulated(Loopback):
    """Over HTTP as long as its `with` lasts; `request` stands in for `httpx.request` in this process."""

    def __init__(self, port: int = 0):
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.clock = lambda: datetime.now(UTC)
        super().__init__(port)

    def fail(self, kind: str, told: object = None, *on: str) -> None:
        self.faults.append(Fault(kind, told, on))

    def named(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.name == name]

    @abstractmethod
    def call_of(self, path: str, fields: dict[str, str], files: dict[str, bytes]) -> Call:
        """Names what an address asks for."""

    @abstractmethod
    def done(self, call: Call, *, is_half: bool = False) -> object:
        """The body of the answer."""

    @abstractmethod
    def refusal(self, code: object) -> object:
        """The body of an error."""

    def request(self, method: str, url: str, *, timeout: float, **told) -> httpx.Response:
        asked = httpx.Request(method, url, **told)
        answer = self._answer(asked.url.raw_path.decode(), asked.headers.get("Content-Type", ""), asked.read())
        if answer is None:
            raise httpx.ReadTimeout("no answer")
        status, headers, body = answer
        return httpx.Response(status, headers=headers, content=body)

    def _answer(self, target: str, content_type: str, body: bytes) -> tuple[int, dict, bytes] | None:
        """None: the line went dead."""
        parts = urlsplit(target)
        fields, files = _parsed(content_type, body)
        call = self.call_of(parts.path, dict(parse_qsl(parts.query)) | fields, files)
        self.calls.append(call)
        fault = self._fault_of(call)
        kind = fault.kind if fault else ""
        if kind == "broken":
            return 503, {}, b"<html>"
        if kind == "too many":
            return 429, {} if fault.told is None else {"Retry-After": str(fault.told)}, b"{}"
        if kind == "slow":
            time.sleep(fault.told)
        told = self.refusal(fault.told) if kind == "refused" else self.done(call, is_half=kind == "half")
        if kind == "lost":
            return None
        return 200, {"Content-Type": "application/json"}, b"<html>" if kind == "garbage" else json.dumps(told).encode()

    def _fault_of(self, call: Call) -> Fault | None:
        fault = next((fault for fault in self.faults if not fault.on or call.name in fault.on), None)
        if fault is not None:
            self.faults.remove(fault)
        return fault

    def handler(double):
        class Handler(QuietHandler):
            def do_POST(self):
                answer = double._answer(self.path, self.headers.get("Content-Type", ""), self.body())
                if answer is None:
                    self.connection.close()
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        return Handler


def _parsed(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    if not content_type.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    fields, files = {}, {}
    for part in BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body).get_payload():
        name, payload = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if part.get_filename():
            files[name] = payload
        else:
            fields[name] = payload.decode()
    return fields, files
