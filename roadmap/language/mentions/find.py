"""Reading places out of a text.

tokens → units (`units`) → what each name is to the text (`roles`) → patterns of places (`patterns`) → mentions.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from roadmap.language.gazetteer import Candidate, Gazetteer
from roadmap.language.grammar.lemmas import nominative
from roadmap.language.mentions.evidence import DRIVING
from roadmap.language.mentions.former import without_former
from roadmap.language.mentions.mention import Mention
from roadmap.language.mentions.objects import COMMON, LEVEL, UNIQUE
from roadmap.language.mentions.patterns import RULES, Rule
from roadmap.language.mentions.repeats import without_repeats
from roadmap.language.mentions.roles import AFFECTED, BOUND, DETOUR, NONE, MentionRole, roles_of
from roadmap.language.mentions.sureness import as_sure_as_told
from roadmap.language.mentions.units import Unit, units_of
from roadmap.language.tables import stems, word_set
from roadmap.language.text import clean

# What stands in quotes after one of these is somebody, not somewhere
ORGANISATIONS = word_set(
    """
    мку мбу гбу муп ао пао ооо мау гку ук компания компании газета газеты агентство канал группа группе
    портал
    """
)
CONTEXT, CROSSING = "context", "crossing"
LETTERS = {AFFECTED: "S", BOUND: "Z", DETOUR: "Y", NONE: "w"}
SIGNAL = word_set("светофор светофора светофоре светофору светофором светофоры кнопка кнопку")
JOINTS = ",A~"  # of a list of houses
HOUSES_AHEAD = re.compile(rf"(?:[{JOINTS}]{{1,2}}N?[HR])+")
NUMBER_BESIDE_HOUSE = re.compile(rf"[HR][{JOINTS}]{{0,2}}N?9(?=[{JOINTS})n9]|\.(?!9)|$)")  # what may be another house
FAR = 25  # units between a street and its house
NO_STREET = 0.8  # of the role of a bridge or landmark that is told alone

Span = tuple[int, int]


def find_places(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """All places and streets of a text, in its order. Never fails: of a hostile text the beginning is read."""
    return read_places(clean(text), gazetteer)[0]


def read_places(
    text: str, gazetteer: Gazetteer, *, is_message: bool = False, breaks: Sequence[int] = ()
) -> tuple[list[Mention], list[Span], list[Span]]:
    """The mentions; the spans of all names and house numbers, whose figures are no dates; those of streets alone.

    `text` is a cleaned one (`text.clean`), in which all places are counted. `is_message`: of a resident, who tells one
    place more often than several («Мира и Ленина» is a crossing to him). Behind each of `breaks` places are told anew.
    """
    units, former = without_former(units_of(text, gazetteer))
    roles = roles_of(units, gazetteer.city, is_message=is_message)
    mentions = Reading(text, units, roles, gazetteer, is_message=is_message).mentions(breaks)
    meant = [
        unit
        for number, unit in enumerate(units)
        if unit.letter in "HRLBK" or (unit.letter == "S" and is_street(unit, roles[number]))
    ]
    spans = [(unit.letter, (unit.start, unit.end)) for unit in meant]
    streets = [span for letter, span in spans if letter == "S"]
    return mentions, [*former, *(span for _, span in spans)], [*former, *streets]


def is_street(unit: Unit, role: MentionRole) -> bool:
    """A street, if only mentioned: it means something to the text, bears its kind word or stands in the city's list."""
    return role.name != NONE or unit.value.has_kind or (unit.value.source == "gazetteer" and unit.tokens[0].is_capital)


