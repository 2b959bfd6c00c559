"""E-mail to the bodies that work with this site: what a desk is to see in the morning, as plain text.

The delivery holds the number of the agency; its address is read when the letter goes.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import Channel, ChannelError, Message, NotEditable, Receipt
from roadmap.channels.mail import Mail, check, connected, envelope, hand_in, sender
from roadmap.models import Agency
from roadmap.numbers import whole

AGENCY = "agency:"


class OfficeMail(Channel):
    name = "office-mail"
    queue = "mail"
    title = _("E-mail to agencies")
    max_text = max_caption = 100_000
    can_edit = False
    needs = Mail.needs
    is_personal = True  # nothing is posted there

    def is_configured(self) -> bool:
        return Mail().is_configured()

    def post(self, recipient: str, message: Message) -> Receipt:
        agency = Agency.objects.filter(pk=whole(recipient.removeprefix(AGENCY))).exclude(email="").first()
        if agency is None:
            raise ChannelError(sentence("The agency has no address."), permanent=True)
        letter = letter_to(agency, message)
        with connected() as server:
            check(*envelope(server, agency.email))
            hand_in(server, letter)
        return Receipt(letter["Message-ID"])

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        raise NotEditable(Mail.stays, permanent=True)


def letter_to(agency: Agency, message: Message) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = sender(), Address(addr_spec=agency.email)
    letter["Subject"], letter["Date"] = " ".join(message.title.split()), message.at
    number = f"{message.subject}.{message.version}".replace(":", "-")
    letter["Message-ID"] = f"<{number}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
    letter["Auto-Submitted"], letter["Content-Language"] = "auto-generated", settings.LANGUAGE_CODE
    letter.set_content(message.text, cte="base64")
    return letter
