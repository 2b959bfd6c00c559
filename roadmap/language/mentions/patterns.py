"""How places are put into words: patterns over the shape of a text (see `units`), tried in this order.

A name is one letter by its role: S affected, Z the end of a stretch, Y a way round; what is no street is a word (w).
"""

import re
from dataclasses import dataclass

NAME = "[SZ]"
# An end of a stretch: «Ленина», «дома 16», «перекрёстка с Мира», «дома № 27 по Рощинской», «Герцена, 52», «ТЦ «Вояж»»
END = r"(?:O|[XUV][CP]?w?|N?w?)?(?:HPNAME|w?PNAME,?H|NAME,?H|NAME|H|L|B)"
THING = r"(?:w{1,2}|[XUVO]w?)"  # «собора», «Нового моста», «кольца»: an end that is no street and has no number
GAP = r"[,:(\-w~9qCPATNLW)VEXZYH]{0,16}?"  # what may stand between a street and its stretch: dates, sides, verbs
NEAR_GAP = r"[,:(\-w~9q]{0,5}?"
BESIDES = r"[(L)q,Aw9]{0,5}"  # «от дома 5 (магазин «Лада») до …»


@dataclass(frozen=True, slots=True)
class Rule:
    place: str  # type of the place
    name: str
    shape: re.Pattern


def rule(place: str, name: str, shape: str) -> Rule:
    words = {"NEARGAP": NEAR_GAP, "GAP": GAP, "BESIDES": BESIDES, "THING": THING, "END": END, "NAME": NAME}
    for word, meaning in words.items():
        shape = shape.replace(word, meaning)
    _check(name, shape)
    return Rule(place, name, re.compile(shape))


UNITS = frozenset("SZYHRBLKw9nqNDMFTCAPEXUVQWO")  # what `units` makes of a text, marks apart
HOLDS = {"on": "S", "other": "SZ", "again": "SZ", "house": "H", "range": "R", "bridge": "B", "km": "K"}
FREE = frozenset(("ons", "start", "stop", "name"))  # groups that may hold any letters
SYNTAX = re.compile(r"\(\?(?:P<\w+>|:|<?[!=])|\\.|\{[\d,]+\}|\W")
GROUP = re.compile(r"\(\?P<(\w+)>([^()]*)")


def _check(name: str, shape: str) -> None:
    """Raises ValueError, which names the row, where its letters are no units or its groups hold what they may not."""
    wrong = sorted(set(SYNTAX.sub("", shape)) - UNITS)
    if wrong:
        raise ValueError(f"RULES, row {name!r}: no unit has the letter {wrong[0]!r}; letters: {''.join(sorted(UNITS))}")
    for group, held in GROUP.findall(shape):
        if group not in HOLDS and group not in FREE:
            raise ValueError(f"RULES, row {name!r}: no group is called {group!r}; groups: {', '.join({*HOLDS} | FREE)}")
        if group in HOLDS and not set(SYNTAX.sub("", held)) <= set(HOLDS[group]):
            raise ValueError(f"RULES, row {name!r}: the group {group!r} may hold {HOLDS[group]} only, not {held!r}")


