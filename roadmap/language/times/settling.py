"""Is a bare number a day or an hour? Its neighbours tell."""

from datetime import date, datetime, time, timedelta

from roadmap.language.times.windows import add_months
from roadmap.language.times.words import Item


def settle(items: list[Item], today: date | None = None, said: date | None = None) -> list[Item]:
    """Gives bare numbers their meaning: hours beside hours, days before a date; the rest are nothing."""
    _loose_dashes(items)
    items = _said_twice(items)
    _dash_days(items)
    _hours_beside(items)
    _days_before_date(items)
    _day_after_date(items, today, said)
    _weekday_after_hour(items, said or today)
    _lone_hours(items)
    for item in items:
        if item.letter == "d":
            item.letter = "w"
    return items


def _loose_dashes(items: list[Item]) -> None:
    """A dash joins two times; after anything else it is punctuation («Каширское шоссе – 6 сентября»)."""
    for at, item in enumerate(items):
        if item.letter == "-" and (at == 0 or items[at - 1].letter not in "DdcW"):
            item.letter = "w"


def _said_twice(items: list[Item]) -> list[Item]:
    """«Завтра, 18 января»: one day, said twice; the date counts."""
    kept: list[Item] = []
    for item in items:
        if item.letter == "D" and item.name in ("date", "word_date", "full_date", "short_date"):
            back = 2 if kept and kept[-1].letter in ",-" else 1
            if (
                len(kept) >= back
                and kept[-back].name in ("relative", "tonight")
                and (back == 1 or kept[-1].letter == ",")
            ):
                del kept[-back:]
        kept.append(item)
    return kept


def _hours_beside(items: list[Item]) -> None:
    """«с 9 до 17 часов», «с 8 до 10 вечера», «с 13–15 часов»."""
    for at in range(len(items) - 2):
        first, joint, last = items[at : at + 3]
        if (
            first.letter == "d"
            and joint.letter in "tp-"
            and last.letter == "c"
            and first.number <= 24
            and joint.letter != "p"
        ):
            hour = first.number
            if (
                last.part in ("вечера", "дня")
                and hour < 12
                and hour + 12 < last.clock.hour + (24 if last.next_day else 0)
            ):
                hour += 12
            _make_clock(first, hour)
        elif first.letter == "c" and joint.letter in "t-" and last.letter == "d" and last.number <= 24:
            following = items[at + 3].letter if at + 3 < len(items) else ""
            if following not in ("D",) or joint.letter == "t":
                _make_clock(last, last.number)


def _make_clock(item: Item, hour: int) -> None:
    item.letter, item.clock, item.next_day = "c", time(hour % 24), hour == 24


def _days_before_date(items: list[Item]) -> None:
    """«8 и 9 апреля», «с 2 по 5 августа», «с 20 на 21 и с 21 на 22 марта»: the month stands after the last."""
    for at in range(len(items) - 1, 0, -1):
        if items[at].letter != "D" or items[at].name not in ("date", "word_date"):
            continue
        _spread_month(items, at)


def _day_after_date(items: list[Item], today: date | None, known: date | None) -> None:
    """«1 сентября, и до 20-го»: the month was said before; «18-го числа»: it is this month or the next."""
    for at, item in enumerate(items):
        if item.letter == "D" and item.name in ("date", "word_date", "full_date", "short_date"):
            known = item.day
        elif item.letter == "d" and item.is_ordinal and known and at and _stands_alone(items, at):
            item.day = with_month(
                item.number,
                known if item.number >= known.day else add_months(datetime.combine(known, time(0)), 1).date(),
                is_before=False,
            )
            item.letter = "D" if item.day else "w"
        elif item.letter == "d" and item.name == "month_day" and today:
            item.day = with_month(
                item.number,
                today if item.number >= today.day else add_months(datetime.combine(today, time(0)), 1).date(),
                is_before=False,
            )
            item.letter = "D" if item.day else "w"


def _weekday_after_hour(items: list[Item], known: date | None) -> None:
    """«с 8:00 субботы до 23:00 воскресенья»: the next such days after the day that was said."""
    for at, item in enumerate(items):
        if item.letter == "D" and item.day:
            known = item.day
        is_lone = not any(one.letter == "D" for one in items[at + 1 : at + 3])
        if item.letter == "W" and item.weekday is not None and at and items[at - 1].letter == "c" and known and is_lone:
            known += timedelta(days=(item.weekday - known.weekday()) % 7)
            item.day, item.letter = known, "D"


def _stands_alone(items: list[Item], at: int) -> bool:
    """«до 20-го», «12-го, в 20:00»: a day, and not «2-го этапа»."""
    following = items[at + 1].letter if at + 1 < len(items) else ","
    return items[at - 1].letter in "tp" or following in ",cvtp-"


def _spread_month(items: list[Item], at: int) -> None:
    known, back, after_comma = items[at], at - 1, False
    while back >= 0:
        item = items[back]
        if item.letter == "d" and items[back + 1].letter not in "dD":
            if after_comma and items[back + 1].letter == "t":
                return  # «с 10 до 12, 1 мая»: hours
            item.day = with_month(item.number, known.day, is_before=items[back + 1].letter in "tpn-")
            if item.day is None:
                return
            item.letter, item.has_year = "D", known.has_year
            known = item if items[back + 1].letter in "tpn-" else known
        elif item.letter not in ",itpsvnN-" or (item.letter == "-" and not (back and items[back - 1].letter == "d")):
            return
        after_comma = after_comma or item.letter == ","
        back -= 1


def with_month(number: int, day: date, *, is_before: bool) -> date | None:
    try:
        if is_before and number > day.day:
            previous = day.replace(day=1) - timedelta(days=1)
            return previous.replace(day=number)
        return day.replace(day=number)
    except ValueError:
        return None


def _dash_days(items: list[Item]) -> None:
    """In «25–27 января» the scanner may take the dash for part of nothing; joints of one kind are kept once."""
    for before, after in zip(items, items[1:], strict=False):
        if before.letter == after.letter == "-":
            after.letter = "w"


def _lone_hours(items: list[Item]) -> None:
    """«с 10 до 12»: two bare numbers with «с» and «до», that no month claimed."""
    for at in range(len(items) - 2):
        first, joint, last = items[at : at + 3]
        leads = at > 0 and items[at - 1].letter == "s"
        if (
            first.letter == last.letter == "d"
            and first.number <= 24
            and last.number <= 24
            and leads
            and joint.letter in "t-"
        ):
            _make_clock(first, first.number)
            _make_clock(last, last.number)
