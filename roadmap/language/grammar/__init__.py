"""Russian as notices need it: case forms of streets and places, and dates in words.

`kinds` lists the generic words (улица, тракт, мост), `adjectives` declines what agrees with them, `cases` declines
whole names, `phrases` puts names together with prepositions, `dates` says when. No database, no settings.
"""

from .cases import CaseForms, NameParts, canonical, forms, split_name
from .kinds import KIND_WORDS, KindWord, kind_word, short_name

__all__ = [
    "KIND_WORDS",
    "CaseForms",
    "KindWord",
    "NameParts",
    "canonical",
    "forms",
    "kind_word",
    "short_name",
    "split_name",
]