RULES = (
    # stretches
    rule("range_of_houses", "house_to_house", r"(?P<on>S),?(?P<start>H)[-T](?P<again>NAME),?(?P<stop>H)"),
    rule("between", "house_to_street", r"(?P<on>S),?(?P<start>H)-(?P<stop>NAME)(?!,?H)"),
    rule("between", "stretch_of", r"(?:Q[w]?F?|F)(?P<start>END)[-T](?P<stop>END),?P(?P<on>S)"),
    rule("between", "amid_of", r"M(?P<start>END)A(?P<stop>END),?P(?P<on>S)"),
    rule(
        "between",
        "each",
        r"(?<![TFM])(?P<ons>S(?:[,A]+S)+)[,(\-:]*W[w]{0,2}F(?P<start>END)BESIDEST(?P<stop>END)",
    ),
    rule("between", "stretch", r"(?P<on>S)GAPQ?[w,]{0,3}F(?P<start>END)BESIDEST(?P<stop>END)"),
    rule("between", "amid", r"(?P<on>S)GAPQ?w{0,2}M(?P<start>END)[A-](?P<stop>END)"),
    rule("between", "toward", r"(?P<on>S)NEARGAPF(?P<start>END)D(?P<stop>END)"),
    rule("between", "toward_thing", r"(?P<on>S)NEARGAPF(?P<start>END)D(?P<stop>THING)"),
    rule("between", "from_house", r"F(?P<on>S),?(?P<start>H)T(?P<stop>END)"),
    rule("between", "from_with", r"(?P<on>S)NEARGAPQ?[w,]{0,2}C(?P<start>END)T(?P<stop>END)"),
    rule("between", "dash", r"(?P<on>S)w{0,3}\(Q?w?(?P<start>END)-(?P<stop>END)[),w]"),
    rule("between", "section", r"(?P<on>S)GAPQ[:(]?(?P<start>END)-(?P<stop>END)(?!-)"),
    rule("between", "colon", r"(?P<on>S)[:,(]Q?:?(?P<start>Z)-(?P<stop>END)(?!-)"),
    rule("between", "header", r"(?<![^.n:,])(?P<on>S)[:.](?P<start>NAME)-(?P<stop>NAME)(?!-|,?H)"),
    rule("between", "to_thing", r"(?P<on>S)NEARGAPQ?[w,]{0,2}F(?P<start>END)BESIDEST(?P<stop>THING)"),
    rule("between", "from_thing", r"(?P<on>S)NEARGAPQ?[w,]{0,2}F(?P<start>THING)T(?P<stop>END|THING)"),
    rule("between", "thing_amid", r"(?P<on>S)NEARGAPQ?w{0,2}M(?P<start>END)A(?P<stop>THING)"),
    rule("between", "amid_thing", r"(?P<on>S)NEARGAPQ?w{0,2}M(?P<start>THING)A(?P<stop>END|THING)"),
    rule("between", "loose_stretch", r"F(?P<start>END)BESIDEST(?P<stop>END)"),
    rule("between", "loose_amid", r"M(?P<start>END)A(?P<stop>END)"),
    rule("between", "loose_section", r"Q[:(]?(?P<start>END)-(?P<stop>END)(?!-)"),
    # who lives on another street
    rule("landmark", "house_elsewhere", r"(?P<on>S),?w{0,2}N(?P<name>HP[SZY]|w?PNAME,?H|Z,?H)"),
    rule("landmark", "near_bridge", r"(?P<on>S)[w9,:CT]{0,14}?(?:Nw?|P?[Vw][CD]|,wD)(?P<name>B)"),
    # bridges
    rule("bridge", "bridge_on", r"(?P<bridge>B)(?:Nw{1,2}(?=P))?\(?w{0,2}\)?[PNE]?w?(?P<on>S)"),
    rule("bridge", "on_bridge", r"(?P<on>S)[w,P]{0,3}(?P<bridge>B)"),
    # crossings
    rule("crossing", "corner", r"(?:U|X(?!C)|(?<!S)(?<!S[,(])X)[wCP:]{0,2}(?P<on>S)[A,C/\-]+(?P<other>NAME)"),
    rule("crossing", "angle", r"(?P<on>S),?[PN]?UC?(?P<other>NAME)"),
    rule("crossing", "slash", r"(?P<on>S)/(?P<other>NAME)"),
    rule("crossing", "turn", r"(?P<on>S)[,(]?w{0,3}[NPC]?w?[XV][CPw]{0,2}(?P<other>NAME)"),
    rule("crossing", "turn_off", r"V[wCN]{0,2}(?P<on>S)P(?P<other>S)"),
    rule("crossing", "from_onto", r"C(?P<on>S)P(?P<other>S)"),
    rule("crossing", "across", r"(?P<on>S)E(?P<other>S)"),
    rule("crossing", "pair", r"(?<!-)(?P<on>S)-(?P<other>S)(?!-)"),
    rule("crossing", "joined", r"(?<!A)(?<!S,)(?P<on>S)A(?P<other>S)(?!A|,S)"),
    rule("crossing", "with", r"(?P<on>S)C(?P<other>NAME)"),
    rule("crossing", "ring_with", r"(?P<on>S)[wCPNF,]{0,8}OC?(?P<other>S)"),
    rule("crossing", "near_street", r"(?P<on>S),?w{0,2}N(?P<other>NAME)(?!,?H)"),
    rule("crossing", "near_before", r"(?<![SZ])(?<![SZ],)N(?P<other>NAME)w{1,2}(?P<on>S)(?!,?H)"),
    rule("crossing", "ring", r"O(?P<on>S)[/\-A](?P<other>S)"),
    # houses
    rule("range_of_houses", "houses", r"(?P<on>S)[,:(w]{0,3}[NMPC]?(?P<range>R)"),
    rule("range_of_houses", "houses_along", r"(?P<range>R)[(L)q]{0,3}P(?P<on>S)"),
    rule("address", "house_along", r"(?P<house>H)[(L)q]{0,3}P(?P<on>S)"),
    rule("address", "house", r"(?P<on>S)[,:(w]{0,3}?[NPUD]?w?(?P<house>H)"),
    rule("bridge", "bridge", r"(?P<bridge>B)"),
    rule("crossing", "side_by_side", r"(?<![,A\-])(?P<on>S)(?P<other>S)(?![,A\-])"),
    # kilometres
    rule("kilometre", "km_of", r"(?P<km>K)w{0,2}P?(?P<on>S)"),
    rule("kilometre", "of_km", r"(?P<on>S),?[wP]{0,2}(?P<km>K)"),
    # landmarks
    rule("landmark", "beside", r"(?P<on>S)[,(]{0,2}w{0,2}[NP]?(?P<name>L)"),
    rule("landmark", "beside_thing", r"(?P<on>S)[,(]?w{0,2}N(?P<name>w{1,3}q?)"),
    rule("landmark", "turn_to", r"(?P<on>S),?V[DN](?P<name>L)"),
    rule("landmark", "beside_on", r"N(?P<name>L)[w,]{0,2}P(?P<on>S)"),
    rule("landmark", "object_on", r"(?P<name>L),?[PC](?P<on>S)"),
    rule("crossing", "loose_crossing", r"[XVU],?[CP](?P<other>S)"),
    rule("crossing", "loose_near", r"N(?P<other>S)(?!,?[HR])"),
)
