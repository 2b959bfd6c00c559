"""Reading places out of a text.

tokens → units (`units`) → which part of the text means what (`roles`) → patterns of places (`patterns`) → mentions.
"""

import re
from dataclasses import dataclass, replace

from roadmap.language.gazetteer import Candidate, Gazetteer
from roadmap.language.mentions.patterns import RULES, Rule
from roadmap.language.mentions.roles import AFFECTED, CAUSE, CONTEXT, DETOUR, SHUTTING, WORKS, roles_of
from roadmap.language.mentions.units import Unit, shape_of, units_of
from roadmap.language.tables import word_set
from roadmap.language.text import clean

# What stands in quotes after one of these is somebody, not somewhere
ORGANISATIONS = word_set(
    """
    мку мбу гбу муп ао пао ооо мау гку ук компания компании газета газеты агентство канал группа группе
    портал
    """
)
TURNING = re.compile(r"повор|поверн|сверн|свора|попасть|выехать|съехать|съезд|выезд|заехать")
SIGNAL = word_set("светофор светофора светофоре светофору светофором кнопка кнопку")
BOUND, CROSSING = "bound", "crossing"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place or a street of a text. `place` has the form of a phase's place; bounds and detours have a street's."""

    kind: str  # street, between, crossing, address, range_of_houses, bridge, landmark, kilometre
    role: str  # affected, bound, crossing, detour, context, sender
    start: int  # offsets into the cleaned text
    end: int
    text: str
    candidates: tuple[Candidate, ...]  # streets that «on» may be, best first
    place: dict
    score: float
    question: str = ""  # two streets fit, and a person should choose

    @property
    def streets(self) -> tuple[str, ...]:
        """The streets the place lies on."""
        return tuple(name for name in (self.place.get("on"), self.place.get("with")) if name)


def find_places(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """All places and streets of a text, in its order. Never fails: of a hostile text the beginning is read."""
    return read_places(text, gazetteer)[0]


Span = tuple[int, int]


def read_places(text: str, gazetteer: Gazetteer) -> tuple[list[Mention], list[Span], list[Span]]:
    """The mentions; the spans of all names and house numbers, whose figures are no dates; those of streets alone."""
    text = clean(text)
    units = units_of(text, gazetteer)
    mentions = Reading(text, units, roles_of(units), gazetteer).mentions()
    spans = [(unit.letter, (unit.start, unit.end)) for unit in units if unit.letter in "SHRLBK"]
    return mentions, [span for _, span in spans], [span for letter, span in spans if letter == "S"]


class Reading:
    """One text while its units are being claimed by patterns."""

    def __init__(self, text: str, units: list[Unit], roles: list[str], gazetteer: Gazetteer):
        self.text, self.units, self.roles, self.gazetteer = text, units, roles, gazetteer
        self.shape = shape_of(units)
        self.claimed: dict[int, str] = {}  # number of a unit → its role
        self.found: list[Mention] = []
        self.loose: list[re.Match] = []

    def mentions(self) -> list[Mention]:
        for rule in RULES:
            self._apply(rule)
        for match in self.loose:
            self._attach_stretch(match)
        self._attach_houses()
        self._lone_streets()
        self._settle_causes()
        self._attach_landmark()
        self._promote()
        self._rest()
        return _without_repeats(sorted(self.found, key=lambda one: (one.start, one.end)))

    # ------------------------------------------------------------ patterns

    def _apply(self, rule: Rule) -> None:
        at = 0
        while (match := rule.shape.search(self.shape, at)) is not None:
            at = match.start() + 1
            used = self._units_in(match)
            if any(number in self.claimed for number in used) or not self._is_sound(rule, match):
                continue
            if rule.name in ("loose_crossing", "loose_near"):
                self._cross_nearest(match)
                continue
            if rule.name.startswith("loose_"):
                self.loose.append(match)
                for number in used:
                    self.claimed[number] = BOUND
                continue
            self._take(rule, match, used)

    def _units_in(self, match: re.Match) -> list[int]:
        """Numbers of the streets, houses and objects that a match is about."""
        spans = [match.span(name) for name in match.re.groupindex if match.span(name)[0] >= 0]
        return [number for start, end in spans for number in range(start, end) if self.shape[number] in "SHRBLK"]

    def _is_sound(self, rule: Rule, match: re.Match) -> bool:
        role = self._role(match)
        if rule.name == "stretch" and self.shape[match.start("start") : match.end("start")].endswith("S"):
            return self._name(match.start("on")) != self._name(match.end("start") - 1)
        if rule.name == "from_onto":
            first, last = self.units[match.start()].start, self.units[match.end() - 1].end
            return role == AFFECTED and TURNING.search(self.text[max(first - 25, 0) : last + 25].lower()) is not None
        if rule.name == "joined":
            return role == AFFECTED and self._is_of_signal(match)
        if rule.name == "house_to_house":
            return self._name(match.start("on")) == self._name(match.start("again"))
        if rule.name == "loose_near":
            return self.units[match.start()].key in ("у", "возле", "около", "в") and self._is_shut_here(match)
        if rule.name == "beside_street":
            return not (
                match.start() and self.units[match.start() - 1].key.startswith(("отвеча", "ответствен", "след"))
            )
        if rule.name == "side_by_side":
            return role == AFFECTED  # «Пермякова 50 лет Октября светофор не работает»
        if rule.name == "pair":
            return role == AFFECTED and not self._in_list_of_detours(match)
        if rule.name == "toward":
            return (
                self.units[match.start("way")].tokens[0].key in ("в", "по")
                and self._is_name(match.end("stop") - 1)
                and (len(self.units[match.start("way")].tokens) > 1)
            )
        if rule.name == "onward":
            before = self.text[self.units[match.end("on")].start : self.units[match.start("start")].start].lower()
            return role == AFFECTED and "ход" not in before and "направл" not in before
        if rule.name == "course":
            return self.units[match.end("start")].key in ("к", "ко", "в", "по") and role is not None
        if rule.name in ("across", "with", "turn", "turn_off", "corner", "near_street", "ring_with"):
            return role != DETOUR
        if rule.name == "beside_name":
            return self._is_name(match.start("name")) and self.units[match.start("name") - 1].key not in (
                "за",
                "под",
                "над",
                "перед",
            )
        if rule.name in ("object_on", "beside") and self._object_name(match.start("name")).startswith("«"):
            return match.start("name") > 0 and self.shape[match.start("name") - 1] == "N"  # «знак «кирпич» на Гоголя»
        if rule.name == "near_bridge":
            return self.units[match.start("name") - 1].key != "под"
        if rule.name == "queue":
            return self.units[match.start()].key.startswith(("пробк", "хвост", "затор", "стоит", "стоим", "очеред"))
        if rule.name == "leaving":
            return (
                re.search(r"(вы|съ|за|въ)е[хз]|поворот|сверн|повер", self.text[self.units[match.start()].start :][:80])
                is not None
            )
        if rule.name == "side":
            return self.units[match.start()].key.startswith(("сторон", "полос", "направлени"))
        if rule.name == "from_with":
            return self.shape[match.start("start") : match.end("start")] not in ("H",)
        if rule.name == "bridge":
            return not self._is_passing(match.start("bridge"))
        return True

    def _role(self, match: re.Match) -> str:
        for name in ("on", "ons", "other", "bridge", "start", "stop", "name", "range", "house"):
            if name in match.re.groupindex and match.start(name) >= 0:
                role = self.roles[match.start(name)]
                return AFFECTED if role == WORKS else role
        return AFFECTED

    def _is_of_signal(self, match: re.Match) -> bool:
        """«70 лет Октября и Конева, светофор висит»: one traffic light stands where two streets meet."""
        return any(unit.key in SIGNAL for unit in self._sentence_of(match))

    def _is_shut_here(self, match: re.Match) -> bool:
        """«На Масленникова меняют рельсы. Закрыт проезд у Куйбышева»: it is shut where the two meet."""
        return any(unit.key.startswith(SHUTTING) for unit in self._sentence_of(match))

    def _sentence_of(self, match: re.Match) -> list[Unit]:
        first = max(self.shape.rfind(mark, 0, match.start()) for mark in ".n") + 1
        ends = [end for mark in ".n" if (end := self.shape.find(mark, match.end())) >= 0]
        return self.units[first : min(ends, default=len(self.units))]

    def _is_name(self, number: int) -> bool:
        unit = self.units[number]
        token = unit.tokens[0]
        return unit.letter in "SLB" or (token.is_capital and not token.opens)

    def _in_list_of_detours(self, match: re.Match) -> bool:
        return self.roles[match.start("on")] == DETOUR

    def _is_passing(self, number: int) -> bool:
        """«две ямы у моста: одна на Конева…»: the bridge only says where about."""
        return number > 0 and self.shape[number - 1] in "NDCE" and "S" in self.shape

    def _take(self, rule: Rule, match: re.Match, used: list[int]) -> None:
        role = self._role(match)
        groups = match.groupdict()
        if "ons" in groups:
            for number in range(*match.span("ons")):
                if self.shape[number] == "S":
                    self._add(rule.place, number, role, self._between(number, match), match)
            self._bounds(match)
            return
        if not rule.place:
            for number in used:
                self.claimed[number] = CONTEXT
                if self.shape[number] == "S":
                    self._mention_street(number, CONTEXT)
            return
        if (
            rule.place == "bridge"
            and role == WORKS
            or rule.name == "bridge"
            and self.roles[match.start("bridge")] == WORKS
        ):
            role = CAUSE  # «ремонт дамбы»: what is repaired is not always what is shut
        on = match.start("on") if "on" in groups and match.start("on") >= 0 else None
        place = getattr(self, f"_{rule.place}")(on, match)
        if place is None:
            return
        if rule.place == "crossing":
            self._settle_crossing(on, match.start("other"))
        elif rule.place == "address":
            self._settle_house(on, place["house"])
        place = getattr(self, f"_{rule.place}")(on, match)
        self._add(place["type"] if rule.place != "kilometre" else "kilometre", on, role, place, match)
        if rule.place == "between" or rule.name == "amid_houses":
            self._bounds(match)
        elif "other" in groups:
            self._mention_street(match.start("other"), CROSSING if role in (AFFECTED, CAUSE) else role)
        for number in used:
            self.claimed.setdefault(number, BOUND)

    # ------------------------------------------------------------ twins

    def _settle_crossing(self, on: int, other: int) -> None:
        """Of several streets that a name may mean, those that meet the other street."""
        for one, partner in ((on, other), (other, on)):
            partners = self.units[partner].value.candidates
            self._prefer(
                one, lambda candidate, partners=partners: any(self.gazetteer.meet(candidate, each) for each in partners)
            )

    def _settle_house(self, on: int, house: str) -> None:
        self._prefer(on, lambda candidate: self.gazetteer.has_house(candidate, house))

    def _prefer(self, number: int, fits) -> None:
        named = self.units[number].value
        fitting = tuple(candidate for candidate in named.candidates if fits(candidate))
        if fitting and len(fitting) < len(named.candidates):
            self.units[number] = replace(self.units[number], value=replace(named, candidates=fitting))

    # ------------------------------------------------------------ places of a pattern

    def _name(self, number: int | None) -> str | None:
        return None if number is None else self.units[number].value.name

    def _street(self, on: int, match: re.Match) -> dict:
        return {"type": "street", "on": self._name(on)}

    def _between(self, on: int, match: re.Match) -> dict | None:
        name = self._name(on)
        start, stop = self._end(match.span("start"), name), self._end(match.span("stop"), name)
        if start == stop and start == name:
            return None
        houses = [re.fullmatch(r"дом (\S.*)", end) for end in (start, stop)]
        if all(houses):
            return {"type": "range_of_houses", "on": name, "from": houses[0][1], "to": houses[1][1]}
        return {"type": "between", "on": name, "from": start, "to": stop}

    def _end(self, span: tuple[int, int], on: str | None) -> str:
        """An end of a stretch in the label's words."""
        units = [unit for unit in self.units[span[0] : span[1]] if unit.letter in "SHLB"]
        street = next((unit.value.name for unit in units if unit.letter == "S"), None)
        house = next((unit.value.name for unit in units if unit.letter == "H"), None)
        if house is not None:
            return f"дом {house}" if street in (None, on) else f"{street}, {house}"
        if street is not None:
            return street
        if units:
            return units[0].value.name
        return " ".join(unit.tokens[0].text for unit in self.units[span[0] : span[1]])

    def _crossing(self, on: int, match: re.Match) -> dict | None:
        other = self._name(match.start("other"))
        if other == self._name(on):
            return None
        return {"type": "crossing", "on": self._name(on), "with": other}

    def _range_of_houses(self, on: int, match: re.Match) -> dict:
        if match.groupdict().get("range"):
            found = self.units[match.start("range")].value
            first, last = found.name, found.more
        else:
            first, last = (self.units[match.start(name)].value.name for name in ("start", "stop"))
        return {"type": "range_of_houses", "on": self._name(on), "from": first, "to": last}

    def _address(self, on: int, match: re.Match) -> dict:
        return {"type": "address", "on": self._name(on), "house": self.units[match.start("house")].value.name}

    def _bridge(self, on: int | None, match: re.Match) -> dict:
        return {"type": "bridge", "on": self._name(on), "name": self.units[match.start("bridge")].value.name}

    def _kilometre(self, on: int, match: re.Match) -> dict:
        return {"type": "street", "on": self._name(on), "kilometre": self.units[match.start("km")].value.name}

    def _landmark(self, on: int, match: re.Match) -> dict:
        start, end = match.span("name")
        name = self._end((start, end), None) if end - start > 1 else self._object_name(start)
        return {"type": "landmark", "on": self._name(on), "name": name}

    def _object_name(self, number: int) -> str:
        unit = self.units[number]
        return unit.value.name if unit.value is not None else unit.tokens[0].text

    # ------------------------------------------------------------ what stands alone

    def _attach_stretch(self, match: re.Match) -> None:
        """A stretch whose street is named elsewhere: «На Калинина ремонт, отрезок Мира – Волгоградская закрыт»."""
        shared = self._streets_together(match)
        for on in shared:
            self._add("between", on, AFFECTED, self._between(on, match), match, start=on, end=on + 1)
        if shared:
            self._bounds(match)
            return
        on = self._nearest_street(match.start(), match.end())
        if on is None:
            for name in ("start", "stop"):
                for number in range(*match.span(name)):
                    if self.shape[number] == "S":
                        self._mention_street(number, BOUND)
            return
        place = self._between(on, match)
        if place is None:
            return
        self._add(place["type"], on, self._role(match), place, match, start=match.start(), end=match.end())
        self._bounds(match)

    def _streets_together(self, match: re.Match) -> list[int]:
        """«Ленина и Республики… по обеим улицам (от Челюскинцев до Тореза)»: all that were named before."""
        before = self.text[: self.units[match.start()].start][-45:].lower()
        if not re.search(r"\b(?:обе(?:их|им)|эти(?:х|м))\s+(?:улиц|магистрал)", before):
            return []
        return [
            n
            for n in range(match.start())
            if self.shape[n] == "S" and n not in self.claimed and self.roles[n] == AFFECTED
        ]

    def _nearest_street(self, start: int, end: int) -> int | None:
        """The last free street before, else the last street with a place before, else the first free one after."""
        free = [n for n, letter in enumerate(self.shape) if letter == "S" and self.roles[n] in (AFFECTED, WORKS)]
        before = [n for n in free if n < start and (n not in self.claimed)]
        if before:
            return next((n for n in reversed(before) if self.roles[n] == AFFECTED), before[-1])
        onward = [n for n in free if n >= end and n not in self.claimed]
        taken = [n for n in free if n < start and self.claimed.get(n) == AFFECTED]
        same_line = [n for n in onward if not re.search(r"[.n]", self.shape[end:n])]
        if same_line:
            return same_line[0]
        causes = [n for n, letter in enumerate(self.shape[:start]) if letter == "S" and self.roles[n] == CAUSE]
        return (taken or onward[:1] or causes or [None])[-1]

    def _cross_nearest(self, match: re.Match) -> None:
        """«На Тобольском тракте работы… закрыта полоса у поворота на Салаирский»: the other street was named before."""
        other = match.start("other")
        free = [
            n
            for n in range(match.start())
            if self.shape[n] == "S" and n not in self.claimed and self.roles[n] == self.roles[other] == AFFECTED
        ]
        if not free or self._name(free[-1]) == self._name(other):
            return
        place = {"type": "crossing", "on": self._name(free[-1]), "with": self._name(other)}
        self._add("crossing", free[-1], AFFECTED, place, None, start=match.start(), end=match.end())
        self._mention_street(other, CROSSING)

    def _attach_houses(self) -> None:
        """«Кто чинил Садовую? Возле дома 12 опять яма»: a house goes to the street named before it."""
        for number, letter in enumerate(self.shape):
            if letter not in "HR" or number in self.claimed:
                continue
            free = [
                n
                for n, one in enumerate(self.shape)
                if one == "S" and n not in self.claimed and self.roles[n] == AFFECTED
            ]
            before = [n for n in free if n < number]
            on = before[-1] if before else (free[0] if free else None)
            if on is None or number - on > 25:
                continue
            found = self.units[number].value
            place = {"type": "address", "on": self._name(on), "house": found.name}
            if letter == "R":
                place = {"type": "range_of_houses", "on": self._name(on), "from": found.name, "to": found.more}
            self.claimed[number] = BOUND
            self._add(place["type"], on, AFFECTED, place, None, start=on, end=on + 1)

    def _lone_streets(self) -> None:
        affected = any(one.role == AFFECTED for one in self.found)
        for number, letter in enumerate(self.shape):
            if letter != "S" or number in self.claimed:
                continue
            role = self.roles[number]
            if role == WORKS:
                role = CONTEXT if affected or self._has_plain_street() else AFFECTED
            self._mention_street(number, role)

    def _settle_causes(self) -> None:
        """Where a pipe broke is the place only if no other is told."""
        role = CONTEXT if any(one.role == AFFECTED for one in self.found) else AFFECTED
        self.found = [replace(one, role=role) if one.role == CAUSE else one for one in self.found]

    def _has_plain_street(self) -> bool:
        return any(
            letter == "S" and self.roles[n] == AFFECTED and n not in self.claimed for n, letter in enumerate(self.shape)
        )

    def _attach_landmark(self) -> None:
        """«На тротуаре Шварца дыра. Рядом остановка «Бульвар Малахова»»: one street, one landmark near by."""
        lone = [one for one in self.found if one.role == AFFECTED]
        near = [
            n
            for n, letter in enumerate(self.shape)
            if letter == "L" and n not in self.claimed and n and self.shape[n - 1] == "N"
        ]
        if len(lone) == 1 and lone[0].kind == "street" and len(near) == 1:
            self.claimed[near[0]] = BOUND
            place = {"type": "landmark", "on": lone[0].place["on"], "name": self._object_name(near[0])}
            self.found[self.found.index(lone[0])] = replace(lone[0], kind="landmark", place=place)

    def _promote(self) -> None:
        """«от улицы Маркса в сторону Искры одни ямы»: where nothing else is told, the way itself is the place."""
        if any(one.role == AFFECTED for one in self.found):
            return
        for number, letter in enumerate(self.shape):
            if letter == "S" and self.claimed.get(number) == CONTEXT and self.roles[number] == AFFECTED:
                start = self.units[number].start
                self.found = [one for one in self.found if one.start != start]
                self._mention_street(number, AFFECTED)
                return

    def _rest(self) -> None:
        """A landmark is a place only where no street is named."""
        if any(one.role == AFFECTED for one in self.found):
            return
        for number, letter in enumerate(self.shape):
            if letter == "L" and number not in self.claimed and self._is_telling(number):
                place = {"type": "landmark", "on": None, "name": self._object_name(number)}
                self._add("landmark", None, AFFECTED, place, None, start=number, end=number + 1)
                return

    def _is_telling(self, number: int) -> bool:
        """A stop, or something with a name of its own."""
        name = self._object_name(number)
        if number and self.units[number - 1].key in ORGANISATIONS:
            return False
        if name.startswith("«"):
            return number > 0 and self.shape[number - 1] == "N"
        return (
            name.startswith("остановка")
            or any(sign in "«№0123456789" for sign in name)
            or any(t.is_capital and not t.opens for t in self.units[number].tokens)
            or "переезд" in name
        )

    # ------------------------------------------------------------ keeping

    def _bounds(self, match: re.Match) -> None:
        for name in ("start", "stop"):
            for number in range(*match.span(name)):
                if self.shape[number] == "S":
                    self._mention_street(number, BOUND)
                elif self.shape[number] in "HLB":
                    self.claimed[number] = BOUND

    def _mention_street(self, number: int, role: str) -> None:
        self.claimed[number] = role
        place = {"type": "street", "on": self._name(number)}
        self._add("street", number, role, place, None, start=number, end=number + 1)

    def _add(self, kind, on, role, place, match, start=None, end=None) -> None:
        named = self.units[on].value if on is not None else None
        if on is not None:
            self.claimed[on] = role
        numbers = self._span(match) if start is None else (start, end)
        first, last = self.units[numbers[0]].start, self.units[numbers[1] - 1].end
        candidates = named.candidates if named is not None else ()
        self.found.append(
            Mention(
                kind=kind,
                role=role,
                start=first,
                end=last,
                text=self.text[first:last],
                candidates=candidates,
                place=place,
                score=candidates[0].score if candidates else 0.6,
                question=_question(candidates) if named is not None and named.is_question else "",
            )
        )

    def _span(self, match: re.Match) -> tuple[int, int]:
        spans = [match.span(name) for name in match.re.groupindex if match.span(name)[0] >= 0]
        return min(span[0] for span in spans), max(span[1] for span in spans)


def _question(candidates: tuple[Candidate, ...]) -> str:
    return " / ".join(one.name for one in candidates[:4])


def _without_repeats(mentions: list[Mention]) -> list[Mention]:
    """Each place once; a bare street gives way to a more exact place on it."""
    exact = {name for one in mentions if one.role == AFFECTED and one.kind != "street" for name in one.streets}
    named_bridges = any(
        one.role == AFFECTED and one.kind == "bridge" and (one.place["on"] or " " in one.place["name"])
        for one in mentions
    )
    kept, seen = [], set()
    for one in mentions:
        if one.kind == "bridge" and named_bridges and not one.place["on"] and " " not in one.place["name"]:
            continue  # «…на мосту»: the bridge already named
        key = (one.role, one.kind, tuple(sorted((k, str(v)) for k, v in one.place.items())))
        is_vague = (
            one.role == AFFECTED and one.kind == "street" and one.place["on"] in exact and "kilometre" not in one.place
        )
        if key in seen and one.role == AFFECTED or is_vague:
            continue
        seen.add(key)
        kept.append(one)
    return kept
