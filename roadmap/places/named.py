"""Which of some streets does a text name, in whatever case, shortened or abbreviated?"""

import re
from collections.abc import Collection

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.grammar.cases import split_name
from roadmap.language.grammar.lemmas import lemmas
from roadmap.language.mentions import find_places
from roadmap.models import Road
from roadmap.places.search import street_rows

WORD = re.compile(r"[\w-]+")
LONGEST_TEXT = 2000


def named_in(text: str, roads: Collection[int]) -> set[int]:
    """Numbers of those that are named: one for «на Чуйкова», two for «угол Чуйкова и Ямашева».

    What the reader of messages finds counts; where it finds none of them, the streets of whose words most are said.
    """
    said = WORD.findall(text[:LONGEST_TEXT])
    if not said or not roads:
        return set()
    rows = street_rows(Road.objects.filter(pk__in=roads))
    mentions = find_places(text[:LONGEST_TEXT], Gazetteer(streets=rows))
    found = {place.candidates[0].id for place in mentions if place.candidates and place.candidates[0].id is not None}
    found |= {row.id for row in rows for place in mentions if row.name in place.streets}
    if found := found & set(roads):
        return found
    words = frozenset().union(*map(lemmas, said), (word.lower() for word in said))
    counts = {row.id: _own_words_said(split_name(row.name).proper, words) for row in rows}
    most = max(counts.values(), default=0)
    return {road for road, count in counts.items() if most and count == most}


def _own_words_said(proper: str, said: frozenset[str]) -> int:
    """How many of the words of a name; its number alone tells nothing."""
    words = [word for word in WORD.findall(proper) if not word[0].isdigit()]
    return sum(bool(said & (lemmas(word) | {word.lower()})) for word in words)
