"""Phrases about time: a range of days, hours, a start, an end…, each with what its clause says of it.

A text is a row of letters (`lexicon.py`), and `GRAMMAR` is tried at every place of it."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from roadmap.language.times.items import DATED, Item, scan
from roadmap.language.times.settling import settle

DAY = r"(?:W,?D|D,?W|D|W)"
TO = r"[,i]*[tp-]"
DAY_HOUR = rf"{DAY},?[vkan]?c(?!{TO}c(?!v?D))"  # and not the first of two hours
POINT = rf"(?:c(?:v?{DAY}|,v?{DAY}(?!,?[stv-]?c|[^,]{{0,8}}c{TO}c))|{DAY_HOUR}|{DAY}|c)"
NIGHTS = rf"s?(?:WnW,?s?DnD|{DAY}n{DAY})"
GRAMMAR = tuple(
    (name, re.compile(shape))
    for name, shape in (
        ("nights", rf"N?,?{NIGHTS}(?:[,i]+N?{NIGHTS})*"),
        ("nights_on", rf"N,?n{DAY}(?:[,i]+(?:N?n)?D)*"),
        ("bad", rf"[nvstpka]?(?:(?:{DAY}|c)[,v]*)*{TO}?(?:c?v?)X(?:{TO}{POINT}|,?v?s?c{TO}c|,?v?[cD])?"),
        ("hours", rf"[iv]?s?c{TO}c(?=,?[vn]?s?D(?:[,i]+[D]|{TO}D))"),
        ("range", rf"s?(?P<first>{DAY},?sc){TO}(?P<last>{DAY},?[tvk]?c|cv?{DAY}|{DAY})"),
        ("range", rf"[nviN]?[sa]?(?P<first>{POINT}){TO},?v?(?P<last>{POINT})"),
        ("until", rf"[tpk],?v?(?P<last>{DAY},?[tk]c|{POINT})"),
        ("after", rf"a(?P<last>{POINT})"),
        ("since", rf"s(?P<first>{POINT})"),
        ("night_of", rf"N,?v?{DAY}(?![,i]+D)|D,?N"),
        ("days", rf"[vn]?(?:W,?)?D(?:,?W)?(?:[,i]+[vn]?(?:W,?)?D(?!v?c(?!{TO}c))(?:,?W)?)+"),
        ("days", r"[vn]W(?:[,i]+[vn]?W(?!v?c|,?D))+"),
        ("at", rf"[vn]?(?P<first>c,?v?{DAY}|{DAY_HOUR})"),
        ("days", r"[vn]?(?:W,?D|D,?W|D)|[vn]W"),
        ("at", r"[vi](?P<first>c)"),
        ("bare_hour", r"(?P<first>c)"),
        ("named_end", r"U"),
        ("next_times", r"f"),
        ("spell", r"S"),
        ("half", r"H"),
        ("recurring", rf"[rb]|W(?:[,i]+W)*(?!,?D)(?!,?v?c(?!{TO}c))"),
        ("every", r"E"),
        ("night", r"N"),
        ("excepted", r"x"),
        ("open", r"O"),
        ("vague", r"V"),
        ("same", r"m"),
    )
)
NAMED_MOMENT = re.compile(r"\b(?:начал|старт|конец|окончани|завершени|открыти)\w*(?:\s+\w+){0,2}\W{0,3}$")
MOST_PHRASES = 120  # more than any notice has: the rest is not read
SENTENCE_REACH = 700  # letters of a sentence that say something of a phrase, on either side
SENTENCE = re.compile(
    r"(?<=[!?\n])|(?<=\.)(?<!\bул\.)(?<!\bпр\.)(?<!\bпер\.)(?<!\bг\.)(?<!\bд\.)(?<!\bим\.)(?<!\bпл\.)(?<!\bост\.)(?<!\bч\.)(?<!\bчас\.)(?<!\bмин\.)"
    r"(?<!\bвл\.)(?<!\bмкр\.)(?<!\bнаб\.)(?<!\bтел\.)(?<!\b[А-ЯЁ]\.)(?=\s+[А-ЯЁA-Z«\d•])"
)


@dataclass(frozen=True, slots=True)
class Point:
    """A day, an hour, or both."""

    day: date | None
    clock: Item | None

    @property
    def moment(self) -> datetime:
        return at_clock(self.day, self.clock) if self.clock else datetime.combine(self.day, datetime.min.time())

    @property
    def end(self) -> datetime:
        """A day ends at the midnight that follows."""
        return self.moment if self.clock else self.moment + timedelta(days=1)


def at_clock(day: date, clock: Item) -> datetime:
    return datetime.combine(day, clock.clock) + timedelta(days=int(clock.next_day))


@dataclass(slots=True, eq=False)
class Phrase:
    name: str
    items: list[Item]
    start: int
    end: int
    sentence: int = 0
    days: list[date] = field(default_factory=list)
    first: Point | None = None
    last: Point | None = None
    is_night: bool = False
    opens: bool = False  # the road opens then
    shuts: bool = False
    begins: bool = False  # works begin then, and their end is not told
    former: bool = False  # a term that held before this one
    aside: str = ""  # parking, transport, office: no closure of its own

    @property
    def clocks(self) -> list[Item]:
        return [item for item in self.items if item.letter == "c"]

    @property
    def is_relative(self) -> bool:
        return any(item.name in ("relative", "tonight", "weekend") for item in self.items)


@dataclass(slots=True)
class Sentence:
    number: int
    start: int
    end: int


def sentences_of(text: str) -> list[Sentence]:
    found, at = [], 0
    for number, piece in enumerate(SENTENCE.split(text)):
        found.append(Sentence(number, at, at + len(piece)))
        at += len(piece)
    return found


def near_of(phrase: Phrase, sentences: list[Sentence]) -> Sentence:
    """The phrase's sentence, of a very long one what stands near."""
    sentence = sentences[phrase.sentence]
    start, end = max(sentence.start, phrase.start - SENTENCE_REACH), min(sentence.end, phrase.end + SENTENCE_REACH)
    return Sentence(sentence.number, start, end)


