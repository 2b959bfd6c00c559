"""Times of something else than the road: the start of a race, a contract, the hours that houses are without water, a
queue of last week. They make no term where the road's own is told."""

import re
from datetime import date
from typing import NamedTuple

from roadmap.language.times.phrases import Phrase, Sentence, near_of


class Matter(NamedTuple):
    """Something with times of its own, and two examples."""

    name: str
    pattern: str
    examples: tuple[str, str]
    is_near: bool = True  # it speaks for its clause, else for all that stands around in its sentence


SUPPLY = r"(?:вод[аыу]|тепл[оа]|света?|отоплени[ея]|электричеств[оа]|газ[ау]?)"
MATTERS = (
    Matter(
        "race",
        r"\bстарт(?:\s+\w+)?\s+(?:волн|забег|заезд|групп|колонн|дистанц|на\s+\w+(?:\s+\w+)?\s*км|на\s+\w+\s+километр)"
        r"|\bстарт\b\s*$|\bнагражд|\bрегистраци",
        ("старт второго забега в 10:00", "награждение в полдень"),
    ),
    Matter(
        "show",
        r"\b(?:салют|фейерверк|концерт|дискотек|флешмоб)",
        ("фейерверк обещают в 22:30", "концерт начнется в 18:00"),
    ),
    Matter(
        "supply",
        rf"\b{SUPPLY}\b[^.;]{{0,80}}\b(?:не\s+будет|не\s+было|отключ|верн|дад|дал[иа]|подад)"
        rf"|\b(?:отключ|верн|дад|подад|подач|без|не\s+будет|не\s+было)\w*\s+(?:\w+\s+){{0,2}}{SUPPLY}\b",
        ("воды в домах не будет с 9 до 17 часов", "жители останутся без света с 10 до 15 часов"),
        is_near=False,
    ),
    Matter(
        "green",
        r"\b(?:газон|клумб|озеленени|саженц)",
        ("газоны восстановят до 15 мая", "клумбы вернут к 1 июня"),
        is_near=False,
    ),
    Matter(
        "contract",
        r"\bконтракт\w*\s+(?:\w+\s+){0,3}(?:действ|подпис|заключ|рассчит)|\bгаранти(?:я|и|ю)\b",
        ("контракт с подрядчиком действует до 30 ноября", "гарантия на балки до 1 июня 2030 года"),
        is_near=False,
    ),
    Matter(
        "last-year",
        r"\bв\s+прошлом\s+году\b|\bпрошлогодн|\bгод\s+назад\b|\bпрошл(?:ой|ым)\s+(?:весн|лет|осен|зим)"
        r"|\bв\s+(?:19|20)\d\d-м\b",
        ("в прошлом году, 3 мая, вода стояла выше", "год назад, 8 июля, тут было сухо"),
        is_near=False,
    ),
)
SHAPES = tuple((re.compile(matter.pattern), matter.is_near) for matter in MATTERS)
SHUTS_ROAD = re.compile(
    r"закро|закры|перекр|огранич|запре|прекра[тщ]|сузят|не\s+проехать|проезд\w*\s+(?:\w+\s+)?(?:не\s+будет|нет)"
)
LIGHTS = re.compile(r"светофор")
ROAD = re.compile(
    r"_|закр|перекр|огранич|запре|прекра[тщ]|сузят|сужен|проезд|движени|дорог|полос|светофор|ремонт|работ|этап|участ|улиц|срок|период|дат[аы]\b"
    r"|врем|начал|оконч|график|откро|открыт|отключ|снимут|верн|режим|\bноч"
    r"|^\W*(?:ежедневно|ежесуточно|кажд\w+\s+день|по\s+будням)\W+с\s[\d:.\s]+до\s[\d:.\s]+(?:час\w*)?\W*$"
)
BACK = re.compile(
    rf"\b(?:{SUPPLY}|электроэнерги\w+|водоснабжени\w+|теплоснабжени\w+|электроснабжени\w+)\b.{{0,60}}"
    r"\b(?:верн|дать|дад|подад|пода[мс]|включ|пуст|восстанов|появ|будет|обеща)"
    rf"|\b(?:верн|дать|дад|подад|подач|включ|пуст|восстанов)\w*\s+(?:\w+\s+){{0,2}}(?:{SUPPLY}|электро|водо|тепло)"
)
ROAD_OPENS = re.compile(r"_|проезд|движени|дорог|улиц|откро|работ|ремонт")
HAPPENED = re.compile(
    r"случил|произош|прорвал|обвалил|обнаруж|заключ(?:или|ен)|подписа|концерт|салют|фейерверк|резервн"
)
EXEMPT = re.compile(r"[^,;.\d]{0,40}\b(?:можно|пожалуйста|разреш|свободн|не\s+действ|без\s+огранич|ограничений\s+нет)")
OPEN_THEN = re.compile(EXEMPT.pattern.replace("можно|", "можно|открыт|"))
PAST_VERB = re.compile(r"\b\w{2,}[аеиоуыя]л(?:[аои]?(?:сь)?|ся)\b")
AROUND = 150  # characters of a sentence that are looked at


