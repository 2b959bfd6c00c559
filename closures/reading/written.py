"""Is a house or a landmark that another reader tells of really written in a text? And what of its name is told.

What is asked for comes from outside: nothing here is built of it, and each look through the text is one step a word.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from roadmap.language.grammar.lemmas import lemmas
from roadmap.language.text import clean_name, fold
from roadmap.language.tokenizing import tokenize
from roadmap.language.tokens import Token

LONGEST_HOUSE, MOST_PARTS = 40, 8  # «12/3 корп. 4 стр. 5а» has seven
PART = re.compile(r"(?P<word>\d+|[^\W\d_]+)(?P<dot>\.?)[\s/«»\"-]{0,3}")
MARK = re.compile(r"(?P<block>к|корп[^\W\d_]*)|стр[^\W\d_]*")
FOREIGN = re.compile(r"[^\w\s«»№/.-]|_")
WORDS = ("word", "number", "ordinal")
WITHIN = ("«", "»", '"', "№", "-", "–", "—", ".")  # a name; a dot that ends a sentence is another token


class Part(NamedTuple):
    """Figures or letters of a house's number; `goes_on` where the next part stands close by."""

    word: str
    is_mark: bool
    goes_on: bool


def plain_name(name: str, longest: int = 200) -> str:
    """Letters, figures and what names are written with: no mark-up and no sign of another language."""
    return clean_name(FOREIGN.sub(" ", clean_name(name, longest)), longest)


def has_house(number: str, text: Sequence[Part]) -> bool:
    """«25а» is written as «25 А», «25/а», «25-а», «25/2» as «25 корп. 2», too."""
    if len(number) > LONGEST_HOUSE:
        return False
    wanted = parts_of(number)
    return 0 < len(wanted) <= MOST_PARTS and any(_begins(wanted, text, at) for at in range(len(text)))


def parts_of(text: str) -> list[Part]:
    found = list(PART.finditer(fold(text)))
    return [_part(one, following) for one, following in zip_longest(found, found[1:])]


def _part(found: re.Match, following: re.Match | None) -> Part:
    """«к» and «корп.» before figures are one mark; behind them «к» is a letter of the house."""
    is_close = following is not None and found.end() == following.start()
    mark = MARK.fullmatch(found["word"]) if is_close and following["word"].isdigit() else None
    if mark:
        return Part("к" if mark["block"] else "стр", True, True)
    return Part(found["word"], False, is_close and not found["dot"])


def _begins(wanted: Sequence[Part], text: Sequence[Part], at: int) -> bool:
    for number, part in enumerate(wanted):
        if number and not text[at - 1].goes_on:
            return False
        at += number > 0 and text[at].is_mark and not part.is_mark
        if at == len(text) or text[at].word != part.word:
            return False
        at += 1
    return True


def has_name(name: str, tokens: Sequence[Token]) -> bool:
    """Its words stand together and in their order, in any form."""
    wanted = [_forms(token) for token in tokenize(clean_name(name)) if token.kind in WORDS]
    return bool(wanted) and any(_together(wanted, run) for run in _runs(tokens))


def _runs(tokens: Sequence[Token]) -> list[list[frozenset[str]]]:
    """Forms of the words between which nothing stands that no name holds."""
    runs: list[list[frozenset[str]]] = [[]]
    for token in tokens:
        if token.kind in WORDS:
            runs[-1].append(_forms(token))
        elif token.kind != "mark" or token.text not in WITHIN:
            runs.append([])
    return runs


def _forms(token: Token) -> frozenset[str]:
    return lemmas(token.key) | {token.key}


def _together(wanted: Sequence[frozenset[str]], run: Sequence[frozenset[str]]) -> bool:
    starts = range(len(run) - len(wanted) + 1)
    return any(all(one & run[at + number] for number, one in enumerate(wanted)) for at in starts)
