"""How long a text may be, and how long it is as X counts."""

import re
import unicodedata

LONG_LIMIT = 4096  # Telegram's message, in UTF-16 units
CAPTION_LIMIT = 1024  # Telegram's caption, in UTF-16 units
SHORT_LIMIT = 280  # X, weighted
SUBJECT_LIMIT = 120  # a mail client shows no more

_URL = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:/\S*)?", re.IGNORECASE)  # bare addresses too
_URL_WEIGHT = 23
_HEAVY = re.compile("[^\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")  # twitter-text 3: weighs 2, all else 1
_JOINERS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]|(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]")


def weighted_length(text: str) -> int:
    """Length as X counts it: Cyrillic 1, «№», «…» and emoji 2, any address 23, in NFC.

    An emoji of several code points weighs 2; its variation selectors, skin tones and joined parts weigh nothing.
    """
    normal = unicodedata.normalize("NFC", text)
    addresses = len(_URL.findall(normal))
    rest = _JOINERS.sub("", re.sub("\u200d.", "", _URL.sub("", normal)))
    return addresses * _URL_WEIGHT + len(rest) + len(_HEAVY.findall(rest))
