"""A place description → words: as a title, as what traffic goes along, as where something stands; long and short."""

import re
from collections.abc import Mapping, Sequence

from roadmap.language.grammar import phrases, split_name
from roadmap.language.grammar.cases import proper_form
from roadmap.language.grammar.kinds import KIND_WORDS
from roadmap.language.grammar.phrases import NO_BREAK, Stored

HOUSE = re.compile(r"^(?:дом[а-я]*|д\.)\s*№?\s*(\d\S*(?:\s(?:к|корп|с|стр)\S*(?:\s?\d+)?)?)$", re.IGNORECASE)
HOUSE_ON = re.compile(r"^(.+?),\s*(?:дом|д\.)?\s*№?\s*(\d\S*)$", re.IGNORECASE)
OWN_PREPOSITION = re.compile(r"(в|во|к|ко|на|от|до|из|по|за|под|над|через|мимо|вдоль|у)\s", re.IGNORECASE)
_COUNTS = ("", "", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти", "десяти")


def title(place: Mapping, stored: Stored | None = None) -> str:
    """In the nominative, for a headline: «улица Гагарина, от Кедровой до Строителей»."""
    on = place.get("on")
    match place["type"]:
        case "between":
            text = f"{on}, {_bounds_in_brief(place, stored)}"
        case "crossing":
            text = f"перекрёсток {phrases.crossing(on, place['with'], stored)}"
        case "address":
            text = f"{on}, у {_house(place['house'])}"
        case "range_of_houses":
            text = f"{on}, от {_house(place['from'])} до {_house(place['to'])}"
        case "bridge":
            text = _structure(place, "nominative", stored)
        case "landmark" if on:
            text = f"{on}, в районе {phrases.in_case(place['name'], 'genitive', stored)}"
        case "landmark":
            text = f"район {phrases.in_case(place['name'], 'genitive', stored)}"
        case _:
            text = on
    return ", ".join(part for part in (text, toward(place, stored)) if part)


def along(place: Mapping, stored: Stored | None = None) -> str:
    """What traffic goes along: «по улице Гагарина на участке от Кедровой улицы до улицы Строителей»."""
    return _with_direction(place, f"по {_on(place, 'dative', stored)}", stored)


def at(place: Mapping, stored: Stored | None = None) -> str:
    """Where something stands: «на улице Гагарина на участке от Кедровой улицы до улицы Строителей»."""
    on = place.get("name") if place["type"] == "bridge" else place.get("on")
    return _with_direction(place, f"{phrases.preposition(on or '')} {_on(place, 'locative', stored)}", stored)


def _on(place: Mapping, case: str, stored: Stored | None) -> str:
    if place["type"] == "bridge":
        return _structure(place, case, stored)
    return phrases.in_case(place["on"], case, stored) if place.get("on") else ""


def _with_direction(place: Mapping, on: str, stored: Stored | None) -> str:
    match place["type"]:
        case "between":
            text = f"{on} на участке от {_end(place['from'], stored)} до {_end(place['to'], stored)}"
        case "crossing":
            text = f"на пересечении {phrases.crossing(place['on'], place['with'], stored)}"
        case "address":
            text = f"{on} у {_house(place['house'])}"
        case "range_of_houses":
            text = f"{on} от {_house(place['from'])} до {_house(place['to'])}"
        case "landmark":
            near = f"в районе {phrases.in_case(place['name'], 'genitive', stored)}"
            text = f"{on} {near}" if place.get("on") else near
        case _:
            text = on
    return f"{text} {toward(place, stored)}".strip()


def _structure(place: Mapping, case: str, stored: Stored | None) -> str:
    """«низовой мост через Туру (улица Челюскинцев)»; the street is left out where the name has it."""
    name = phrases.in_case(place["name"], case, stored)
    on = place.get("on")
    is_said = not on or _stem(split_name(on).proper) in place["name"].lower()
    return name if is_said else f"{name} ({on})"


def _stem(words: str) -> str:
    return words.lower()[: max(4, len(words) - 3)]


def _bounds_in_brief(place: Mapping, stored: Stored | None) -> str:
    """«от Кедровой до Строителей» where both ends are улица, «от улицы Ленина до Червишевского тракта» else."""
    ends = (place["from"], place["to"])
    if all(split_name(end).kind_word == "улица" and not HOUSE_ON.match(end) for end in ends):
        return f"от {phrases.bare(ends[0], 'genitive', stored)} до {phrases.bare(ends[1], 'genitive', stored)}"
    return f"от {_end(ends[0], stored)} до {_end(ends[1], stored)}"


def _end(end: str, stored: Stored | None) -> str:
    """The end of a stretch in the genitive: a street, «дом 16», «улица Герцена, 52» or a landmark."""
    if house := HOUSE.match(end):
        return _house(house[1])
    if house := HOUSE_ON.match(end):
        return f"{_house(house[2])} по {phrases.in_case(house[1], 'dative', stored)}"
    return phrases.in_case(end, "genitive", stored)


def _house(number: str) -> str:
    return f"дома №{NO_BREAK}{number}"


def toward(place: Mapping, stored: Stored | None = None) -> str:
    """«в сторону центра», «в сторону улицы Ленина»; a phrase with its own preposition stands, so does a genitive."""
    target = " ".join((place.get("toward") or "").split())
    if not target or OWN_PREPOSITION.match(target):
        return target
    genitive = target if phrases.is_genitive(target) else phrases.in_case(target, "genitive", stored)
    return f"в сторону {genitive}"


# --- several places ---------------------------------------------------------------------------------------------------


def number_of(places: Sequence[Mapping]) -> str:
    """«на трёх участках», «на двух перекрёстках»."""
    count = _COUNTS[len(places)] if len(places) < len(_COUNTS) else str(len(places))
    types = {place["type"] for place in places}
    noun = "перекрёстках" if types == {"crossing"} else "мостах" if types == {"bridge"} else "участках"
    last_digit_one = len(places) % 10 == 1 and len(places) % 100 != 11
    return f"на {count}{NO_BREAK}{_ONE[noun] if last_digit_one else noun}"


_ONE = {"перекрёстках": "перекрёстке", "мостах": "мосту", "участках": "участке"}


def are_whole_streets(places: Sequence[Mapping]) -> bool:
    """Streets in full length and one way of saying it: they are listed in the sentence itself."""
    return all(place["type"] == "street" and not place.get("toward") for place in places)


def are_crossings(places: Sequence[Mapping]) -> bool:
    return all(place["type"] == "crossing" for place in places)


def pair(place: Mapping, stored: Stored | None = None) -> str:
    """A crossing in brief: «Молодёжная – Депутатская»."""
    return f"{phrases.bare(place['on'], stored=stored)} – {phrases.bare(place['with'], stored=stored)}"


def streets(places: Sequence[Mapping]) -> list[str]:
    """The streets affected, each once, for a title that has no room for more."""
    found: list[str] = []
    for place in places:
        for name in (place.get("on") or place.get("name"), place.get("with")):
            if name and name not in found:
                found.append(name)
    return found


# --- short ------------------------------------------------------------------------------------------------------------


def short_along(place: Mapping, stored: Stored | None = None) -> str:
    """«по ул. Гагарина (Кедровая – Строителей)»."""
    return _short(place, "по", "dative", stored)


def short_at(place: Mapping, stored: Stored | None = None) -> str:
    on = place.get("name") if place["type"] == "bridge" else place.get("on")
    return _short(place, phrases.preposition(on or ""), "locative", stored)


def _short(place: Mapping, preposition: str, case: str, stored: Stored | None) -> str:
    on = _short_name(place["on"], case, stored) if place.get("on") else ""
    match place["type"]:
        case "between":
            text = f"{preposition} {on} ({_short_end(place['from'], stored)} – {_short_end(place['to'], stored)})"
        case "crossing":
            text = f"на пересечении {_short_crossing(place, stored)}"
        case "address":
            text = f"{preposition} {on} у д.{NO_BREAK}{place['house']}"
        case "range_of_houses":
            text = f"{preposition} {on} (д.{NO_BREAK}{place['from']}–{place['to']})"
        case "bridge":
            text = f"{preposition} {phrases.in_case(place['name'], case, stored)}"
        case "landmark":
            near = f"в районе {phrases.in_case(place['name'], 'genitive', stored)}"
            text = f"{preposition} {on} {near}" if on else near
        case _:
            text = f"{preposition} {on}"
    return f"{text} {toward(place, stored)}".strip()


def _short_crossing(place: Mapping, stored: Stored | None) -> str:
    if all(split_name(place[end]).kind_word == "улица" for end in ("on", "with")):
        return f"{phrases.bare(place['on'], 'genitive', stored)} и {phrases.bare(place['with'], 'genitive', stored)}"
    return phrases.crossing(place["on"], place["with"], stored)


def _short_end(end: str, stored: Stored | None) -> str:
    if house := HOUSE.match(end):
        return f"д.{NO_BREAK}{house[1]}"
    if house := HOUSE_ON.match(end):
        return f"{phrases.bare(house[1], stored=stored)}, {house[2]}"
    return phrases.bare(end, stored=stored)


def _short_name(name: str, case: str, stored: Stored | None) -> str:
    """Only kind words with a dotted abbreviation are cut: it serves all cases («по Холодильной ул.», «по ул. Мира»)."""
    parts = split_name(name)
    kind = KIND_WORDS.get(parts.kind_word)
    if kind is None or not kind.short.endswith(".") or parts.is_capital or not parts.proper or name in (stored or {}):
        return phrases.in_case(name, case, stored)
    plain = "prepositional" if case == "locative" else case
    if parts.before and parts.after:
        return phrases.in_case(name, case, stored)
    proper = proper_form(name, plain)
    return f"{kind.short}{NO_BREAK}{proper}" if parts.kind_first else f"{proper} {kind.short}"
