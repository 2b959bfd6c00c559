"""Street names beyond what a city's network holds: its official list, the state address registry, another extract."""

import csv
from collections import Counter
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from roadmap.language.text import alike, clean_name
from roadmap.models import City, Road

from . import reading, saving
from .areas import chosen_city
from .cutting import road_ways
from .extract import Refused
from .registry import registry_streets
from .registry_rows import is_registry
from .roads import NameBook, Street, kind_word_of, settle_names, streets_of

COLUMNS = ("name", "kind_word", "variants", "old_names")


@transaction.atomic
def import_street_names(
    path: Path, *, city_slug: str | None = None, hierarchy: Path | None = None, city_object: int | None = None
) -> dict:
    """By the file's form: an extract, the registry, or a list. Known names keep their rows and learn more variants.

    `hierarchy` is a file of the registry that says what lies in what, `city_object` the number (OBJECTID) of the city
    in it. `skipped` counts what of the registry or an extract was passed over, by reason.
    """
    city = chosen_city(city_slug)
    if reading.known_ending(path):
        streets, skipped = _of_extract(path)
    elif is_registry(path):
        streets, skipped = registry_streets(path, city.name, hierarchy=hierarchy, city_object=city_object)
        streets = _under_own_forms(_variants_of(city), streets)
    else:
        return _saved(city, _of_list(path), _names_of(city))
    return _saved(city, streets, _variants_of(city)) | {"skipped": dict(sorted(skipped.items()))}


def _saved(city: City, streets: list[Street], book: NameBook) -> dict:
    before = Road.objects.filter(city=city).count()
    saving.save_streets(city, _under_known_names(book, streets))
    new = Road.objects.filter(city=city).count() - before
    return {"city": city.slug, "streets": len(streets), "new": new, "known": len(streets) - new}


def _of_extract(path: Path) -> tuple[list[Street], Counter[str]]:
    """Every named road for vehicles; where it runs is not asked."""
    extract = reading.read(path)
    ways = road_ways(extract)
    settle_names(ways)
    streets = list(streets_of(ways).values())
    if not streets:
        raise Refused(_("“%(file)s” holds no road with a name.") % {"file": path.name})
    extract.skipped["no-name"] += sum(not way.tags.get("name") for way in ways)
    return streets, +extract.skipped


def _of_list(path: Path) -> list[Street]:
    """Tab-separated columns with a header; several variants are parted by |."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(_("“%(file)s” cannot be read: %(reason)s") % {"file": path.name, "reason": error}) from error
    streets = [_street(row) for row in rows if clean_name(row.get("name") or "")]
    if not streets:
        columns = ", ".join(COLUMNS)
        raise Refused(_("“%(file)s” holds no street; columns: %(columns)s.") % {"file": path.name, "columns": columns})
    return streets


def _street(row: dict[str, str | None]) -> Street:
    name = clean_name(row["name"])
    variants, old_names = (_parts(row.get(column)) for column in ("variants", "old_names"))
    return Street(name, clean_name(row.get("kind_word") or "", 40) or kind_word_of(name), variants, old_names)


def _parts(text: str | None) -> dict[str, None]:
    return dict.fromkeys(filter(None, (clean_name(part) for part in (text or "").split("|"))))


def _names_of(city: City) -> NameBook:
    """The city itself says in its list that both are streets, where one is called as the other is by some."""
    rows = Road.objects.filter(city=city).order_by("pk").values_list("name", flat=True)
    return NameBook((name, []) for name in rows)


def _variants_of(city: City) -> NameBook:
    """«улица Горького» of the registry is «улица Максима Горького» where the map says that it is called so, too."""
    rows = Road.objects.filter(city=city).order_by("pk").values_list("name", "variants")
    return NameBook(rows)


def _under_own_forms(book: NameBook, streets: list[Street]) -> list[Street]:
    """A street that bears the registry's form already, as a list or an earlier import gave it, keeps that name."""
    for street in streets:
        known = next(filter(None, map(book.find, street.variants)), None)
        if known and not book.find(street.name):
            street.variants = {street.name: None} | street.variants
            street.variants.pop(known, None)
            street.name = known
    return streets


def _under_known_names(book: NameBook, streets: list[Street]) -> list[Street]:
    """«Пушкина улица» of the list is «улица Пушкина» of the map: the map's spelling stays, the list's is a variant.

    What differs in case or ё only is no other spelling.
    """
    for street in streets:
        known = book.find(street.name)
        if known and known != street.name:
            own = {} if alike(known) == alike(street.name) else {street.name: None}
            street.variants = own | street.variants
            street.name = known
    return streets
