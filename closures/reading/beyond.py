"""What a text tells and no draft holds: hours of some only, the other direction by the hour, a street that is not
meant, a poll, a raid, a sign that goes. Each is asked in its own words, and nothing goes out before the answer."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from closures.kinds import KINDS
from closures.reading.located import Ask, Choice
from closures.reading.notice import EVENT_KINDS, Notice
from closures.reading.traffic import EXEMPT, LET, OTHERS_SHUT, SHUT, read_traffic, tells_shut
from roadmap.language.tables import compiled
from roadmap.language.text import plain_in_place
from roadmap.language.times.lexicon import PARTS

SOME = rf"(?:{'|'.join(row.pattern for row in EXEMPT)}|грузов\w+|легков\w+|такси|пешеход\w*)"
DAY = rf"(?:{PARTS['FULL_MONTH']}|(?:по|до) \d{{1,2}} {PARTS['FULL_MONTH']}|-)"
LANE = r"\b(?:полос\w*|ряд(?:ы|а|ов)?|тротуар\w*)\b"
WAY = r"в (?:сторону|направлении)"
REST = r"[^.;:!?\n]{0,60}?"
SURVEY = ("closure", "restriction", "event")
OPENING = ("reopening",)


class Row(NamedTuple):
    """`kinds` are those of notices in which it is asked; empty: all that may shut a road."""

    name: str
    pattern: str
    examples: tuple[str, str]
    field: str
    words: str
    kinds: tuple[str, ...] = ()


ROWS = (
    Row(
        "hours of some",
        rf"\b(?:для {SOME}|{SOME}м)(?: ?[-–—:,])? ?(?:с|со|до|после) \d{{1,2}}(?:[:.]\d\d)?(?! ?{DAY}|[.\d])"
        rf"(?: до \d{{1,2}}(?:[:.]\d\d)?)?(?! ?{DAY})",
        ("для автобусов – с 9:50 до 12", "для грузовых – после 20"),
        "planned_start",
        sentence("“%(told)s”: some have times of their own, and a stage has one for all. Say when it is shut."),
    ),
    Row(
        "some only",
        rf"(?:{SHUT}) (?:\w+ ){{0,3}}?(?:для )?легков\w+|\bлегков\w+ (?:\w+ ){{0,2}}(?:{SHUT})",
        ("закрыт для легковых", "легковым проезд запрещен"),
        "vehicle_impact",
        sentence("“%(told)s”: the form has no field for that. Look what holds there."),
    ),
    Row(
        "all others",
        OTHERS_SHUT.pattern,
        ("остальным проезд закрыт", "закрыт для всех остальных"),
        "vehicle_impact",
        sentence("“%(told)s”: look who may pass, the form may have no field for some."),
    ),
    Row(
        "the other way",
        r"\b(?:в|на) (?:обратн|противоположн|встречн)\w+ (?:сторон|направлени|полос)\w+",
        ("вечером в обратную сторону", "в противоположном направлении с 16"),
        "planned_start",
        sentence("“%(told)s”: look which direction is shut when, and give each its own stage."),
    ),
    Row(
        "two ways",
        rf"(?P<mark>{LANE}|\d(?: ?[-–—])?) {WAY} (?P<one>\w+){REST}(?:{LANE}|\d(?: ?[-–—])?) {WAY} (?!(?P=one))\w+",
        (
            "правая полоса в сторону гоголя, левая полоса в сторону лесной",
            "с 7 до 9 в сторону гоголя, с 9 в сторону леса",
        ),
        "planned_start",
        sentence("“%(told)s”: look which direction is shut when, and give each its own stage."),
    ),
    Row(
        "the way round",
        r"\bобъезд\w*(?: \w+)? (?:за|пере)крыт\w*|(?:за|пере)крыт\w* объезд\w*",
        ("объезд закрыт", "перекрыт объезд по лесной"),
        "street",
        sentence("“%(told)s”: look whether the street itself is shut."),
    ),
    Row(
        "lanes still shut",
        rf"{LANE} (?:\w+ ){{0,3}}?(?:(?:пока|еще|по-прежнему) (?:\w+ )?|оста\w+ )(?:(?:за|пере)кры|занят|огорожен)\w*",
        ("правая полоса пока перекрыта", "тротуар остается закрытым"),
        "vehicle_impact",
        sentence("“%(told)s”: not all of it opens. Say what stays shut."),
        OPENING,
    ),
    Row(
        "open for a while",
        rf"\b(?:сним\w+|снят\w*|откр\w+) на (?:\d+ )?(?:сутки|суток|день|дня|дней|час\w*|ночь|врем\w+|выходн\w+){REST}|"
        r"\b(?:затем|потом|после чего) (?:\w+ )?(?:верн|(?:за|пере)кро)\w+",
        ("снимут на сутки", "затем снова закроют"),
        "planned_start",
        sentence("“%(told)s”: it opens for a while only. Say when it is shut."),
        OPENING,
    ),
    Row(
        "poll",
        r"\bопрос\b|\bголосуе[мт]\w*|\bпроголосу\w+|\b(?:за|пере)крывать ли\b|\bнужно ли (?:за|пере)крыв\w+",
        ("опрос: нужна ли пешеходная улица", "закрывать ли лесную по субботам"),
        "planned_start",
        sentence("“%(told)s”: the text may only ask people. Is anything shut?"),
    ),
    Row(
        "raid",
        r"\bрейд(?:ы|а|ов|е|ом|ам|ах)?\b",
        ("инспекторы проводят рейд", "рейды на дорогах"),
        "planned_start",
        sentence("“%(told)s”: such a text seldom shuts a road. Is anything shut?"),
    ),
    Row(
        "sign that goes",
        r"\bзнак(?:и|а|ов)?\b[^.;!?\n]{0,120}?\b(?:сня[тл]|сним|демонтир|убра|убер|убира|отмен)\w*",
        ("знак «остановка запрещена» сняли", "знаки у школы уберут"),
        "planned_start",
        sentence("“%(told)s”: what ends is no new event. Say what holds from then on."),
        (*SURVEY, "repair", "parking"),
    ),
    Row(
        "another sign",
        r"\bзнак(?:и|а|ов)? [«\"“]?(?:движени|въезд|проезд|обгон|ограничени|кирпич|поворот|разворот)\w*"
        r"[^.;!?\n»\"”]{0,60}",
        ("знак «въезд запрещён»", "знаки «обгон запрещён» поставят"),
        "street",
        sentence("“%(told)s”: that sign bans no parking. Enter what it shuts as a closure."),
        ("parking",),
    ),
)
NO_FIELD = re.compile(r"\b(?:такси|грузов|большегруз|легков|мотоцикл|велосипед|электросамокат)")
OTHERWISE = re.compile(rf"{LET}|\bодносторонн|\bобъе[зх]|\bпо[йе]д[еу]т")
CLAUSE = re.compile(r"[,;!?\n]|\. ")
NOT_THERE = re.compile(r"\b(?:вместо|не)(?: (?:на|по|участ\w+|отрез\w+|движени\w+ по))?\s+$")


def asks_beyond(notice: Notice) -> Iterator[Ask]:
    """One of each kind."""
    if KINDS[EVENT_KINDS[notice.kind]].is_at_signal:
        return
    choices = (Choice(_("The draft is right as it is"), {}),)
    for row in ROWS:
        if told := _told(notice, row):
            yield Ask(row.field, _(row.words) % {"told": told}, choices)
    if told := _not_meant(notice):
        words = _("“%(told)s”: look which of the streets is shut, and leave the other one out.")
        yield Ask("street", words % {"told": told}, choices)


def opens_in_part(notice: Notice) -> bool:
    """So that a verb on the whole of an event would tell too much."""
    return any(_told(notice, row) for row in ROWS if row.kinds == OPENING)


def _told(notice: Notice, row: Row) -> str:
    """As it stands in the text; empty where the form holds it, or it is a street's name."""
    is_of_kind = notice.kind in row.kinds if row.kinds else notice.kind not in ("parking", *OPENING)
    if not is_of_kind or _is_held(notice, row.name):
        return ""
    folded = plain_in_place(notice.text)
    for found in compiled(row.pattern).finditer(folded):
        is_name = any(one.start <= found.start() < one.end for one in notice.mentions)
        if not is_name and not (row.name == "the other way" and _stays_open(folded, found)):
            return notice.text[slice(*found.span())].strip(" ,.;:!–—-\n")
    return ""


def _is_held(notice: Notice, name: str) -> bool:
    """Those whom the text lets through are exempted in the form, and nobody else is told of; those whom alone it shuts
    out have the one time that is told."""
    traffic = read_traffic(notice.text)
    if name == "all others":
        return bool(traffic.exemptions) and not NO_FIELD.search(plain_in_place(notice.text))
    return name == "hours of some" and bool(traffic.vehicle_classes)


def _stays_open(folded: str, found: re.Match) -> bool:
    """«В обратную сторону движение сохранено»: the clause tells so and shuts nothing."""
    before, after = CLAUSE.split(folded[: found.start()])[-1], CLAUSE.split(folded[found.end() :])[0]
    clause = before + after
    return OTHERWISE.search(clause) is not None and not tells_shut(clause)


def _not_meant(notice: Notice) -> str:
    """«Не Гоголя, а Лесная», «вместо Гоголя»: the first of several streets of which a text tells so."""
    folded = plain_in_place(notice.text)
    for one in notice.affected if len(notice.affected) > 1 else ():
        if found := NOT_THERE.search(folded, 0, one.start):
            return notice.text[found.start() : one.end]
    return ""
