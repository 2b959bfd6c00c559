"""Facts → the words that the English templates may use: the sibling of wording/fields.py.

What people wrote by hand (reason, detour in words, note, performer, names of stops) stays in their own words; pages
mark it as Russian. Where the record has a cause or the streets of a detour, those are said in English first.
"""

from collections.abc import Mapping, Sequence

from closures.kinds.manners import ALTERNATING, OPEN
from roadmap.language.grammar import openings
from roadmap.language.grammar.english import dates, names
from roadmap.language.grammar.english.letters import is_russian
from roadmap.language.grammar.english.names import join
from roadmap.language.grammar.phrases import NO_BREAK

from ..facts import Facts, PhaseFacts
from ..free_text import clean, lower_start
from ..groups import NAMES_OCCASION, Language
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
    "begun": "the same where the start is confirmed; else empty",
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
    "limits": "“speed limit 40 km/h, width up to 3 m”",
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
    "holiday": "a holiday",
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
    "holiday": "because of a holiday",
    "sport": "because of a sports event",
    "filming": "because of filming",
    "procession": "because of a procession",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
_ON_THE_MAP = "the stretch shown on the map"
_CHANGED = {
    "time": "dates",
    "place": "place",
    "traffic": "what is left for traffic",
    "direction": "direction",
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
_SIDE_LANES = {"merge-left": "right", "merge-right": "left"}
_SIDES = {"merge-left": "on the right", "merge-right": "on the left", "split": "in the middle"}


class English(Language):
    terms = dates.TERMS
    join = staticmethod(join)
    is_english = True
    by_plan = "scheduled"
    by_whom = ("according to the schedule,", "as the dispatcher reports,")
    confirmed = {
        "foreman": "Confirmed on site.",
        "office": "Confirmed by the dispatcher.",
        "camera": "Confirmed by a camera.",
        "resident": "Confirmed by a resident.",
    }
    began = {
        "foreman": "The start is confirmed on site.",
        "office": "The start is confirmed by the dispatcher.",
        "camera": "The start is confirmed by a camera.",
        "resident": "The start is confirmed by a resident.",
    }
    began_by_plan = "The start is according to the schedule, not confirmed."
    beside = {
        "overdue": "Past its term, too",
        "finished": "No restrictions any more",
        "cancelled": "Cancelled, too",
    }
    at_the_same_time = "At the same time"
    beside_by_plan = "According to the schedule no restrictions any more"
    called_off = ("Stage cancelled", "Stages cancelled")
    opened = ("Stage over", "Open again", "No restrictions any more", ", ")
    stages = "Stages"
    next_stage = "The next stage: {when}, {said}."
    formerly = "before: {}"
    lapsed = "the term has passed, the end is not confirmed"
    one_direction = "in one direction"
    classes = {"lorry": "lorries", "bus": "buses", "bicycle": "cyclists", "pedestrian": "pedestrians"}
    exemptions = {
        "emergency": "emergency services",
        "public-transport": "public transport",
        "residents": "residents of adjoining houses",
        "works": "works vehicles",
    }
    appeal = "Please choose your route in time and follow the road signs."

    def changed(self, parts: Sequence[str], *, is_in_one_phrase: bool) -> dict[str, str]:
        have = "have" if len(parts) > 1 or parts[:1] and parts[0] in _PLURAL else "has"
        said = f"{self.listed(parts)} {have} changed" if parts else "details have been corrected"
        return {
            "changed": self.listed(parts) if is_in_one_phrase else "",
            "have": have,
            "news": "" if is_in_one_phrase else said,
        }

    def listed(self, parts: Sequence[str]) -> str:
        return self.join([_CHANGED[part] for part in parts])

    def title_of(self, facts: Facts, place: Mapping) -> str:
        return where.title(place, facts.stored_names)

    def toward(self, facts: Facts, toward: str) -> str:
        return where.towards(toward, facts.stored_names)

    def name_of_stage(self, number: int, phases: Sequence[PhaseFacts]) -> str:
        given = {clean(phase.name) for phase in phases}
        called = given.pop() if len(given) == 1 else ""
        return f"stage{NO_BREAK}{number}" + (f" («{called}»)" if called and "этап" not in called.lower() else "")

    def spaces(self, count: int) -> str:
        return f"{count}{NO_BREAK}parking space{'s' if count > 1 else ''}"

    def open_end(self, facts: Facts) -> str:
        return facts.declared.open_end_for(facts.cause).en

    def rhythm(self, facts: Facts, *, recurs: bool) -> str:
        count = len(facts.stages)
        if count > 1:
            return f"in {_NUMBERS[count] if count < len(_NUMBERS) else 'several'} stages"
        return "at night" if recurs and openings.is_night_only(facts.whole) else ""

    def where(self, telling: Telling) -> dict[str, str]:
        facts = telling.facts
        several = len(facts.places) > 1
        return {
            "city": facts.city.english,
            "in_city": "" if telling.is_short else f"in {facts.city.english},",
            "place": self.title(facts, telling),
            "all_places": self.all_titles(telling),
            "subject": self._subject(telling),
            "on": self._on(telling),
            "listed": self._list(telling),
            "be": "are" if several and not _is_on_the_map(telling) else "is",
            "several": flag(several),
        }

    def title(self, facts: Facts, telling: Telling) -> str:
        """For a headline: one place in full, several by their streets."""
        if telling.shortness >= ON_THE_MAP or not facts.places:
            return "place shown on the map"
        if len(facts.places) == 1 and (telling.shortness < STREETS_ONLY or not facts.places[0].get("on")):
            return self.with_side(facts, where.title(facts.places[0], facts.stored_names))
        return self.with_one_direction(facts, _streets(facts, 3 if telling.shortness < COUNTS else 1, titled=True))

    def _subject(self, telling: Telling) -> str:
        """What is closed; several places are counted here and listed after the sentence."""
        facts = telling.facts
        if _is_on_the_map(telling):
            return _ON_THE_MAP
        if _is_listed(telling):
            return where.number_of(facts.places)
        if len(facts.places) > 1 or telling.shortness >= STREETS_ONLY:
            return self.with_one_direction(facts, _streets(facts, _most_streets(telling)))
        say = where.short_subject if _is_brief(telling) else where.subject
        return self.with_side(facts, say(facts.places[0], facts.stored_names))

    def _on(self, telling: Telling) -> str:
        facts = telling.facts
        if _is_on_the_map(telling):
            return f"on {_ON_THE_MAP}"
        if _is_listed(telling):
            return f"{where.preposition_of(facts.places)} {where.number_of(facts.places)}"
        if len(facts.places) > 1 or telling.shortness >= STREETS_ONLY:
            on = f"{'at' if are_crossings(facts.places) else 'on'} {_streets(facts, _most_streets(telling))}"
            return self.with_one_direction(facts, on)
        say = where.short_on if _is_brief(telling) else where.on
        return self.with_side(facts, say(facts.places[0], facts.stored_names))

    def _list(self, telling: Telling) -> str:
        facts = telling.facts
        if not _is_listed(telling):
            return ""
        say = where.short_subject if _is_brief(telling) else where.subject
        said = [self.with_own_side(place, say(place, facts.stored_names)) for place in facts.places]
        return f": {'; '.join(said)}" if telling.is_short else ":\n" + ";\n".join(f"— {one}" for one in said)

    def state_of(self, phase: PhaseFacts, *, is_now: bool = True) -> str:
        if phase.is_for_some and phase.vehicle_impact not in OPEN:
            shut = "closed to" if phase.vehicle_impact == "all-lanes-closed" else "restricted for"
            return f"{shut} {self.join(self.classes_of(phase))}"
        if phase.vehicle_impact == "all-lanes-closed":
            return "closed to traffic"
        if phase.vehicle_impact in ALTERNATING:
            return "one direction at a time"
        if phase.vehicle_impact in OPEN:
            return "open to traffic"
        lanes = self.lanes(phase, is_now=is_now) if phase.lanes_closed else ""
        return (lanes[:1].lower() + lanes[1:]).removesuffix(".") or "traffic is restricted"

    def measured(self, *, is_closed: bool) -> dict[str, str]:
        return {"measured": "closed" if is_closed else "restricted"}

    def lanes(self, phase: PhaseFacts, *, is_now: bool) -> str:
        """What stays for traffic where only a part is shut; nothing is said that the record does not say."""
        impact, count, total = phase.vehicle_impact, phase.lanes_closed, phase.lanes_total
        if phase.is_for_some and impact not in OPEN:
            return self._ban(phase, is_now=is_now)
        side = next((f" {side}" for suffix, side in _SIDES.items() if impact.endswith(suffix)), "")
        if impact.startswith("all-lanes-open-shift"):
            to = "left" if impact.endswith("left") else "right"
            return f"Lanes {'are' if is_now else 'will be'} shifted to the {to}."
        if impact == "all-lanes-closed" or not impact.startswith("some-lanes"):
            return ""
        if count and count < len(_NUMBERS):
            lanes = next((lanes for suffix, lanes in _SIDE_LANES.items() if impact.endswith(suffix)), "")
            return _lanes_shut(count, total, lanes, "" if lanes else side, is_now=is_now)
        if side:
            return f"The roadway {'is' if is_now else 'will be'} narrowed{side}."
        return "Traffic uses the free lanes." if is_now else "The other lanes will stay open."

    def _ban(self, phase: PhaseFacts, *, is_now: bool) -> str:
        classes = _capital(self.join(self.classes_of(phase)))
        classes += " on one side" if phase.is_on_one_side else ""
        if phase.vehicle_impact == "all-lanes-closed":
            return f"{classes} {'are not' if is_now else 'will not be'} let through; nothing changes for others."
        return f"{classes} {'are' if is_now else 'will be'} restricted; nothing changes for others."

    def turns(self, impact: str, *, is_now: bool) -> str:
        who = {"flagging": "A flagger", "temporary-traffic-signal": "A temporary traffic light"}.get(impact)
        if who:
            return f"{who} {'lets' if is_now else 'will let'} traffic through by turns."
        return f"Traffic {'goes' if is_now else 'will go'} through by turns."

    def why(self, telling: Telling) -> dict[str, str]:
        facts = telling.facts
        said = clean(facts.reason)
        is_event = facts.declared.reason_names_it
        plain = "" if facts.manner.works_tell_why else _CAUSES.get(facts.cause, "")
        return {
            "works": _WORKS.get(facts.cause, "repair works"),
            "occasion": _OCCASIONS.get(facts.cause, "" if said else "because of a city event"),
            "occasion_name": (said or ("" if telling.phase in NAMES_OCCASION else plain)) if is_event else "",
            "reason": "" if is_event else _reason(plain, lower_start(said)),
        }

    def around(self, telling: Telling) -> dict[str, str]:
        facts, through = telling.facts, telling.facts.detour_streets
        say = names.short if telling.is_short else names.name
        streets_said = f"via {self.join([say(name, facts.stored_names) for name in through])}" if through else ""
        routes, stops = [clean(route) for route in facts.bus_routes], [clean(stop) for stop in facts.stops_removed]
        return {
            "detour": streets_said or lower_start(clean(facts.detour)),
            "buses": f"route{'s' if len(routes) > 1 else ''} {self.join(routes)}" if routes else "",
            "several_buses": flag(len(routes) > 1),
            "stops": f"{'Stops' if len(stops) > 1 else 'The stop'} {self.join([f'«{stop}»' for stop in stops])}"
            if stops
            else "",
            "several_stops": flag(len(stops) > 1),
        }


def _is_on_the_map(telling: Telling) -> bool:
    return telling.shortness >= ON_THE_MAP or not telling.facts.places


def _is_listed(telling: Telling) -> bool:
    """Several places become a list after the main sentence."""
    facts = telling.facts
    is_plain = not facts.is_staged and not are_whole_streets(facts.places)
    return len(facts.places) > 1 and is_plain and telling.shortness < STREETS_ONLY


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


def _most_streets(telling: Telling) -> int:
    return 2 if telling.shortness >= COUNTS else len(telling.facts.places) * 2


def _is_brief(telling: Telling) -> bool:
    return telling.is_short or telling.shortness >= IN_BRIEF


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lanes_shut(count: int, total: int | None, lanes: str, side: str, *, is_now: bool) -> str:
    """“Two lanes of four are closed”, “The right lane of three is closed.”"""
    of = f" of{NO_BREAK}{_NUMBERS[total]}" if total and count < total < len(_NUMBERS) else ""
    be = ("is" if count == 1 else "are") if is_now else "will be"
    number = "The" if lanes and count == 1 else _NUMBERS[count].capitalize()
    return f"{number} {lanes and f'{lanes} '}lane{'s' if count > 1 else ''}{of} {be} closed{side}."


def _reason(plain: str, said: str) -> str:
    """The cause in English with the dispatcher's own words beside it."""
    return f"{plain} ({said})" if plain and said and is_russian(said) else said or plain


fields = English().fields
