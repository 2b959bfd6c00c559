"""Web push (RFC 8030) to one browser: encrypted for it alone (RFC 8291), signed with the site's own key (RFC 8292).

The address comes from a browser, that is from anybody: only push services that are known, or that a setting adds, are
ever called.
"""

import base64
import hashlib
import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache, partial
from urllib.parse import urlsplit

import http_ece
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence
from py_vapid import Vapid02

from roadmap import database
from roadmap.channels.base import ChannelError, Message, OutcomeUnknown, Receipt
from roadmap.channels.mail import sender
from roadmap.channels.personal import UNSUBSCRIBED, PersonalChannel
from roadmap.lengths import shortened
from roadmap.models import Subscriber
from roadmap.numbers import whole

KNOWN_HOSTS = (
    "fcm.googleapis.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
    ".push.apple.com",
)  # one that begins with a dot stands for all below it
HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")
PLAIN = re.compile(r"[!-~]+")  # urlsplit would leave out tabs and ends of lines, which the call keeps
KEPT_S = 24 * 3600  # a browser that is off for longer has its owner read the map
SIGNED_FOR = timedelta(hours=12)  # RFC 8292 allows a day
REST_S, LONGEST_REST_S = 60, 86_400
TITLE_MOST, BODY_MOST = 120, 400  # what a phone shows; all together stays far below the 4,096 bytes of a record
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    UnicodeError,
)


def is_known(endpoint: str) -> bool:
    """Whether it is an address of a push service: https, no port, no login; or below one of settings.PUSH_HOSTS."""
    with suppress(ValueError, httpx.InvalidURL):
        if not PLAIN.fullmatch(endpoint) or not httpx.URL(endpoint).host:  # which reads the name as the call will
            return False
        parts = urlsplit(endpoint)
        if f"{parts.scheme}://{parts.netloc}" in settings.PUSH_HOSTS:
            return True
        named = (*KNOWN_HOSTS, *(host for host in settings.PUSH_HOSTS if "/" not in host))
        is_plain = parts.scheme == "https" and parts.netloc == parts.hostname
        return is_plain and any(_is_host(parts.netloc, host) for host in named)
    return False


def _is_host(host: str, named: str) -> bool:
    if not HOST.fullmatch(host):
        return False
    return host.endswith(named) if named.startswith(".") else host == named


def are_keys(keys: object) -> bool:
    """What a browser gives: a point of the curve P-256 and 16 bytes, each in base64 for addresses."""
    with suppress(ValueError, TypeError, KeyError):
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(keys["p256dh"]))
        return len(_bytes(keys["auth"])) == 16
    return False


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _text(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


@lru_cache(maxsize=2)
def _signer(key: str) -> Vapid02 | None:
    with suppress(ValueError):
        if len(_bytes(key)) == 32:
            signer = Vapid02.from_raw(key.encode())
            signer.conf = {"no-strict": True}  # whom to write to may be the site's address
            return signer
    return None


def public_key() -> str:
    """What a browser subscribes with; empty where the site has no key."""
    signer = _signer(settings.VAPID_PRIVATE_KEY)
    return _text(signer.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)) if signer else ""


class Push(PersonalChannel):
    name = "push"
    needs = ("VAPID_PRIVATE_KEY",)
    title = _("Notifications in the browser")
    not_written = sentence("The notification cannot be written.")
    stays = sentence("A notification that was sent stays as it is.")

    def is_configured(self) -> bool:
        return bool(public_key())

    def reaches(self, reader: Subscriber) -> bool:
        return is_known(reader.address)

    def write(self, reader: Subscriber, message: Message) -> tuple[dict[str, str], bytes]:
        """Headers and the encrypted body."""
        return _headers(reader.address, message), encrypted(reader.keys, payload(reader, message))

    def send(self, reader: Subscriber, written: tuple[dict[str, str], bytes]) -> Receipt:
        headers, body = written
        try:
            answer = httpx.post(reader.address, content=body, headers=headers, timeout=settings.CHANNEL_TIMEOUT_S)
        except NOT_SENT as error:
            raise ChannelError(sentence("The push service cannot be reached.")) from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(sentence("The push service did not answer.")) from error
        _check(answer, reader)
        return Receipt()


def payload(reader: Subscriber, message: Message) -> bytes:
    """What the service worker shows; with the same `tag` a later word about the same takes an earlier one's place."""
    told = {
        "title": shortened(message.title, TITLE_MOST),
        "body": shortened(message.caption or message.text, BODY_MOST),
        "url": message.url or reader.get_absolute_url(),
        "tag": message.subject,
        "lang": reader.language,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def encrypted(keys: dict, plain: bytes) -> bytes:
    """One record of aes128gcm, with a key of this message alone."""
    own = ec.generate_private_key(ec.SECP256R1())
    return http_ece.encrypt(
        plain, private_key=own, dh=_bytes(keys["p256dh"]), auth_secret=_bytes(keys["auth"]), version="aes128gcm"
    )


def _headers(endpoint: str, message: Message) -> dict[str, str]:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": round((datetime.now(UTC) + SIGNED_FOR).timestamp()),
        "sub": f"mailto:{sender().addr_spec}" if sender() else settings.SITE_URL,
    }
    return {
        **_signer(settings.VAPID_PRIVATE_KEY).sign(claims),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_S),
        "Urgency": "normal",
        "Topic": _text(hashlib.sha256(message.subject.encode()).digest())[:32],
    }


def _check(answer: httpx.Response, reader: Subscriber) -> None:
    """5xx: nothing was taken, and a notification that came twice would still be one (`tag`)."""
    status = answer.status_code
    if status in (404, 410):
        database.insist(partial(Subscriber.objects.forget, reader.pk))  # the browser has unsubscribed
        raise ChannelError(UNSUBSCRIBED, permanent=True)
    if status == 429 or status >= 500:
        rest = _rest(answer.headers.get("Retry-After", "")) if status in (429, 503) else None
        raise ChannelError(sentence("The push service refuses: %(status)d."), retry_after=rest, status=status)
    if status >= 300:
        raise ChannelError(sentence("The push service refuses: %(status)d."), permanent=True, status=status)


def _rest(told: str) -> timedelta:
    """Of Retry-After: seconds, or the moment."""
    seconds = whole(told)
    if seconds is None:
        with suppress(ValueError, TypeError):
            seconds = round((parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    return timedelta(seconds=min(max(REST_S if seconds is None else seconds, 1), LONGEST_REST_S))
