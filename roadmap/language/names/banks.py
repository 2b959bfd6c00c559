"""Embankments of rivers and canals: «наб. реки Мойки», «Обводного канала», «канала Грибоедова»."""

from roadmap.language.grammar.lemmas import is_known, may_be
from roadmap.language.names.shapes import Shape, standing
from roadmap.language.names.words import get, is_adjectival, is_genitive, is_proper, key_at, shown
from roadmap.language.tokens import Token

WATERS = {"реки": "реки", "р": "реки", "канала": "канала", "кан": "канала", "речки": "речки", "пруда": "пруда"}


def bank(tokens: list[Token], at: int, kind: str) -> Shape | None:
    if kind not in ("", "набережная"):
        return None
    for read in (_of_water, _of_named_canal, _of_river):
        shape = read(tokens, at, kind)
        if shape is not None:
            return shape
    return None


def _of_water(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«реки Мойки», «канала Грибоедова»; a river is an embankment only where the word says so."""
    water = WATERS.get(key_at(tokens, at))
    if water is None or not (kind or water == "канала"):
        return None
    start = at + 1 + (key_at(tokens, at + 1) == ".")
    name = get(tokens, start)
    if not is_proper(name) or not is_genitive(name.text) and not is_adjectival(name.text):
        return None
    words, end = [shown(name)], start + 1
    after = get(tokens, end)
    if is_adjectival(name.text) and after is not None and after.key in ("речки", "реки"):
        words.append(after.text)
        end += 1
    return standing(end, f"{water} {' '.join(words)}", "набережная", "phrase", 0.85 if kind else 0.6)


def _of_named_canal(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Обводного канала»"""
    name, water = get(tokens, at), get(tokens, at + 1)
    if not is_proper(name) or water is None or water.key not in ("канала", "речки", "протоки", "пруда"):
        return None
    if not is_adjectival(name.text) or not may_be(name.text, "ADJF", "gent") or water.key == "пруда" and not kind:
        return None
    return standing(at + 2, f"{shown(name)} {water.text}", "набережная", "phrase", 0.85 if kind else 0.6)


def _of_river(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«наб. Екатерингофки»: a feminine noun of water, nobody's name."""
    name = get(tokens, at)
    if not kind or not is_proper(name) or not name.key.endswith(("ки", "хты")) or len(name.key) < 4:
        return None
    if is_known(name.text):
        is_somebody = may_be(name.text, "Surn") or may_be(name.text, "Name")
        if is_somebody or not may_be(name.text, "NOUN", "femn", "gent", "sing"):
            return None
    return standing(at + 1, f"реки {shown(name)}", kind, "phrase", 0.75)