def phrases_of(folded: str, sentences: list[Sentence], today: date) -> list[Phrase]:
    phrases: list[Phrase] = []
    said: date | None = None
    for sentence in sentences:
        items = settle(scan(folded[sentence.start : sentence.end], today), today, said)
        for item in items:
            item.start, item.end = item.start + sentence.start, item.end + sentence.start
        said = next((item.day for item in reversed(items) if item.day and item.name in DATED), said)
        phrases += [one for one in _cut(items, sentence.number, today) if not _is_stray(one, folded)]
        if len(phrases) > MOST_PHRASES:
            break
    return phrases[:MOST_PHRASES]


def _is_stray(phrase: Phrase, folded: str) -> bool:
    """«начало 6:30» is a start, any other hour without «в» or «с» tells nothing."""
    if phrase.name != "bare_hour":
        return _is_stray_weekday(phrase, folded)
    phrase.name = "at"
    return NAMED_MOMENT.search(folded[max(phrase.start - 40, 0) : phrase.start]) is None


def _is_stray_weekday(phrase: Phrase, folded: str) -> bool:
    """A weekday without «в» or «с» tells nothing, unless a dash stands before it or hours behind."""
    is_bare = phrase.name == "recurring" and phrase.items[0].letter == "W"
    is_said = re.search(r"[—–:-]\s*$", folded[: phrase.start][-4:]) or re.match(
        r",?\s*(?:с\s)?\s*\d", folded[phrase.end :][:8]
    )
    return is_bare and is_said is None


def _cut(items: list[Item], sentence: int, today: date) -> list[Phrase]:
    shape = "".join(item.letter for item in items)
    phrases, at = [], 0
    while at < len(shape):
        name, found = _match(shape, at)
        if found is None:
            at += 1
            continue
        chosen = items[at : found.end()]
        phrase = Phrase(name, chosen, chosen[0].start, chosen[-1].end, sentence)
        _fill(phrase, found, items, today)
        phrases.append(phrase)
        at = found.end()
    return phrases


def _match(shape: str, at: int) -> tuple[str, re.Match | None]:
    if shape[at] in "wo,":
        return "", None
    for name, pattern in GRAMMAR:
        found = pattern.match(shape, at)
        if found:
            return name, found
    return "", None


