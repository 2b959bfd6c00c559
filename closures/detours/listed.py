"""A list of streets as somebody typed it: «по Рижской и Одесской» is two of them, and none begins with «по»."""

import re
from collections.abc import Iterator, Sequence

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.mentions import find_places
from roadmap.models import City, Road
from roadmap.places.rows import gazetteer_for

BEFORE = re.compile(r"^(?:(?:объезд|в объезд|далее|затем|через|вдоль|по)\b[\s:,–—-]*)+(?=\S)", re.IGNORECASE)


def streets_listed(texts: Sequence[str], city: City) -> list[str]:
    """Each by its full name where the text is words about streets that the city has, else without what a list
    begins with."""
    told = [text for text in texts if BEFORE.match(text)]
    gazetteer = gazetteer_for(city) if told else None
    read = {text: list(_names(text, city, gazetteer)) or [BEFORE.sub("", text)] for text in told}
    return list(dict.fromkeys(name for text in texts for name in read.get(text, [text])))


def _names(text: str, city: City, gazetteer: Gazetteer) -> Iterator[str]:
    """None where one of them is no street of the city."""
    streets = [one for one in find_places(text, gazetteer) if one.kind == "street"]
    numbers = [next((each.id for each in one.candidates if each.id is not None), None) for one in streets]
    found = Road.objects.filter(city=city).in_bulk([number for number in numbers if number is not None])
    return (found[number].name for number in numbers) if all(number in found for number in numbers) else iter(())
