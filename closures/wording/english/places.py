"""A place description → English: as a title, as what is closed, as where something stands; long and short.

Streets and landmarks are named by roadmap.language.grammar.english.names; `stored` are their names stored in English.
"""

from collections.abc import Mapping, Sequence

from roadmap.language.grammar import split_name
from roadmap.language.grammar.english import names
from roadmap.language.grammar.english.letters import is_russian, latin
from roadmap.language.grammar.english.names import Stored
from roadmap.language.grammar.phrases import END_OF_STREET, NO_BREAK

from ..places import HOUSE, HOUSE_ON, OWN_PREPOSITION

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def title(place: Mapping, stored: Stored | None = None) -> str:
    """For a headline: “Respubliki Street between Pervomayskaya and Chelyuskintsev Streets”."""
    match place["type"]:
        case "between":
            text = f"{names.name(place['on'], stored)} between {_two(place['from'], place['to'], stored)}"
        case "crossing":
            text = f"crossing of {_two(place['on'], place['with'], stored)}"
        case "landmark" if not place.get("on"):
            text = f"near {names.thing(place['name'], stored)}"
        case _:
            text = _named(place, stored)
    return _towards(text, place, stored)


def subject(place: Mapping, stored: Stored | None = None) -> str:
    """What is closed: “Respubliki Street between Pervomayskaya Street and Chelyuskintsev Street”."""
    if place["type"] == "landmark" and not place.get("on"):
        return _towards(f"the road near {names.thing(place['name'], stored)}", place, stored)
    if place["type"] == "crossing":
        return _towards(f"the {_crossing(place, stored)}", place, stored)
    return _towards(_named(place, stored), place, stored)


def on(place: Mapping, stored: Stored | None = None) -> str:
    """Where something stands: “on Respubliki Street between …”, “at the crossing of …”, “near the bus station”."""
    if place["type"] == "landmark" and not place.get("on"):
        return _towards(f"near {names.thing(place['name'], stored)}", place, stored)
    return f"{'at' if place['type'] == 'crossing' else 'on'} {subject(place, stored)}"


def _named(place: Mapping, stored: Stored | None) -> str:
    on = names.name(place["on"], stored) if place.get("on") else ""
    match place["type"]:
        case "between":
            return f"{on} between {_end(place['from'], stored)} and {_end(place['to'], stored)}"
        case "address":
            return f"{on} at {_house(place['house'])}"
        case "range_of_houses":
            return f"{on} from {_house(place['from'])} to {_house(place['to'])}"
        case "bridge":
            return _structure(place, stored)
        case "landmark":
            return f"{on} near {names.thing(place['name'], stored)}"
        case _:
            return on


def _crossing(place: Mapping, stored: Stored | None) -> str:
    return f"crossing of {names.name(place['on'], stored)} and {names.name(place['with'], stored)}"


def _structure(place: Mapping, stored: Stored | None) -> str:
    """A bridge with the street that it belongs to, where its name does not have it."""
    on = place.get("on")
    is_said = not on or split_name(on).proper.lower()[:-3] in place["name"].lower()
    name = names.thing(place["name"], stored)
    return name if is_said else f"{name} ({names.name(on, stored)})"


def _two(one: str, other: str, stored: Stored | None) -> str:
    """“Pervomayskaya and Chelyuskintsev Streets” where both are улица, else both in full."""
    if all(names.is_street(end, stored) and not HOUSE_ON.match(end) for end in (one, other)):
        return f"{names.bare(one, stored)} and {names.bare(other, stored)} Streets"
    return f"{_end(one, stored)} and {_end(other, stored)}"


def _end(end: str, stored: Stored | None) -> str:
    """The end of a stretch: a street, «дом 16», «улица Герцена, 52» or a landmark."""
    if end == END_OF_STREET:
        return "the end of the street"
    if house := HOUSE.match(end):
        return _house(house[1])
    if house := HOUSE_ON.match(end):
        return f"{latin(house[2])}{NO_BREAK}{names.name(house[1], stored)}"
    return names.thing(end, stored)


def _house(number: str) -> str:
    return f"No.{NO_BREAK}{latin(number)}"


def _towards(text: str, place: Mapping, stored: Stored | None) -> str:
    return " ".join(part for part in (text, towards(place.get("toward") or "", stored)) if part)


_BOUND = {  # roadmap.language.grammar.compass.POINTS
    "на север": "northbound",
    "на северо-восток": "northeastbound",
    "на восток": "eastbound",
    "на юго-восток": "southeastbound",
    "на юг": "southbound",
    "на юго-запад": "southwestbound",
    "на запад": "westbound",
    "на северо-запад": "northwestbound",
}


def towards(target: str, stored: Stored | None = None) -> str:
    """“towards the centre”, “towards Lenina Street”; a Russian phrase of its own is quoted as it stands."""
    target = " ".join(target.split())
    if target in _BOUND:
        return _BOUND[target]
    if OWN_PREPOSITION.match(target) or not names.is_name(target):
        return f"(«{target}»)" if is_russian(target) else target
    return f"towards {names.thing(target, stored)}" if target else ""


# --- several places ---------------------------------------------------------------------------------------------------


def number_of(places: Sequence[Mapping]) -> str:
    """“three stretches of road”, “two crossings”."""
    types = {place["type"] for place in places}
    count = _COUNTS[len(places)] if len(places) < len(_COUNTS) else str(len(places))
    return f"{count}{NO_BREAK}{_NOUNS.get(min(types), 'places') if len(types) == 1 else 'places'}"


_NOUNS = {
    "crossing": "crossings",
    "bridge": "bridges",
    "between": "stretches of road",
    "range_of_houses": "stretches of road",
    "street": "streets",
}


def preposition_of(places: Sequence[Mapping]) -> str:
    """Before their number: “at three crossings”, “in three places”."""
    types = {place["type"] for place in places}
    if types == {"crossing"}:
        return "at"
    return "on" if len(types) == 1 and types <= set(_NOUNS) else "in"


def pair(place: Mapping, stored: Stored | None = None) -> str:
    """A crossing in brief: “Molodyozhnaya – Deputatskaya”."""
    return f"{names.bare(place['on'], stored)} – {names.bare(place['with'], stored)}"


# --- short ------------------------------------------------------------------------------------------------------------


def short_subject(place: Mapping, stored: Stored | None = None) -> str:
    """“Respubliki St (Pervomayskaya – Chelyuskintsev)”."""
    on = names.short(place["on"], stored) if place.get("on") else ""
    match place["type"]:
        case "between":
            text = f"{on} ({_short_end(place['from'], stored)} – {_short_end(place['to'], stored)})"
        case "crossing":
            text = f"the crossing of {_two(place['on'], place['with'], stored)}"
        case "range_of_houses":
            text = f"{on} ({_house(place['from'])}–{latin(place['to'])})"
        case "bridge":
            text = names.thing(place["name"], stored)
        case _:
            return subject(place, stored)
    return _towards(text, place, stored)


def short_on(place: Mapping, stored: Stored | None = None) -> str:
    if place["type"] == "landmark" and not place.get("on"):
        return on(place, stored)
    return f"{'at' if place['type'] == 'crossing' else 'on'} {short_subject(place, stored)}"


def _short_end(end: str, stored: Stored | None) -> str:
    if end == END_OF_STREET:
        return "the end of the street"
    if house := HOUSE.match(end):
        return _house(house[1])
    if house := HOUSE_ON.match(end):
        return f"{latin(house[2])}{NO_BREAK}{names.bare(house[1], stored)}"
    return names.bare(end, stored) if names.is_street(end, stored) else names.thing(end, stored)