def _fill(phrase: Phrase, found: re.Match, items: list[Item], today: date) -> None:
    groups = found.groupdict()
    if groups.get("first") is not None:
        phrase.first = _point(items[slice(*found.span("first"))], today)
    if groups.get("last") is not None:
        after = phrase.first.day if phrase.first and phrase.first.day else None
        phrase.last = _point(items[slice(*found.span("last"))], after or today, is_end=after is not None)
    phrase.is_night = any(item.letter == "N" or item.name == "tonight" for item in phrase.items)
    if phrase.first is None and phrase.last is None:
        phrase.days = _days(phrase.items, today)
    _one_year(phrase)


def _point(items: list[Item], today: date, *, is_end: bool = False) -> Point:
    clock = next((item for item in items if item.letter == "c"), None)
    day = next((item for item in items if item.letter == "D"), None)
    weekday = next((item for item in items if item.letter == "W"), None)
    if day is not None:
        return Point(day.day, clock)
    return Point(_next(weekday, today, is_end) if weekday else None, clock)


def _next(weekday: Item, today: date, is_end: bool = False) -> date:
    """«в пятницу»: the next one, today counted; «следующий вторник» after a Tuesday is a week later."""
    ahead = (weekday.weekday - today.weekday()) % 7 - 7 * weekday.is_past
    if weekday.is_next:
        ahead = ahead or 7
        if not is_end and today.weekday() + ahead < 7:
            ahead += 7  # the one of the next week
    return today + timedelta(days=ahead)


def _days(items: list[Item], today: date) -> list[date]:
    """Days in the order of the text; a weekday beside a date adds none."""
    days = []
    if len(items) > 4 and [item.letter for item in items if item.letter in "DW"][:4] == ["W", "W", "D", "D"]:
        items = [item for item in items if item.letter != "W"]  # «с субботы на воскресенье, с 11 на 12 июля»
    for number, item in enumerate(items):
        if item.letter == "D":
            days.append(item.day)
        elif item.letter == "W" and not _is_beside_date(items, number):
            days.append(_next(item, days[-1] if days else today))
    return days


def _is_beside_date(items: list[Item], at: int) -> bool:
    near = [one for one in items[max(at - 2, 0) : at + 3] if one.letter not in ","]
    return any(one.letter == "D" for one in near[max(near.index(items[at]) - 1, 0) : near.index(items[at]) + 2])


def _one_year(phrase: Phrase) -> None:
    """The year of the last date holds for all before it: «с 28 декабря по 9 января 2027 года» begins in 2026. A range
    whose end comes before its start ends a year later."""
    dated = [item for item in phrase.items if item.letter == "D"]
    if len(dated) > 1 and dated[-1].has_year and not dated[0].has_year and not phrase.is_relative:
        moved = [_before(day, dated[-1].day) for day in (item.day for item in dated[:-1])]
        if phrase.days:
            phrase.days = [*moved, dated[-1].day]
        elif phrase.first and phrase.first.day:
            phrase.first = Point(moved[0], phrase.first.clock)
    first, last = phrase.first, phrase.last
    if first and last and first.day and last.day and last.day < first.day:
        phrase.last = Point(_next_year(last.day), last.clock)


def _before(day: date, last: date) -> date:
    for year in (last.year, last.year - 1):
        moved = day.replace(day=min(day.day, 28) if day.month == 2 else day.day, year=year)
        if moved <= last:
            return moved
    return day


def _next_year(day: date) -> date:
    return day.replace(day=min(day.day, 28) if day.month == 2 else day.day, year=day.year + 1)


def weekday_questions(phrase: Phrase, text: str) -> list[str]:
    """A weekday that does not fit the date beside it."""
    items = [item for item in phrase.items if item.letter != ","]
    pairs = [{one.letter: one for one in pair} for pair in zip(items, items[1:], strict=False)]
    return [
        f"{text[pair['W'].start : pair['W'].end]} ≠ {pair['D'].day:%d.%m.%Y}"
        for pair in pairs
        if set(pair) == {"W", "D"} and pair["D"].day.weekday() != pair["W"].weekday
    ]
