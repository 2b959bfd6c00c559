"""One record → every text about it, in Russian that a newsroom would print unchanged, and in English.

`facts` is the record as plain values, `places` says where, `fields` turns facts into the words that templates may use,
`templates` finds and checks them, `writing` puts them together and makes them fit; `english` has
the siblings of `places` and `fields`. No database, no clock.
"""

from .facts import PHASES, CityName, Facts, PhaseFacts
from .fields import FIELDS
from .fitting import CAPTION_LIMIT, LONG_LIMIT, SHORT_LIMIT, SUBJECT_LIMIT
from .templates import lint
from .writing import Texts, heading, write

__all__ = [
    "CAPTION_LIMIT",
    "FIELDS",
    "LONG_LIMIT",
    "PHASES",
    "SHORT_LIMIT",
    "SUBJECT_LIMIT",
    "CityName",
    "Facts",
    "PhaseFacts",
    "Texts",
    "heading",
    "lint",
    "write",
]
