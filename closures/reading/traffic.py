"""Whom a text shuts out, and whom it lets through all the same; which limits hold is read by `limits`.

A ban of lorries or a shut footway closes no street: that is told only where nothing else of the text shuts one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from closures.models.lists import Exemption, VehicleClass
from closures.reading.limits import limits_in
from roadmap.language.tables import Row, compiled
from roadmap.language.text import plain_in_place

SHUT = r"(?:за|пере)кр(?:ы|о)\w*|запре[тщ]\w*|огранич\w*|прекра[тщ]\w*|нельзя|не пропус\w+"
OPEN = re.compile(
    r"\bне (?:\w+ )?(?:(?:за|пере)кр(?:ы|о)|запре[тщ]|огранич|прекра[тщ])\w*|\bбез (?:ограничени|(?:за|пере)крыти)\w*|"
    r"ограничени\w+ (?:\w+ )?(?:нет|не )|скорост\w+ (?:\w+ )?огранич\w*|огранич\w* (?:\w+ )?скорост\w*|"
    r"огранич\w* (?:до )?\d+ ?км ?/? ?ч"
)
LORRY = (
    r"(?:грузов\w+|большегруз\w*|фур(?:ы|а|ам)?\b|тяжеловоз\w*|(?:транспорт|машин|автомобил)\w* (?:\w+ ){0,3}?"
    r"(?:(?:масс|вес)\w+ (?:\w+ ){0,2}?)?(?:более|свыше|больше|тяжелее|от) \d{1,3}(?:[.,]\d{1,2})? ?т(?:онн\w*)?\b)"
)
BESIDE = r"(?:тротуар(?:ы|а|ов)?\b|пешеход\w*|проход\w*)"
CYCLISTS = r"(?:для велосипедист\w+|велосипедист(?:ам|ов)\b|велодвижени\w+|велодорож\w+|велополос\w+)"
# Words of one clause, in which nobody drives elsewhere
WORDS = r"(?:(?!ед[еу]т|объе[зх]|пойд|направ|следу)(?:[^,;:!?\n]|,(?=\d))){0,140}?"
FOR_ALL = re.compile(
    r"\bвсе(?:х|м|го)\b|включая|в том числе|(?:кроме|за исключением|помимо) (?:\w+ ){0,2}(?:груз|больш)"
)
DRIVEN = re.compile(r"транспорт|машин|автомоб|авто\b|проезж|проезд|полос|\bряд|дорог[аеиу]\b")
BESIDE_CYCLISTS = re.compile(r"транспорт|машин|автомоб|авто\b|проезж|(?<!вело)полос|автобус|грузов|мотоцикл")
# «Разрешён только автобусам, остальным закрыт»
OTHERS_SHUT = re.compile(
    rf"\bостальн\w+ (?:\w+ ){{0,4}}?(?:{SHUT})|(?:{SHUT}) (?:\w+ ){{0,3}}?(?:для )?(?:все[хм] )?остальн\w+"
)
ONLY = (
    Row(
        VehicleClass.LORRY.value,
        rf"(?:{SHUT}) {WORDS}{LORRY}|{LORRY}{WORDS}\b(?:{SHUT})",
        ("Запрещено движение грузового транспорта по мосту", "Фурам въезд закрыт"),
    ),
    Row(
        VehicleClass.PEDESTRIAN.value,
        rf"(?:{SHUT}) (?:\w+ ){{0,4}}?{BESIDE}|\b(?:тротуары?|проход\w*|движени\w+ пешеход\w*|пешеходн\w+ движени\w+)\b"
        rf"{WORDS}\b(?:{SHUT})",
        ("Тротуар у школы закрыт", "Закрыто движение пешеходов по мосту"),
    ),
    Row(
        VehicleClass.BICYCLE.value,
        rf"(?:{SHUT}) (?:\w+ ){{0,4}}?{CYCLISTS}|{CYCLISTS}{WORDS}\b(?:{SHUT})",
        ("Улица закрыта для велосипедистов", "Велодорожку перекроют"),
    ),
)
LET = (
    r"(?<!не )(?:сохран\w+|разреш\w+|обеспеч\w+|оста[енвю]\w+|открыт\w*|свобод\w+|пропус\w+|смогут|организ\w+|"
    r"возмож\w+)"
)
PASSAGE = r"(?:проезд\w*|въезд\w*|движени\w+|доступ\w*|проеха\w+|заеха\w+)"
EXEMPT = (
    Row(
        Exemption.EMERGENCY.value,
        r"спец(?:иальн\w+ )?-?(?:транспорт|техник|машин|служб|автомоб)\w*|экстренн\w+|скор\w+ помощ\w*|"
        r"\bскор(?:ой|ая|ую|ым|ые)\b|(?:оперативн|аварийн)\w+ служб\w*|пожарн\w+",
        ("Проезд спецтранспорта сохранён", "кроме машин экстренных служб"),
    ),
    Row(
        Exemption.PUBLIC_TRANSPORT.value,
        r"общественн\w+ (?:\w+ )?транспорт\w*|маршрутн\w+ (?:\w+ )?(?:транспорт|автобус)\w*|автобус\w*",
        ("Движение автобусов сохранено", "кроме общественного транспорта"),
    ),
    Row(
        Exemption.RESIDENTS.value,
        r"жител\w+|жильц\w+|местн\w+ (?:транспорт|автомоб)\w*",
        ("Жители смогут проехать", "Проезд для жителей домов обеспечен"),
    ),
    Row(
        Exemption.WORKS.value,
        r"(?:строительн|рабоч)\w+ (?:техник|транспорт|машин)\w*|техник\w+ подрядчик\w*",
        ("Проезд строительной техники сохранён", "кроме техники подрядчика"),
    ),
)
SENTENCE = re.compile(
    r"[;\n]|(?<![ .]\w)(?<!\bул)(?<!\bпр)(?<!\bпер)\.(?: |$)|, (?=(?:а|но|однако|при этом) |(?:движени|проезд)\w* )"
)


@dataclass(frozen=True)
class Traffic:
    """As a phase keeps it; `vehicle_classes` empty: all."""

    vehicle_classes: tuple[str, ...] = ()
    exemptions: tuple[str, ...] = ()
    restrictions: tuple[dict, ...] = ()

    @property
    def values(self) -> dict[str, list]:
        """As the desk's form takes them."""
        return {name: list(told) for name, told in vars(self).items()}


