"""Streets of the state address registry (ГАР): those of a city where a hierarchy says what lies in what, else all.

AS_ADDR_OBJ holds names by the object's number, level and state; AS_ADM_HIERARCHY or AS_MUN_HIERARCHY its parent.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from roadmap.language.text import alike, clean_name

from .extract import Refused
from .registry_names import kind_of, streets_named
from .registry_rows import ADMINISTRATIVE, MUNICIPAL, OBJECTS, TYPES, File, Row, files, rows
from .roads import Street, spelling

STREETS = "8"  # elements of the road network; 7 are elements of the planning structure
CITIES = ("5", "6", "4", "1")  # levels where a city may stand, in the order in which it is looked for
MOST_OBJECTS = 500_000  # several times what a region has
MOST_NAMED = 20  # candidates in a message


@dataclass
class _Objects:
    """What AS_ADDR_OBJ holds: streets as (name, type), everything else by its number only."""

    streets: dict[int, tuple[str, str]] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)
    cities: dict[int, tuple[str, str, str]] = field(default_factory=dict)  # level, name, type
    skipped: Counter[str] = field(default_factory=Counter)


def registry_streets(
    path: Path, city_name: str, *, hierarchy: Path | None = None, city_object: int | None = None
) -> tuple[list[Street], Counter[str]]:
    """The streets and, by reason, how many rows were passed over."""
    packed = files(path)
    objects = _objects(_of(packed, OBJECTS) or [file for file in packed if not file.subject], city_name)
    trees = files(hierarchy) if hierarchy else _of(packed, ADMINISTRATIVE) or _of(packed, MUNICIPAL)
    if trees:
        _keep_those_in(objects, trees, city_object or _city(objects, city_name))
    elif city_object:
        raise Refused(_("What lies in the city is told by a hierarchy, and the file holds none: --hierarchy FILE."))
    streets = _named(objects, _written_out(_of(packed, TYPES)))
    if not streets:
        raise Refused(_("“%(file)s” holds no street of the city.") % {"file": path.name})
    return streets, +objects.skipped


def _of(packed: Iterable[File], subject: str) -> list[File]:
    return [file for file in packed if file.subject == subject]


# --- objects ----------------------------------------------------------------------------------------------------------


def _objects(found: list[File], city_name: str) -> _Objects:
    objects, wanted = _Objects(), alike(city_name)
    for row in (row for file in found for row in rows(file)):
        _add(objects, row, wanted)
        if len(objects.streets) + len(objects.others) > MOST_OBJECTS:
            raise Refused(_("The file holds more than a region: take the folder of one region."))
    return objects


def _add(objects: _Objects, row: Row, wanted: str) -> None:
    number = _number(row.get("OBJECTID"))
    level = (row.get("LEVEL") or "").strip()
    reason = _reason_against(number, row)
    if reason:
        objects.skipped[reason] += 1
    elif level == STREETS:
        objects.streets[number] = row["NAME"][:500], (row.get("TYPENAME") or "")[:100]
    else:
        objects.skipped["not-a-street"] += 1
        objects.others.add(number)
        if level in CITIES and alike(row["NAME"][:500]) == wanted:
            objects.cities[number] = level, clean_name(row["NAME"]), clean_name(row.get("TYPENAME") or "")


def _reason_against(number: int | None, row: Row) -> str:
    if number is None or not row.get("LEVEL"):
        return "broken"
    if not _is_set(row, "ISACTUAL"):
        return "not-actual"
    if not _is_set(row, "ISACTIVE"):
        return "not-active"
    return "" if clean_name(row.get("NAME") or "") else "no-name"


def _is_set(row: Row, name: str) -> bool:
    """Files of XML write 1 and 0, tables of the same rows also words; what says nothing holds."""
    return (row.get(name) or "1").strip().lower() in ("1", "true", "t")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


# --- what lies in the city -------------------------------------------------------------------------------------------


def _city(objects: _Objects, city_name: str) -> int:
    """The one object of the city's name on the first level that has any."""
    for level in CITIES:
        found = [number for number, (own, _name, _type) in objects.cities.items() if own == level]
        if len(found) == 1:
            return found[0]
        if found:
            break
    known = "; ".join(f"{number} ({kind} {name})" for number, (_, name, kind) in [*objects.cities.items()][:MOST_NAMED])
    message = _("Which object of the registry is “%(city)s”? Say --city-object NUMBER. Of that name: %(known)s.")
    raise Refused(message % {"city": city_name, "known": known or "—"})


def _keep_those_in(objects: _Objects, trees: list[File], city: int) -> None:
    """Parents are kept of address objects only: houses, of which there are far more, lead to no street."""
    parents = {}
    for row in (row for file in trees for row in rows(file)):
        number, parent = _number(row.get("OBJECTID")), _number(row.get("PARENTOBJID"))
        is_known = number in objects.streets or number in objects.others
        if is_known and parent is not None and _is_set(row, "ISACTIVE"):
            parents[number] = parent
    outside = [number for number in objects.streets if not _lies_in(number, city, parents)]
    for number in outside:
        del objects.streets[number]
    objects.skipped["other-place"] += len(outside)


def _lies_in(number: int, city: int, parents: dict[int, int]) -> bool:
    met = set()
    while number in parents and number not in met:
        met.add(number)
        number = parents[number]
        if number == city:
            return True
    return False


# --- names -----------------------------------------------------------------------------------------------------------


def _written_out(found: list[File]) -> dict[str, str]:
    """«взв» → «взвоз», by the registry's own list of the types of streets."""
    listed = [row for file in found for row in rows(file) if (row.get("LEVEL") or "").strip() == STREETS]
    pairs = ((alike(row.get("SHORTNAME", "")[:100]).strip(". "), alike(row.get("NAME", "")[:100])) for row in listed)
    return {short: word for short, word in pairs if short and word}


def _named(objects: _Objects, written_out: dict[str, str]) -> list[Street]:
    """One street a name, in the order of the file; the same name again, as in a village, adds nothing."""
    found: list[list[Street]] = []
    met = set()
    for name, type_name in objects.streets.values():
        kind = kind_of(type_name, written_out)
        ways = streets_named(name, kind) if kind else []
        if not ways:
            objects.skipped["no-street-kind"] += 1
        elif spelling(ways[-1].name) in met:
            objects.skipped["same-name"] += 1
        else:
            met.add(spelling(ways[-1].name))
            found.append(ways)
    namesakes = Counter(spelling(ways[0].name) for ways in found)
    return [ways[0] if namesakes[spelling(ways[0].name)] == 1 else ways[-1] for ways in found]
