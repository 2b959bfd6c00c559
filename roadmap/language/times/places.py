"""Whose hours are these? Where a text has several windows and several places, each window goes to the places of its own
line, item or sentence."""

import re
from dataclasses import replace
from datetime import datetime

from roadmap.language.times.reading import Times
from roadmap.language.times.windows import Window

ITEM_ENDS = re.compile(r"[\n;]|[.!?](?=\s+[А-ЯЁA-Z«•▪–—-])")


def by_place(
    times: Times, windows: tuple[Window, ...], text: str, places: list[int], now: datetime
) -> tuple[Window, ...]:
    """A window for each place that it belongs to, with `place_no`; one that holds for all is left as it is. `places`
    are the places' beginnings in the text. A list whose other lines tell no hours says that they hold now."""
    if len(places) < 2 or not times.windows:
        return windows
    items = _items(text)
    owners = [_owners(window, windows, places, items) for window in windows]
    found = []
    for window, owned in zip(windows, owners, strict=True):
        found += [replace(window, place_no=number) for number in owned] or [window]
    silent = _silent(text, times.spans, places) if all(owners) else []
    found += [Window(now, None, place_no=number, confidence=0.6) for number in silent]
    if len({replace(one, place_no=None, span=(0, 0), confidence=0) for one in found}) < 2:
        return windows[:1]
    return tuple(dict.fromkeys(found))


def _silent(text: str, spans: tuple[tuple[int, int], ...], places: list[int]) -> list[int]:
    """Places in lines of a list that tell no hours; what comes after the list is no line of it."""
    lines = [text.count("\n", 0, start) for start in places]
    timed = {text.count("\n", 0, at) for start, end in spans for at in (start, end - 1)}
    return [number for number, line in enumerate(lines) if line not in timed and line < max(timed)]


def _items(text: str) -> list[tuple[int, int]]:
    """Lines, pieces between semicolons and sentences, as spans of the text."""
    ends = [found.end() for found in ITEM_ENDS.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text) + 1], strict=True))


def _item_of(at: int, items: list[tuple[int, int]]) -> tuple[int, int]:
    return next((item for item in items if item[0] <= at < item[1]), items[-1])


def _owners(window: Window, windows: tuple[Window, ...], places: list[int], items) -> list[int]:
    """Numbers of the places in the window's own item, or in that where it began; of none where all stand there."""
    for at in (window.span[1] - 1, window.span[0]):
        item = _item_of(at, items)
        here = [number for number, start in enumerate(places) if item[0] <= start < item[1]]
        beside = [one for one in windows if _item_of(one.span[1] - 1, items) == item]
        if len(here) > 1 and len(beside) > 1:
            here = _paired(window, beside, here, places)
        if here:
            return here if len(here) < len(places) else []
    return []


def _paired(window: Window, windows: list[Window], here: list[int], places: list[int]) -> list[int]:
    """Of one sentence: places stand before their hours, unless it begins with hours and ends with a place."""
    ends = sorted(one.span[1] for one in windows)
    leads = ends[0] < places[here[0]] and ends[-1] < places[here[-1]]
    if leads:
        until = next((end for end in ends if end > window.span[1]), float("inf"))
        return [number for number in here if window.span[1] <= places[number] < until]
    since = max((end for end in ends if end < window.span[1]), default=-1)
    own = [number for number in here if since <= places[number] < window.span[1]]
    return own or [number for number in here if places[number] < window.span[1]][-1:]
