"""A mail server on this machine, by aiosmtpd: keeps the letters, and refuses or falls silent as it is told to."""

import asyncio
import email
import email.policy
import socket
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class _Taking:
    def __init__(self, box: "Mailbox"):
        self.box = box

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.box.refused_sender:
            return self.box.refused_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.box.asked.append(address)
        if self.box.refusals:
            return self.box.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.box.drops:
            self.box.drops -= 1
            server.transport.abort()
            return "421 gone"
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.box.letters.append(letter)
        await asyncio.sleep(self.box.slowly_s)
        return "250 taken"


class Mailbox:
    """`letters` as they came; `refusals` are said to the next addresses; `drops`: so many letters stay unanswered;
    `refused_sender` is said to whoever sends.

    `slowly_s` after a letter is kept it is answered.
    """

    def __init__(self, *, slowly_s: float = 0.0):
        self.slowly_s = slowly_s
        self.letters: list[EmailMessage] = []
        self.asked: list[str] = []
        self.refusals: list[str] = []
        self.drops = 0
        self.refused_sender = ""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{port}"
        self._controller = Controller(_Taking(self), hostname="127.0.0.1", port=port)

    def __enter__(self) -> "Mailbox":
        self._controller.start()
        return self

    def __exit__(self, *_exc) -> None:
        self._controller.stop()


def text_of(letter: EmailMessage) -> str:
    return letter.get_body(("plain",)).get_content()


def html_of(letter: EmailMessage) -> str:
    return letter.get_body(("html",)).get_content()
