"""A light that a notice tells of: how it is, and which one the map knows there."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from closures.models.lists import SignalMode
from closures.reading.asks import asks_of_time
from closures.reading.entry import Entry, Stage
from closures.reading.lexicon import BY_HAND, FLASHING
from closures.reading.located import Ask, Choice, Location
from closures.reading.notice import Notice
from roadmap.language.meaning.sentences import borders
from roadmap.language.text import plain_in_place
from roadmap.language.times.windows import Window
from roadmap.models import City, TrafficSignal
from roadmap.places.lights import MOST, lights_around, lights_at


def outage(
    city: City, notice: Notice, fields: dict, windows: tuple[Window, ...], number: int, location: Location
) -> Entry:
    """`number` is that of its place in the notice."""
    (place,) = location.values["places"]
    found = lights_at(city, place)
    signal = found[0] if len(found) == 1 else None
    asks = () if signal else (_which(city, place, found),)
    there = (Location(location.values, location.spans, location.length_m, typed=location.typed),)
    stage = Stage(windows, notice.impact, there, asks=tuple(asks_of_time(notice, windows)))
    return Entry("signal-outage", fields | {"signal_mode": _mode(notice, number)}, (stage,), signal, asks)


def _which(city: City, place: dict, there: Sequence[TrafficSignal]) -> Ask:
    """One of several that are there, else one of those around."""
    if there:
        words = _("The map has several traffic lights there: which one is it?")
        return Ask("signal", words, tuple(Choice(str(signal), {}, signal) for signal in there[:MOST]))
    if around := lights_around(city, place):
        words = _("The map knows no traffic light there: is it one of these? Else choose it by street or on the map.")
        return Ask("signal", words, tuple(Choice(light.label, {}, light.signal) for light in around))
    return Ask("signal", _("The map knows no traffic light there: choose it by street or on the map."))


def _mode(notice: Notice, number: int) -> str:
    folded = plain_in_place(notice.text)
    for told, mode in ((FLASHING, SignalMode.FLASHING), (BY_HAND, SignalMode.MANUAL)):
        if any(_is_of(notice, number, folded, found) for found in told.finditer(folded)):
            return mode.value
    return SignalMode.OFF.value


def _is_of(notice: Notice, number: int, folded: str, found: re.Match) -> bool:
    """What stands in brackets is said of the light before them, else of all in its sentence, or of all at all."""
    first, last = next(one for one in borders(folded) if one[0] <= found.start() < one[1])
    beside = [place for place, one in enumerate(notice.affected) if first <= one.start < last]
    is_in_brackets = folded.rfind("(", first, found.start()) > folded.rfind(")", first, found.start())
    if is_in_brackets:
        beside = [place for place in beside if notice.affected[place].start < found.start()][-1:]
    return not beside or number in beside