def read_traffic(text: str) -> Traffic:
    folded = plain_in_place(text)
    clauses = [each for each in SENTENCE.split(folded) if each.strip()]
    return Traffic(tuple(_only(clauses)), tuple(_exempt(clauses)), tuple(limit for limit, _span in limits_in(text)))


def tells_shut(text: str) -> bool:
    """Whether it says of anything that it is shut."""
    return re.search(SHUT, OPEN.sub("", plain_in_place(text))) is not None


def tells_others_shut(text: str) -> bool:
    """Those whom it lets through are told, and it is shut to the rest."""
    return OTHERS_SHUT.search(plain_in_place(text)) is not None


def is_of_those_on_foot(text: str) -> bool:
    """A footway is shut and nothing else: nobody travels there in one direction."""
    return read_traffic(text).vehicle_classes == (VehicleClass.PEDESTRIAN.value,)


def _only(clauses: list[str]) -> Iterator[str]:
    """Those whom each clause that shuts anything shuts out, and none else."""
    shutting = [clause for clause in clauses if tells_shut(clause)]
    for name, pattern, _examples in ONLY:
        if shutting and all(_is_of(name, compiled(pattern), clause) for clause in shutting):
            yield name


def _is_of(name: str, pattern: re.Pattern, clause: str) -> bool:
    found = pattern.search(clause)
    if found is None or FOR_ALL.search(clause) or tells_shut(pattern.sub("", clause)):
        return False
    if name == VehicleClass.BICYCLE:
        return BESIDE_CYCLISTS.search(OPEN.sub("", clause)) is None
    return name != VehicleClass.PEDESTRIAN or DRIVEN.search(OPEN.sub("", clause)) is None


def _exempt(clauses: list[str]) -> Iterator[str]:
    for name, pattern, _examples in EXEMPT:
        beside = compiled(
            rf"(?:кроме|за исключением|не касается|не распространя\w+ на) (?:\w+,? ){{0,6}}?(?:{pattern})"
        )
        if any(beside.search(clause) or _lets(clause, compiled(pattern)) for clause in clauses):
            yield name


def _lets(clause: str, who: re.Pattern) -> bool:
    """The whole of it, or what stands between two commas: «улица закрыта, жителям въезд разрешён»."""
    told = [each for each in (clause, *clause.split(",")) if not tells_shut(each)]
    return any(all(re.search(each, piece) for each in (LET, PASSAGE, who)) for piece in told)
