"""Our fields and the columns of somebody's table: which is which, guessed by name, chosen by an administrator."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closures.models.works_source import DIGEST
from closures.sources.days import day_or_moment
from closures.sources.records import BadRecord, Record, shape_told, words

FIELDS = {  # our field → its title
    "external_id": gettext_lazy("number in the source"),
    "start": gettext_lazy("begins on"),
    "end": gettext_lazy("ends on (the day included)"),
    "address": gettext_lazy("address"),
    "street": gettext_lazy("street"),
    "since": gettext_lazy("from which street or house"),
    "until": gettext_lazy("to which street or house"),
    "lon": gettext_lazy("longitude"),
    "lat": gettext_lazy("latitude"),
    "reason": gettext_lazy("what is done"),
    "performer": gettext_lazy("performer"),
    "client": gettext_lazy("client"),
    "contact": gettext_lazy("contact"),
    "act_number": gettext_lazy("number of the act"),
    "note": gettext_lazy("note to the public"),
    "kind": gettext_lazy("kind"),
    "impact": gettext_lazy("vehicle impact"),
}
GUESSES = {  # as columns are usually called
    "external_id": ("id", "номер", "ном", "№", "number", "objectid", "guid", "external_id", "№ п/п"),
    "start": ("start", "начало", "дата начала", "с", "from", "starts", "start_date", "planned_start"),
    "end": ("end", "окончание", "дата окончания", "по", "to", "ends", "end_date", "planned_end", "конец"),
    "address": ("address", "адрес", "место", "местоположение", "улица дом", "улица и дом"),
    "street": ("street", "улица", "road", "road_name"),
    "since": ("since", "от", "начало участка", "from_street"),
    "until": ("until", "до", "конец участка", "to_street"),
    "lon": ("lon", "lng", "longitude", "долгота", "x"),
    "lat": ("lat", "latitude", "широта", "y"),
    "reason": ("reason", "описание", "description", "вид работ", "работы", "name", "название", "title", "цель"),
    "performer": ("performer", "исполнитель", "подрядчик", "contractor", "организация"),
    "client": ("client", "заказчик", "customer"),
    "contact": ("contact", "контакт", "телефон", "phone"),
    "act_number": ("act_number", "разрешение", "ордер", "номер ордера", "permit"),
    "note": ("note", "примечание", "комментарий", "comment"),
    "kind": ("kind", "вид", "тип"),
    "impact": ("impact", "vehicle_impact", "ограничение"),
}
STEMS = {  # of longer names: words that begin so, and those that speak of something else
    "start": (("начал",), ("участ", "улиц", "адрес", "дом", "номер")),
    "end": (("оконч", "конец", "конч", "заверш"), ("участ", "улиц", "адрес", "дом", "номер", "начал")),
    "address": (("адрес", "местополож"), ("заказч", "исполн", "подряд", "почт", "email", "электрон", "mail")),
    "street": (("улиц", "street"), ("от", "до", "начал", "конец", "оконч")),
    "performer": (("исполнит", "подряд"), ("телефон", "контакт", "адрес", "номер", "инн")),
    "client": (("заказч",), ("телефон", "контакт", "адрес", "номер", "инн")),
    "contact": (("контакт", "телефон"), ()),
    "act_number": (("ордер", "разреш"), ("дата", "срок", "начал", "оконч")),
    "reason": (("описан", "цель", "работ"), ("дата", "срок", "начал", "оконч", "адрес", "место", "номер", "телефон")),
    "note": (("примеч", "коммент"), ()),
    "external_id": (("ном", "№"), ("дом", "телефон", "ордер", "разреш", "участ")),
}
LONGEST = {"performer": 200, "client": 200, "contact": 120, "act_number": 60, "note": 1000, "external_id": 200}
OF_ITSELF = ("address", "street", "since", "until", "reason", "performer", "client", "contact", "note", "act_number")


def guessed(columns: Sequence[str]) -> dict[str, str]:
    """Our field → column; each column once: by its whole name, else by the words that stand in it."""
    by_name = {_plain(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for field, names in GUESSES.items():
        column = next((by_name[_plain(name)] for name in names if _plain(name) in by_name), None)
        if column and column not in found.values():
            found[field] = column
    for field, (stems, others) in STEMS.items():
        free = (column for column in columns if field not in found and column not in found.values())
        if column := next((each for each in free if _has(each, stems) and not _has(each, others)), None):
            found[field] = column
    return {field: found[field] for field in FIELDS if field in found}


def _plain(name: str) -> str:
    """Its words alone: «Ном.» and «ном», «Улица, дом» and «улица дом» are one."""
    return " ".join(re.findall(r"\w+|№", name.lower()))


def _has(column: str, stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stems) for word in _plain(column).split())


def unused(columns: Sequence[str], field_map: Mapping[str, str]) -> list[str]:
    """Columns of which nothing is read."""
    return [column for column in columns if column not in field_map.values()]


def record_of(values: Mapping[str, object], field_map: Mapping[str, str], geometry: dict | None = None) -> Record:
    """Raises BadRecord. A row without a number of its own is known by its place and start."""
    told = {field: words(values.get(column), LONGEST.get(field, 300)) for field, column in field_map.items()}
    start, end = (day_or_moment(told.get(name, "")) for name in ("start", "end"))
    if end and not start:
        raise BadRecord(_("The row has an end and no start."))
    if "start" in field_map and not start:
        raise BadRecord(_("The row does not say when it begins: the cell of the start is empty."))
    geometry = shape_told(geometry or _point(told))
    own = {name: told.get(name, "") for name in OF_ITSELF}
    return Record(
        external_id=told.get("external_id") or _known_by(told, start, geometry),
        geometry=geometry,
        stages=(("", start, end),) if start else (),
        kind=told.get("kind", "")[:20],
        impact=told.get("impact", "")[:40],
        **own,
    )


def _point(told: Mapping[str, str]) -> dict | None:
    given = [told.get(name, "").replace(",", ".") for name in ("lon", "lat")]
    if not any(given):
        return None
    try:
        return {"type": "Point", "coordinates": [float(number) for number in given]}
    except ValueError as error:
        raise BadRecord(_("“%s” are no coordinates.") % ", ".join(given)[:60]) from error


def _known_by(told: Mapping[str, str], start: str, geometry: dict | None) -> str:
    place = [told.get(name, "") for name in ("address", "street", "since", "until")]
    if not any(place) and geometry is None:
        raise BadRecord(_("The row has neither a number nor a place."))
    parts = chain(place, [start, str(geometry)])
    return f"{DIGEST}{sha256('|'.join(parts).encode()).hexdigest()[:24]}"
