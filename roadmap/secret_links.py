"""Pages that are nobody's but his who has their address: what stands in it, and what keeps it from others."""

import secrets

from django.http import HttpResponse

SECRET_ROOMS = (
    "m",
    "subscribe",
    "unsubscribe",
    "trip",
    "site",
    "follow",
)  # what stands before the secret in an address


def new_secret() -> str:
    """A link that cannot be guessed: 32 letters, 192 bits."""
    return secrets.token_urlsafe(24)


def kept_secret(response: HttpResponse) -> HttpResponse:
    """No cache keeps it, no other site is told of it, no search engine lists it."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
