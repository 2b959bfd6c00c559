"""E-mail by SMTP: one letter to one reader, as text and as HTML, with one click to end it (RFC 8058).

A server's words may hold the address, so of a refusal only its numbers are kept.
"""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence
from django.utils.translation import override

from roadmap import database
from roadmap.channels import letter_headers
from roadmap.channels.base import ChannelError, Message, OutcomeUnknown, Receipt
from roadmap.channels.personal import PersonalChannel
from roadmap.models import Subscriber

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
LETTERS = {
    "confirm": "mail/confirm",
    "follow": "mail/follow",
    "appeal": "mail/message",
    "lost": "mail/lost",
}  # the subject's name before the colon → its templates
LETTER = "mail/notice"
NO_MAILBOX = re.compile(r"5\.1\.(?:1|6|10)\b")  # RFC 3463: the address is none, has moved, or takes no mail
ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True)
class Server:
    """smtp:// as it is, smtp+tls:// with STARTTLS, smtps:// with TLS from the first byte."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, url: str) -> "Server | None":
        """From `scheme://user:password@host:port`; None where it is no such address."""
        with suppress(ValueError):
            parts = urlsplit(url)
            if parts.scheme in PORTS and parts.hostname:
                return cls(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], *_login(parts))
        return None

    @property
    def is_encrypted(self) -> bool:
        return self.scheme != "smtp"

    def connect(self) -> smtplib.SMTP:
        kind = smtplib.SMTP_SSL if self.scheme == "smtps" else smtplib.SMTP
        server = kind(self.host, self.port, timeout=settings.CHANNEL_TIMEOUT_S)
        if self.scheme == "smtp+tls":
            server.starttls()
        if self.user:
            server.login(self.user, self.password)
        server.ehlo_or_helo_if_needed()
        return server


def _login(parts: SplitResult) -> tuple[str, str]:
    return unquote(parts.username or ""), unquote(parts.password or "")


def sender() -> Address | None:
    """Of EMAIL_FROM, such as `Roads of Tyumen <roads@example.org>`; None where it is no address."""
    name, address = parseaddr(settings.EMAIL_FROM)
    with suppress(ValueError, IndexError):
        found = Address(name, addr_spec=address)
        return found if found.username and found.domain else None
    return None


class Mail(PersonalChannel):
    name = "mail"
    needs = ("EMAIL_URL", "EMAIL_FROM")
    queue = "mail"  # a server may take its minute over each of a thousand letters
    title = _("E-mail to subscribers")
    not_written = sentence("The letter cannot be written.")
    stays = sentence("A letter that was sent stays as it is.")

    def is_configured(self) -> bool:
        return Server.of(settings.EMAIL_URL) is not None and sender() is not None

    def write(self, reader: Subscriber, message: Message) -> EmailMessage:
        return letter_to(reader, message)

    def send(self, reader: Subscriber, written: EmailMessage) -> Receipt:
        with connected() as server:
            code, words = envelope(server, reader.address)
            if code >= 500 and NO_MAILBOX.search(_decoded(words)):
                database.insist(partial(Subscriber.objects.forget, reader.pk))  # nobody reads there
            check(code, words)
            hand_in(server, written)
        return Receipt(written["Message-ID"])


def letter_to(reader: Subscriber, message: Message) -> EmailMessage:
    with override(reader.language):
        page = f"{settings.SITE_URL}{reader.get_absolute_url()}"
        end = f"{settings.SITE_URL}{reverse('unsubscribe', args=[reader.secret])}"
        template = LETTERS.get(message.subject.partition(":")[0], LETTER)
        told = {"message": message, "page": page, "end": end, "city": reader.city, "language": reader.language}
        text, html = (render_to_string(f"{template}.{kind}", told) for kind in ("txt", "html"))
    letter = EmailMessage(policy=letter_headers.LETTER)
    letter["From"], letter["To"] = sender(), Address(addr_spec=reader.address)
    letter["Subject"] = " ".join(message.title.split())
    letter["Date"], letter["Message-ID"] = message.at, _number(reader, message)
    if message.answers:
        letter["In-Reply-To"] = letter["References"] = message.answers
    letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"] = f"<{end}>", "List-Unsubscribe=One-Click"
    letter["Auto-Submitted"], letter["Content-Language"] = "auto-generated", reader.language
    letter.set_content(text, cte="base64")
    letter.add_alternative(html, subtype="html", cte="base64")
    return letter


def _number(reader: Subscriber, message: Message) -> str:
    """The same at each try of the same text."""
    told = f"{message.subject}.{message.version}.{reader.pk}".replace(":", "-")
    return f"<{told}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


@contextmanager
def connected() -> Iterator[smtplib.SMTP]:
    """What goes wrong before a letter is on its way is tried again."""
    try:
        server = Server.of(settings.EMAIL_URL).connect()
    except (OSError, smtplib.SMTPException) as error:
        raise ChannelError(sentence("The mail server cannot be reached.")) from error
    try:
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def envelope(server: smtplib.SMTP, address: str) -> tuple[int, bytes]:
    """What the server says of the address, to be checked."""
    try:
        check(*server.mail(sender().addr_spec))
        return server.rcpt(address)
    except (OSError, smtplib.SMTPException) as error:
        raise ChannelError(sentence("The mail server does not answer.")) from error


def hand_in(server: smtplib.SMTP, letter: EmailMessage) -> None:
    try:
        told = server.data(letter.as_bytes())
    except smtplib.SMTPDataError as error:
        told = error.smtp_code, error.smtp_error
    except (OSError, smtplib.SMTPException) as error:
        raise OutcomeUnknown(sentence("The mail server did not answer.")) from error
    check(*told)


def check(code: int, words: bytes) -> None:
    if code >= 400:
        numbers = " ".join([str(code), *ENHANCED.findall(_decoded(words))[:1]])
        raise ChannelError(sentence("The mail server refuses: %(numbers)s."), permanent=code >= 500, numbers=numbers)


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
