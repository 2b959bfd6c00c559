"""When: the windows of a notice.

`items` finds the words and figures of time, `settling` tells days from hours, `phrases` joins them (a range, a start,
an end), `roles` says what the verbs make of each, `terms` puts phrases together (`hours`, `days`, `starts`, `ends`),
`resolving` makes windows of them, `months` ends what comes again."""

from dataclasses import dataclass, replace
from datetime import datetime, time

from roadmap.language.text import plain_in_place
from roadmap.language.times.cursor import Term
from roadmap.language.times.lone_hours import LoneHours
from roadmap.language.times.matters import is_of_supply
from roadmap.language.times.months import within_months
from roadmap.language.times.phrases import Phrase, Sentence, at_clock, phrases_of, sentences_of, weekday_questions
from roadmap.language.times.resolving import tidy, windows_of_all
from roadmap.language.times.roles import ASIDE, Place, mark_roles
from roadmap.language.times.terms import Terms
from roadmap.language.times.windows import Window


@dataclass(frozen=True, slots=True)
class Times:
    windows: tuple[Window, ...]
    questions: tuple[str, ...] = ()
    new_end: datetime | None = None
    is_open: bool = False  # «до окончания работ»
    former_end: datetime | None = None  # «прежний срок — до …»
    is_vague: bool = False  # «в третьей декаде», «этой зимой»; or nothing but an end that has passed
    spans: tuple[tuple[int, int], ...] = ()


def read_times(
    text: str,
    published: datetime,
    masked: list[tuple[int, int]],
    *,
    places: list[Place] = (),
    is_reopening: bool = False,
) -> Times:
    """The windows of a cleaned text; `masked` are the spans of places, whose figures are no time, and `places` those
    that are affected, each with its street."""
    published = published.replace(tzinfo=None, second=0, microsecond=0)
    plain = plain_in_place(text)
    folded = ASIDE.sub(lambda found: " " * len(found.group()), _masked(plain, masked))
    sentences = sentences_of(text)
    phrases = phrases_of(folded, sentences, published.date())
    mark_roles(phrases, sentences, folded, plain, places, published.date(), is_reopening=is_reopening)
    reading = Terms(folded, sentences, published)
    terms = LoneHours(folded, sentences, places, published).of_their_days(_main(reading.read(phrases)))
    if is_reopening:
        windows = _opening(phrases, published)
    else:
        found = within_months(tidy(windows_of_all(terms, published), folded), folded, sentences, published.date())
        windows = _without_supply(found, sentences, folded)
    return Times(
        windows=tuple(windows),
        questions=tuple(_questions(phrases, text)),
        new_end=max((window.end for window in windows if window.end), default=None),
        is_open=any(term.is_open for term in terms),
        former_end=reading.former_end,
        is_vague=reading.is_vague or (not windows and _are_over(terms, published)),
        spans=tuple((phrase.start, phrase.end) for phrase in phrases),
    )


def _without_supply(windows: list[Window], sentences: list[Sentence], folded: str) -> list[Window]:
    """Those of the road; where there are none, when it opens is asked."""
    of_supply = [one for one in windows if any(one.span) and is_of_supply(one.span, sentences, folded)]
    own = [one for one in windows if one not in of_supply]
    return own or [replace(one, end=None, is_asked=True) for one in of_supply]


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "_" * (end - start) + text[end:]
    return text


def _main(terms: list[Term]) -> list[Term]:
    """What only goes with a closure (no parking meanwhile, buses elsewhere) is no term of its own."""
    return [term for term in terms if not term.aside] or terms


def _are_over(terms: list[Term], published: datetime) -> bool:
    return any(term.end is not None and term.end <= published for term in terms)


def _opening(phrases: list[Phrase], published: datetime) -> list[Window]:
    """Of an opening only the moment counts."""
    for phrase in sorted(phrases, key=lambda one: not one.opens):
        point = phrase.first or phrase.last
        is_end = phrase.items[0].letter in "tp" and not phrase.opens
        is_called_off = not phrase.opens and (phrase.name == "range" or phrase.days[:1] > [published.date()])
        is_end = is_end or is_called_off  # «5 и 6 июня не закроют»
        if phrase.former or phrase.shuts or phrase.aside or is_end or not (point or phrase.days):
            continue
        day = point.day if point and point.day else phrase.days[0] if phrase.days else published.date()
        moment = at_clock(day, point.clock) if point and point.clock else datetime.combine(day, time(0))
        return [Window(moment, None, span=(phrase.start, phrase.end), confidence=0.8 if phrase.opens else 0.6)]
    return []


def _questions(phrases: list[Phrase], text: str) -> list[str]:
    bad = [f"{text[one.start : one.end]}?" for phrase in phrases for one in phrase.items if one.letter == "X"]
    return [*dict.fromkeys(bad), *(question for phrase in phrases for question in weekday_questions(phrase, text))]
