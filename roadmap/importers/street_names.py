"""A city's official list of street names: names and variants beyond what its extract holds."""

import csv
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from roadmap.language.text import clean_name
from roadmap.models import City, Road

from . import saving
from .areas import chosen_city
from .extract import Refused
from .roads import Street, kind_word_of

COLUMNS = ("name", "kind_word", "variants", "old_names")


@transaction.atomic
def import_street_names(path: Path, *, city_slug: str | None = None) -> dict:
    """Tab-separated columns with a header; several variants are parted by |."""
    streets = _read(path)
    city = chosen_city(city_slug)
    before = Road.objects.filter(city=city).count()
    saving.save_streets(city, _under_known_names(city, streets))
    after = Road.objects.filter(city=city).count()
    return {"city": city.slug, "streets": len(streets), "new": after - before, "known": len(streets) - after + before}


def _read(path: Path) -> list[Street]:
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


def _under_known_names(city: City, streets: list[Street]) -> list[Street]:
    """«Пушкина улица» of the list is «улица Пушкина» of the map: the map's spelling stays, the list's is a variant."""
    names = list(Road.objects.filter(city=city).order_by("pk").values_list("name", flat=True))
    book = saving.NameBook((name, []) for name in names)
    for street in streets:
        known = book.find(street.name)
        if known and known != street.name:
            street.variants = {street.name: None, **street.variants}
            street.name = known
    return streets
