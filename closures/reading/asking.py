"""The call to a language model that speaks OpenAI's chat completions, within limits of time and size.

It is made by workers, never by a thread of the web.
"""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread

import httpx
from django.conf import settings
from django.utils.translation import gettext_noop as sentence

from roadmap.keys import is_address, is_key, is_name

CONNECT_S, READ_S = 5, 20
MOST_BYTES = 256 * 1024  # of a whole answer; one of ours has some 2 KB
MOST_TOKENS = 1_500
REST_S, LONGEST_REST_S = 60, 3600


class NoAnswer(Exception):
    """`is_final`: asking again would not help. Why is a sentence of the catalogue with its values."""

    def __init__(self, words: str, *, is_final: bool = False, rest_s: int = REST_S, **values: object):
        super().__init__(words)
        self.sentence, self.values = words, values
        self.is_final, self.rest = is_final, timedelta(seconds=rest_s)


@dataclass(frozen=True, slots=True)
class Reply:
    content: str
    tokens: int | None  # as the server counts them


def is_configured() -> bool:
    return bool(settings.SECOND_READER_URL and settings.SECOND_READER_MODEL)


def ask(messages: list[dict], schema: dict) -> Reply:
    """Raises NoAnswer: also after SECOND_READER_TIMEOUT_S in all, however slowly its address is found or bytes drip."""
    _check_settings()
    question, limit_s = _question(messages, schema), settings.SECOND_READER_TIMEOUT_S
    try:
        return _answer_in(_within(limit_s, lambda: asyncio.run(asyncio.wait_for(_call(question), limit_s))))
    except (httpx.InvalidURL, UnicodeError) as error:
        raise NoAnswer(sentence("The model's address is none."), is_final=True) from error
    except (TimeoutError, httpx.TimeoutException) as error:
        raise NoAnswer(sentence("The model did not answer in time.")) from error
    except httpx.HTTPError as error:
        raise NoAnswer(sentence("The model cannot be reached.")) from error


def _check_settings() -> None:
    if not is_address(settings.SECOND_READER_URL):
        raise NoAnswer(sentence("The model's address is none."), is_final=True)
    if settings.SECOND_READER_KEY and not is_key(settings.SECOND_READER_KEY):
        raise NoAnswer(sentence("The model's key is none."), is_final=True)
    if not is_name(settings.SECOND_READER_MODEL):
        raise NoAnswer(sentence("The model's name is none."), is_final=True)


def _within(limit_s: float, call: Callable[[], bytes]) -> bytes:
    """In a thread that is left behind when time is up: while an address is looked up, nothing else can stop it."""
    answer: Future[bytes] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except Exception as error:
            answer.set_exception(error)

    Thread(target=run, name="second reader", daemon=True).start()
    return answer.result(limit_s)


def _question(messages: list[dict], schema: dict) -> dict:
    form = {"name": "notice", "strict": True, "schema": schema}
    return {
        "model": settings.SECOND_READER_MODEL,
        "messages": messages,
        "temperature": 0,
        "max_tokens": MOST_TOKENS,
        "stream": False,
        "response_format": {"type": "json_schema", "json_schema": form},
    }


async def _call(question: dict) -> bytes:
    """Nothing packed is taken, so that a small answer cannot become a large one. No redirect is followed."""
    headers = {"Accept-Encoding": "identity"}
    if settings.SECOND_READER_KEY:
        headers["Authorization"] = f"Bearer {settings.SECOND_READER_KEY}"
    url = f"{settings.SECOND_READER_URL.rstrip('/')}/chat/completions"
    async with (
        httpx.AsyncClient(timeout=httpx.Timeout(READ_S, connect=CONNECT_S)) as client,
        client.stream("POST", url, json=question, headers=headers) as answer,
    ):
        _check_status(answer)
        return await _body(answer)


def _check_status(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == 429:
        raise NoAnswer(sentence("The model's server says: too many requests."), rest_s=_rest(answer))
    if status >= 500 or status == 408:
        raise NoAnswer(sentence("The model's server failed: HTTP %(status)d."), status=status)
    if status != 200 or answer.headers.get("Content-Encoding", "identity") != "identity":
        raise NoAnswer(sentence("The model's server refused: HTTP %(status)d."), is_final=True, status=status)


def _rest(answer: httpx.Response) -> int:
    told = answer.headers.get("Retry-After", "")
    return min(max(int(told), 1), LONGEST_REST_S) if told.isascii() and told.isdigit() and len(told) < 9 else REST_S


async def _body(answer: httpx.Response) -> bytes:
    body = b""
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise NoAnswer(sentence("The model's answer is too long."), is_final=True)
    return body


def _answer_in(body: bytes) -> Reply:
    try:
        told = json.loads(body)
        choice = told["choices"][0]
        content, finish = choice["message"]["content"], choice.get("finish_reason")
        tokens = (told.get("usage") or {}).get("total_tokens")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise NoAnswer(sentence("The server's answer does not speak OpenAI's form."), is_final=True) from error
    if not isinstance(content, str):
        raise NoAnswer(sentence("The server's answer does not speak OpenAI's form."), is_final=True)
    if finish == "length":
        raise NoAnswer(sentence("The model's answer is too long."), is_final=True)
    is_count = isinstance(tokens, int) and not isinstance(tokens, bool) and 0 <= tokens < 2**31
    return Reply(content, tokens if is_count else None)
