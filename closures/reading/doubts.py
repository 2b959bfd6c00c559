"""What a text tells and seldom means: days that run backwards, a last night left out, a street of another city."""

import re
from collections.abc import Iterator, Sequence
from datetime import time

from django.utils.translation import gettext as _

from closures.reading.located import Ask
from closures.reading.notice import Notice
from roadmap.language.grammar.lemmas import lemma, lemmas, parses
from roadmap.language.text import plain, plain_in_place
from roadmap.language.times.lexicon import MONTHS
from roadmap.language.times.windows import Window
from roadmap.models import City

IN_ORDER = tuple(MONTHS)  # from January on, as days are told
MONTH = rf"(?:{'|'.join(MONTHS)}|[01]\d\b)"
RANGE = re.compile(
    rf"\b(?:с|со) (?P<first>\d{{1,2}})(?:[ .](?P<month>{MONTH}))? (?:по|до) (?P<last>\d{{1,2}})[ .](?P<other>{MONTH})"
)
TOWN = re.compile(r"\b(?:[Вв]о?|г\.|город(?:е|а)?) ?(?P<name>[А-ЯЁ][а-яё]{3,}(?:-[А-Яа-яё]+)*)\b")
PLAIN_CITY = frozenset(("sing", "Geox"))


def doubts(city: City, notice: Notice, windows: Sequence[Window]) -> Iterator[Ask]:
    """None of them keeps the event from going out."""
    if told := _backward_days(notice.text):
        words = _("The days run backwards in the text, “%(days)s”: look which are meant.")
        yield Ask("planned_start", words % {"days": told}, is_open=False)
    if day := _last_night(notice.text, windows):
        words = _(
            "The last night is taken as the one that ends on the morning of %(day)s: look whether one more is meant."
        )
        yield Ask("planned_end", words % {"day": day}, is_open=False)
    if name := _other_city(city, notice):
        words = _("The text names “%(name)s”: look whether it tells of this city.")
        yield Ask("street", words % {"name": name}, is_open=False)


def _backward_days(text: str) -> str:
    """«с 5 по 3 декабря»; empty where the days are in order."""
    for found in RANGE.finditer(plain_in_place(text)):
        is_one_month = found["month"] in (None, found["other"])
        if is_one_month and int(found["first"]) > int(found["last"]):
            return text[slice(*found.span())]
    return ""


def _last_night(text: str, windows: Sequence[Window]) -> str:
    """The day up to which nights are told where that day's own night is not among them: «с 10 по 24 декабря, 22–6»."""
    ends = [one for one in windows if one.end and one.daily and time(0) < one.daily[1] <= one.daily[0]]
    told = (f"{one.end.day} {IN_ORDER[one.end.month - 1]}" for one in ends if one.end.time() == one.daily[1])
    folded = plain_in_place(text)
    return next((day for day in told if f"по {day}" in folded), "")


def _other_city(city: City, notice: Notice) -> str:
    """A name of a place on Earth behind «в» that is neither this city's nor part of a street; empty without one."""
    own = {form for word in city.name.split() for form in lemmas(word)} | {
        plain(word) for word in city.name_cases.values()
    }
    taken = [(one.start, one.end) for one in notice.mentions]
    for found in TOWN.finditer(notice.text):
        name, (start, end) = found["name"], found.span("name")
        is_taken = any(first < end and start < last for first, last in taken)
        if not is_taken and not {plain(name), lemma(name)} & own and _is_a_town(name):
            return name
    return ""


def _is_a_town(name: str) -> bool:
    return any(one.grammemes >= PLAIN_CITY for one in parses(name)[:1])