class Reading:
    """One text while its units are being claimed by patterns."""

    def __init__(
        self,
        text: str,
        units: list[Unit],
        roles: dict[int, MentionRole],
        gazetteer: Gazetteer,
        *,
        is_message: bool = False,
    ):
        self.is_message = is_message
        self.text, self.units, self.roles, self.gazetteer = text, units, roles, gazetteer
        self.shape = "".join(self._letter(number) for number in range(len(units)))
        self.streets = [number for number, letter in enumerate(self.shape) if letter == "S"]
        self.claimed: dict[int, str] = {}  # number of a unit → its role
        self.street_of: dict[int, int] = {}  # number of a house → that of its street
        self.found: list[Mention] = []
        self.loose: list[tuple[Rule, re.Match]] = []

    def _letter(self, number: int) -> str:
        """«Маршрутка 11»: the number after a word that is no street is no house."""
        unit = self.units[number]
        if unit.letter == "S":
            return LETTERS[self.roles[number].name]
        is_bare = unit.letter in "HR" and unit.tokens[0].kind == "number" and number > 0
        return "9" if is_bare and self._is_no_street(self._first_of_row(number) - 1) else unit.letter

    def _first_of_row(self, number: int) -> int:
        """Of «11, 12 и 14» the 11."""
        while number > 2 and self.units[number - 1].letter in ",A" and self.units[number - 2].letter in "HR":
            number -= 2
        return number

    def _is_no_street(self, number: int) -> bool:
        return self.units[number].letter == "S" and self.roles[number].name == NONE

    def mentions(self, breaks: Sequence[int]) -> list[Mention]:
        for rule in RULES:
            self._apply(rule)
        for rule, match in self.loose:
            self._attach_stretch(rule, match)
        self._attach_houses()
        self._lone_streets()
        self._attach_landmark()
        self._rest()
        found = without_repeats(sorted(self.found, key=lambda one: (one.start, one.end)), breaks)
        return as_sure_as_told(found, is_message=self.is_message, is_one_of_several=self._has_more_houses())

    def _has_more_houses(self) -> bool:
        """«Гоголя 4, возле 6», «Гоголя 4 6 8»: houses that belong to nothing, or to the one that was read."""
        is_left = any(letter in "HR" and number not in self.claimed for number, letter in enumerate(self.shape))
        return is_left or NUMBER_BESIDE_HOUSE.search(self.shape) is not None

    # ------------------------------------------------------------ patterns

    def _apply(self, rule: Rule) -> None:
        at = 0
        while (match := rule.shape.search(self.shape, at)) is not None:
            at = match.start() + 1
            used = self._units_in(match)
            if any(number in self.claimed for number in used) or not self._is_sound(rule, match):
                continue
            if rule.name in ("loose_crossing", "loose_near"):
                self._cross_nearest(rule, match)
            elif rule.name.startswith("loose_"):
                self.loose.append((rule, match))
                self.claimed |= dict.fromkeys(used, BOUND)
            else:
                self._take(rule, match, used)

    def _units_in(self, match: re.Match) -> list[int]:
        """Numbers of the streets, houses and objects that a match is about."""
        spans = [match.span(name) for name in match.re.groupindex if match.span(name)[0] >= 0]
        return [number for start, end in spans for number in range(start, end) if self.shape[number] in "SZYHRBLK"]

    def _is_sound(self, rule: Rule, match: re.Match) -> bool:
        if rule.name == "stretch" and self.shape[match.end("start") - 1] in "SZ":
            return self._name(match.start("on")) != self._name(match.end("start") - 1)
        if rule.name == "joined" and not self.is_message:
            return any(unit.key in SIGNAL for unit in self._sentence_of(match))  # one light stands where two meet
        if rule.name == "house_to_house":
            return self._name(match.start("on")) == self._name(match.start("again"))
        if rule.name in ("object_on", "beside", "beside_on") and not self._has_a_name(match.start("name")):
            return False
        if rule.name in ("object_on", "beside") and self._object_name(match.start("name")).startswith("«"):
            return match.start("name") > 0 and self.shape[match.start("name") - 1] == "N"  # «знак «кирпич» на Гоголя»
        if rule.name == "near_street":
            return not self._is_behind(match)
        if rule.name == "from_with":
            return self.shape[match.start("start") : match.end("start")] != "H"
        if rule.name == "bridge":
            return not (self._is_passing(match.start("bridge")) or self._is_dug_for(match))
        if rule.name == "toward_thing":
            return len(self.units[match.start("stop") - 1].tokens) > 1 and self._are_things(match)
        if rule.name == "beside_thing":
            return self._has_own_name(match.span("name"))
        if "thing" in rule.name:
            return self._are_things(match)
        return True

    def _is_behind(self, match: re.Match) -> bool:
        """«за улицей Мира», «под улицей Мира»: the two do not meet there."""
        return self.units[match.end() - 2].key in ("под", "над", "за")

    def _has_a_name(self, number: int) -> bool:
        """«у школы № 5», «возле ТЦ «Вояж»» tell where; «у шлагбаума», «возле детской площадки» do not."""
        named = self._object_name(number)
        tokens = self.units[number].tokens
        if any(sign in "«№0123456789" for sign in named) or any(token.is_capital for token in tokens):
            return True
        is_common = any(token.key.startswith(COMMON) for token in tokens)
        return tokens[-1].key.startswith((*UNIQUE, *LEVEL)) or len(tokens) > 1 and not is_common

    def _has_own_name(self, span: Span) -> bool:
        """«возле Магеллана», «у санаториев «Заря»…»; «у дома», «возле нового забора» are no landmark."""
        return any(unit.tokens[0].is_capital or unit.letter == "q" for unit in self.units[slice(*span)])

    def _are_things(self, match: re.Match) -> bool:
        """An end in words: a noun, no day, hour or direction («от заката до рассвета»)."""
        spans = [match.span(name) for name in ("start", "stop")]
        words = [self.units[number] for start, end in spans for number in range(start, end)]
        return not any(unit.tokens[0].key.startswith(NO_THINGS) or unit.tokens[0].kind != "word" for unit in words)

    def _sentence_of(self, match: re.Match) -> list[Unit]:
        first = max(self.shape.rfind(mark, 0, match.start()) for mark in ".n") + 1
        ends = [end for mark in ".n" if (end := self.shape.find(mark, match.end())) >= 0]
        return self.units[first : min(ends, default=len(self.units))]

    def _is_passing(self, number: int) -> bool:
        """«две ямы у моста: одна на Конева…»: the bridge only says where about."""
        return number > 0 and self.shape[number - 1] in "NDCETF" and "S" in self.shape

    def _is_dug_for(self, match: re.Match) -> bool:
        """«закрыта Гагарина, ремонт моста»: a bridge without a name is why, where its sentence names a street."""
        number, sentence = match.start("bridge"), self._sentence_of(match)
        is_nameless = number == match.start() == match.end() - 1 and " " not in self.units[number].value.name
        is_works = number > 0 and self.units[number - 1].key.startswith(WORKS)
        is_round = any(unit.key.startswith(DRIVING) for unit in sentence)
        return is_nameless and is_works and not is_round and any(unit.letter == "S" for unit in sentence)

    def _take(self, rule: Rule, match: re.Match, used: list[int]) -> None:
        groups = match.groupdict()
        if "ons" in groups:
            for number in range(*match.span("ons")):
                if self.shape[number] == "S":
                    self._add(rule, number, self._between(number, match), match, start=number, end=number + 1)
            self._bounds(match)
            return
        on = match.start("on") if "on" in groups and match.start("on") >= 0 else None
        if getattr(self, f"_{rule.place}")(on, match) is None:
            return
        if rule.place == "crossing":
            self._settle_crossing(on, match.start("other"))
        elif rule.place == "address":
            self._settle_house(on, self.units[match.start("house")].value.name)
            self.street_of[match.start("house")] = on
        elif groups.get("range"):
            self.street_of[match.start("range")] = on
        self._add(rule, on, getattr(self, f"_{rule.place}")(on, match), match)
        if rule.place in ("between", "range_of_houses"):
            self._bounds(match)
        elif "other" in groups:
            self._mention_street(match.start("other"), CROSSING)
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

    def _between(self, on: int, match: re.Match) -> dict | None:
        name = self._name(on)
        start, stop = self._end(match.span("start"), name), self._end(match.span("stop"), name)
        if start == stop or not start or not stop:
            return None
        houses = [re.fullmatch(r"дом (\S.*)", end) for end in (start, stop)]
        if all(houses):
            return {"type": "range_of_houses", "on": name, "from": houses[0][1], "to": houses[1][1]}
        return {"type": "between", "on": name, "from": start, "to": stop}

    def _end(self, span: Span, on: str | None) -> str:
        """An end of a stretch in the label's words."""
        inside = range(*span)
        street = next((self._name(number) for number in inside if self.shape[number] in "SZY"), None)
        house = next((self._name(number) for number in inside if self.shape[number] == "H"), None)
        thing = next((self._name(number) for number in inside if self.shape[number] in "LB"), None)
        if house is not None:
            return f"дом {house}" if street in (None, on) else f"{street}, {house}"
        if street is not None or thing is not None:
            return street or thing
        words = [token for number in inside for token in self.units[number].tokens]
        if len(words) > 1 and words[-1].key.startswith(PASSAGE):
            words.pop()  # «до кольца проезда нет»
        return nominative([token.text for token in words])

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

    def _attach_stretch(self, rule: Rule, match: re.Match) -> None:
        """A stretch whose street is named elsewhere: «На Гоголя меняют трубы, отрезок Садовая – Полевая закрыт»."""
        shared = self._streets_together(match)
        for on in shared:
            self._add(rule, on, self._between(on, match), match, start=on, end=on + 1)
        on = None if shared else self._nearest_street(match.start(), match.end())
        place = None if on is None else self._between(on, match)
        if place is not None:
            self._add(rule, on, place, match, start=match.start(), end=match.end())
        self._bounds(match)

    def _streets_together(self, match: re.Match) -> list[int]:
        """«Ленина и Республики… по обеим улицам (от Челюскинцев до Тореза)»: all that were named before."""
        before = self.text[: self.units[match.start()].start][-45:].lower()
        if not re.search(r"\b(?:обе(?:их|им)|эти(?:х|м))\s+(?:улиц|магистрал)", before):
            return []
        return [n for n in range(match.start()) if self.shape[n] == "S" and n not in self.claimed]

    def _nearest_street(self, start: int, end: int) -> int | None:
        """The last free street before, else the first free one of the line, else the last that has a place."""
        free = [n for n in self.streets if n not in self.claimed]
        before = [n for n in free if n < start]
        same_line = [n for n in free if n >= end and not re.search(r"[.n]", self.shape[end:n])]
        taken = [n for n in self.streets if n < start and self.claimed.get(n) == AFFECTED]
        return (before[-1:] or same_line[:1] or taken[-1:] or [n for n in free if n >= end][:1] or [None])[0]

    def _cross_nearest(self, rule: Rule, match: re.Match) -> None:
        """«На Тобольском тракте работы… закрыта полоса у поворота на Салаирский»: the other street was named before."""
        if rule.name == "loose_near" and self._is_behind(match):
            return
        other = match.start("other")
        free = [n for n in range(match.start()) if self.shape[n] == "S" and n not in self.claimed]
        if not free or self._name(free[-1]) == self._name(other):
            return
        place = {"type": "crossing", "on": self._name(free[-1]), "with": self._name(other)}
        self._add(rule, free[-1], place, None, start=match.start(), end=match.end())
        self._mention_street(other, CROSSING)

    def _attach_houses(self) -> None:
        """«Кто чинил Садовую? Возле дома 12 опять яма»: a house goes to the street named before it."""
        for number, letter in enumerate(self.shape):
            if letter not in "HR" or number in self.claimed:
                continue
            on = self._street_of_house(number)
            if on is None:
                continue
            found = self.units[number].value
            place = {"type": "address", "on": self._name(on), "house": found.name}
            if letter == "R":
                place = {"type": "range_of_houses", "on": self._name(on), "from": found.name, "to": found.more}
            self.claimed[number] = BOUND
            self.street_of[number] = on
            first, last = (number, number) if on in self.claimed else sorted((on, number))
            self._add(HOUSE, on, place, None, start=first, end=last + 1)

    def _street_of_house(self, number: int) -> int | None:
        """In a list of houses («дома 21, 23 и 37») that of its neighbour, else the free street before it."""
        if (on := self._street_of_list(number)) is not None:
            return on
        streets = [n for n in self.streets if n not in self.claimed]
        before = [n for n in streets if n < number]
        on = before[-1] if before else (streets[0] if streets else None)
        return on if on is not None and number - on <= FAR else None

    def _street_of_list(self, number: int) -> int | None:
        """That of the house before, «Гоголя 21 и 23», or of one that follows, «у дома 21, у дома 37 по Гоголя»."""
        is_joined = number > 1 and (self.shape[number - 1] in JOINTS or self.units[number - 1].key == ";")
        if is_joined and number - 2 in self.street_of:
            return self.street_of[number - 2]
        row = HOUSES_AHEAD.match(self.shape, number + 1)
        ahead = range(number + 1, row.end()) if row else ()
        return next((self.street_of[one] for one in ahead if one in self.street_of), None)

    def _lone_streets(self) -> None:
        for number, unit in enumerate(self.units):
            if unit.letter != "S" or number in self.claimed:
                continue
            role = self.roles[number].name
            if role in (AFFECTED, DETOUR):
                self._mention_street(number, role)
            elif is_street(unit, self.roles[number]):  # also the end of nothing: «в сторону Малыгина»
                self._mention_street(number, CONTEXT)

    def _attach_landmark(self) -> None:
        """«Провал на Гоголя. Возле – аптека «Ромашка»»: one street, one landmark near by."""
        lone = [one for one in self.found if one.role == AFFECTED]
        near = [
            n
            for n, letter in enumerate(self.shape)
            if letter == "L" and n not in self.claimed and n and (self._is_beside(n) or self._is_named_beside(n))
        ]
        if len(lone) == 1 and lone[0].kind == "street" and len(near) == 1:
            self.claimed[near[0]] = BOUND
            place = {"type": "landmark", "on": lone[0].place["on"], "name": self._object_name(near[0])}
            self.found[self.found.index(lone[0])] = replace(lone[0], kind="landmark", place=place, rule="near_landmark")

    def _is_beside(self, number: int) -> bool:
        return self.shape[number - 1] == "N" and self._has_a_name(number)

    def _is_named_beside(self, number: int) -> bool:
        """«На Звёздной нет перехода, а там садик «Улыбка»»: of a message, in its street's own sentence."""
        first = max(self.shape.rfind(mark, 0, number) for mark in ".n") + 1
        return self.is_message and "S" in self.shape[first:number] and "«" in self._object_name(number)

    def _rest(self) -> None:
        """A landmark is a place only where no street is named."""
        if any(one.role == AFFECTED for one in self.found):
            return
        for number, letter in enumerate(self.shape):
            if letter == "L" and number not in self.claimed and self._is_telling(number):
                place = {"type": "landmark", "on": None, "name": self._object_name(number)}
                self._add(LANDMARK, None, place, None, start=number, end=number + 1)
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
            or self._is_beside(number)
        )

    # ------------------------------------------------------------ keeping

    def _bounds(self, match: re.Match) -> None:
        for name in ("start", "stop"):
            if name not in match.re.groupindex:
                continue
            for number in range(*match.span(name)):
                if self.shape[number] in "SZ":
                    self._mention_street(number, BOUND)
                elif self.shape[number] in "HLB":
                    self.claimed[number] = BOUND

    def _mention_street(self, number: int, role: str) -> None:
        self.claimed[number] = role
        place = {"type": "street", "on": self._name(number)}
        self._add(STREET, number, place, None, start=number, end=number + 1, role=role)

    def _add(self, rule, on, place, match, start=None, end=None, role=AFFECTED) -> None:
        named = self.units[on].value if on is not None else None
        if on is not None:
            self.claimed[on] = role
        numbers = self._span(match) if start is None else (start, end)
        first, last = self.units[numbers[0]].start, self.units[numbers[1] - 1].end
        candidates = named.candidates if named is not None else ()
        self.found.append(
            Mention(
                kind="kilometre" if rule.place == "kilometre" else place["type"],
                role=role,
                start=first,
                end=last,
                text=self.text[first:last],
                candidates=candidates,
                place=place,
                score=candidates[0].score if candidates else 0.6,
                question=_question(candidates) if named is not None and named.is_question else "",
                rule=rule.name,
                why=self.roles[on].why if on is not None else (),
                confidence=self._least_of_roles(on, numbers),
            )
        )

    def _least_of_roles(self, on: int | None, span: Span) -> float:
        numbers = {n for n in range(*span) if self.shape[n] in "SZY"} | ({on} - {None})
        return min((self.roles[n].confidence for n in numbers), default=NO_STREET)

    def _span(self, match: re.Match) -> Span:
        spans = [match.span(name) for name in match.re.groupindex if match.span(name)[0] >= 0]
        return min(span[0] for span in spans), max(span[1] for span in spans)


NO_THINGS = stems(  # days, hours, directions
    """
    час утр вечер ноч дня январ феврал март апрел мая июн июл август сентябр октябр ноябр декабр конц полуноч
    полудн окончан завершен центр понедельн вторник сред четверг пятниц суббот воскресен сегодня завтра
    """
)
WORKS = stems("ремонт капремонт реконструкц строительств обследован испытан демонтаж")
PASSAGE = stems("проезд движени")
STREET, HOUSE, LANDMARK = (Rule(name, name, re.compile("(?!)")) for name in ("street", "house", "landmark"))


def _question(candidates: tuple[Candidate, ...]) -> str:
    return " / ".join(one.name for one in candidates[:4])
