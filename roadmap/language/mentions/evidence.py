"""What stands around a street's name, as evidence of what the street is to the text.

`Scene` cuts a row of units into sentences once; `around` gives the evidence of one name that no other name's role
changes, `after` what follows from the roles that the names before it were given.
"""

from collections.abc import Sequence

from roadmap.language.grammar.lemmas import is_known, parses
from roadmap.language.mentions.units import Unit

REACH = 14  # units of a sentence that are looked at on either side
STEM = 5  # letters of a word that tell it from others: «перекроют» and «перекрыто» share four
WORDY = "wVXUQNDEM9KO"
OPENERS = "-~n*"
CLASSES = ("Surn", "Name", "Patr", "Geox", "Orgn", "VERB", "INFN", "ADVB", "PREP", "NPRO", "PRTS", "COMP", "CONJ")


class Scene:
    """One text's units, each with its sentence and with the header that it stands under."""

    def __init__(self, units: Sequence[Unit]):
        self.units = units
        self.first, self.last = _bounds(units)  # of each unit's sentence
        self.headers = self._headers()
        self.words = [word_of(unit) for unit in units]

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

    def around(self, at: int) -> list[str]:
        unit = self.units[at]
        first, last = self.first[at], self.last[at]
        told = [*_of_name(unit), *self._neighbours(at), *self._sentence(at, first, last)]
        before = self.words[max(first - REACH, 0) : first]
        told += {f"previous:{word}" for word in before if word[0] not in "S,"}
        header = self.headers[at]
        if header is not None:
            told += {f"header:{word}" for word in self.words[slice(*header)] if word[0] not in "S,"}
        return told

    def _neighbours(self, at: int) -> list[str]:
        p1, p2, p3 = (self._word(at - step) for step in (1, 2, 3))
        n1, n2, n3 = (self._word(at + step) for step in (1, 2, 3))
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
        shape = "".join(unit.letter for unit in self.units[first:at])
        told.add(f"opens:{shape[:1] or '^'}{'' if 'S' in shape else ' first'}")
        if shape.count("(") > shape.count(")"):
            told.add("bracket")
            told |= {f"in bracket:{word}" for word in self._bracket(at) if word[0] not in "S,"}
        if ":" in shape:
            told |= {f"before colon:{word}" for word in self._before_colon(first, at) if word[0] not in "S,"}
        nearest = next((word for word in reversed(before) if word[0] == "w"), "")
        following = next((word for word in after if word[0] == "w"), "")
        return told | {f"nearest:{nearest}", f"following:{following}", f"around:{nearest} {following}"}

    def _bracket(self, at: int) -> list[str]:
        opened = max(number for number in range(at) if self.units[number].letter == "(")
        return self.words[opened + 1 : at]

    def _before_colon(self, first: int, at: int) -> list[str]:
        colon = max(number for number in range(first, at) if self.units[number].letter == ":")
        return self.words[max(first, colon - 6) : colon]

    def after(self, at: int, roles: Sequence[tuple[int, str]]) -> list[str]:
        """`roles`: the names before, each with what it was taken for."""
        said = [role for _, role in roles]
        told = [f"prev:{said[-1] if said else '^'}", f"prev2:{' '.join(said[-2:])}", f"any:{'A' in said}{'D' in said}"]
        if roles:
            last, role = roles[-1]
            between = "".join(unit.letter for unit in self.units[last + 1 : at])
            joint = between if len(between) <= 4 else "far" if "." not in between and "n" not in between else "other"
            told += [f"joint:{joint} {role}", f"joint:{joint}", f"joint:{joint} {' '.join(said[-2:])}"]
            if joint != "other":
                told.append(f"led:{self._led(at)} {role}")
            key = _key(self.units[at])
            same = [role for number, role in roles if _key(self.units[number]) == key]
            told.append(f"same:{same[-1] if same else ''}")
        in_sentence = [role for number, role in roles if number >= self.first[at]]
        told.append(f"sentence:{in_sentence[-1] if in_sentence else '^'}")
        told.append(f"line:{''.join(sorted(set(in_sentence)))} {self._word(at - 1)}")
        return told


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
    letters = "upper" if token.is_upper else "cap" if token.is_capital else "lower"
    told.append(f"bare:{named.source} {named.form} {letters} {'opens' if token.opens else ''}")
    readings = parses(token.text) if token.kind == "word" else ()
    classes = {one for one in CLASSES for reading in readings[:3] if one in reading.grammemes}
    known = "known" if readings and is_known(token.text) else "unknown"
    told += [f"class:{one} {letters}" for one in classes] or [f"class:{known} {letters}"]
    told.append(f"sure:{known} {'+'.join(sorted(classes & {'Surn', 'Geox', 'Name'}))} {named.form}")
    return told


def _key(unit: Unit) -> str:
    return unit.value.name


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
