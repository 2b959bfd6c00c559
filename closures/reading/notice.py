"""A notice read: what, where, when, how much, why, and which way round, each with the words it was read from."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from closures.kinds import KINDS
from closures.reading.lexicon import ONE_WAY
from closures.reading.numbering import spans_of_stages
from roadmap.language import calibration
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.meaning.notices import Meaning, read_meaning
from roadmap.language.meaning.reasons import label_of, read_reason
from roadmap.language.meaning.sender import read_sender
from roadmap.language.meaning.sentences import masked
from roadmap.language.meaning.transport import Transport, read_transport
from roadmap.language.mentions import Mention, read_places
from roadmap.language.text import clean, plain_in_place
from roadmap.language.times import Times, Window, read_times
from roadmap.language.times.places import by_place


@dataclass(frozen=True, slots=True)
class Said:
    """A field's piece of text and how sure the reading is."""

    field: str
    start: int
    end: int
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Notice:
    text: str  # cleaned: the spans count in it
    kind: str  # as in the labels
    mentions: tuple[Mention, ...]
    windows: tuple[Window, ...]
    impact: str  # WZDx's words
    direction: str
    cause: str
    transport: Transport | None
    sender: str
    old_end: datetime | None  # of an extension or reopening, where the text tells it
    new_end: datetime | None
    questions: tuple[str, ...]
    said: tuple[Said, ...] = field(default=())
    why: dict[str, list[tuple[str, float, str]]] = field(default_factory=dict)  # field → evidence, weight, words
    written: datetime | None = None  # by the city's clock

    @property
    def places(self) -> list[dict]:
        return [one.place for one in self.affected]

    @property
    def affected(self) -> list[Mention]:
        return [one for one in self.mentions if one.role == "affected"]

    @property
    def streets(self) -> list[str]:
        return list(dict.fromkeys(name for one in self.affected for name in one.streets))

    @property
    def detour_streets(self) -> list[str]:
        return list(
            dict.fromkeys(one.place["on"] for one in self.mentions if one.role == "detour" and one.place.get("on"))
        )

    @property
    def reason(self) -> str:
        return label_of(self.cause, self.kind)


SURE = 0.7  # below that the form asks
ONE_OF_SEVERAL = 0.85  # windows of one notice are oftener wrong than a window that is alone
EVENT_KINDS = {word: kind.value for kind in KINDS.values() for word in kind.read_as}


def read_notice(text: str, published: datetime, gazetteer: Gazetteer) -> Notice:
    """Everything a notice says. Times are local wall-clock times of the city, as `published` is."""
    text = clean(text)
    folded = plain_in_place(text)
    breaks = [start for _number, (start, _end) in spans_of_stages(folded)]
    mentions, spans, named = read_places(text, gazetteer, breaks=breaks)
    meaning = read_meaning(folded, named, has_place=any(one.role == "affected" for one in mentions))
    if meaning.kind == "not_road":
        mentions = []
    transport = read_transport(text)
    times = read_times(
        text,
        published,
        [*spans, *(transport.spans if transport else ())],
        places=[(one.start, one.end, one.place.get("on") or one.text) for one in mentions if one.role == "affected"],
        is_reopening=meaning.kind == "reopening",
    )
    cause, cause_span = read_reason(masked(folded, named))
    sender = read_sender(text)
    notice = Notice(
        text=text,
        kind=meaning.kind,
        mentions=tuple(mentions),
        windows=_windows(times, meaning, published, folded),
        impact=meaning.impact,
        direction=meaning.direction,
        cause=cause,
        transport=transport,
        sender=sender[0] if sender else "",
        old_end=times.former_end,
        new_end=times.new_end,
        questions=(*times.questions, *(one.question for one in mentions if one.question)),
        why=meaning.why,
        written=published.replace(tzinfo=None),
    )
    now = published.replace(tzinfo=None, second=0, microsecond=0)
    notice = replace(notice, windows=by_place(times, notice.windows, text, [one.start for one in notice.affected], now))
    notice = replace(notice, windows=_as_sure_as_told(notice.windows))
    return replace(notice, said=tuple(_said(notice, meaning, times, cause_span, sender)))


def tells_one_way(notice: Notice) -> bool:
    return notice.direction == "one" or ONE_WAY.search(plain_in_place(notice.text)) is not None


def _as_sure_as_told(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    share = 1.0 if len(windows) == 1 else ONE_OF_SEVERAL
    return tuple(
        replace(one, confidence=calibration.told("notice schedule", one.confidence * share)) for one in windows
    )


def _windows(times: Times, meaning: Meaning, published: datetime, folded: str) -> tuple[Window, ...]:
    now = published.replace(tzinfo=None, second=0, microsecond=0)
    if meaning.kind == "not_road":
        return ()
    if times.windows:
        return times.windows
    if meaning.kind == "reopening" or not times.is_vague:
        return (Window(now, None, confidence=0.5),)
    return ()


def _said(notice: Notice, meaning: Meaning, times: Times, cause_span, sender) -> list[Said]:
    found = [Said("place", one.start, one.end, one.text, one.confidence) for one in notice.affected]
    found += [
        Said("detour", one.start, one.end, one.text, one.confidence) for one in notice.mentions if one.role == "detour"
    ]
    found += [
        Said("schedule", *window.span, notice.text[slice(*window.span)], window.confidence)
        for window in notice.windows
        if window.span[1]
    ]
    found += [
        Said(name, *span, notice.text[slice(*span)], calibration.told(f"notice {name}", meaning.confidence_of(name)))
        for name, span in meaning.spans.items()
    ]
    if cause_span:
        found.append(Said("cause", *cause_span, notice.text[slice(*cause_span)], 0.8))
    if sender:
        found.append(Said("sender", *sender[1], sender[0], 0.8))
    return sorted(found, key=lambda one: (one.start, one.end))


def published_end(window: Window) -> datetime | None:
    """The last minute that people would name: 23:59 of the last day rather than the midnight after it."""
    if window.end is not None and window.end.hour == window.end.minute == 0 and window.daily is None:
        return window.end - timedelta(minutes=1)
    return window.end
