"""A list of places: what each of its lines tells of its own place, and of no other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from closures.reading.apart import SHUT_KINDS
from closures.reading.notice import SURE, Notice, read_notice
from closures.reading.ways import without_parts_of_others
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.meaning.notices import read_meaning
from roadmap.language.meaning.reasons import read_reason
from roadmap.language.meaning.sentences import NAME
from roadmap.language.meaning.transport import read_transport
from roadmap.language.text import plain_in_place
from roadmap.language.times.windows import Window


def with_times_of_lines(notice: Notice, at: datetime, gazetteer: Gazetteer) -> Notice:
    """Of a list each of whose lines has a place of its own: each line's times are of its place, by the reading of the
    whole, else of the line alone."""
    lines = _lines(notice)
    is_shared = all(window.place_no is None for window in notice.windows)
    if not is_shared or len(lines) < 2 or len(set(lines)) < len(lines):
        return notice
    told = [[window for window in notice.windows if line[0] <= window.span[0] < line[1]] for line in lines]
    told = [own or _alone(notice.text[slice(*line)], at, gazetteer) for own, line in zip(told, lines, strict=True)]
    if not all(told):
        return notice
    windows = [replace(window, place_no=number) for number, own in enumerate(told) for window in own]
    return replace(notice, windows=tuple(windows))


def _alone(line: str, at: datetime, gazetteer: Gazetteer) -> list[Window]:
    """What a line tells of times; nothing where it leaves that to the rest of the text."""
    return [window for window in read_notice(line, at, gazetteer).windows if window.span[1]]


def of_these_places(notice: Notice, numbers: Sequence[int]) -> Notice:
    """What a list says of these places alone: cause, way round, buses and how much is shut are those of their own
    lines; what stands before the first place is said of all."""
    lines = _lines(notice)
    own = {lines[number] for number in numbers}
    text, nameless = (_of_lines(whole, notice, numbers, lines) for whole in (notice.text, _without_names(notice)))
    is_list = text != notice.text
    left = text if is_list else without_parts_of_others(notice, numbers)

    def is_own(start: int) -> bool:
        return any(first <= start < last for first, last in own) if is_list else not left[start].isspace()

    meaning = read_meaning(nameless, [], has_place=True)
    cause, _span = read_reason(nameless)
    is_told = meaning.kind in SHUT_KINDS and meaning.confidence >= SURE and notice.kind in SHUT_KINDS
    return replace(
        notice,
        kind=meaning.kind if is_told else notice.kind,
        impact=meaning.impact if is_told else notice.impact,
        cause=cause,
        transport=read_transport(left),
        mentions=tuple(one for one in notice.mentions if one.role != "detour" or is_own(one.start)),
    )


def _of_lines(whole: str, notice: Notice, numbers: Sequence[int], lines: Sequence[tuple[int, int]]) -> str:
    """Of the text or what is as long."""
    own = {lines[number] for number in numbers}
    if len(own) < len(numbers) or len(set(lines)) < len(lines):
        return whole  # no list of lines: nobody can tell what belongs to which
    before = whole[: min(mention.start for mention in notice.affected)].rpartition("\n")[0]
    return "\n".join([before, *(whole[slice(*line)] for line in sorted(own))])


def _without_names(notice: Notice) -> str:
    """«Водопроводная улица» is no cause."""
    folded = plain_in_place(notice.text)
    for one in notice.mentions:
        folded = folded[: one.start] + NAME * (one.end - one.start) + folded[one.end :]
    return folded


def _lines(notice: Notice) -> list[tuple[int, int]]:
    """Of each place the line that it stands on, and what follows it until the next place's."""
    starts = sorted({notice.text.rfind("\n", 0, mention.start) + 1 for mention in notice.affected})
    ends = [*starts, len(notice.text)][1:]
    spans = list(zip(starts, ends, strict=True))
    return [next(span for span in spans if span[0] <= mention.start < span[1]) for mention in notice.affected]
