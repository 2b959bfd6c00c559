"""A small stand-in for Telegram's Bot API over real HTTP: records calls, and fails as it is told to.

Run by itself it serves until it is stopped: `python -m tests.doubles.telegram PORT CALLS.jsonl [SECONDS_PER_CALL]`.
"""

import json
import sys
import threading
import time
from dataclasses import dataclass, field
from email.parser import BytesParser
from pathlib import Path

from .loopback import Loopback, QuietHandler


@dataclass
class Call:
    """One call: the method, its fields as they came, and files by field: (name, type, bytes)."""

    method: str
    fields: dict
    files: dict = field(default_factory=dict)


class TelegramDouble(Loopback):
    """`fail(...)` sets what the next calls answer: a status with a body, "drop" (taken, no answer) or "garbage"."""

    def __init__(self, port: int = 0, *, slowly_s: float = 0.0, journal: Path | None = None):
        self.calls: list[Call] = []
        self.token = "1:token"
        self._answers: list = []
        self._last_id = 100
        self._slowly_s = slowly_s
        self._journal = journal
        super().__init__(port)

    def fail(self, *answers) -> None:
        self._answers += answers

    def posts(self) -> list[Call]:
        return [call for call in self.calls if call.method.startswith("send")]

    def _take(self, call: Call) -> tuple[int, dict] | str:
        self.calls.append(call)
        if self._journal:
            with self._journal.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"method": call.method, **call.fields}, ensure_ascii=False) + "\n")
        time.sleep(self._slowly_s)
        if self._answers:
            return self._answers.pop(0)
        self._last_id += call.method.startswith("send")
        number = int(call.fields.get("message_id") or self._last_id)
        chat = {"id": -1001, "type": "channel", "username": "roads"}
        return 200, {"ok": True, "result": {"message_id": number, "date": 1, "chat": chat}}

    def handler(double):
        class Handler(QuietHandler):
            def do_POST(self):
                _empty, bot, method = self.path.split("/", 2)
                fields, files = _parsed(self.headers.get("Content-Type", ""), self.body())
                known = bot == f"bot{double.token}"
                answer = double._take(Call(method, fields, files)) if known else (401, refusal(401, "Unauthorized"))
                if answer == "drop":
                    self.connection.close()
                    return
                status, told = (200, b"<html>") if answer == "garbage" else (answer[0], json.dumps(answer[1]).encode())
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

        return Handler


def refusal(code: int, description: str, **parameters) -> dict:
    return {"ok": False, "error_code": code, "description": description, "parameters": parameters}


def _parsed(content_type: str, body: bytes) -> tuple[dict, dict]:
    if content_type.startswith("application/json"):
        return json.loads(body), {}
    message = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields, files = {}, {}
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if part.get_filename():
            files[name] = (part.get_filename(), part.get_content_type(), payload)
        else:
            fields[name] = payload.decode()
    return fields, files


if __name__ == "__main__":
    slowly = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0
    with TelegramDouble(int(sys.argv[1]), slowly_s=slowly, journal=Path(sys.argv[2])) as running:
        print(running.url, flush=True)
        threading.Event().wait()
