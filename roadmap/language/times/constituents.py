"""The parts of speech about time: what they look like as a row of letters (see `timewords`)."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from roadmap.language.times.words import Item


@dataclass(slots=True, eq=False)
class Part:
    """A constituent: what it is and the days and hours that it brings."""

    name: str
    start: int
    end: int
    days: list[date] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None
    clocks: tuple[Item, Item] | None = None
    items: list[Item] = field(default_factory=list)
    weekdays: tuple[int, ...] = ()
    is_dark: bool = False  # a night, which without hours tells no moment
    opens: bool = False  # the road opens then, rather than shuts
    sentence: int = 0
    used: bool = False


DATE = r"(?:W,?)?D(?:,?W)?"

MOMENT = rf"(?:c,?v?{DATE}|{DATE},?[vska]?c)"

TO = r"[tp-]"

# The constituents, tried in this order at every place of the row of letters
GRAMMAR = tuple(
    (name, re.compile(shape.replace("MOMENT", MOMENT).replace("DATE", DATE).replace("TO", TO)))
    for name, shape in (
        ("week_nights", r"N?s?WnW(?:[,i]+N?s?WnW)*"),
        ("nights", r"N?s?DATEnDATE(?:[,i]+N?s?DATEnDATE)*"),
        ("night_on", r"NnDATE(?:[,i]+DATE)*"),
        ("night_after", r"NDATE|DATE,?N"),
        ("dates", r"[nv]?s?DATE[,i]*TODATE(?=,?[iv]?s?c[,i]*TOc)"),
        ("range", r"s?MOMENT[,i]*TOMOMENT"),
        ("range", r"s?MOMENT[,i]*TODATE,?t?c"),
        ("moment_to_clock", r"s?MOMENT[,i]*TOc"),
        ("moment_to_date", r"s?MOMENT[,i]*TODATE"),
        ("clocks_then_moment", r"s?c[,i]*TOMOMENT"),
        ("date_to_moment", r"s?DATE[,i]*TOMOMENT"),
        ("clocks", r"[iv]?s?c[,i]*TOc"),
        ("dates", r"[nv]?s?DATE[,i]*TODATE"),
        ("end_day", r"[tp]DATE(?=,?s?cTOc)"),
        ("end", r"TOMOMENT|kMOMENT|aMOMENT"),
        ("end_day", r"[tp]DATE|kDATE|aDATE"),
        ("start", r"[svn]?MOMENT"),
        ("start_day", r"sDATE"),
        ("days", r"[vn]?DATE(?:[,i]+DATE)+"),
        ("day", r"[vn]?DATE"),
        ("end_clock", r"[tk]c"),
        ("start_clock", r"[svi]?c"),
        ("named_end", r"U"),
        ("spell", r"S"),
        ("half", r"H"),
        ("recurring", r"r|b"),
        ("every", r"E"),
        ("night", r"N"),
        ("open", r"O"),
        ("vague", r"V"),
        ("end_weekday", r"[tp]W"),
        ("weekday", r"[vs]?W"),
    )
)
