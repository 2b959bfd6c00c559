"""What a notice announces and how much of the road is left: kind, impact, directions.

The words that tell are tables in `cues`; the order in which the questions are asked is the order of `kind_of`.
"""

import re
from dataclasses import dataclass

from roadmap.language.meaning.cues import (
    ALTERNATING,
    BANNED,
    BOTH_WAYS,
    BUILDINGS,
    BUS_SERVICE,
    CAR_DETOUR,
    CARRIAGEWAY,
    CLEARED,
    CLOSING,
    DARK,
    EVENT,
    EXTENDED,
    FREE_PARKING,
    HOLIDAY,
    HOUSING,
    LANES_ONLY,
    LIMITED,
    LIT,
    NEGATED,
    NEWS,
    ONE_WAY,
    OPENED,
    PARKED,
    PARKING,
    PARTIAL,
    PASSABLE,
    PAST,
    RAMP,
    ROAD,
    SENTENCES,
    SHUT_AHEAD,
    SIGNAL,
    WORKS,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    # As in the labels: closure, restriction, repair, signal_outage, parking, event, reopening, extension, not_road
    kind: str
    impact: str  # WZDx's words
    direction: str  # both, one, unknown
    confidence: float
    spans: dict  # field → (start, end) of the words that told it


def read_meaning(folded: str, named: list[tuple[int, int]]) -> Meaning:
    """`folded` is the text in lower case with «е» for «ё»; `named` are the spans of street names, which mean nothing
    here («Новогодняя улица» is no holiday)."""
    is_about_roads = bool(
        ROAD.search(folded) or (named and (WORKS.search(folded) or PARKING.search(folded) or EXTENDED.search(folded)))
    )
    for start, end in named:
        folded = folded[:start] + "_" * (end - start) + folded[end:]
    shutting = shutting_of(folded)
    kind, confidence, said = kind_of(folded, shutting, is_about_roads)
    impact = impact_of(kind, shutting, folded)
    spans = {"kind": said} if said else {}
    for name, pattern in (("impact", CLOSING), ("impact", PARTIAL), ("impact", LIMITED), ("direction", ONE_WAY)):
        found = pattern.search(folded)
        if found and name not in spans:
            spans[name] = found.span()
    return Meaning(kind, impact, direction_of(folded, impact, kind), confidence, spans)


def shutting_of(folded: str) -> str:
    """full, partial, alternating, limited (to an extent not told) or "" — the strongest in the text."""
    now = _masked(folded)
    if PASSABLE.search(folded) and (PARTIAL.search(now) or not CLOSING.search(now)):
        return "partial" if PARTIAL.search(now) else ""
    if ALTERNATING.search(now):
        return "alternating"
    found = {_shutting_in(sentence) for sentence in SENTENCES.split(now)}
    if re.search(r"(?<!без )полн\w+\s+(?:за|пере)крыт|(?:за|пере)крыт\w*\s+полностью", now) or (
        "full" in found and not LANES_ONLY.search(now)
    ):
        return "full"
    if "full" in found or "partial" in found:
        return "partial"
    if LANES_ONLY.search(now):
        return "partial"
    if "limited" in found:
        return "full" if CAR_DETOUR.search(now) else "limited"
    return ""


def _masked(folded: str) -> str:
    """The text without what was shut before and what will not be shut."""
    for pattern in (PAST, NEGATED):
        folded = pattern.sub(lambda found: " " * len(found.group()), folded)
    return folded


def _shutting_in(sentence: str) -> str:
    if DARK.search(sentence) and SIGNAL.search(sentence):
        return ""
    closing = CLOSING.search(sentence)
    partials = list(PARTIAL.finditer(sentence))
    partial = next(
        (one for one in partials if not one.group().startswith(("в направлени", "в сторону", "тротуар"))), None
    )
    partial = partial or (partials[0] if partials else None)  # a lane tells more than a direction
    if (
        closing
        and re.search(r"грузов|большегруз|\bфур\b|фурам", sentence)
        and not re.search(r"всех|весь|полностью|легков\w+\s+тоже", sentence)
    ):
        return "limited"
    if closing:
        if re.search(r"снег|вывоз", sentence) and re.search(r"по\s+мере|точечно|будут\s+вывозить", sentence):
            return "limited"
        if (
            partial
            and _is_about_lanes(sentence, closing, partial)
            and not (RAMP.search(sentence) and partial.group().startswith(("в направлени", "в сторону")))
            and not re.search(r"в\s+об(?:е|оих)|полностью\s+(?:за|пере)кр", sentence)
        ):
            return "partial"
        return "full"
    if partial and re.search(
        r"сужен|сузи|сузя|сужа|сужив|частичн|занят|займ|займут|огранич|сдвин|смест|смещ|не\s+будет\s+(?:\S+\s+)?(?:поворот|разворот)|запре\w+\s+(?:\S+\s+){0,2}(?:поворот|разворот)|(?:поверн|повора|разверн|развор)\w+|огоро[дж]|отгоро|занима|заняла|только\s+(?:в|по|одна|одну)",
        sentence,
    ):
        return "partial"
    return "limited" if LIMITED.search(sentence) else ""


def _is_about_lanes(sentence: str, closing: re.Match, partial: re.Match) -> bool:
    """The lane is what is shut, not a side named far from the verb or a direction of the way round."""
    said = partial.group()
    if said.startswith(("в направлени", "в сторону")):
        return abs(partial.start() - closing.start()) < 45 and "объезд" not in sentence[: partial.start()]
    return not said.startswith("тротуар")


def impact_of(kind: str, shutting: str, folded: str) -> str:
    if kind in ("signal_outage", "reopening", "not_road"):
        return "all-lanes-open"
    if kind == "parking":
        return "all-lanes-open"
    table = {
        "full": "all-lanes-closed",
        "partial": "some-lanes-closed",
        "alternating": "alternating-one-way",
        "limited": "unknown",
    }
    if kind == "repair":
        return "some-lanes-closed" if shutting == "partial" else "all-lanes-open"
    if kind == "event" and not shutting and PASSABLE.search(folded):
        return "all-lanes-open"
    if kind == "event" and shutting in ("", "limited"):
        return "all-lanes-closed"  # a holiday's «ограничат движение» shuts the street
    if kind in ("extension", "closure") and not shutting:
        return "all-lanes-closed"
    return table.get(shutting, "unknown")


def direction_of(folded: str, impact: str, kind: str) -> str:
    if ONE_WAY.search(folded) and impact != "all-lanes-closed":
        return "one"
    if impact == "all-lanes-closed" or BOTH_WAYS.search(folded):
        return "both"
    return "unknown"


def kind_of(folded: str, shutting: str, is_about_roads: bool = True) -> tuple[str, float, tuple[int, int] | None]:
    """The kind, how sure, and the words that told it."""
    now = _masked(folded)
    closing, event = CLOSING.search(now), EVENT.search(folded)
    if _is_no_road_matter(folded, shutting, closing, is_about_roads):
        return "not_road", 0.8, None
    lit = _near(folded, SIGNAL, LIT)
    if lit and not closing and not shutting:
        return "reopening", 0.85, lit
    dark = _near(folded, SIGNAL, DARK)
    if dark and (not closing or not shutting):
        return "signal_outage", 0.95, dark
    extended = EXTENDED.search(folded)
    if (
        extended
        and extended.group().startswith(("перекрыти", "закрыти", "запрет", "ограничени"))
        and (SHUT_AHEAD.search(now) or extended.start() > 80)
    ):
        extended = None  # something new is shut; that something else goes on is told beside it
    if extended and _is_extension(folded, extended, shutting):
        return "extension", 0.9, extended.span()
    opened = OPENED.search(folded)
    if opened and (not SHUT_AHEAD.search(now) and shutting in ("", "limited") or _opens_first(now, opened)):
        return "reopening", 0.85, opened.span()
    parking = _near(folded, PARKING, BANNED)
    if parking and not closing and not shutting:
        return "parking", 0.9, parking
    if event and shutting and not _is_works_first(folded, event):
        return "event", 0.9, event.span()
    if shutting and HOLIDAY.search(folded) and not WORKS.search(folded):
        return "event", 0.6, HOLIDAY.search(folded).span()
    if parking and (not closing or shutting == ""):
        return "parking", 0.8, parking
    cleared = _near(folded, PARKED, CLEARED)
    if cleared and not closing:
        return "parking", 0.8, cleared
    if PASSABLE.search(folded) and WORKS.search(folded) and not closing:
        return "repair", 0.8, WORKS.search(folded).span()
    if shutting == "full":
        return "closure", 0.9, closing.span() if closing else None
    if shutting:
        return "restriction", 0.85, closing.span() if closing else None
    if re.search(r"закрыти|перекрыти", folded) and not WORKS.search(folded):
        return "closure", 0.5, None
    if event and not WORKS.search(folded):
        return "event", 0.5, event.span()
    if NEWS.search(folded):
        return "not_road", 0.6, None
    detour = CAR_DETOUR.search(folded)
    if detour and WORKS.search(folded) and not PASSABLE.search(folded):
        return "closure", 0.5, detour.span()  # who is sent round cannot pass
    if WORKS.search(folded) and (CARRIAGEWAY.search(folded) or ("_" in folded and not BUILDINGS.search(folded))):
        return "repair", 0.7, WORKS.search(folded).span()
    if re.search(r"движени|проезд\b|проехать|объезд", folded):
        return "restriction", 0.4, None
    return "not_road", 0.5, None


def _is_no_road_matter(folded: str, shutting: str, closing: re.Match | None, is_about_roads: bool) -> bool:
    if FREE_PARKING.search(folded) and not closing:
        return True
    if not is_about_roads and not closing and not shutting:
        return True
    if (
        BUS_SERVICE.search(folded)
        and not closing
        and not re.search(r"движени|проезд|объезд|объезж|огранич|светоф", folded)
    ):
        return True
    return (
        bool(HOUSING.search(folded))
        and not shutting
        and not SIGNAL.search(folded)
        and not _near(folded, PARKING, BANNED)
        and not re.search(r"движени|проезд|объезд|асфальт", folded)
    )


def _is_extension(folded: str, extended: re.Match, shutting: str) -> bool:
    """«дорогу продлили до микрорайона» builds a road; a term is extended where something is shut or limited."""
    said = extended.group()
    if said.startswith(("еще", "вместо")):
        return (
            (bool(shutting) or "открыть" in folded)
            and re.match(r".{0,40}(?:\bдо\b|\bпо\b|\bна\b)", folded[extended.start() :]) is not None
            and "этап" not in said
        )
    if said.startswith(("затя", "не успе")):
        return bool(shutting)
    return bool(shutting) or bool(re.search(r"перекрыт|закрыт|огранич|ремонт|срок|движени|откро", folded))


def _opens_first(now: str, opened: re.Match) -> bool:
    """The opening is told before anything shuts, and by a word of the past."""
    ahead = SHUT_AHEAD.search(now)
    closing = CLOSING.search(now)
    first = min((found.start() for found in (ahead, closing) if found), default=len(now))
    return opened.start() <= first and not re.match(r"откроют|снимут|возобновят", opened.group())


def _is_works_first(folded: str, event: re.Match) -> bool:
    """«ремонт закончат к празднику»: works are told, the event only dates them."""
    works = re.search(r"ремонт|асфальт|теплосет|теплотрасс|коллектор|прокладк|авари", folded)
    cause = re.search(
        r"(?:из-за|в\s+связи\s+с|для|по\s+случаю|во\s+время|на\s+время|в\s+день|в\s+честь)\s+(?:\S+\s+){0,4}$",
        folded[max(event.start() - 60, 0) : event.start()],
    )
    return bool(works) and not cause


def _near(folded: str, one: re.Pattern, other: re.Pattern) -> tuple[int, int] | None:
    """Two patterns within one sentence, or in neighbouring lines of a list."""
    for found in one.finditer(folded):
        for second in other.finditer(folded, max(found.start() - 120, 0), found.end() + 120):
            between = folded[min(found.end(), second.end()) : max(found.start(), second.start())]
            if "." not in between.strip(". ") or len(between) < 3:
                return min(found.start(), second.start()), max(found.end(), second.end())
    return None
