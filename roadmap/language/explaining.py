"""Why a text was read as it was: which rule gave which field from which words, for people and as JSON.

Kind and impact are answers of weighed evidence, each piece with its weight and the words it was found in. A place is a
pattern over the names of a text (`mentions.patterns`), a street's role again weighed evidence. A term is its words.
"""

from collections.abc import Iterable, Mapping

from roadmap.language.mentions import Mention
from roadmap.language.times import Window

Reasons = Mapping[str, Iterable[tuple[str, float, str]]]  # field → evidence, weight, words


def explained(text: str, reasons: Reasons, mentions: Iterable[Mention], windows: Iterable[Window] = ()) -> dict:
    """`text` is the cleaned one, in which mentions and windows count. Fields without a reason are left out."""
    told = {
        **{name: [_weighed(*one) for one in found] for name, found in reasons.items()},
        "places": [_of_place(one) for one in mentions if one.role == "affected"],
        "streets": [_of_street(one) for one in mentions if one.place.get("on")],
        "schedule": [_of_window(text, window) for window in windows if window.span[1]],
    }
    return {name: found for name, found in told.items() if found}


def _weighed(rule: str, weight: float, words: str) -> dict:
    return {"rule": rule, "weight": weight, "words": words}


def _of_place(mention: Mention) -> dict:
    return {"place": mention.place, "rule": mention.rule, "words": mention.text, "confidence": round(mention.score, 2)}


def _of_street(mention: Mention) -> dict:
    evidence = [{"rule": rule, "weight": weight} for rule, weight in mention.why]
    return {"street": mention.place["on"], "role": mention.role, "words": mention.text, "evidence": evidence}


def _of_window(text: str, window: Window) -> dict:
    return {"words": text[slice(*window.span)].rstrip(" .,;"), "confidence": round(window.confidence, 2)}
