"""E-mail to the bodies that work with this site and to their people: what is to be seen in the morning, as plain text.

The delivery holds the number of the agency or of the user; the address is read when the letter goes.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as sentence

from roadmap.channels import letter_headers
from roadmap.channels.base import Channel, ChannelError, Message, NotEditable, Receipt
from roadmap.channels.mail import Mail, check, connected, envelope, hand_in, sender
from roadmap.models import Agency, User
from roadmap.numbers import whole

AGENCY, PERSON = "agency:", "user:"


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
        address = address_of(recipient)
        letter = letter_to(address, message)
        with connected() as server:
            check(*envelope(server, address))
            hand_in(server, letter)
        return Receipt(letter["Message-ID"])

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        raise NotEditable(Mail.stays, permanent=True)


def address_of(recipient: str) -> str:
    """Raises ChannelError where nobody is there any more, or has no address."""
    kind, _colon, number = recipient.partition(":")
    if f"{kind}:" == PERSON:
        user = User.objects.filter(pk=whole(number), is_active=True).exclude(email="").first()
        if user is None:
            raise ChannelError(sentence("The account has no address, or is closed."), permanent=True)
        return user.email
    agency = Agency.objects.filter(pk=whole(number)).exclude(email="").first()
    if agency is None:
        raise ChannelError(sentence("The agency has no address."), permanent=True)
    return agency.email


def letter_to(address: str, message: Message) -> EmailMessage:
    letter = EmailMessage(policy=letter_headers.LETTER)
    letter["From"], letter["To"] = sender(), Address(addr_spec=address)
    letter["Subject"], letter["Date"] = " ".join(message.title.split()), message.at
    number = f"{message.subject}.{message.version}".replace(":", "-")
    letter["Message-ID"] = f"<{number}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
    letter["Auto-Submitted"], letter["Content-Language"] = "auto-generated", settings.LANGUAGE_CODE
    letter.set_content(message.text, cte="base64")
    for name, kind, content in files_of(message.subject):
        letter.add_attachment(content, *kind.split("/"), filename=name)
    return letter


def files_of(subject: str) -> list[tuple[str, str, bytes]]:
    """Name, type and content of what goes with it; nothing unless `settings.LETTER_FILES` says who makes it."""
    maker = settings.LETTER_FILES.get(subject.partition(":")[0])
    return import_string(maker)(subject) if maker else []
