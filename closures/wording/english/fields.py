"""Facts → the words that the English templates may use: the sibling of wording/fields.py, group by group.

What people wrote by hand (reason, detour in words, note, performer, names of stops) stays in their own words; pages
mark it as Russian. Where the record has a cause or the streets of a detour, those are said in English first.
"""

from collections.abc import Iterable, Mapping, Sequence

from closures.kinds.manners import ALTERNATING, OPEN
from roadmap.grammar import openings
from roadmap.grammar.english import dates, names
from roadmap.grammar.english.letters import is_russian
from roadmap.grammar.english.names import join
from roadmap.grammar.phrases import NO_BREAK

from ..facts import Facts, PhaseFacts, differs_in, is_before
from ..free_text import clean, lower_start, sentence
from ..places import are_crossings, are_whole_streets, streets
from ..telling import COUNTS, IN_BRIEF, ON_THE_MAP, STREETS_ONLY, Telling, flag
from . import places as where

FIELDS = {
    "city": "“Tyumen”",
    "in_city": "“in Tyumen,”; empty in a short text",
    "when": "“from 22:00 on 12 June until 06:00 on 15 June”; empty where hours recur or there are several stages",
    "hours": "recurring hours in full: “every night from 22:00 to 06:00, from 1 to 5 June …”; else empty",
    "period": "when or hours, whichever there is",
    "rhythm": "“at night” where hours are nights only; “in two stages” where there are several",
    "since": "“from 22:00 on 12 June”; empty where hours recur",
    "ends": "as until; empty where hours recur or there are several stages",
    "until": "“until 06:00 on 15 June”, “through 11 July”, “until the works are finished”",
    "was_until": "the term before in the same form",
    "was_period": "the whole time before, where it changed",
    "was_place": "the place before, where it changed",
    "updated": "what else changed: “detour and bus routes”",
    "changed": "“dates”, “dates and place”; empty where something else has changed, too",
    "have": "“has” or “have”, as what has changed asks for",
    "news": "“detour has changed”; empty where only dates or place have changed",
    "place": "the place for a headline: “Respubliki Street between Pervomayskaya and Chelyuskintsev Streets”",
    "subject": "what is closed: “Respubliki Street between … and …”, “three stretches of road”",
    "on": "where it is: “on Respubliki Street between … and …”, “at the crossing of …”, “in three places”",
    "listed": "where places are a list under the main sentence: a colon and the list; else empty",
    "be": "“is” or “are”, after the subject",
    "several": "“1” where there are several places",
    "is_list": "“1” where places are a list under the main sentence",
    "underway": "“1” where it has begun",
    "earlier": "“1” where the term became shorter or the road opened early",
    "ended": "“18:30 on 12 June” where the end is confirmed",
    "since_end": "“from 06:00 on 15 June”: since when all is as usual according to the schedule",
    "by_plan": "“scheduled” where the start is, and nobody has confirmed it",
    "by_whom": "“according to the schedule,”, or “as the dispatcher reports,” where nobody planned it",
    "confirmed": "“Confirmed on site.”: who confirmed the start or the end that the text is about",
    "lapsed": "“1” where the term has passed and the end is not confirmed",
    "measured": "“closed” or “restricted”",
    "is_open": "“1” where traffic is neither stopped nor narrowed",
    "is_known": "“1” where it is known what is left for traffic",
    "lanes": "“One lane of three will be closed.”",
    "turns": "“A flagger will let traffic through by turns.”",
    "works": "“road works”",
    "occasion": "“because of a sports event”",
    "occasion_name": "the name of what takes place",
    "flashing": "“1” where the lights flash amber",
    "manual": "“1” where an officer directs traffic",
    "spaces": "“25 parking spaces”",
    "only_for": "“lorries” where it is not about all",
    "exempt": "“emergency services and public transport”",
    "reason": "“heating main repair”",
    "detour": "“via Lenina Street and Gertsena Street”",
    "buses": "“routes 2, 57 and 57д”",
    "several_buses": "“1” where there are several routes",
    "stops": "“Stop «Дом печати»”",
    "several_stops": "“1” where there are several stops",
    "performer": "who does the works",
    "contact": "where to ask",
    "note": "a note",
    "source": "who tells it",
    "url": "the address of the event's page",
    "beside": "what holds elsewhere at the same time, where it is another matter: “At the same time: …”",
    "opened": "what is open already while the rest is not: “Open again: Mira Street since 18:30 on 12 June. …”",
    "called_off": "stages that will not be: “Stage cancelled: Mira Street.”",
    "stages": "stages, one a line; empty where all holds at the same time",
    "next": "after a stage that is over: “The next stage: from 1 to 10 July, Mira Street, closed to traffic.”",
    "appeal": "what drivers are asked",
    "phase": "announced, reminder, started, changed, extended, overdue, finished or cancelled",
    # what the first template makes for the others
    "state": "how a headline begins: “Road closed”",
    "state_inside": "the same in the middle of a sentence",
    "all_places": "all places, parted by semicolons",
    "lead": "the main sentence with place and time",
    "then": "the sentences after it",
}

