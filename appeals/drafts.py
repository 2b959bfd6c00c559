"""The same form sent twice (a lost answer, a double tap) is one message: from the same browser, with the same content.

Whoever merely knows a form's key finds nothing by it: the row keeps a digest of the key, of a cookie that only the
browser has, and of all that was sent. Something else sent under the same key is another message. A program without
cookies has its key and its content.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE, SALT = "draft-browser", "appeals.drafts"


def browser_of(request: HttpRequest) -> str:
    """The browser's mark; empty for one that keeps no cookies."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT)


def mark_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Done where the form is shown. The mark ends with the browser's session and says nothing of anybody."""
    if browser_of(request):
        return
    response.set_signed_cookie(
        COOKIE, token_urlsafe(16), salt=SALT, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def bound(key: UUID | None, *, browser: str, sent: Mapping, fields: Iterable[str]) -> UUID | None:
    """What stands in the row for a form's key; none for a message that was sent without."""
    if key is None:
        return None
    content = [[name, [_digest(value) for value in _values(sent, name)]] for name in sorted(fields)]
    told = json.dumps([browser, str(key), content])
    return UUID(bytes=salted_hmac(SALT, told, algorithm="sha256").digest()[:16])


def _values(sent: Mapping, name: str) -> list:
    if hasattr(sent, "getlist"):
        return sent.getlist(name)
    value = sent.get(name)
    return value if isinstance(value, list) else [value]


def _digest(value: object) -> str:
    if not isinstance(value, File):
        return json.dumps(value, default=str)
    digest = sha256()
    for part in value.chunks():
        digest.update(part)
    return digest.hexdigest()
