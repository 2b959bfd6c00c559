"""What a clause says of the time in it: does the road shut or open then, do works begin, is it a term of before?"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from roadmap.language.times.matters import LIGHTS, SHUTS_ROAD, leave_out_other_matters
from roadmap.language.times.phrases import Phrase, Point, Sentence, near_of


class Verb(NamedTuple):
    """The pattern of a verb or a noun of a deed, and two examples."""

    role: str
    pattern: str
    examples: tuple[str, str]


VERBS = (
    Verb("opens", r"откро\w+|открыт[оаыь]?\b|открыти\w+|открыли|открыва\w+", ("откроют проезд", "открытие движения")),
    Verb(
        "opens",
        r"верн[её]тся|(?:вернули|пустили|поехали)\b|вернут\w*|вернуть|возвра[тщ]\w*|отпуст\w+|освобо\w+(?!\s+от\b)|пуст(?:ят|ить)\b(?!\s+(?:по\b|в\s+объезд|через|в\s+одну))",
        ("вернут схему", "пустят машины"),
    ),
    Verb("opens", r"восстанов\w+|возобнов\w+", ("восстановят проезд", "движение возобновится")),
    Verb(
        "opens",
        r"(?:сн(?:имут|ять|ят|яли|ятие|имаем|имают)|отмен(?:ят|ить|а))\w*(?:(?:\s+\w+)?\s+(?:запрет|ограничени|перекрыти|закрыти)\w*)?",
        ("запрет снимут", "снять все ограничения"),
    ),
    Verb("opens", r"уйд(?:ет|ут|ем)\b|уед(?:ет|ут)\b|загор(?:ятся|ится)", ("бригада уйдёт", "огни загорятся")),
    Verb("opens", r"включ\w+|проехать\s+можно|можно\s+будет\s+проехать", ("светофор включат", "проехать можно с")),
    Verb(
        "opens",
        r"(?:законч\w+|заверш(?:ат|ит|ить)\w*)(?:\s+(?:все\s+)?(?:работ|ремонт)\w*)?|завершени\w+|финиш\b|конец\b|окончани\w+|оконч(?:ат|ит)\w*",
        ("закончат к", "работы завершат"),
    ),
    Verb(
        "opens",
        r"починят|отремонтируют|доделают|устранят|управ(?:ятся|иться)|(?:сдадут|сдать)(?:\s+работ\w+)?|исчезн\w+",
        ("аварию устранят", "управиться до"),
    ),
    Verb(
        "shuts",
        r"закро\w*|закры(?!ти\w+\s+(?:продл|продолж))\w*|перекр\w+|огранич\w+|запре\w+|прекра[тщ]\w+|приостан\w+",
        ("закроют проезд", "движение ограничат"),
    ),
    Verb(
        "shuts",
        r"сузят|сужен\w*|отключ\w+|выключ\w+|погас\w+|действ(?:у|ова)\w+|сохран\w+|продл\w+|работ\w+|ремонт\w*",
        ("дорогу сузят", "светофоры отключат"),
    ),
    Verb(
        "shuts",
        r"нельзя|не\s+(?:проехать|проедет|будет|гор\w+)|останов\w+|остан\w+",
        ("нельзя проехать", "движение остановят"),
    ),
    Verb(
        "begins",
        r"в\s+силу|введ(?:ут|ен)\w*|ввели|вводит\w*|начн(?:ет|ут)\w*|начина\w+|начат\w*|начавш\w*|начал\w*|заработа\w+|стартов\w*|старт\w*|приступ\w+|установят|появ[ия]\w+",
        ("начнут 5 июня", "вступает в силу"),
    ),
)
SHAPES = {
    role: re.compile(r"\b(?:" + "|".join(f"(?:{verb.pattern})" for verb in VERBS if verb.role == role) + ")")
    for role in ("opens", "shuts", "begins")
}
NOT_YET = re.compile(r"\bне \|(?!\s*$|\s+(?:\w+\s+)?(?:раньше|ранее|до)\b)")
PAST_TENSE = re.compile(
    r"(?:откры|закры|перекры|сня|восстанови|верну|ограничи|отключи|пусти|начал)ли\b|погасл?[аио]?\b"
)
OTHER_CLAUSE = re.compile(r"\b(?:а|и|но)\s|(?<=\w),")
LIGHTS_ON = re.compile(r"\bзаработа\w+")
FORMER = re.compile(
    r"\bне\s+(?:откр\w+|снимут|законч\w*|заверш\w*)\b(?!\s+(?:\w+\s+)?(?:до|раньше|ранее)\b)"
    r"|(?<!по-)прежн(?:ий|его|ему|ем)\s+(?:срок|[—–-])|(?<!не )\bранее\b"
    r"|\bраньше\s+(?:план|обещ|соб|долж|срок|дума|назыв|указ|говор)\w*|изначально|первоначально|\bвместо\b"
    r"|планировал\w*|\bждали\b|\bожидал\w+|\bбыло\W+до\b|\bбыло\W+$|долж(?:ен|на|но|ны)\s+был\w*|собирались|не\s+успе\w+|обеща(?:ли|лось|л)\b(?=[^.]*\b(?:откр|законч|заверш|верн|сня|убра|сда|пусти))"
    r"|\bхотя\s+(?:график|срок|план)"
    r"|(?:откр\w+|законч\w+|заверш\w+|верну\w+|снять)(?:\s+\w+){0,2}\s+обеща(?:ли|лось)|\bне\s+$|\bа\s+не\b"
    r"|\b(?!закры|перекры)\w+ть(?:\s+\w+){0,2}\s+(?:обеща(?:ли|лось)|рассчитывали|намеревались|надеялись|хотели)\b"
)
FAILED = re.compile(r"\s+(?:\w+\s+){0,2}не\s+(?:получится|удастся|выйдет|успеют)\b")
BEGAN = re.compile(r"\b(?:(?:за|пере)кры(?:ли|т[аоы]?)|ограничили|ввели|раскопали|начали)\b[^,;]{0,30}$")
MEANT = re.compile(r"собира|план|хотел|долж|обеща|намеч|не\s+успе")
NOT_BEFORE = re.compile(r"\bне\s+(?:откр\w+|снимут|законч\w*|заверш\w*)\s*$")
INSTEAD = re.compile(r"\bвместо\W+(?:(?:период|срок|дат)\w*\W+)?(?:с\W+)?$")
JOINED = re.compile(r"\W*(?:и|по|до)?\W*")
MOVED_ON = re.compile(r"\s*на\s+(?:с\s+)?\d")  # «перенесли с 5–7 мая на 9–11 мая»
NEW_MOMENT = re.compile(
    r"^\W*[—–-]|\b(?:а|но|еще)\b(?!\s+не\b)|откро|продл|перенес|сдвин|теперь|\bстал\w+|\bнов\w+\s+срок"
)
NEW_TERM = re.compile(
    r"(?:\b(?:нов|друг|ин)\w+\s+(?:срок|дат)|\b(?:последн|крайн)\w+\s+(?:день|ночь)|\bсрок|окончани|завершени)\w*(?:\s+\w+){0,2}\W{0,4}$"
)
MOVED = re.compile(r"(?:перенес|перенос|сдвин|отлож|отодвин|измен[её]н)\w*[^.;]{0,40}$|теперь\s+на\W*$")
MOVED_DEED = re.compile(r"(?:пере|за)крыти|ограничени|отключени|ремонт|работ|укладк|испытани|забег|парад|ярмарк|матч")
MOVED_TERM = re.compile(r"срок|откр|окончани|завершени|законч|продл|затя[нг]|сдач|снят|возобн|верн")
OFFICE = re.compile(
    r"телефон|\bтел\.|\bт\.\s*\d|\bдоб\.|справк|звон|диспетчер|при[её]м|касс|обращ|режим\w*(?:\s+работы)?\W*$|график\w*\s+работы|выда[её]м|хранени"
)
PARKING = re.compile(
    r"парков|стоянк|нельзя\s+(?:стоять|останавл)|не\s+(?:став|оставля)|останов(?:ка|ку|ки)\s+(?:и|машин|транс|запр)"
    r"|эваку|(?:машин|автомоб)\w*(?:\s+\w+){0,3}\s+(?:убрать|переставить|перегнать)|уб(?:рать|ерите|ирайте)\s+(?:\w+\s+)?(?:машин|авто)"
)
TRANSPORT = re.compile(r"автобус|троллейбус|трамва|маршрут|электробус|электричк")
ASIDE = re.compile(r"\(\s*а\s+не\b[^)]*\)")  # «с 20 мая (а не с 18-го)»


Place = tuple[int, int, str]  # where it stands in the text, and its street


def mark_roles(
    phrases: list[Phrase],
    sentences: list[Sentence],
    folded: str,
    plain: str,
    places: list[Place],
    today: date,
    *,
    is_reopening: bool,
) -> None:
    """The verb nearest before a phrase counts first, then the one after it. `plain` is `folded` with its places."""
    for number, phrase in enumerate(phrases):
        previous = _neighbour(phrases, number, -1)
        before, after = _around(phrase, previous, _neighbour(phrases, number, 1), sentences, folded)
        if is_reopening:
            before, after = before.rsplit(",", 1)[-1], after.split(",", 1)[0]
        verb = _verb(before, after, folded)
        phrase.opens, phrase.shuts = verb == "opens", verb == "shuts"
        phrase.begins = SHAPES["begins"].search(before[-40:] + " " + after[:25]) is not None
        if previous is not None and re.fullmatch(r"\W*(?:а|и)\W*(?:до|с|в)?\W*", before):
            phrase.opens = previous.opens  # «откроют не сегодня, а 30 октября»
        if is_reopening and SHAPES["opens"].match(after.lstrip()):
            phrase.opens, phrase.shuts = True, False  # «сегодня в 6:00 пустили машины»
        if folded.startswith("начиная", phrase.start):
            phrase.opens = False
        if NEW_TERM.search(before) or (not verb and _replaces(phrase, previous, before)):
            phrase.opens = True
        if PAST_TENSE.search(before[-40:] + "|" + after[:60]):
            _look_back(phrase)
        phrase.former = _is_former(phrase, previous, before, sentences, folded)
        phrase.aside = _aside(phrase, sentences, folded, plain, places)
    leave_out_other_matters(phrases, sentences, folded, today)
    if all(phrase.former for phrase in phrases) and not is_reopening:
        for phrase in phrases:
            phrase.former = False  # «не откроют до 26-го» is the only end that is told


def _replaces(phrase: Phrase, previous: Phrase | None, before: str) -> bool:
    """«вместо 5 июня – 19-го»: the moment after a former one, with no verb of its own, is the new end."""
    is_replaced = previous is not None and previous.former and previous.opens
    return is_replaced and phrase.name in ("days", "at") and NEW_MOMENT.search(before) is not None


def _look_back(phrase: Phrase) -> None:
    """«открыли в среду»: the last Wednesday, and not the next."""
    if any(item.letter == "W" for item in phrase.items) and not any(item.letter == "D" for item in phrase.items):
        week = timedelta(days=7)
        phrase.days = [day - week for day in phrase.days]
        if phrase.first and phrase.first.day:
            phrase.first = Point(phrase.first.day - week, phrase.first.clock)


def _neighbour(phrases: list[Phrase], number: int, step: int) -> Phrase | None:
    other = phrases[number + step] if 0 <= number + step < len(phrases) else None
    return other if other and other.sentence == phrases[number].sentence else None


def _around(phrase, previous, following, sentences, folded) -> tuple[str, str]:
    sentence = sentences[phrase.sentence]
    before = folded[previous.end if previous else sentence.start : phrase.start].rsplit(";", 1)[-1]
    after = folded[phrase.end : following.start if following else sentence.end].split(";", 1)[0]
    if following is not None:
        after = OTHER_CLAUSE.split(after)[0]  # «выйдут 5-го и уйдут 8-го»: each verb before its own day
        after = "" if re.fullmatch(r"\s*,\s*(?:\w+\s+){0,2}\w+\s*", after) else after  # «5-го, уйдут 8-го»
    return before, after


def _verb(before: str, after: str, folded: str) -> str:
    if re.match(r"\W*[—–-]\s*(?:открыти|включ|снят|возобнов|кон(?:ец|ц)|окончани|завершени|финиш)", after):
        return "opens"  # «24 июля в 5:00 — открытие»
    verbs = [(found.end(), "opens") for found in _opening(before, folded)]
    verbs += [(found.end(), "shuts") for role in ("shuts", "begins") for found in SHAPES[role].finditer(before)]
    if not verbs or re.search(r",\s*(?:(?:а|но|зато|и)\s+)?(?:уже\s+)?$", before):
        later = [(-found.start(), "opens") for found in _opening(after, folded)]
        verbs = later + [(-found.start(), "shuts") for found in SHAPES["shuts"].finditer(after)] or verbs
    return max(verbs, key=lambda verb: (verb[0], verb[1] == "opens"))[1] if verbs else ""


def _opening(text: str, folded: str) -> list[re.Match]:
    """«не пустят» opens nothing; «не откроют раньше 20 июня» does."""
    found = [
        one
        for one in SHAPES["opens"].finditer(text)
        if not NOT_YET.search(text[: one.start()] + "|" + text[one.end() :])
    ]
    return found + list(LIGHTS_ON.finditer(text)) if LIGHTS.search(folded) else found


def _is_former(phrase, previous, before, sentences, folded) -> bool:
    """«прежний срок — до 15 июня», «ранее планировали открыть 5 сентября»; «вместо 5 июня откроют 19-го»."""
    if FAILED.match(folded, phrase.end):
        return True  # «к 5 июня не получится»
    if NEW_TERM.search(before) and not FORMER.search(before.rsplit(",", 1)[-1]):
        return False
    if previous is not None and previous.former:
        is_instead = INSTEAD.search(folded, 0, previous.start) and not JOINED.fullmatch(before)
        return NEW_MOMENT.search(before) is None and not (is_instead or MOVED_ON.match(folded, previous.end))
    clause = before if previous else folded[sentences[phrase.sentence].start : phrase.start]
    if phrase.items[0].letter == "t" and NOT_BEFORE.search(clause):
        return False  # «не откроют до 9 июня»
    if MOVED.search(clause) and MOVED_ON.match(folded, phrase.end):
        return True
    near = clause.rsplit(",", 1)[-1]
    if phrase.name in ("days", "since", "at") and BEGAN.search(clause) and not MEANT.search(clause):
        return False  # «ранее проезд закрыли 5 мая»: that is when it began
    return FORMER.search(near if FORMER.search(near) else clause[-70:]) is not None


FREE = re.compile(r"\W*(?:движение|проезд)\w*\s+(?:\w+\s+)?(?:обычн|свободн(?!\w*\s+полос)|не\s+огранич)")


def _aside(phrase: Phrase, sentences: list[Sentence], folded: str, plain: str, places: list[Place]) -> str:
    """A parking ban on streets of its own is no aside."""
    sentence = near_of(phrase, sentences)
    said = folded[sentence.start : sentence.end]
    said_before = re.split(SHUTS_ROAD, folded[sentence.start : phrase.start])[-1]
    if phrase.items[-1].name == "open_weekend":
        return ""  # the days that it leaves are the term's
    if _is_free(phrase, said[: phrase.start - sentence.start], folded):
        return "office"
    if not phrase.days and phrase.clocks and OFFICE.search(said_before):
        return "office"
    clause = (
        said[: phrase.start - sentence.start].rsplit(",", 1)[-1]
        + " "
        + said[phrase.end - sentence.start :].split(",", 1)[0]
    )
    before = said[: phrase.start - sentence.start]
    if PARKING.search(clause) or (PARKING.search(before) and not SHUTS_ROAD.search(before)):
        return "" if _has_own_place(sentence, places) else "parking"
    return "transport" if TRANSPORT.search(plain[sentence.start : sentence.end]) and not SHUTS_ROAD.search(said) else ""


def _is_free(phrase: Phrase, before: str, folded: str) -> bool:
    """«С 22 до 6 движение свободно». Behind a comma that is no word on the hours of what was shut before it: «тротуар
    закрыт с 5 по 8 июня, движение машин не ограничено»."""
    is_of_others = folded.startswith(",", phrase.end) and SHAPES["shuts"].search(before.rsplit(",", 1)[-1])
    return FREE.match(folded, phrase.end) is not None and not is_of_others


def _has_own_place(sentence: Sentence, places: list[Place]) -> bool:
    here = {name for start, _, name in places if sentence.start <= start < sentence.end}
    return bool(here - {name for start, _, name in places if not sentence.start <= start < sentence.end})
