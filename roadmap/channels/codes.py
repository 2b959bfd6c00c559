"""What error codes of networks mean: whether it passes and when, whether it may be done, and what a person is to do."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_noop as sentence

from roadmap.channels.base import ChannelError, OutcomeUnknown

REFUSES = sentence("%(network)s refuses (%(code)s): %(told)s")
NEW_KEY = sentence("%(network)s does not take the key any more (%(code)s: %(told)s). Make a new one and enter it.")
NOT_ALLOWED = sentence(
    "%(network)s does not let the key's owner do this (%(code)s: %(told)s). Look at the key's rights."
)
LOG_IN = sentence("%(network)s wants a person to log in there first (%(code)s: %(told)s). Then send it again.")
OTHER_KEY = sentence("%(network)s does not take such a key for this (%(code)s: %(told)s). It wants an editor's key.")
NO_LINKS = sentence("%(network)s forbids links in this post (%(code)s: %(told)s).")
NO_MESSAGES = sentence("This person has not let %(network)s bring our messages (%(code)s: %(told)s).")
TOO_LONG = sentence("The text is too long for %(network)s (%(code)s: %(told)s).")
CENSORED = sentence("%(network)s does not like the words of the text (%(code)s: %(told)s). Change them.")
WRONG_SECRET = sentence("%(network)s does not take our signature (%(code)s: %(told)s). Look at the application's keys.")
A_SECOND, HALF_A_MINUTE = timedelta(seconds=1), timedelta(seconds=30)
MINUTES, AN_HOUR, HOURS = timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3)


@dataclass(frozen=True)
class Wrong:
    words: str = REFUSES
    passes_in: timedelta | None = None
    may_be_done: bool = False


class Refused(ChannelError):
    """The network said no, for good; `code` says why."""

    def __init__(self, words: str, code: int, **values: object):
        super().__init__(words, permanent=True, code=str(code), **values)
        self.code = code


def error_of(wrong: Wrong, network: str, code: int, told: str, *, is_harmless: bool) -> ChannelError:
    values = {"network": network, "told": told[:300]}
    if wrong.may_be_done and not is_harmless:
        return OutcomeUnknown(wrong.words, code=str(code), **values)
    if wrong.passes_in is not None:
        return ChannelError(wrong.words, retry_after=wrong.passes_in, code=str(code), **values)
    return Refused(wrong.words, code, **values)
