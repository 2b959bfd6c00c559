"""Tyumen's notices of excavation works (info.agt72.ru): a point, and the rest as a fragment of HTML with open tags.

Two layouts: with `options.address`, and with the address as the head of a balloon alone. Of a notice that was refused,
or was a mistake, nothing is dug.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from closures.sources.files import json_of, listed
from closures.sources.records import BadRecord, Record, Row, each_once, words

LONGEST_FRAGMENT = 20_000
BREAKS = ("p", "br", "div", "li", "tr")
NUMBER = re.compile(r"№\s*(?P<number>[\w/-]+)")
STATUS = re.compile(r"Статус:\s*(?P<status>.+)")
TERM = re.compile(
    r"Сроки осуществления (?P<what>земляных|восстановительных) работ\s+[cс]\s+(?P<start>\S+)\s+по\s+(?P<end>\S+)"
)
PURPOSE = re.compile(r"Цель осуществления земляных работ:\s*(?:Земляные работы осуществляются\s*)?(?P<purpose>.+)")
NOTICE = re.compile(r"/Notification/(?P<number>[\w-]{8,64})")
STAGES = {"земляных": "земляные работы", "восстановительных": "восстановление благоустройства"}
NOT_DUG = ("отказ", "ошибка", "отменено", "отозвано")
FORMS = {  # legal forms, in capitals as the register has them
    "АКЦИОНЕРНОЕ ОБЩЕСТВО": "АО",
    "ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО": "ПАО",
    "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ": "ООО",
    "МУНИЦИПАЛЬНОЕ УНИТАРНОЕ ПРЕДПРИЯТИЕ": "МУП",
    "МУНИЦИПАЛЬНОЕ КАЗЁННОЕ УЧРЕЖДЕНИЕ": "МКУ",
    "МУНИЦИПАЛЬНОЕ КАЗЕННОЕ УЧРЕЖДЕНИЕ": "МКУ",
}
PERSONS = ("ФИЗИЧЕСКОЕ ЛИЦО", "ИНДИВИДУАЛЬНЫЙ ПРЕДПРИНИМАТЕЛЬ")


def read(content: bytes, field_map: dict) -> Iterator[Row]:
    """Raises Unreadable."""
    told = json_of(content)
    features = listed(told.get("features") if isinstance(told, dict) else None, "features")
    return each_once(_row(number, feature) for number, feature in enumerate(features, start=1))


def _row(number: int, feature: object) -> Row:
    feature = feature if isinstance(feature, dict) else {}
    info = feature.get("info") if isinstance(feature.get("info"), dict) else {}
    lines, links = _lines(info.get("balloonContentBody"))
    told = {name: _first(pattern, lines, name) for name, pattern in _SINGLE.items()}
    number_told = told["number"].strip("-") or next((link["number"] for link in map(NOTICE.search, links) if link), "")
    try:
        return Row(number, number_told, _record(feature, info, lines, told, number_told))
    except BadRecord as error:
        return Row(number, number_told, None, str(error))


_SINGLE = {"number": NUMBER, "status": STATUS, "purpose": PURPOSE}


def _record(feature: dict, info: dict, lines: list[str], told: dict[str, str], number: str) -> Record:
    if not number:
        raise BadRecord(_("The notice has no number."))
    if told["status"].lower() in NOT_DUG:
        raise BadRecord(_("Status of the notice: %s.") % told["status"])
    stages = tuple((STAGES[term["what"]], term["start"], term["end"]) for term in map(TERM.search, lines) if term)
    if not stages:
        raise BadRecord(_("The notice tells no dates."))
    geometry = feature.get("geometry")
    return Record(
        external_id=number,
        geometry=geometry if isinstance(geometry, dict) else None,
        address=_address(feature, info),
        stages=stages,
        reason=words(told["purpose"][:1].upper() + told["purpose"][1:]),
        performer=_performer(lines),
        act_number=words(told["number"].strip("-"), 60),
    )


def _address(feature: dict, info: dict) -> str:
    options = feature.get("options") if isinstance(feature.get("options"), dict) else {}
    given = (options.get("address"), info.get("balloonContentHeader"), info.get("hintContent"))
    return next(filter(None, map(words, given)), "")


def _performer(lines: list[str]) -> str:
    """The line after the status, or the one of a legal form; of a private person not the name."""
    found = next((line for line in lines if line.upper().startswith((*FORMS, *PERSONS))), "")
    for person in PERSONS:
        if found.upper().startswith(person):
            return person.capitalize()
    form = next((form for form in FORMS if found.upper().startswith(form)), "")
    return words(f"{FORMS[form]} {_quoted(found[len(form) :])}", 200) if form else words(_after_status(lines), 200)


def _after_status(lines: list[str]) -> str:
    at = next((at for at, line in enumerate(lines) if STATUS.match(line)), None)
    following = lines[at + 1] if at is not None and at + 1 < len(lines) else ""
    return "" if following.startswith(("Сроки", "Цель", "№")) else following


def _quoted(name: str) -> str:
    inner = name.strip().removeprefix('"').removesuffix('"').strip()
    return f"«{inner}»" if inner else ""


def _first(pattern: re.Pattern, lines: list[str], name: str) -> str:
    return next((found[name].strip() for found in map(pattern.search, lines) if found), "")


def _lines(fragment: object) -> tuple[list[str], list[str]]:
    reader = _Fragment()
    if isinstance(fragment, str):
        reader.feed(fragment[:LONGEST_FRAGMENT])
        reader.close()
    return [line for line in map(words, "".join(reader.text).split("\n")) if line], reader.links


class _Fragment(HTMLParser):
    """Text with a line for each paragraph, opened or closed; addresses of links."""

    def __init__(self):
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in BREAKS:
            self.text.append("\n")
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        self.text.append(data.replace("\n", " ").replace("\r", " "))
