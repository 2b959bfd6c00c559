"""What networks of others have in common: an account whose keys open them, and a pace that workers keep together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2s
from time import sleep
from typing import Self

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import Channel, ChannelError, Message, NotYet, Receipt
from roadmap.limits import take_of
from roadmap.numbers import whole

PATIENCE = timedelta(seconds=5)


@dataclass(frozen=True)
class Key:
    """A credential as the desk asks for it; a secret one is never shown again."""

    name: str
    label: str | Promise
    hint: str | Promise = ""
    is_needed: bool = True
    is_secret: bool = True


class Network(Channel):
    """Unbound it tells what the network can do; `of(keys)` makes calls for one account."""

    keys: tuple[Key, ...]
    place_label: str | Promise
    place_hint: str | Promise = ""
    paces: tuple[str, ...] = ()  # such as “20/minute”: calls by one key that change something
    place_paces: tuple[str, ...] = ()  # to one place
    has_pictures = True
    can_correct = True  # else a change is told below the post and anew
    edit_window: timedelta | None = None  # after it a post is answered instead; None: no limit is known
    can_delete = True
    delete_window: timedelta | None = None  # after it a post stays; None: no limit is known
    can_pin = False
    is_foreign = False  # blocked in Russia: only where the installation allows it
    can_show_alt_text = False
    can_be_told_to_send = False  # its events, to an address of ours; else a person enters that in its settings
    session_lasts: timedelta | None = None  # so long after the last call the keys end

    def __init__(self, keys: Mapping[str, str] | None = None):
        self.held = dict(keys or {})
        self._has_begun = False

    def of(self, keys: Mapping[str, str]) -> Self:
        return type(self)(keys)

    @property
    def is_allowed(self) -> bool:
        return not self.is_foreign or settings.FOREIGN_NETWORKS

    def is_configured(self) -> bool:
        """Of the environment; accounts of the desk are told one by one."""
        return False

    def key(self, name: str) -> str:
        """Raises ChannelError where the account lacks it."""
        if not self.held.get(name):
            raise ChannelError(sentence("The account has no key for this: %(key)s."), permanent=True, key=name)
        return self.held[name]

    def place_of(self, words: str) -> str:
        """Where to post, from what a person typed, as the network's calls name it. Raises NotAnAddress."""
        return words.strip()

    def settled(self, place: str) -> str:
        """As the calls name it, where a person gave a name that only the network can tell. Raises ChannelError."""
        return place

    def lacks(self) -> str:
        """What an account with these keys cannot do, and which key would; empty where it can all."""
        return ""

    def prolong(self) -> None:
        """So that the keys do not end. Raises ChannelError."""

    def introduce(self, place: str) -> str:
        """Asks the network whose account this is and whether it knows the place: its name. Raises ChannelError."""
        raise ChannelError(sentence("This network cannot be asked who we are."), permanent=True)

    def try_out(self, place: str, reader: str, words: str) -> None:
        """A trial of the account at this place to one person, whom the network calls `reader`.

        Raises ChannelError, OutcomeUnknown.
        """
        raise ChannelError(sentence("This network lets nobody write to one person first."), permanent=True)

    def reply(self, recipient: str, post: str, comment: str, message: Message) -> Receipt:
        """Below a comment, in the thread of the post. Raises ChannelError, OutcomeUnknown."""
        return self.post(recipient, replace(message, answers=comment))

    def write(self, reader: str, message: Message) -> Receipt:
        """To one person, who has written to us before. Raises ChannelError, OutcomeUnknown."""
        raise ChannelError(sentence("This network lets nobody write to one person."), permanent=True)

    def send_events_to(self, address: str, secret: str) -> None:
        """From now on the network sends what is said to us there. Raises ChannelError."""
        raise ChannelError(sentence("This network is told in its own settings where to send events."), permanent=True)

    def keep_pace(self, place: str) -> None:
        """Before each call that changes something. Raises NotYet."""
        secrets = digest(*sorted(self.held.get(key.name, "") for key in self.keys if key.is_secret))
        self.take_room(self.place_paces, f"{secrets}:{place}")
        self.take_room(self.paces, secrets)

    def wait_for_room(self, rates: tuple[str, ...], whose: str) -> None:
        """Before each call of a post that takes several: at the first it gives way, later it waits, lest those were
        done in vain. Raises NotYet.
        """
        patience, self._has_begun = PATIENCE if self._has_begun else timedelta(0), True
        while True:
            try:
                return self.take_room(rates, whose)
            except NotYet as error:
                patience -= error.retry_after
                if patience < timedelta(0):
                    raise
                sleep(error.retry_after.total_seconds())

    def take_room(self, rates: tuple[str, ...], whose: str) -> None:
        """Two accounts of one key are one for its network. Raises NotYet."""
        for rate in rates if settings.CHANNEL_PACES else ():
            if wait := take_of(rate, f"pace:{self.name}", whose):
                raise NotYet(timedelta(seconds=wait))


def digest(*secrets: str) -> str:
    return blake2s("\n".join(secrets).encode(), digest_size=8).hexdigest()


def not_a_place(example: str) -> str:
    return translated("Give it as the network does, such as %s.") % example


def post_number(remote_id: str) -> int:
    """Of networks that number their posts. Raises ChannelError."""
    number = whole(remote_id)
    if number is None:
        raise ChannelError(sentence("“%(number)s” is not the number of a post."), permanent=True, number=remote_id)
    return number
