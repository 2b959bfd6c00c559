"""What the first readers of a new process would wait for together, done before it listens."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from roadmap.models import City
from roadmap.paths import kept

log = logging.getLogger(__name__)

PAGE = "/list/"
Wsgi = Callable[[dict, Callable], Iterable[bytes]]


def warm_up(wsgi: Wsgi) -> None:
    """Addresses, templates, translations and a connection, by a page in each language; and the city's streets.

    In a thread of its own, as every request: the process goes on in its own language and by its own clock. Whatever
    fails, as while the database is away, is told: the process listens all the same, and answers as always.
    """
    with ThreadPoolExecutor(1) as own:
        own.submit(_do_each, partial(_answer_oneself, wsgi), _keep_streets).result()


def _do_each(*parts: Callable[[], None]) -> None:
    try:
        for part in parts:
            _do(part)
    finally:
        close_old_connections()  # it goes back to the pool


def _do(part: Callable[[], None]) -> None:
    """A process that ended here would be started anew without end, and nobody would be answered anything."""
    try:
        part()
    except DatabaseError as error:
        log.warning("Not all is warmed up: %s", error)
    except Exception:
        log.exception("Not all is warmed up.")


def _answer_oneself(wsgi: Wsgi) -> None:
    for language, _name in settings.LANGUAGES:
        status = _asked(wsgi, language)
        if not status.startswith("200"):
            log.warning("Before the first reader %s in %s was answered %s.", PAGE, language, status)


def _keep_streets() -> None:
    city = City.objects.shown()
    if city is not None:
        kept.keep(city)


def _asked(wsgi: Wsgi, language: str) -> str:
    """The status of the page, asked for as the site's own proxy would."""
    said: list[str] = []
    environ = {
        "PATH_INFO": PAGE,
        "QUERY_STRING": "",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost"),
        "HTTP_ACCEPT_LANGUAGE": language,
        "HTTP_X_FORWARDED_PROTO": "https" if settings.IS_HTTPS else "http",
    }
    setup_testing_defaults(environ)
    answer = wsgi(environ, lambda status, *_headers: said.append(status))
    try:
        b"".join(answer)
    finally:
        answer.close()
    return said[0]
