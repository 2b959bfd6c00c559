"""What stands around a street's name, as evidence of what the street is to the text.

`Scene` cuts a row of units into sentences once; `around` gives the evidence of one name that no other name's role
changes, `after` what follows from the roles that the names before it were given.
"""

import re
from collections.abc import Sequence

from roadmap.language.grammar.lemmas import agree, is_known, parses
from roadmap.language.mentions.units import Unit
from roadmap.language.names.forms import MONTHS
from roadmap.language.tables import stems, word_set
from roadmap.language.text import plain

ROLES = {role[0]: role for role in ("affected", "bound", "detour", "none")}  # of a name to the text; letter → role
REACH = 14  # units of a sentence that are looked at on either side
LONG_REACH = 60  # units of a header or of an open bracket before the name
LONGEST_FRAME = 24  # units of a figure of speech before the name: `FRAMES` has no longer left side
LONGEST_JOINT = 4  # units between two names that one list or figure of speech may have
STEM = 5  # letters of a word that tell it from others: «перекроют» and «перекрыто» share four
WORDY = "wVXUQNDEM9KO"
VERBS = frozenset(("VERB", "INFN", "PRTS"))
CLASSES = (
    "Surn",
    "Name",
    "Patr",
    "Geox",
    "Orgn",
    "VERB",
    "INFN",
    "ADVB",
    "PREP",
    "NPRO",
    "PRTS",
    "COMP",
    "CONJ",
    "Qual",
)


# What is said of streets that are only beside the matter: how one goes round, where it is full, whence nobody gets out
WAYS = (
    ("round", stems("объез объех уходи уезжа езжай езжайте едьте поезжа поехал бегут бежит лезут сворачива крут")),
    ("full", stems("стоит стоят пробк колом мертв намертво забит глух хвост")),
    ("out", stems("выех выезж выбра выбир выйти выход съехать")),
)
NEAREST = 5  # units on either side
# What is told otherwise in a message than in a notice
OF_GENRE = ("p1:", "n1:", "pn:", "led:", "opens:", "form:", "kind:", "bare:", "frame:", "shape:", "joint:", "sentence:")
CAUSES = stems("связи ради случаю честь поскольку вследствие причине время результате поводу")
CLAUSE = 8  # units back to the word of cause
HENCE = word_set("поэтому потому")
WHEREFORE = word_set("чем чего")  # «в связи с чем закрыта Гоголя»
# Of driving round: a verb takes the shut street as its object, a noun more often tells the way
ROUND = {
    "verb": stems("объезж объедут объедет объех обойд обойт обходят обходит"),
    "noun": stems("объезд обход"),
    "past": stems("минуя минует минуют миновать вместо"),
}
DRIVING = (*WAYS[0][1], *(stem for stems_ in ROUND.values() for stem in stems_))
MOST_TO_STAGE = 3  # units of a sentence that begins with the number of a stage: «На втором этапе»

FRAMES = tuple(
    (name, re.compile(left + "$"), re.compile(right))
    for name, left, right in (
        ("from", r"F[wXUVCPN]{0,3}", r",?[HwPL(),q]{0,6}T"),
        ("to", r"F[^.T]{1,9}T[wXUVCPN]{0,3}", r""),
        ("from, alone", r"F[wXUVCPN]{0,3}", r"[^T]*$"),
        ("with, to", r"C[wXUVCP]{0,2}", r",?H?T"),
        ("between, first", r"M[wQXUVCPN]{0,2}", r",?H?A"),
        ("between, second", r"M[^.A]{1,6}A[wXUVCPN]{0,2}", r""),
        ("section, first", r"Q[w:(]{0,2}", r",?H?-"),
        ("section, second", r"Q[^.-]{1,5}-", r""),
        ("section of", r"Q[^.]{2,9}P", r""),
        ("bracket, first", r"S[w,]{0,2}\(Q?", r"-S"),
        ("bracket, second", r"S[w,]{0,2}\(Q?S-", r"\)?"),
        ("comma, first", r"S,", r"-S(?!-)"),
        ("comma, second", r"S,S-", r"(?!-)"),
        ("pair, first", r"(?:^|[^S,])", r"-S(?!-)"),
        ("pair, second", r"(?:^|[^S,-])S-", r"(?!-)"),
        ("chain", r"S-", r"-S"),
        ("crossing, first", r"[XU][wCP:]{0,2}", r"[A,C/-]{1,2}S"),
        ("crossing, second", r"[XU][wCP:]{0,2}S[A,C/-]{1,2}", r""),
        ("crossing with", r"S[,(]?[wNPC]{0,4}[XUV][CPw]{0,2}", r""),
        ("before a crossing", r"", r"[,(]?[wNPC]{0,4}[XUV][CPw]{0,2}S"),
        ("before a stretch", r"", r"[^.S]{0,9}F[^.T]{1,9}T"),
        ("before a between", r"", r"[^.S]{0,9}M[^.A]{1,6}A"),
        ("before a house", r"", r"[,(]?[wN]{0,2}[HR]"),
        ("after a house", r"[HR][,(q)]{0,2}P", r""),
        ("house of an end", r"[FTN]w?HP", r""),
        ("toward", r"D", r""),
        ("beside", r"S,?N", r"(?!,?[HR])"),
        ("stretch of", r"F[^.T]{1,9}T[^.P]{1,6}P", r""),
        ("list", r"S[,A]{1,2}", r"[,A]{1,2}S"),
    )
)


