"""What a person is asked about a draft as a whole; of a single place `placing` asks, of days told amiss `doubts`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from closures.models.lists import Direction, VehicleClass, VehicleImpact
from closures.reading.aside import TURN, YARD
from closures.reading.contact import read_contact
from closures.reading.doubts import IN_ORDER
from closures.reading.entry import Stage
from closures.reading.lexicon import DAY, ONLY_AN_HOUR, RANGE_OF_WEEKDAYS, WAS_SHUT
from closures.reading.limits import doubtful_limits
from closures.reading.located import Ask, Choice, Location
from closures.reading.notice import SURE, Notice, tells_one_way
from closures.reading.speaks_of import is_prolonged
from closures.reading.traffic import Traffic, is_of_those_on_foot
from closures.reading.untold import hours_offered, is_an_end, untold_part_of_day
from roadmap.language.text import plain_in_place
from roadmap.language.times.days import WEEKLY
from roadmap.language.times.windows import Window

NOON = 12
LATELY = timedelta(hours=6)
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def asks_of(notice: Notice, fields: Mapping, stages: Sequence[Stage]) -> Iterator[Ask]:
    locations = [location for stage in stages for location in stage.locations]
    if not locations:
        yield Ask("street", _("The text names no place that is understood: pick the street."))
    if any(len(stage.windows) > 1 and len(stage.locations) > 1 for stage in stages):
        yield Ask("planned_start", _("All these times hold in all these places: look whether it is so."), is_open=False)
    if aside := next((stage.aside for stage in stages if stage.aside), ""):
        yield _ask_of_aside(aside, fields["note"])
    elif any(stage.impact == VehicleImpact.UNKNOWN for stage in stages):
        is_put_in = notice.kind == "closure"  # the reader's word, not the text's
        yield Ask("vehicle_impact", _("The text does not tell how much is shut."), is_open=is_put_in)
    if (
        tells_one_way(notice)
        and not is_of_those_on_foot(notice.text)
        and not any(stage.aside for stage in stages)
        and len(notice.affected) > 1
        and any(map(_is_both_ways, locations))
    ):
        yield Ask("direction", _("One direction is told of: look in which of these places."), is_open=False)
    for told in doubtful_limits(notice.text):
        words = _("“%(told)s”: is that a limit of what may pass? Enter it where it is one.")
        yield Ask("vehicle_impact", words % {"told": told}, is_open=False)
    contact = read_contact(notice.text)
    if contact and contact.may_be_personal:
        words = _("A mobile phone is told, %(number)s: enter it as the contact only where everybody may see it.")
        yield Ask("contact", words % {"number": contact.number}, is_open=False)
    if left := _untold_day(notice, [window for stage in stages for window in stage.windows]):
        words = _("The text tells of “%(day)s”, too: look whether the times are right.")
        is_since_now = any(window.start == _now(notice) for stage in stages for window in stage.windows)
        yield Ask("planned_start", words % {"day": left}, _as_read() if is_since_now else (), is_open=is_since_now)


def _ask_of_aside(aside: str, told: str) -> Ask:
    words = {
        TURN: _("“%(told)s”: that is a turn or a slip road. Is anything else shut there?"),
        YARD: _("“%(told)s”: that is a way off the street. Is the street shut, too?"),
    }
    impacts = (
        (_("No, all lanes stay open: the post tells these words"), VehicleImpact.ALL_LANES_OPEN),
        (_("Yes, all lanes are shut"), VehicleImpact.ALL_LANES_CLOSED),
    )
    choices = tuple(Choice(text, {}, stage={"vehicle_impact": impact.value}) for text, impact in impacts)
    return Ask("vehicle_impact", words[aside] % {"told": told}, choices)


def asks_of_time(notice: Notice, windows: Sequence[Window], within: tuple[int, int] | None = None) -> Iterator[Ask]:
    """`within` the words of a stage."""
    if part := untold_part_of_day(notice, windows, within):
        words = _("The text tells of “%(part)s” and of no hours: say which.")
        choices = _as_read() if is_an_end(part) else tuple(hours_offered(part, windows))
        yield Ask("planned_end" if part.startswith("до") else "planned_start", words % {"part": part}, choices)
    elif not windows:
        yield Ask("planned_start", _("The text tells no time that is understood: say when."))
    elif any(window.is_asked for window in windows):
        yield Ask("planned_start", _("The text tells hours, and it is not sure what they are of: say when it is shut."))
    elif any(window.confidence < SURE for window in windows):
        yield Ask("planned_start", _("Look whether the time is right."), is_open=False)
    if is_prolonged(notice) and any(window.start == _now(notice) for window in windows):
        words = _("The text prolongs what was told before: to enter it anew, say since when it holds.")
        yield Ask("planned_start", words, (Choice(_("It begins now"), {}),))
    if days := _weekdays_without_end(notice, windows):
        words = _("The text tells “%(days)s” and no end: say until when, or that it holds every week.")
        yield Ask("planned_end", words % {"days": days}, (Choice(_("Every week, until further notice"), {}),))
    if _are_over(notice, windows):
        yield Ask("planned_start", _("These days have passed already: say which are meant."), _as_read())
    elif end := _hour_gone_by(notice, windows):
        words = _("It is past %(hour)s already: say whether the end is meant for the next day.")
        yield Ask("planned_end", words % {"hour": f"{end:%H:%M}"}, _as_read(), is_open=_may_be_of_today(notice, end))
    yield from (Ask("planned_start", question, is_open=False) for question in notice.questions if "?" not in question)


def asks_of_traffic(traffic: Traffic) -> Iterator[Ask]:
    limits = {limit["type"] for limit in traffic.restrictions}
    if VehicleClass.LORRY in traffic.vehicle_classes and "reduced-weight" in limits:
        words = _("The text shuts lorries out by their mass: is the mass a limit, or are all lorries shut out?")
        yield Ask("vehicle_impact", words, tuple(_limit_or_lorries(traffic)))
    elif traffic.vehicle_classes:
        whom = ", ".join(str(VehicleClass(each).label) for each in traffic.vehicle_classes)
        words = _("As the text tells it this is shut for some only (%(whom)s): look whether the others may pass.")
        yield Ask("vehicle_impact", words % {"whom": whom}, is_open=False)


def _limit_or_lorries(traffic: Traffic) -> Iterator[Choice]:
    """A limit alone shuts nothing."""
    others = [each for each in traffic.vehicle_classes if each != VehicleClass.LORRY]
    impact = VehicleImpact.ALL_LANES_CLOSED if others else VehicleImpact.ALL_LANES_OPEN
    limits = [each for each in traffic.restrictions if each["type"] != "reduced-weight"]
    by_mass = {"vehicle_impact": impact.value, "vehicle_classes": others, "restrictions": [*traffic.restrictions]}
    all_of_them = {
        "vehicle_impact": VehicleImpact.ALL_LANES_CLOSED.value,
        "vehicle_classes": [*traffic.vehicle_classes],
        "restrictions": limits,
    }
    yield Choice(_("The mass is a limit"), {}, stage=by_mass)
    yield Choice(_("All lorries are shut out"), {}, stage=all_of_them)


def asks_of_lanes(told: str) -> Iterator[Ask]:
    words = _("“%(told)s”: the map does not tell which lane of how many that is. Mark those that are shut.")
    yield Ask("lane-count", words % {"told": told}, is_open=False)


def _as_read() -> tuple[Choice, ...]:
    return (Choice(_("They are right as read"), {}),)


def _weekdays_without_end(notice: Notice, windows: Sequence[Window]) -> str:
    """«с понедельника по пятницу», which may be one week; empty where the text says «каждую неделю»."""
    if not any(window.weekdays and window.end is None for window in windows):
        return ""
    folded = plain_in_place(notice.text)
    found = None if WEEKLY.search(folded) else RANGE_OF_WEEKDAYS.search(folded)
    return notice.text[slice(*found.span())] if found else ""


def _now(notice: Notice) -> datetime:
    """Where a window begins whose start nobody told."""
    return notice.written.replace(second=0, microsecond=0)


def _are_over(notice: Notice, windows: Sequence[Window]) -> bool:
    """All of them, of what is not told as something of the past."""
    is_past = notice.kind == "reopening" or WAS_SHUT.search(plain_in_place(notice.text))
    over = [one.end is not None and one.end <= notice.written for one in windows]
    return bool(over) and all(over) and not is_past


def _hour_gone_by(notice: Notice, windows: Sequence[Window]) -> datetime | None:
    """«До 18:10», written at 19:32 without a day: the end that was taken for tomorrow's."""
    for one in windows:
        words = plain_in_place(notice.text)[slice(*one.span)]
        is_of_today = one.end and one.start == _now(notice) and not one.daily
        is_next_day = is_of_today and (one.end.date() - notice.written.date()).days == 1
        if is_next_day and ONLY_AN_HOUR.fullmatch(words.strip()):
            return one.end
    return None


