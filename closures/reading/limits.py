"""Which limits of weight, size and speed a text puts on those who drive there.

What has a width or a weight is decided by `measured`: a trench has one, too, and limits nobody.
"""

from collections.abc import Iterator

from closures.kinds.restrictions import RESTRICTIONS
from closures.reading.measured import Measured, measured
from roadmap.language.tables import Row, compiled
from roadmap.language.text import plain_in_place
from roadmap.language.times.lexicon import PARTS

DRIVEN_THERE = r"(?:грузов\w+|большегруз\w*|фур\w*|транспорт\w*|машин\w*|автомобил\w*)"
NUMBER = r"(?P<value>\d{1,3}(?:[.,]\d{1,2})?)"
AT_MOST = r"(?:более|свыше|больше|выше|тяжелее|от|до|огранич\w*|[-–—:])"
TONNES, METRES = rf" ?{NUMBER} ?т(?:онн\w*)?\b", rf" ?{NUMBER} ?м(?:етр\w*)?\b"
SIZE = rf"(?P<between>[^.;,\n\d]{{0,30}}?){AT_MOST}"
LIMITS = (
    Row(
        "speed-limit",
        r"(?:скорост\w*(?:(?!\bна \d)[^.;\n\d]){0,50}(?:(?:до|более|выше|[-–—:]|режим|огранич\w*) ?|(?=\d+ ?км))|"
        r"(?:огранич|сни[жз])\w* (?:до )?(?=\d+ ?км ?/? ?ч))"
        rf"{NUMBER}(?![\d:]|[.,]\d| ?(?:мин|час|числ|м\b|{PARTS['MONTH']}))",
        ("Скорость до 40 км/ч", "Скорость движения ограничена 20 км/ч"),
    ),
    Row(
        "reduced-weight",
        rf"(?:(?P<measure>\b(?:масс\w+|вес(?:а|у|ом|е)?)\b)|{DRIVEN_THERE})"
        rf"(?P<between> (?:(?!\bос[ьи]|осев|прицеп|автопоезд)[^.;,\n\d]){{0,40}}?){AT_MOST}{TONNES}",
        ("Грузовикам более 3,5 т проезд закрыт", "Разрешён проезд весом до 10 тонн"),
    ),
    Row(
        "gross-weight-limit",
        rf"(?:автопоезд\w*|состав\w* транспортн\w+ средств|(?:масс|вес)\w* (?:\w+ ){{0,2}}с (?:полу)?прицеп\w+)"
        rf"(?: (?:масс|вес)\w+)? (?:[^.;,\n\d]){{0,30}}?{AT_MOST}{TONNES}",
        ("Автопоездам свыше 38 т проезда нет", "Масса с прицепом не более 20 тонн"),
    ),
    Row(
        "axle-load-limit",
        rf"(?:нагрузк\w* (?:\w+ )?(?:на|от) (?:\w+ )?ос[ьи]|осев\w+ нагрузк\w*|нагрузк\w* ос[иь])"
        rf"[^.;,\n\d]{{0,30}}?{AT_MOST} ?{NUMBER} ?т(?:онн\w*|с)?\b",
        ("Нагрузка на ось более 6 т", "Осевая нагрузка до 5,5 тонны"),
    ),
    Row(
        "reduced-width",
        rf"(?:(?P<measure>\bширин(?:а|ы|ой|у|е)\b|габарит\w* по ширине){SIZE}|\bшире){METRES}",
        ("Запрещён проезд, ширина более 2,5 м", "Машинам шириной свыше 3 метров проезда нет"),
    ),
    Row(
        "reduced-length",
        rf"(?:(?P<measure>\bдлин(?:а|ы|ой|у|е)\b|габарит\w* по длине){SIZE}|\bдлиннее){METRES}",
        ("Транспорту длиной свыше 12 м проезда нет", "Проезд автобусов длиннее 15 м запрещён"),
    ),
    Row(
        "reduced-height",
        rf"(?:(?P<measure>\bвысот(?:а|ы|ой|у|е)\b|габарит\w* по высоте){SIZE}|\bвыше){METRES}",
        ("Машины высотой более 3,2 м не пройдут", "Высота под мостом не более 4 метров"),
    ),
)


def limits_in(text: str) -> Iterator[tuple[dict, tuple[int, int]]]:
    """Each with the words that it was read from."""
    for name, value, span in _first(text, Measured.VEHICLE):
        yield {"type": name, "value": value, "unit": RESTRICTIONS[name].measure.unit}, span


def doubtful_limits(text: str) -> list[str]:
    """Words that may mean what drives or what lies there."""
    read = {name for name, _value, _span in _first(text, Measured.VEHICLE)}
    return [text[slice(*span)] for name, _value, span in _first(text, Measured.UNCLEAR) if name not in read]


def _first(text: str, wanted: Measured) -> Iterator[tuple[str, float, tuple[int, int]]]:
    """Of each limit the first whose measure is of such a thing."""
    folded = plain_in_place(text)
    for name, pattern, _examples in LIMITS:
        declared = RESTRICTIONS[name]
        found = next((one for one in compiled(pattern).finditer(folded) if measured(one) is wanted), None)
        value = found and float(found["value"].replace(",", "."))
        if value and declared.least <= value <= declared.most:
            yield name, value, found.span()