class Scene:
    """One text's units, each with its sentence and with the header that it stands under."""

    def __init__(self, units: Sequence[Unit], city: str = "", *, is_message: bool = False):
        self.genre = "message" if is_message else "notice"
        self.units = units
        self.city = plain(city)
        self.shape = "".join(unit.letter for unit in units)
        self.first, self.last = _bounds(units)  # of each unit's sentence
        self.next_verb = _next_verbs(units)
        self.headers = self._headers()
        self.words = [word_of(unit) for unit in units]
        self.names = [at for at, unit in enumerate(units) if unit.letter == "S"]
        self.nth = {at: number for number, at in enumerate(self.names)}
        self.same_before = self._same_before()
        self.first_of_sentence = self._first_of_sentence()

    def _headers(self) -> list[tuple[int, int] | None]:
        """For each unit the line or sentence that ended with a colon above it, as long as a list goes on."""
        found: list[tuple[int, int] | None] = [None] * len(self.units)
        current, at = None, 0
        while at < len(self.units):
            first, last = self.first[at], self.last[at]
            for number in range(first, last):
                found[number] = current
            inside = [unit.letter for unit in self.units[first:last] if unit.letter not in "n."]
            if inside and inside[-1] == ":":
                current = (first, last)
            elif inside and current is not None and not _is_item(self.units[first:last]):
                current = None
            at = last
        return found

    def _same_before(self) -> dict[int, int]:
        """For each name that was named before, the number among the names of the last time."""
        found, last = {}, {}
        for number, at in enumerate(self.names):
            name = self.units[at].value.name
            if name in last:
                found[at] = last[name]
            last[name] = number
        return found

    def _first_of_sentence(self) -> dict[int, int]:
        """For each name the number among the names of its sentence's first one."""
        first: dict[int, int] = {}
        return {at: first.setdefault(self.first[at], number) for number, at in enumerate(self.names)}

    def around(self, at: int) -> list[str]:
        unit = self.units[at]
        first, last = self.first[at], self.last[at]
        clause = self._clause(at, first, last)
        told = [
            *_of_name(unit),
            *self._neighbours(at, is_last=clause[1] == at + 1),
            *self._sentence(at, *clause),
            *self._frames(at, first, last),
        ]
        if self.city and _shares_stem(unit.tokens[0].key, self.city):
            city = f"city:{'kind' if unit.value.has_kind else 'bare'}"
            told += [city, f"{city} {'led' if self._word(at - 1)[0] in 'PFTMCNE' else 'not led'}"]
        told += [f"genre:{self.genre}", f"genre:{self.genre} {unit.value.form}"]
        told += [*self._agreement(at), *self._cause(at, first, last), *self._driven(at, first), *self._chain(at)]
        told += self._ways(at, first, last)
        before = self.words[max(first - REACH, 0) : first]
        told += {f"previous:{word}" for word in before if word[0] not in "S,"}
        header = self.headers[at]
        if header is not None:
            told += {
                f"header:{word}"
                for word in self.words[max(header[0], header[1] - LONG_REACH) : header[1]]
                if word[0] not in "S,"
            }
        return self._of_genre(told)

    def _of_genre(self, told: list[str]) -> list[str]:
        """In a message what speaks otherwise there than in a notice is told once more, as a message's."""
        if self.genre != "message":
            return told
        return [*told, *(f"message {one}" for one in told if one.startswith(OF_GENRE))]

    def _ways(self, at: int, first: int, last: int) -> list[str]:
        """«уходите на Гоголя», «теперь вся Гоголя стоит», «с Гоголя не выехать»"""
        before = self.units[max(first, at - NEAREST) : at]
        after = self.units[at + 1 : min(last, at + 1 + NEAREST)]
        sides = (("before", before), ("after", after))
        told = [
            (side, way) for side, units in sides for way, words in WAYS if any(u.key.startswith(words) for u in units)
        ]
        return [f"way:{side} {way} {self._led(at)[:1]}" for side, way in told]

    def _neighbours(self, at: int, *, is_last: bool) -> list[str]:
        """`is_last`: of its clause, so that what follows tells nothing of it."""
        p1, p2, p3 = (self._word(at - step) for step in (1, 2, 3))
        n1, n2, n3 = ("^" if is_last else self._word(at + step) for step in (1, 2, 3))
        return [
            f"p1:{p1}",
            f"p2:{p2}",
            f"p3:{p3}",
            f"n1:{n1}",
            f"n2:{n2}",
            f"n3:{n3}",
            f"p:{p2} {p1}",
            f"pp:{p3} {p2} {p1}",
            f"n:{n1} {n2}",
            f"pn:{p1} {n1}",
            f"led:{self._led(at)}",
            f"shape:{self.shape[max(at - 1, 0) : at + 2]}",
            f"shape:{self.shape[max(at - 2, 0) : at + 3]}",
        ]

    def _word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else "^"

    def _led(self, at: int) -> str:
        """The preposition that the name hangs on, over a list of names before it."""
        for back in range(at - 1, max(at - 8, -1), -1):
            unit = self.units[back]
            if unit.letter in "NDMFTCPE":
                return f"{unit.letter}{unit.key}{'' if back == at - 1 else '…'}"
            if unit.letter in ".n:":
                return unit.letter
        return ""

    def _sentence(self, at: int, first: int, last: int) -> set[str]:
        before = self.words[max(first, at - REACH) : at]
        after = self.words[at + 1 : min(last, at + 1 + REACH)]
        told = {f"before:{word}" for word in before if word[0] not in "S,"}
        told |= {f"after:{word}" for word in after if word[0] not in "S,"}
        shape = self.shape[first:at]
        told.add(f"opens:{shape[:1] or '^'}{'' if 'S' in shape else ' first'}")
        if shape.count("(") > shape.count(")"):
            told.add("bracket")
            told |= {f"in bracket:{word}" for word in self._bracket(at) if word[0] not in "S,"}
        if ":" in shape:
            told |= {f"before colon:{word}" for word in self._before_colon(first, at) if word[0] not in "S,"}
        nearest = next((word for word in reversed(before) if word[0] == "w"), "")
        following = next((word for word in after if word[0] == "w"), "")
        return told | {f"nearest:{nearest}", f"following:{following}", f"around:{nearest} {following}"}

    def is_toward(self, at: int) -> bool:
        """«в сторону Малыгина» is never where it is shut."""
        before = self.units[at - 1] if at else None
        return before is not None and before.letter == "D" and len(before.tokens) > 1

    def is_of_stage(self, at: int) -> bool:
        """«Этап 2 (19–20 июня): Гоголя и Чехова» without a word of driving is never the way round."""
        first = self.first[at]
        if not any(unit.key.startswith("этап") for unit in self.units[first : min(first + MOST_TO_STAGE, at)]):
            return False
        is_driven = any(unit.key.startswith(DRIVING) for unit in self.units[first:at])
        return self.next_verb[first] >= at and not is_driven

    def _agreement(self, at: int) -> list[str]:
        """«Полярная ночь», «Тепловая камера»: an adjective that belongs to the noun after it is no street."""
        unit, after = self.units[at], self.units[at + 1] if at + 1 < len(self.units) else None
        if unit.value.has_kind or after is None or after.letter not in WORDY or after.tokens[0].kind != "word":
            return []
        noun, before = after.tokens[0], self.units[at - 1].key if at else ""
        if not agree(unit.tokens[-1].text, noun.text, before):
            return []
        told = f"agrees:{'capital' if noun.is_capital else 'lower'}"
        is_led = self._led(at)[:1] not in ("", ".", "n", ":")
        return [told, f"{told} {'led' if is_led else 'not led'}"]

    def _frames(self, at: int, first: int, last: int) -> list[str]:
        """The figures of speech that the name has a place in: «от … до …», «между … и …», «A – B», «угол A и B»."""
        before, after = self.shape[max(first, at - LONGEST_FRAME) : at], self.shape[at + 1 : last]
        told = [f"frame:{name}" for name, left, right in FRAMES if left.search(before) and right.match(after)]
        house = re.search(r"([A-Z])w?H[(L)q]{0,3}P$", before)
        return [*told, f"house of:{house[1]}"] if house else told

    def _cause(self, at: int, first: int, last: int) -> list[str]:
        """«Из-за ярмарки на площади Мира закроют …»: is the name the place of a cause, and is another told of later?"""
        what = "other" if self._is_other_told(at, last) else "alone"
        if self._cause_at(at, first) is not None:
            kind = "kind" if self.units[at].value.has_kind else "bare"
            return [f"cause:{what}", f"cause:{what} {self._led(at)}", f"cause:{what} {kind}"]
        if self.next_verb[first] >= last:
            return [f"verbless:{what}"]
        is_hence = last < len(self.units) and self.units[last].key in HENCE
        return ["hence"] if is_hence else []

    def _clause(self, at: int, first: int, last: int) -> tuple[int, int]:
        """What stands around the clause of a cause is told of the other name, so the clause is read by itself."""
        cause = self._cause_at(at, first)
        return (first, last) if cause is None or not self._is_other_told(at, last) else (cause, at + 1)

    def _cause_at(self, at: int, first: int) -> int | None:
        """A word of cause in the same clause, with no other name and no verb between."""
        for back in range(at - 1, max(first, at - CLAUSE) - 1, -1):
            unit = self.units[back]
            if unit.key.startswith(CAUSES) or self._is_because(back):
                return back
            if unit.letter in "S.n" or unit.key in WHEREFORE or self.next_verb[back] == back:
                return None
        return None

    def _is_because(self, at: int) -> bool:
        """«из-за», which the hyphen cuts into three."""
        return at > 1 and [unit.key for unit in self.units[at - 2 : at + 1]] == ["из", "-", "за"]

    def _is_other_told(self, at: int, last: int) -> bool:
        """A name after the next verb, in the sentence or in the list or sentence after it, that ends no stretch."""
        end = self.last[last] if last < len(self.units) else last
        end = self.last[end] if end < len(self.units) and self.units[last].letter in "n" else end
        verb = self.next_verb[at + 1]
        others = (n for n in range(verb, min(end, verb + REACH)) if self.units[n].letter == "S")
        return any(self._led(n)[:1] not in ("F", "T", "M", "A") for n in others)

    def _driven(self, at: int, first: int) -> list[str]:
        """«Объезжают Гоголя по Мира»: what is driven round, and along what."""
        for back in range(at - 1, max(first, at - REACH) - 1, -1):
            word = next((name for name, begun in ROUND.items() if self.units[back].key.startswith(begun)), None)
            if word is not None:
                between = self.units[back + 1 : at]
                led = next((one.letter + one.key for one in reversed(between) if one.letter in "NDMFTCPE:-"), "object")
                return [f"driven:{word} {led}"]
        return []

    def _chain(self, at: int) -> list[str]:
        """«Мира – Гоголя – Садовая – Мира»: more than two names bound by dashes are a way that is driven."""
        left = re.search(r"(?:S-)*$", self.shape[max(at - REACH, 0) : at])[0]
        right = re.match(r"(?:-S)*", self.shape[at + 1 : at + 1 + REACH])[0]
        length = (len(left) + len(right)) // 2
        return [f"chain:{'long' if length > 1 else 'pair'}"] if length else []

    def _bracket(self, at: int) -> list[str]:
        opened = self.shape.rfind("(", 0, at)
        return self.words[max(opened + 1, at - LONG_REACH) : at]

    def _before_colon(self, first: int, at: int) -> list[str]:
        colon = self.shape.rfind(":", first, at)
        return self.words[max(first, colon - 6) : colon]

    def after(self, at: int, said: str) -> list[str]:
        """`said`: what the names before were taken for, a letter of `ROLES` each."""
        return self.following(at, self.memory(at, said))

    def memory(self, at: int, said: str) -> tuple[str, str, str]:
        """What of `said` counts: the last two, the one of the same name, those of the sentence, each once."""
        same = said[self.same_before[at]] if at in self.same_before else ""
        begins = self.first_of_sentence[at]
        return said[-2:], same, "".join(letter for letter in ROLES if said.find(letter, begins) >= 0)

    def following(self, at: int, memory: tuple[str, str, str]) -> list[str]:
        roles, same, in_sentence = ([ROLES[letter] for letter in letters] for letters in memory)
        last_two = " ".join(roles)
        told = [f"prev:{roles[-1] if roles else '^'}", f"prev2:{last_two}"]
        if roles:
            between = self.shape[self.names[self.nth[at] - 1] + 1 : at]
            is_far = "." in between or "n" in between
            joint = between if len(between) <= LONGEST_JOINT else "other" if is_far else "far"
            told += [f"joint:{joint}", f"joint:{joint} {roles[-1]}", f"joint:{joint} {roles[-1]} {self.genre}"]
            told.append(f"joint:{joint} {last_two}")
            if joint != "other":
                told.append(f"led:{self._led(at)} {roles[-1]}")
            told.append(f"same:{''.join(same)}")
        told.append(f"sentence:{roles[-1] if in_sentence else '^'}")
        told.append(f"line:{''.join(in_sentence)} {self._word(at - 1)}")
        return self._of_genre(told)


