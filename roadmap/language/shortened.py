"""Adjectives that people cut short within a name: «Сов. Армии», «8-й Возд. армии», «соц. проспект»."""

from collections.abc import Iterator
from dataclasses import replace

from roadmap.language.grammar.adjectives import decline
from roadmap.language.grammar.lemmas import agree, may_be
from roadmap.language.tokens import Token

ADJECTIVES = {  # what is written of them: their stem
    "сов": "советск",
    "кр": "красн",
    "красн": "красн",
    "возд": "воздушн",
    "гв": "гвардейск",
    "гвард": "гвардейск",
    "стр": "стрелков",
    "стрелк": "стрелков",
    "комс": "комсомольск",
    "комсом": "комсомольск",
    "соц": "социалистическ",
    "окт": "октябрьск",
    "рев": "революционн",
    "нар": "народн",
    "раб": "рабоч",
    "крест": "крестьянск",
    "пролет": "пролетарск",
    "коммун": "коммунистическ",
    "интернац": "интернациональн",
    "моск": "московск",
    "ленингр": "ленинградск",
    "первом": "первомайск",
    "пион": "пионерск",
    "партиз": "партизанск",
    "молод": "молодёжн",
    "сев": "северн",
    "южн": "южн",
    "вост": "восточн",
    "зап": "западн",
}
OF_TROOPS, TROOPS = ("стр", "стрелк"), ("дивизии", "бригады", "полка", "роты")  # «стр. 2» is a building
CASES = ("nominative", "genitive", "dative", "prepositional", "instrumental")


def spelled_out(tokens: list[Token]) -> list[Token]:
    """With every such adjective written in full, as its noun wants it, in one token with its dot."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        word = _in_full(tokens, at)
        token = tokens[at]
        found.append(replace(token, text=word, key=word.lower(), end=tokens[at + 1].end) if word else token)
        at += 2 if word else 1
    return found


def _in_full(tokens: list[Token], at: int) -> str:
    short, noun = tokens[at], tokens[at + 2] if at + 2 < len(tokens) else None
    if short.key not in ADJECTIVES or noun is None or noun.kind != "word" or tokens[at + 1].text != ".":
        return ""
    if not tokens[at + 1].glued or short.key in OF_TROOPS and noun.key not in TROOPS or not may_be(noun.text, "NOUN"):
        return ""
    word = next((form for form in _forms(ADJECTIVES[short.key]) if agree(form, noun.text)), "")
    return word.capitalize() if short.is_capital else word


def _forms(stem: str) -> Iterator[str]:
    """Of the singular, and of the genitive plural («Кр. Зорь»)."""
    is_soft = stem[-1] in "кч"
    endings = {"masc": "ий" if is_soft else "ый", "femn": "ая", "neut": "ее" if stem[-1] == "ч" else "ое"}
    for case in CASES:
        yield from (decline(stem + ending, gender, case) for gender, ending in endings.items())
    yield stem + ("их" if is_soft else "ых")
