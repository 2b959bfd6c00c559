"""OAuth 1.0a (RFC 5849): a request signed for one user of one application."""

from collections.abc import Iterator

import httpx
from oauthlib.oauth1 import Client


class Signed(httpx.Auth):
    """Of a body that is JSON or a form of several parts nothing is signed (RFC 5849, 3.4.1.3.1)."""

    def __init__(self, consumer_key: str, consumer_secret: str, token: str, token_secret: str):
        self.client = Client(consumer_key, consumer_secret, token, token_secret)

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:
        _url, headers, _body = self.client.sign(str(request.url), request.method)
        request.headers["Authorization"] = headers["Authorization"]
        yield request