def word_of(unit: Unit) -> str:
    """A unit as evidence: its letter and, of a word, its stem; never a name."""
    if unit.letter in "SHRLBK9":
        return unit.letter
    if unit.letter in WORDY or unit.letter in "FTCPA":
        return unit.letter + unit.key[:STEM] if unit.letter == "w" else unit.letter + unit.key
    return unit.letter


def _of_name(unit: Unit) -> list[str]:
    named, token = unit.value, unit.tokens[0]
    letter = "cap" if token.is_capital else token.kind
    told = [
        f"form:{named.form}",
        f"source:{named.source}",
        f"kind:{'yes' if named.has_kind else 'no'} {letter} {'opens' if token.opens else ''}",
        f"length:{min(len(unit.tokens), 3)}",
    ]
    if named.has_kind:
        told.append(f"kind word:{unit.tokens[0].key if named.kind_first else unit.tokens[-1].key}")
        return told
    if unit.tokens[-1].key in MONTHS:
        told.append(f"date:{'capital' if unit.tokens[-1].is_capital else 'lower'}")
    letters = "upper" if token.is_upper else "cap" if token.is_capital else "lower"
    told.append(f"bare:{named.source} {named.form} {letters} {'opens' if token.opens else ''}")
    readings = parses(token.text) if token.kind == "word" else ()
    classes = {one for one in CLASSES for reading in readings[:3] if one in reading.grammemes}
    known = "known" if readings and is_known(token.text) else "unknown"
    told += [f"class:{one} {letters}" for one in classes] or [f"class:{known} {letters}"]
    told.append(f"sure:{known} {'+'.join(sorted(classes & {'Surn', 'Geox', 'Name'}))} {named.form}")
    return told