def leave_out_other_matters(phrases: list[Phrase], sentences: list[Sentence], folded: str, today: date) -> None:
    _leave_out_by_sentence(phrases, sentences, folded)
    told = [one for one in phrases if not one.aside]
    news = [one for one in told if _is_past_news(one, folded, sentences, today)]
    own = [one for one in told if one not in news and not one.former]
    timed = [one for one in own if one.clocks]
    other = [one for one in own if _is_of_a_matter(one, sentences, folded, is_alone=timed == [one])]
    first = next((one for one in own if one not in other), None)
    for phrase in [*news, *other] if first else ():
        if phrase in news or phrase.start > first.start:
            phrase.aside = "office"


def _leave_out_by_sentence(phrases: list[Phrase], sentences: list[Sentence], folded: str) -> None:
    """The hours of a race, the day of a contract or of the accident are no term, where the road's own are told."""
    near = {phrase: near_of(phrase, sentences) for phrase in phrases}
    said = {phrase: folded[near[phrase].start : near[phrase].end] for phrase in phrases}
    timed = any(phrase.clocks and ROAD.search(said[phrase]) for phrase in phrases)
    dated = {phrase.sentence for phrase in phrases for item in phrase.items if item.letter in "DW"}
    are_weekly = any(phrase.name == "recurring" for phrase in phrases)
    for phrase in phrases:
        if phrase.clocks and phrase.sentence not in dated and timed and not (phrase.opens or ROAD.search(said[phrase])):
            phrase.aside = "office"
        around = folded[max(phrase.start - 40, sentences[phrase.sentence].start) : phrase.end + 20]
        if phrase.name in ("at", "days") and not phrase.aside and HAPPENED.search(around):
            phrase.aside = "other"
        elif phrase is not phrases[0] and _is_exempt(phrase, sentences, folded, is_after_weekdays=are_weekly):
            phrase.aside = "office"


def _is_exempt(phrase: Phrase, sentences: list[Sentence], folded: str, *, is_after_weekdays: bool) -> bool:
    """«По субботам и воскресеньям – пожалуйста»: weekdays on which the term does not hold."""
    if phrase.items[-1].name == "open_weekend":
        return False  # it says so itself
    if phrase.items[-1].name == "weekend":
        return is_after_weekdays and OPEN_THEN.match(folded, phrase.end) is not None
    weekdays = [item for item in phrase.items if item.weekday is not None or item.weekdays]
    are_dated = any(item.letter == "D" for item in phrase.items)
    are_several = phrase.name == "recurring" or (len(weekdays) > 1 and not are_dated)
    rest = folded[phrase.end : near_of(phrase, sentences).end]
    return are_several and bool(EXEMPT.match(rest)) and not SHUTS_ROAD.search(rest)


def _is_of_a_matter(phrase: Phrase, sentences: list[Sentence], folded: str, *, is_alone: bool) -> bool:
    """The only hours that are told are the road's too, whatever begins then in their clause."""
    sentence = sentences[phrase.sentence]
    clause = _clause(phrase, sentence, folded)
    around = folded[max(sentence.start, phrase.start - AROUND) : min(sentence.end, phrase.end + AROUND)]
    for shape, is_near in SHAPES:
        words = clause if is_near else around
        if (
            not (is_near and is_alone)
            and shape.search(words)
            and not (SHUTS_ROAD.search(words) or LIGHTS.search(words))
        ):
            return True
    return False


def is_of_supply(span: tuple[int, int], sentences: list[Sentence], folded: str) -> bool:
    """«Улица перекрыта, воду дадут к 20:00»: nobody says that the street opens then."""
    sentence = next(one for one in sentences if one.start <= span[0] < one.end)
    before = re.split(r"[,;:.—–]\s", folded[sentence.start : span[0]])[-1]
    clause = before + re.split(r"[,;.](?:\s|$)", folded[span[0] : sentence.end])[0]
    return BACK.search(clause) is not None and not (SHUTS_ROAD.search(clause) or ROAD_OPENS.search(clause))


def _is_past_news(phrase: Phrase, folded: str, sentences: list[Sentence], today: date) -> bool:
    """A day of before, with no word of the road beside it."""
    is_day = phrase.name in ("days", "at") and not (phrase.opens or phrase.shuts or phrase.begins)
    point = phrase.first or phrase.last
    day = point.day if point else phrase.days[-1] if phrase.days else None
    words = _clause(phrase, sentences[phrase.sentence], folded)
    return is_day and day is not None and day < today and PAST_VERB.search(words) is not None


def _clause(phrase: Phrase, sentence: Sentence, folded: str) -> str:
    """What stands between the commas around a phrase, and the next piece where the phrase is set off by them."""
    before = re.split(r"[,;:—–]\s", folded[max(sentence.start, phrase.start - AROUND) : phrase.start])
    after = re.split(r"[,;]\s", folded[phrase.end : min(sentence.end, phrase.end + AROUND)])
    lead = before[-1] if before[-1].strip() else " ".join(before[-2:])
    return f"{lead} {folded[phrase.start : phrase.end]} {after[0] if after[0].strip() else ' '.join(after[:2])}"
