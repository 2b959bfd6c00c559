"""What networks of others have in common: an account whose keys open them, and a pace that workers keep together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2s
from typing import Self

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import Channel, ChannelError, NotYet
from roadmap.limits import take_of


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
    delete_window: timedelta | None = None  # after it a post stays; None: no limit is known
    can_pin = False
    can_show_alt_text = False
    can_be_told_to_send = False  # its events, to an address of ours; else a person enters that in its settings

    def __init__(self, keys: Mapping[str, str] | None = None):
        self.held = dict(keys or {})

    def of(self, keys: Mapping[str, str]) -> Self:
        return type(self)(keys)

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

    def introduce(self, place: str) -> str:
        """Asks the network whose account this is and whether it knows the place: its name. Raises ChannelError."""
        raise ChannelError(sentence("This network cannot be asked who we are."), permanent=True)

    def try_out(self, reader: str, words: str) -> None:
        """A trial to one person, whom the network calls `reader`. Raises ChannelError, OutcomeUnknown."""
        raise ChannelError(sentence("This network lets nobody write to one person first."), permanent=True)

    def send_events_to(self, address: str, secret: str) -> None:
        """From now on the network sends what is said to us there. Raises ChannelError."""
        raise ChannelError(sentence("This network is told in its own settings where to send events."), permanent=True)

    def keep_pace(self, place: str) -> None:
        """Before each call that changes something. Raises NotYet."""
        if not settings.CHANNEL_PACES:
            return
        for rates, whose in ((self.place_paces, f"{self._digest()}:{place}"), (self.paces, self._digest())):
            for rate in rates:
                if wait := take_of(rate, f"pace:{self.name}", whose):
                    raise NotYet(timedelta(seconds=wait))

    def _digest(self) -> str:
        """Of the keys: two accounts of one bot are one for its network."""
        secrets = sorted(self.held.get(key.name, "") for key in self.keys if key.is_secret)
        return blake2s("\n".join(secrets).encode(), digest_size=8).hexdigest()


def not_a_place(example: str) -> str:
    return translated("Give it as the network does, such as %s.") % example
