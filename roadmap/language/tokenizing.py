"""A text is cut into tokens."""

import re
from collections.abc import Iterator

from roadmap.language.grammar.hyphens import is_one_word
from roadmap.language.shortened import ADJECTIVES, spelled_out
from roadmap.language.tables import word_set
from roadmap.language.text import fold
from roadmap.language.tokens import Token

MOST_TOKENS = 1_500  # a notice of the greatest length has some 900

HYPHENED = r"(?:пр|б|тр|пер|п|р|м|наб)-(?:кт|т|д|р|к|н|я)(?:а|у|е|ом|ы|ов)?"  # «пр-том», «м-н»
KIND_WORD = re.compile(HYPHENED, re.IGNORECASE)
TOKEN = re.compile(
    r"(?P<ordinal>\d{1,4}(?:-(?:го|му|ый|ий|ой|ая|ья|ое|ье|ти|ю|й|я|е|м|х)|го|му|ый|ой|ая|й|я)(?![А-Яа-яЁё\d]))"
    r"|(?P<number>\d+)"
    r"|(?P<word>" + HYPHENED + r"(?![А-Яа-яЁё])"
    r"|[А-Яа-яЁё]{2,}(?:-[А-Яа-яЁё]{2,}){1,3}(?![А-Яа-яЁё-])|[А-Яа-яЁёA-Za-z]+)"
    r"|(?P<mark>[^\s\w])"
    r"|(?P<line>\n)",
    re.IGNORECASE,
)
ABBREVIATIONS = word_set(
    """
    ул пр пер пл наб бул бульв просп ш тр им ост д дд дом корп стр зд вл кв г гор с п пос дер мкр обл р ак
    акад ген марш дм ал алекс вл ник ив мих бог конст серг вас макс юр фр степ т тыс млн руб м км кв ч
    час мин см др рис тел н в л св проф адм кап лейт фельдм полк подполк бр инж арх худ бол мал верхн нижн стар нов ср
    """
) | frozenset(ADJECTIVES)


def tokenize(text: str) -> list[Token]:
    """Tokens of a cleaned text, with ends of sentences told apart from the dots of abbreviations.

    Adjectives that are cut short within a name («Сов. Армии») are given in full.
    """
    tokens: list[Token] = []
    opens, last_end = True, 0
    for kind, word, start in _pieces(text):
        if kind == "mark":
            kind = _mark_kind(word, tokens, text, start + len(word))
        tokens.append(Token(word, _key(word, kind), kind, start, start + len(word), start == last_end, opens))
        if len(tokens) >= MOST_TOKENS:
            break
        opens = kind in ("stop", "line") or (opens and kind == "mark")
        last_end = start + len(word)
    return spelled_out(tokens)


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Kind, letters and place of each token; words bound by hyphens are one or several."""
    for found in TOKEN.finditer(text):
        kind, word, start = found.lastgroup, found.group(), found.start()
        if kind != "word" or "-" not in word or KIND_WORD.fullmatch(word) or is_one_word(fold(word)):
            yield kind, word, start
            continue
        for part in re.finditer("-|[^-]+", word):
            yield "mark" if part[0] == "-" else "word", part[0], start + part.start()


def _key(word: str, kind: str) -> str:
    if kind == "ordinal":
        return re.match(r"\d+", word).group()
    if kind in ("mark", "stop"):
        return {"–": "-", "—": "-", "−": "-", "‑": "-", "•": "*", "·": "*", "▪": "*"}.get(word, word)
    return fold(word)


def _mark_kind(mark: str, before: list[Token], text: str, end: int) -> str:
    if mark in "!?;…":
        return "stop"
    if mark != "." or not before:
        return "mark"
    following = text[end : end + 3].lstrip()
    if text[end : end + 1].isalnum():
        return "mark"
    if following[:1].isdigit() and before[-1].key in ABBREVIATIONS:
        return "mark"
    if following[:1].islower() and (before[-1].kind != "word" or len(before[-1].key) < 3):
        return "mark"
    return "stop" if _ends_sentence(before) else "mark"


def _ends_sentence(before: list[Token]) -> bool:
    last = before[-1]
    if last.kind == "word" and (last.key in ABBREVIATIONS or len(last.key) == 1):
        return last.key in ("г", "ч", "м") and len(before) > 1 and before[-2].kind == "number"
    return True
