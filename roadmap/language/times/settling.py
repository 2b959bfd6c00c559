"""Is a bare number a day or an hour? Its neighbours tell."""

import re
from datetime import date, timedelta

from roadmap.language.times.items import DATED, Item, day_of, make_hour

WRITTEN = ("date", "word_date")
IN_FIGURES = ("full_date", "short_date", "clock")  # a clock that is a date: «12.07»


def settle(items: list[Item], today: date, said: date | None) -> list[Item]:
    """Gives bare numbers their meaning: hours beside hours, days before a date or after one; the rest are nothing.
    `said` is the last date of the text before."""
    items = _said_twice(_joining_dashes(items))
    _day_between_hours(items)
    _hours_beside(items)
    _hours_before_days(items)
    _days_before_date(items)
    _hours_of_two(items)
    _days_after_date(items, said or today)
    items = _said_twice(items)
    for item in items:
        if item.letter == "d":
            item.letter = "w"
    return items


def _joining_dashes(items: list[Item]) -> list[Item]:
    """A dash joins two times; elsewhere it is punctuation («Каширское шоссе – 6 сентября», «вместо 6 мая – 9 мая»)."""
    for lead, before, item, after in zip([None, *items], items, items[1:], [*items[2:], None], strict=False):
        joins = before.letter in "DdcWX" and after is not None and after.letter in "DdcWXvNs"
        is_instead = lead is not None and lead.name == "instead" and before.letter == "D"
        if item.letter == "-" and (is_instead or not joins):
            item.letter = "w"
    if items and items[0].letter == "-":
        items[0].letter = "w"
    return items


def _said_twice(items: list[Item]) -> list[Item]:
    """«Завтра, 18 января», «в выходные, 7–8 июня»: said twice; the date counts."""
    kept: list[Item] = []
    for item in items:
        if item.letter in "DX" and item.name in DATED:
            back = 2 if kept and kept[-1].letter == "," else 1
            if len(kept) >= back and kept[-back].name in ("relative", "weekend"):
                item.start = kept[-back].start
                del kept[-back:]
        kept.append(item)
    return kept


def _day_between_hours(items: list[Item]) -> None:
    """«с 22:00 14 до 6:00 18 июня»: the month stands behind the last day alone."""
    for at in range(len(items) - 4):
        item, known = items[at + 1], items[at + 4]
        shape = "".join(one.letter for one in items[at : at + 5])
        day = with_month(item.number, known.day, is_before=True) if re.fullmatch("cd[tp-]cD", shape) else None
        if day is not None:
            item.day, item.letter, item.has_year = day, "D", known.has_year


def _hours_beside(items: list[Item]) -> None:
    """«с 7 до 11 часов», «с 8 до 10 вечера», «13–15 часов», «с 22:00 до 6»."""
    for at, (first, joint, last) in enumerate(zip(items, items[1:], items[2:], strict=False)):
        if joint.letter == "i" and at + 3 < len(items):
            joint, last = items[at + 2], items[at + 3]  # «с 9 и до 17 часов»
        if joint.letter not in "t-":
            continue
        if first.letter == "d" and last.letter == "c" and first.number <= 24 and not first.is_ordinal:
            make_hour(first, first.number + _afternoon(first.number, last))
        elif first.letter == "c" and last.letter == "d" and last.number <= 24 and not last.is_ordinal:
            behind = at + 3 + (items[at + 1] is not joint)
            following = items[behind : behind + 1]
            if joint.letter == "t" or joint.letter == "-" and not (following and following[0].letter == "D"):
                make_hour(last, last.number)


def _afternoon(hour: int, last: Item) -> int:
    """«с 2 до 6 вечера»: both are after noon."""
    return (
        12 if last.part in ("вечера", "дня") and hour < 12 and hour + 12 < last.clock.hour + 24 * last.next_day else 0
    )


def _hours_before_days(items: list[Item]) -> None:
    """«15 июня с 9 до 18, 16 июня…», «ежедневно с 9 до 17, до 3 июля»: beside days of their own, or shut by a comma,
    two bare numbers are no days of the list that follows."""
    for at, (first, joint, last) in enumerate(zip(items, items[1:], items[2:], strict=False)):
        if joint.letter in "t-" and _are_hours(first, last) and _tells_hours(items, at):
            make_hour(first, first.number)
            make_hour(last, last.number)


def _tells_hours(items: list[Item], at: int) -> bool:
    before = "".join(item.letter for item in items[max(at - 2, 0) : at])
    after = "".join(item.letter for item in items[at + 3 : at + 6])
    if after[1:] == "sd" and items[at].number < items[at + 2].number < items[at + 5].number:
        return False  # «с 4 до 6, с 8 до 10 июня»
    is_shut = items[at + 1].letter == "t" and after.startswith(",")
    return before in ("Ds", "Es", "rs") or (before.endswith("s") and is_shut)


def _are_hours(first: Item, last: Item) -> bool:
    is_plain = first.letter == last.letter == "d" and not first.is_ordinal and not last.is_ordinal
    return is_plain and max(first.number, last.number) <= 24


