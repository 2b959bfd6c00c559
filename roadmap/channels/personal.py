"""Words to one reader each: what a letter and a notification have in common."""

import logging
from abc import abstractmethod
from typing import Any

from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import Channel, ChannelError, Message, NotEditable, Receipt
from roadmap.models import Subscriber

log = logging.getLogger(__name__)

UNSUBSCRIBED = sentence("The reader has unsubscribed.")


class PersonalChannel(Channel):
    """To a subscriber who is still there: first written, then sent. Each channel says in its words what went wrong."""

    max_text = 20_000
    max_caption = 20_000
    can_edit = False
    is_personal = True
    not_written: str  # both are sentences of the catalogue
    stays: str

    def reaches(self, reader: Subscriber) -> bool:
        """Whether his address is one that may be called."""
        return True

    @abstractmethod
    def write(self, reader: Subscriber, message: Message) -> Any:
        """What `send` takes. It may raise anything: nothing has gone out."""

    @abstractmethod
    def send(self, reader: Subscriber, written: Any) -> Receipt:
        """Raises ChannelError, OutcomeUnknown where it may be there all the same."""

    def post(self, recipient: str, message: Message) -> Receipt:
        reader = Subscriber.objects.named(recipient)
        if reader is None or not self.reaches(reader):
            raise ChannelError(UNSUBSCRIBED, permanent=True)
        return self.send(reader, self._written(reader, message))

    def _written(self, reader: Subscriber, message: Message) -> Any:
        """Before the call: what cannot be written leaves no doubt that nothing went out. Why may hold the address."""
        try:
            return self.write(reader, message)
        except Exception as error:
            log.error("What %s tells of %s cannot be written: %s", self.name, message.subject, type(error).__name__)
            raise ChannelError(self.not_written) from error

    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        raise NotEditable(self.stays, permanent=True)
