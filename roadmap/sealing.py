"""Credentials at rest: encrypted in their row by a key that stays in the environment (Fernet: AES-128 and HMAC-SHA256).

`CREDENTIALS_KEY` holds one key or several with commas: the first encrypts, all of them decrypt, so that a key can be
changed while the site runs.
"""

import base64
import json
from collections.abc import Mapping
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """No key of this installation opens what is stored: it came from elsewhere, or the key was lost."""


def seal(values: Mapping[str, str]) -> str:
    return _keys().encrypt(json.dumps(dict(values)).encode()).decode() if values else ""


def unseal(text: str) -> dict[str, str]:
    """Raises Unreadable."""
    if not text:
        return {}
    try:
        return json.loads(_keys().decrypt(text.encode()))
    except InvalidToken as error:
        raise Unreadable from error


def _keys() -> MultiFernet:
    """Each is any text that nobody can guess; without any the site's own secret stands in."""
    words = settings.CREDENTIALS_KEYS or [settings.SECRET_KEY]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(sha256(word.encode()).digest())) for word in words])