def _days_before_date(items: list[Item]) -> None:
    """«8 и 9 апреля», «с 9 по 12.07», «с 4 на 5 и с 8 на 9 марта»: the month stands after the last."""
    for at in range(len(items) - 1, 0, -1):
        if items[at].letter in "DX" and items[at].name in (*WRITTEN, *(IN_FIGURES if items[at].letter == "D" else ())):
            _spread_month(items, at)


def _spread_month(items: list[Item], at: int) -> None:
    known, after_comma = items[at], False
    for back in range(at - 1, -1, -1):
        item, following = items[back], items[back + 1].letter
        if item.letter == "d" and following not in "dDX":
            if after_comma and following in "t-" and items[back - 1].letter == "s" and back:
                return  # «с 9 до 11, 2 мая»: hours
            if known.letter == "X":
                item.letter = "X"
                continue
            day = with_month(item.number, known.day, is_before=following in "tpn-")
            if day is None:
                return
            item.day, item.letter, item.has_year = day, "D", known.has_year
            known = item if following in "tpn-" else known
        elif item.letter not in ",itpsvnN-":
            return
        after_comma = after_comma or item.letter == ","


def _hours_of_two(items: list[Item]) -> None:
    """«с 10 до 12»: two bare numbers with «с» and «до», that no month claimed."""
    for lead, first, joint, last in zip(items, items[1:], items[2:], items[3:], strict=False):
        if lead.letter == "s" and joint.letter in "t-" and _are_hours(first, last):
            make_hour(first, first.number)
            make_hour(last, last.number)


def _days_after_date(items: list[Item], known: date) -> None:
    """«1 сентября, и до 20-го», «с 7:15 3-го до вечера 6 мая»: the month is that of the range, or was said before;
    «18-го числа» alone: it is this month or the next."""
    for at, item in enumerate(items):
        if item.letter == "D" and item.name in DATED:
            known = item.day
        elif item.letter == "d" and (item.name == "of_month" or (item.is_ordinal and _stands_alone(items, at))):
            end = _end_of_range(items, at)
            weekday = _weekday_beside(items, at)
            if weekday is not None:
                item.day = _on_weekday(item.number, weekday, known)
            elif end or any(one.letter == "x" for one in items[:at]):
                item.day = with_month(item.number, end or known, is_before=True)
            else:
                item.day = _day_within(items[:at], item.number, known) or following_day(item.number, known)
            item.letter = "D" if item.day else "X"
            known = item.day or known
            _spread_month(items, at)


def _day_within(before: list[Item], number: int, known: date) -> date | None:
    """«с 1 по 20 июня…, сняли 14-го»: a day between the two."""
    day = with_month(number, known, is_before=False)
    return day if any(item.name in DATED and item.day and day and item.day < day < known for item in before) else None


def _weekday_beside(items: list[Item], at: int) -> int | None:
    """«в субботу, 19-го»."""
    before = [item for item in items[max(at - 2, 0) : at] if item.letter != ","]
    return before[-1].weekday if before and before[-1].letter == "W" else None


def _on_weekday(number: int, weekday: int, known: date) -> date | None:
    """The day of that number that fits its weekday, in this month or one beside it."""
    next_month = following_day(1, known.replace(day=2))
    days = (
        with_month(number, one, is_before=False) for one in (known, next_month, known.replace(day=1) - timedelta(1))
    )
    return next((day for day in days if day and day.weekday() == weekday), following_day(number, known))


def _end_of_range(items: list[Item], at: int) -> date | None:
    """The date after «до», where a range begins with this number («с 7:15 3-го до вечера 6 мая»)."""
    ahead = "".join(item.letter for item in items[at + 1 : at + 6])
    for shape in ("tcD", "tD", "pD", "pcD", "-cD", "-D", "ctD", "ctcD", "ipD", "itcD", "itD", "nD", ",ctcD"):
        if ahead.startswith(shape):
            end = items[at + len(shape)]
            return end.day if end.letter == "D" and end.name in (*WRITTEN, *IN_FIGURES) else None
    return None


def _stands_alone(items: list[Item], at: int) -> bool:
    """«до 20-го», «12-го, в 20:00», «7:00 16-го»: a day, and not «2-го этапа»."""
    if not at:
        return True  # «26-го её откроют»
    before, following = items[at - 1].letter, items[at + 1 : at + 2]
    if items[at].is_ordinal and (not following or following[0].name == "other"):
        return True  # «откроют 30-го.»
    if (
        items[at].is_ordinal
        and following[0].letter == ","
        and any(item.name in DATED for item in items[:at] if item.day)
    ):
        return True  # «начнут 3 июня и закончат 11-го, а»
    ahead = "".join(item.letter for item in items[at + 1 : at + 4])
    return (
        before in "tpcskWnNv"
        or ahead.startswith(("c", "vc", ",c", ",vc", "sc", ",sc", "n"))
        or (before in ",i-D" and ahead[:1] in tuple(",tp-i"))
    )


def following_day(number: int, known: date) -> date | None:
    """The first day of that number from `known` on."""
    if number < known.day:
        known = (known.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day_of(known.year, known.month, number)


def with_month(number: int, day: date, *, is_before: bool) -> date | None:
    """That number in the month of `day`, or in the month before where it must come earlier."""
    if is_before and number > day.day:
        day = day.replace(day=1) - timedelta(days=1)
    return day_of(day.year, day.month, number)