_WORKS = {
    "road-repair": "road works",
    "bridge-repair": "bridge repairs",
    "heat-network": "heating main works",
    "water-sewer": "water and sewer works",
    "gas": "gas main works",
    "utilities": "utility works",
    "construction": "construction works",
    "demolition": "demolition works",
    "snow-removal": "snow clearing works",
    "power-works": "power line works",
    "lighting": "street lighting works",
    "railway-crossing": "level crossing works",
}
_CAUSES = {
    "heat-network": "heating main repair",
    "water-sewer": "water and sewer works",
    "gas": "gas main works",
    "utilities": "utility works",
    "road-repair": "road repair",
    "bridge-repair": "bridge repair",
    "construction": "construction works",
    "demolition": "demolition of a building",
    "event": "a city event",
    "sport": "a sports event",
    "snow-removal": "snow clearing",
    "power-works": "power line works",
    "collapse": "collapse of the road surface",
    "flood": "flooding",
    "accident": "a traffic accident",
    "railway-crossing": "level crossing repair",
    "lighting": "street lighting works",
    "filming": "filming",
    "procession": "a procession",
}
_OCCASIONS = {
    "sport": "because of a sports event",
    "filming": "because of filming",
    "procession": "because of a procession",
}
_SAYS_OCCASION = ("announced", "reminder", "started")  # these name the occasion in their first sentence
_CLASSES = {"lorry": "lorries", "bus": "buses", "bicycle": "cyclists", "pedestrian": "pedestrians"}
_EXEMPTIONS = {
    "emergency": "emergency services",
    "public-transport": "public transport",
    "residents": "residents of adjoining houses",
    "works": "works vehicles",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
_ON_THE_MAP = "the stretch shown on the map"


def fields(telling: Telling) -> dict[str, str]:
    """All fields but those that the first template makes (state, lead, then)."""
    made: dict[str, str] = {}
    for group in _GROUPS:
        made |= group(telling)
    return {name: "" if name in telling.dropped else value for name, value in made.items()}


# --- when -------------------------------------------------------------------------------------------------------------


def _open_end(facts: Facts) -> str:
    return facts.declared.open_end_for(facts.cause).en


def _time_options(telling: Telling) -> dict:
    facts = telling.facts
    return {"open_end": _open_end(facts), "published": facts.published, "is_short": telling.is_short}


def _when(telling: Telling) -> dict[str, str]:
    facts, options = telling.facts, _time_options(telling)
    period = _period(facts, options, in_outline=telling.shortness >= COUNTS)
    recurs = openings.has_recurring_hours(facts.whole)
    is_staged = facts.is_staged
    moments = {key: options[key] for key in ("published", "is_short")}
    until = dates.until(facts.whole, **options)
    return {
        "when": "" if recurs else period,
        "hours": period if recurs else "",
        "period": period,
        "rhythm": _rhythm(facts, recurs=recurs),
        "since": "" if recurs else period if is_staged else dates.since(facts.whole, **moments),
        "until": until,
        "ends": "" if recurs or is_staged else until,
        "ended": _ended(telling),
        "since_end": dates.after(facts.whole, **moments),
        "underway": flag(telling.is_underway),
        "phase": telling.phase,
    }


def _rhythm(facts: Facts, *, recurs: bool) -> str:
    count = len(facts.stages)
    if count > 1:
        return f"in {_NUMBERS[count] if count < len(_NUMBERS) else 'several'} stages"
    return "at night" if recurs and openings.is_night_only(facts.whole) else ""


def _period(facts: Facts, options: dict, *, in_outline: bool = False) -> str:
    whole = facts.whole
    if in_outline and (whole.hours or whole.exceptions):
        return dates.outline(whole, published=options["published"], is_short=options["is_short"])
    return dates.when(whole, **options)


def _ended(telling: Telling) -> str:
    facts = telling.facts
    if facts.ended_at is None:
        return ""
    published = facts.published or facts.whole.start
    return dates.moment(facts.ended_at, facts.whole.zone, published=published, is_short=telling.is_short)


_CONFIRMED = {
    "foreman": "Confirmed on site.",
    "office": "Confirmed by the dispatcher.",
    "camera": "Confirmed by a camera.",
    "resident": "Confirmed by a resident.",
}


def _certainty(telling: Telling) -> dict[str, str]:
    """How it is known: from the schedule, or who confirmed it."""
    is_planned, is_unconfirmed = telling.facts.is_planned, not telling.facts.start_source
    by_whom = "according to the schedule," if is_planned else "as the dispatcher reports,"
    return {
        "by_plan": "scheduled" if is_unconfirmed and is_planned else "",
        "by_whom": by_whom if is_unconfirmed else "",
        "confirmed": _CONFIRMED.get(telling.source, "") or _how_it_began(telling),
        "lapsed": flag(telling.has_lapsed),
    }


def _how_it_began(telling: Telling) -> str:
    """A correction says so, too."""
    source = telling.facts.begun_by(telling.at)
    if not telling.is_corrected_underway or not (source or telling.facts.is_planned):
        return ""
    return _BEGAN.get(source, "The start is according to the schedule, not confirmed.")


_BEGAN = {
    "foreman": "The start is confirmed on site.",
    "office": "The start is confirmed by the dispatcher.",
    "camera": "The start is confirmed by a camera.",
    "resident": "The start is confirmed by a resident.",
}


def _before(telling: Telling) -> dict[str, str]:
    """What was said before, where it differs."""
    facts, previous = telling.facts, telling.facts.previous
    if previous is None:
        none = dict.fromkeys(("was_until", "was_period", "was_place", "updated", "changed", "have"), "")
        return none | {"news": _NO_NEWS, "earlier": flag(is_before(facts.ended_at, facts.whole.end))}
    options = _time_options(telling) | {"open_end": _open_end(previous)}
    was_period = _period(previous, options)
    was_until = dates.until(previous.whole, **options)
    other_time, other_place = was_period != _period(facts, options), previous.all_places != facts.all_places
    return {
        "was_until": "" if was_until == dates.until(facts.whole, **_time_options(telling)) else was_until,
        "was_period": was_period if other_time else "",
        "was_place": _title(previous, telling) if other_place else "",
        "updated": "" if telling.phase == "changed" else _updated(facts, previous),
        **_changed(facts, previous),
        "earlier": flag(
            is_before(facts.ended_at, facts.whole.end)
            # Without a term there is no "sooner": an end that was open is only brought nearer, not kept early.
            or is_before(facts.whole.end, previous.whole.end, or_open=facts.ended_at is None)
        ),
    }


def _updated(facts: Facts, previous: Facts) -> str:
    """Beside time and place, which an extension tells by itself."""
    return join([_CHANGED[part] for part in differs_in(facts, previous) if part not in _IN_ONE_PHRASE])


_NO_NEWS = "details have been corrected"
_CHANGED = {
    "time": "dates",
    "place": "place",
    "traffic": "what is left for traffic",
    "mode": "mode of the traffic light",
    "spaces": "number of spaces",
    "detour": "detour",
    "buses": "bus routes",
    "stops": "bus stops",
    "reason": "reason",
    "performer": "contractor",
    "contact": "contact",
    "note": "note",
}
_PLURAL = ("time", "buses", "stops")
_IN_ONE_PHRASE = frozenset(("time", "place"))  # “the dates of the closure have changed”


def _changed(facts: Facts, previous: Facts) -> dict[str, str]:
    parts = differs_in(facts, previous)
    have = "have" if len(parts) > 1 or parts[:1] and parts[0] in _PLURAL else "has"
    names_of_parts = join([_CHANGED[part] for part in parts])
    is_in_one_phrase = bool(parts) and _IN_ONE_PHRASE.issuperset(parts)
    return {
        "changed": names_of_parts if is_in_one_phrase else "",
        "have": have,
        "news": "" if is_in_one_phrase else f"{names_of_parts} {have} changed" if parts else _NO_NEWS,
    }


# --- where ------------------------------------------------------------------------------------------------------------


def _where(telling: Telling) -> dict[str, str]:
    facts = telling.facts
    several, listed = len(facts.places) > 1, _list(telling)
    return {
        "city": facts.city.english,
        "in_city": "" if telling.is_short else f"in {facts.city.english},",
        "place": _title(facts, telling),
        "all_places": _all_titles(telling),
        "subject": _subject(telling),
        "on": _on(telling),
        "listed": listed,
        "be": "are" if several and not _is_on_the_map(telling) else "is",
        "several": flag(several),
        "is_list": flag("\n" in listed),
    }


def _is_on_the_map(telling: Telling) -> bool:
    return telling.shortness >= ON_THE_MAP or not telling.facts.places


def _is_listed(telling: Telling) -> bool:
    """Several places become a list after the main sentence."""
    facts = telling.facts
    is_plain = not facts.is_staged and not are_whole_streets(facts.places)
    return len(facts.places) > 1 and is_plain and telling.shortness < STREETS_ONLY


def _title(facts: Facts, telling: Telling) -> str:
    """For a headline: one place in full, several by their streets."""
    if telling.shortness >= ON_THE_MAP or not facts.places:
        return "place shown on the map"
    if len(facts.places) == 1 and (telling.shortness < STREETS_ONLY or not facts.places[0].get("on")):
        return _with_side(facts, where.title(facts.places[0], facts.stored_names))
    return _streets(facts, 3 if telling.shortness < COUNTS else 1, titled=True)


def _streets(facts: Facts, limit: int, *, titled: bool = False) -> str:
    """“parts of Lenina Street, Gertsena Street and 2 more”, “crossings Molodyozhnaya – Deputatskaya and 2 more”."""
    if are_whole_streets(facts.places):
        return _some(_names(facts), limit)
    plural = "s" if len(facts.places) > 1 else ""
    if are_crossings(facts.places):
        pairs = _some([where.pair(place, facts.stored_names) for place in facts.places], limit)
        return f"{'' if titled else 'the '}crossing{plural} {pairs}"
    return f"part{plural} of {_some(_names(facts), limit)}"


def _names(facts: Facts) -> list[str]:
    return [names.thing(street, facts.stored_names) for street in streets(facts.places)]


def _some(listed: list[str], limit: int) -> str:
    rest = len(listed) - limit
    return f"{', '.join(listed[:limit])} and {rest} more" if rest > 0 else join(listed)


def _all_titles(telling: Telling) -> str:
    facts = telling.facts
    if telling.shortness >= STREETS_ONLY:
        return _title(facts, telling)
    named = [_title(facts, telling)] if len(facts.places) <= 1 else [_titles(facts, facts.places)]
    if telling.phase in _BESIDE:
        return "; ".join([*named, *(_titles(facts, phase.places) for phase in facts.beside)])
    return "; ".join([*named, *(f"{_titles(facts, phase.places)} ({_state_of(phase)})" for phase in facts.beside)])


def _titles(facts: Facts, places: Iterable[Mapping]) -> str:
    return "; ".join(where.title(place, facts.stored_names) for place in places)


def _subject(telling: Telling) -> str:
    """What is closed; several places are counted here and listed after the sentence."""
    facts = telling.facts
    if _is_on_the_map(telling):
        return _ON_THE_MAP
    if _is_listed(telling):
        return where.number_of(facts.places)
    if len(facts.places) > 1 or telling.shortness >= STREETS_ONLY:
        return _streets(facts, _most_streets(telling))
    say = where.short_subject if _is_brief(telling) else where.subject
    return _with_side(facts, say(facts.places[0], facts.stored_names))


def _on(telling: Telling) -> str:
    facts = telling.facts
    if _is_on_the_map(telling):
        return f"on {_ON_THE_MAP}"
    if _is_listed(telling):
        return f"{where.preposition_of(facts.places)} {where.number_of(facts.places)}"
    if len(facts.places) > 1 or telling.shortness >= STREETS_ONLY:
        return f"{'at' if are_crossings(facts.places) else 'on'} {_streets(facts, _most_streets(telling))}"
    say = where.short_on if _is_brief(telling) else where.on
    return _with_side(facts, say(facts.places[0], facts.stored_names))


def _most_streets(telling: Telling) -> int:
    return 2 if telling.shortness >= COUNTS else len(telling.facts.places) * 2


def _is_brief(telling: Telling) -> bool:
    return telling.is_short or telling.shortness >= IN_BRIEF


def _list(telling: Telling) -> str:
    if not _is_listed(telling):
        return ""
    say = where.short_subject if _is_brief(telling) else where.subject
    said = [say(place, telling.facts.stored_names) for place in telling.facts.places]
    return f": {'; '.join(said)}" if telling.is_short else ":\n" + ";\n".join(f"— {one}" for one in said)


def _with_side(facts: Facts, text: str) -> str:
    """One direction: the phase's own «toward» where the place names none."""
    direction, toward = facts.common_side
    if any(place.get("toward") for place in facts.places):
        return text
    side = where.towards(toward, facts.stored_names)
    if not side and direction != "both" and not facts.declared.is_at_signal:
        side = "in one direction"
    return f"{text} {side}" if side else text


_BESIDE = {
    "overdue": "Past its term, too",
    "finished": "No restrictions any more",
    "cancelled": "Cancelled, too",
}


def _beside(telling: Telling) -> dict[str, str]:
    """What holds at the same time elsewhere and is another matter than the main sentence tells."""
    facts = telling.facts
    if not facts.beside:
        return {"beside": ""}
    head = _BESIDE.get(telling.phase, "At the same time")
    if telling.phase == "finished" and not facts.ended_at:
        head = "According to the schedule no restrictions any more"
    lines = [_line_beside(telling, phase) for phase in facts.beside]
    listed = f" {'; '.join(lines)}" if telling.is_short else "\n" + ";\n".join(f"— {line}" for line in lines)
    return {"beside": f"{head}:{listed}."}


def _line_beside(telling: Telling, phase: PhaseFacts) -> str:
    place = _titles(telling.facts, phase.places)
    if telling.phase in _BESIDE:
        return place
    return f"{place}{' — ' if telling.is_short else ': '}{_state_of(phase, is_now=telling.is_underway)}"


def _over(telling: Telling) -> dict[str, str]:
    """What holds no more, or never will, while the rest is told."""
    facts = telling.facts
    off = "; ".join(_titles(facts, phase.places) for phase in facts.called_off)
    return {
        "opened": " ".join(_opened(telling, phase) for phase in facts.opened),
        "called_off": f"{'Stage' if len(facts.called_off) == 1 else 'Stages'} cancelled: {off}." if off else "",
    }


def _opened(telling: Telling, phase: PhaseFacts) -> str:
    """“Open again: Mira Street, 18:30 on 12 June. Confirmed on site.”"""
    facts, place = telling.facts, _titles(telling.facts, phase.places)
    is_held_on = any(words in facts.all_places for words in phase.places)
    said = "Stage over" if is_held_on else "Open again" if phase.is_closed else "No restrictions any more"
    published = facts.published or facts.whole.start
    when = dates.moment(phase.schedule.end, facts.whole.zone, published=published, is_short=telling.is_short)
    return f"{said}: {place}, {when}. {_CONFIRMED.get(phase.opened_by, '')}".rstrip()


def _stages(telling: Telling) -> dict[str, str]:
    if not telling.facts.is_staged and not telling.facts.others:
        return {"stages": "", "next": ""}
    lines = [_stage(telling, number, phases) for number, phases in telling.facts.numbered_stages]
    return {"stages": "Stages:\n" + ";\n".join(lines) + ".", "next": _next(telling)}


def _next(telling: Telling) -> str:
    phases = telling.facts.next_stage(telling.at) if telling.at else ()
    if not phases:
        return ""
    when = dates.when(phases[0].schedule, **_time_options(telling))
    return f"The next stage: {when}, {_in_a_stage(telling, phases, is_now=False)}."


def _stage(telling: Telling, number: int, phases: Sequence[PhaseFacts]) -> str:
    """“— stage 1, from 1 to 10 June inclusive: Lenina Street between …, closed”."""
    names_given = {clean(phase.name) for phase in phases}
    called = names_given.pop() if len(names_given) == 1 else ""
    name = f"stage{NO_BREAK}{number}" + (f" («{called}»)" if called and "этап" not in called.lower() else "")
    when = dates.when(phases[0].schedule, **_time_options(telling))
    said = _in_a_stage(telling, phases, are_compared=True)
    late = " (the term has passed, the end is not confirmed)" if _has_lapsed(telling, phases) else ""
    return f"— {name}, {when}{': ' if said else ''}{said}{late}"


def _in_a_stage(
    telling: Telling, phases: Sequence[PhaseFacts], *, is_now: bool = True, are_compared: bool = False
) -> str:
    """Where and what; `are_compared`: without what is the same in all stages and so was said."""
    facts = telling.facts
    same_places = are_compared and len({(str(one.places), one.side) for one in facts.listed}) == 1
    alike = are_compared and _are_alike(facts)
    told = (
        ["" if same_places else _place_of(facts, phase), "" if alike else _state_of(phase, is_now=is_now)]
        for phase in phases
    )
    return "; ".join(filter(None, (", ".join(filter(None, parts)) for parts in told)))


def _place_of(facts: Facts, phase: PhaseFacts) -> str:
    """With its direction where stages differ in that."""
    titles = _titles(facts, phase.places)
    if phase.side == facts.common_side or any(place.get("toward") for place in phase.places):
        return titles
    side = where.towards(phase.toward, facts.stored_names)
    return f"{titles} {side or ('in one direction' if phase.direction != 'both' else '')}".rstrip()


def _has_lapsed(telling: Telling, phases: Sequence[PhaseFacts]) -> bool:
    """A stage that nobody confirmed over, beside others that are told."""
    end = phases[0].schedule.end
    return telling.at is not None and end is not None and end <= telling.at and telling.phase not in _BESIDE


def _state_of(phase: PhaseFacts, *, is_now: bool = True) -> str:
    if phase.is_for_some and phase.vehicle_impact not in OPEN:
        shut = "closed to" if phase.vehicle_impact == "all-lanes-closed" else "restricted for"
        return f"{shut} {join(_classes_of(phase))}"
    if phase.vehicle_impact == "all-lanes-closed":
        return "closed to traffic"
    if phase.vehicle_impact in ALTERNATING:
        return "one direction at a time"
    if phase.vehicle_impact in OPEN:
        return "open to traffic"
    lanes = _lanes(phase, is_now=is_now) if phase.lanes_closed else ""
    return (lanes[:1].lower() + lanes[1:]).removesuffix(".") or "traffic is restricted"


def _classes_of(phase: PhaseFacts) -> list[str]:
    return [_CLASSES[name] for name in phase.vehicle_classes if name in _CLASSES] if phase.is_for_some else []


def _are_alike(facts: Facts) -> bool:
    """Whether all phases leave the same for traffic, so that it is said once."""
    return len({_state_of(phase) for phase in facts.listed}) == 1


# --- how much ---------------------------------------------------------------------------------------------------------

_SIDES = {"merge-left": "on the right", "merge-right": "on the left", "split": "in the middle"}


def _how_much(telling: Telling) -> dict[str, str]:
    facts, told = telling.facts, telling.facts.told
    impact = told.vehicle_impact
    only_for = join(_classes_of(told))
    return {
        "measured": "closed" if told.is_closed else "restricted",
        "is_open": flag(impact in OPEN),
        "is_known": flag(impact != "unknown"),
        "lanes": _lanes(told, is_now=telling.is_underway) if _are_alike(facts) or not facts.is_staged else "",
        "turns": _turns(impact, is_now=telling.is_underway),
        "only_for": only_for,
        "exempt": join([_EXEMPTIONS[name] for name in told.exemptions if name in _EXEMPTIONS]),
    }


def _lanes(phase: PhaseFacts, *, is_now: bool) -> str:
    """What stays for traffic where only a part is shut; nothing is said that the record does not say."""
    impact, count, total = phase.vehicle_impact, phase.lanes_closed, phase.lanes_total
    if phase.is_for_some and impact not in OPEN:
        return _ban(phase, is_now=is_now)
    side = next((f" {side}" for suffix, side in _SIDES.items() if impact.endswith(suffix)), "")
    if impact.startswith("all-lanes-open-shift"):
        return (
            f"Lanes {'are' if is_now else 'will be'} shifted to the {'left' if impact.endswith('left') else 'right'}."
        )
    if impact == "all-lanes-closed" or not impact.startswith("some-lanes"):
        return ""
    if count and count < len(_NUMBERS):
        return _lanes_shut(count, total, side, is_now=is_now)
    if side:
        return f"The roadway {'is' if is_now else 'will be'} narrowed{side}."
    return "Traffic uses the free lanes." if is_now else "The other lanes will stay open."


def _ban(phase: PhaseFacts, *, is_now: bool) -> str:
    classes = _capital(join(_classes_of(phase)))
    if phase.vehicle_impact == "all-lanes-closed":
        return f"{classes} {'are not' if is_now else 'will not be'} let through; nothing changes for others."
    return f"{classes} {'are' if is_now else 'will be'} restricted; nothing changes for others."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lanes_shut(count: int, total: int | None, side: str, *, is_now: bool) -> str:
    """“Two lanes of four are closed.”"""
    of = f" of{NO_BREAK}{_NUMBERS[total]}" if total and count < total < len(_NUMBERS) else ""
    be = ("is" if count == 1 else "are") if is_now else "will be"
    return f"{_NUMBERS[count].capitalize()} lane{'s' if count > 1 else ''}{of} {be} closed{side}."


def _turns(impact: str, *, is_now: bool) -> str:
    who = {"flagging": "A flagger", "temporary-traffic-signal": "A temporary traffic light"}.get(impact)
    if who:
        return f"{who} {'lets' if is_now else 'will let'} traffic through by turns."
    return f"Traffic {'goes' if is_now else 'will go'} through by turns."


# --- why, who, how to get round ---------------------------------------------------------------------------------------


def _why(telling: Telling) -> dict[str, str]:
    facts = telling.facts
    said = clean(facts.reason)
    is_event = facts.declared.reason_names_it
    plain = "" if facts.manner.works_tell_why else _CAUSES.get(facts.cause, "")
    return {
        "works": _WORKS.get(facts.cause, "repair works"),
        "occasion": _OCCASIONS.get(facts.cause, "" if said else "because of a city event"),
        "occasion_name": (said or ("" if telling.phase in _SAYS_OCCASION else plain)) if is_event else "",
        "reason": "" if is_event else _reason(plain, lower_start(said)),
    }


def _reason(plain: str, said: str) -> str:
    """The cause in English with the dispatcher's own words beside it."""
    return f"{plain} ({said})" if plain and said and is_russian(said) else said or plain


def _around(telling: Telling) -> dict[str, str]:
    facts, through = telling.facts, telling.facts.detour_streets
    say = names.short if telling.is_short else names.name
    streets_said = f"via {join([say(name, facts.stored_names) for name in through])}" if through else ""
    routes, stops = [clean(route) for route in facts.bus_routes], [clean(stop) for stop in facts.stops_removed]
    return {
        "detour": streets_said or lower_start(clean(facts.detour)),
        "buses": f"route{'s' if len(routes) > 1 else ''} {join(routes)}" if routes else "",
        "several_buses": flag(len(routes) > 1),
        "stops": f"{'Stops' if len(stops) > 1 else 'The stop'} {join([f'«{stop}»' for stop in stops])}"
        if stops
        else "",
        "several_stops": flag(len(stops) > 1),
    }


def _who(telling: Telling) -> dict[str, str]:
    facts = telling.facts
    return {
        "performer": clean(facts.performer),
        "contact": clean(facts.contact),
        "note": sentence(clean(facts.note)),
        "source": clean(facts.agency_name),
        "url": facts.url.strip(),
        "appeal": _appeal(telling),
    }


def _appeal(telling: Telling) -> str:
    if telling.phase not in ("announced", "reminder", "started") or telling.is_short:
        return ""
    return "Please choose your route in time and follow the road signs." if telling.facts.manner.asks_drivers else ""


def _kind_of_its_own(telling: Telling) -> dict[str, str]:
    facts = telling.facts
    spaces = facts.parking_places
    return {
        "flashing": flag(facts.signal_mode == "flashing"),
        "manual": flag(facts.signal_mode == "manual"),
        "spaces": f"{spaces}{NO_BREAK}parking space{'s' if spaces > 1 else ''}" if spaces else "",
    }


_GROUPS = (
    _when,
    _certainty,
    _before,
    _where,
    _beside,
    _over,
    _stages,
    _how_much,
    _why,
    _around,
    _who,
    _kind_of_its_own,
)
