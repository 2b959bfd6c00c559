"""An ASGI request in WSGI's words."""

import sys
from typing import IO
from wsgiref.util import FileWrapper


def headers_of(scope: dict) -> dict[str, str]:
    """By small name, those that came twice as one.

    A name with an underscore is left out, as Django's own server does: WSGI would take it for the one with a hyphen,
    and a sender could write what only our proxy may say.
    """
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if key in headers:
            text = f"{headers[key]}{'; ' if key == 'cookie' else ','}{text}"
        if "_" not in key:
            headers[key] = text
    return headers


def environ_of(scope: dict, headers: dict[str, str], body: IO[bytes], size: int) -> dict:
    """`size` is that of the body as it came, in pieces or with its length told."""
    sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    sent["CONTENT_TYPE"] = sent.pop("HTTP_CONTENT_TYPE", "")
    sent.pop("HTTP_TRANSFER_ENCODING", None)
    sent.pop("HTTP_CONTENT_LENGTH", None)
    return {**_request_line(scope), **sent, **_wsgi(scope, body), "CONTENT_LENGTH": str(size)}


def _request_line(scope: dict) -> dict:
    host, port = scope["server"]
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": scope["client"][0],
    }


def _wsgi(scope: dict, body: IO[bytes]) -> dict:
    return {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