def is_verb(unit: Unit) -> bool:
    """«закроют», «перекрыта», «будет»; not what may as well be a noun."""
    if unit.letter != "w" or unit.tokens[0].kind != "word":
        return False
    readings = parses(unit.tokens[0].text)
    return bool(readings) and bool(VERBS & readings[0].grammemes)


def _next_verbs(units: Sequence[Unit]) -> list[int]:
    """For each unit, and for the end, where the next verb stands: that unit, a later one, or past the end."""
    found = [len(units)] * (len(units) + 1)
    for at in range(len(units) - 1, -1, -1):
        found[at] = at if is_verb(units[at]) else found[at + 1]
    return found


def _shares_stem(word: str, city: str) -> bool:
    """«Самары», «самарской» of Самара."""
    length = max(4, len(city) - 2)
    return word[:length] == city[:length]


def _bounds(units: Sequence[Unit]) -> tuple[list[int], list[int]]:
    first, last = [0] * len(units), [0] * len(units)
    start = 0
    for at, unit in enumerate(units):
        if (unit.letter in ".n" and unit.key != "*") or at == len(units) - 1:
            for number in range(start, at + 1):
                first[number], last[number] = start, at + 1
            start = at + 1
    return first, last


def _is_item(sentence: Sequence[Unit]) -> bool:
    return any(unit.letter == "S" for unit in sentence) and (sentence[0].letter in "-n9~S(w" or sentence[0].key == "*")
