"""What every channel has in common: a message, a receipt, and what can go wrong."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as sentence

from roadmap.lengths import shortened, utf16_length
from roadmap.said import Said


class ChannelError(Exception):
    """The channel did not take it. Permanent ends the delivery; anything else is tried again later.

    Why is a sentence of the catalogue with its `values`, or the network's own words.
    """

    def __init__(self, words: str, *, permanent: bool = False, retry_after: timedelta | None = None, **values: object):
        super().__init__(words)
        self.said = Said(words, values)
        self.permanent = permanent
        self.retry_after = retry_after

    def __str__(self) -> str:
        return str(self.said)


class OutcomeUnknown(ChannelError):
    """The call went out and the answer did not come back: it may be there."""


class NotYet(ChannelError):
    """Nothing was called: the network's pace leaves no room at this moment."""

    def __init__(self, wait: timedelta):
        super().__init__(sentence("The network's limit leaves no room at this moment."), retry_after=wait)


class PostGone(ChannelError):
    """The post to be corrected is not there any more: somebody removed it by hand."""


class NotEditable(ChannelError):
    """The post is there and the network lets us change it no more: the correction answers it."""


class NotAnAddress(ValueError):
    """What a person gave is no address and no number of a post of this channel; the words say what is wanted."""


@dataclass(frozen=True)
class Message:
    """A text with its shorter caption, the address that it speaks of, and a function that draws its picture (PNG).

    What is in English comes to a channel that tells both languages.

    `answers` is the number of an earlier post of the same subject that stands and cannot be changed. `key` names the
    sending: a network that knows keys takes a repeat for the same post.
    """

    subject: str
    version: int
    title: str
    text: str
    caption: str
    url: str
    at: datetime
    city_id: int
    picture_id: int | None = None
    title_en: str = ""
    text_en: str = ""
    picture_en_id: int | None = None
    picture: Callable[[], bytes] | None = None
    alt_text: str = ""
    answers: str = ""
    key: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the channel calls the post, and where people see it; `moved_to` where the place has another number now."""

    remote_id: str = ""
    url: str = ""
    moved_to: str = ""


class Channel(ABC):
    """Capabilities and the calls. A channel that is our own database is `is_local`: it is written with the delivery."""

    name: str
    title: str
    max_text: int
    max_caption: int
    can_edit = True
    tells_english = False  # beside the Russian text
    is_local = False
    is_personal = False  # words to one reader each: nothing is posted there
    same_post_for: timedelta | None = None  # for so long a repeat under the message's key is the same post
    needs: tuple[str, ...] = ()  # names of the settings without which it is not configured
    queue: str | None = None  # of a worker of its own, where a slow network must not hold up what others wait for

    def is_configured(self) -> bool:
        return True

    def recipient(self) -> str:
        """Where in the network: a chat, a group, a page."""
        return self.name

    @abstractmethod
    def post(self, recipient: str, message: Message) -> Receipt:
        """Raises ChannelError, OutcomeUnknown where it may be there all the same."""

    @abstractmethod
    def edit(self, recipient: str, remote_id: str, message: Message) -> Receipt:
        """Corrects what is there; doing it twice is the same as once. Raises ChannelError, PostGone, NotEditable."""

    def find(self, recipient: str, message: Message) -> Receipt | None:
        """The post, if the channel can tell; None when it cannot."""
        return None

    def words_of(self, message: Message) -> str:
        """Which of its texts stands in the channel."""
        return message.text

    def most_of(self, message: Message) -> int:
        """How long the words may be that stand in the channel."""
        told = self.words_of(replace(message, text="text", caption="caption"))
        return self.max_text if told == "text" else self.max_caption

    def length(self, text: str) -> int:
        """As the network counts; one that counts otherwise than in UTF-16 units says how."""
        return utf16_length(text)

    def cut(self, text: str, most: int) -> str:
        """So that the channel takes it."""
        return shortened(text, most, self.length)

    def captioned(self, caption: str, short: str, url: str) -> str:
        """What stands under a picture, or alone where the whole text is too long; `short` is for who takes little."""
        return self.cut(caption, self.max_caption)

    def remote_id_of(self, recipient: str, words: str) -> str:
        """The number of a post from what a person pasted: an address or the number itself. Raises NotAnAddress."""
        return words.strip()