def _may_be_of_today(notice: Notice, end: datetime) -> bool:
    """Told late, or with a slip. An hour of the morning, told in the evening, is the next morning's."""
    return end.hour >= NOON or notice.written - (end - ONE_DAY) < LATELY


def _is_both_ways(location: Location) -> bool:
    """Nobody is asked about its direction yet."""
    return location.values["direction"] == Direction.BOTH and all(ask.field != "direction" for ask in location.asks)


def _untold_day(notice: Notice, windows: Sequence[Window]) -> str:
    """A day of the text that no time was read from, nor left out of one, nor said before; empty where all were."""
    known = [
        *((said.start, said.end) for said in notice.said),
        *((mention.start, mention.end) for mention in notice.mentions),
    ]
    found = DAY.finditer(plain_in_place(notice.text))
    days = (day for day in found if not any(_meet(day.span(), span) for span in known))
    read = [*(day for window in windows for day in _days_of(window)), *_last_days(notice.old_end, notice.new_end)]
    told = {f"{day.day} {IN_ORDER[day.month - 1]}" for day in read}
    return next((day[0] for day in days if day[0].lstrip("0") not in told), "")


def _days_of(window: Window) -> Iterator[datetime | date]:
    """The first, the last, and those left out."""
    yield from window.excepted
    yield from [window.start] if window.start else []
    yield from _last_days(window.end)


def _last_days(*ends: datetime | None) -> Iterator[datetime]:
    """Of a whole day its own, not the midnight that follows."""
    return (end - MINUTE for end in ends if end)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
