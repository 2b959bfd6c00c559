"""A resident's words without the resident: names, phones, addresses of mail become words that say what stood there.

Names are found by the dictionary, by initials and by how people introduce themselves. What has a street's kind word, or
is a street of the list where a place is told, stays. Where a word may be either, it is taken for a person.
"""

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.masking.names import without_names
from roadmap.language.masking.numbers import without_numbers
from roadmap.language.text import BLANKS, clean


def masked(text: str, gazetteer: Gazetteer) -> str:
    """Of a text as it was sent; what comes out is cleaned."""
    return without_names(BLANKS.sub(" ", without_numbers(clean(text))), gazetteer)
