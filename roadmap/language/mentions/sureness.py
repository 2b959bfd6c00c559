"""How sure a place or a way round is: what puts it in order, and what is told of it (`calibration`)."""

from collections.abc import Sequence
from dataclasses import replace

from roadmap.language import calibration
from roadmap.language.mentions.mention import Mention

POINT, STRETCH, LANDMARK = "point", "stretch", "landmark"
GROUPS = {"between": STRETCH, "range_of_houses": STRETCH, "address": POINT, "crossing": POINT, "street": "street"}
LOOSE = 0.85  # of a stretch or crossing whose street is named elsewhere
ONE_OF_SEVERAL = 0.85  # its house or other street may belong to a place beside it


def as_sure_as_told(mentions: Sequence[Mention], *, is_message: bool, is_one_of_several: bool) -> list[Mention]:
    """`confidence` comes as the least that the roles of a mention's streets have; `is_one_of_several` tells that the
    text has houses beside those of the mentions: then none is sure, however the text puts it."""
    are_several = is_one_of_several or sum(one.role == "affected" for one in mentions) > 1
    most = ONE_OF_SEVERAL if is_one_of_several else 1.0
    return [replace(one, confidence=min(_told(one, are_several, is_message), most)) for one in mentions]


def _told(one: Mention, are_several: bool, is_message: bool) -> float:
    if one.role == "detour":
        return calibration.told("detour", one.confidence)
    if one.role != "affected":
        return one.confidence
    return calibration.told(field_of(one, is_message), _raw(one, are_several))


def field_of(one: Mention, is_message: bool) -> str:
    """Points are few, and as right in notices as in messages."""
    group = GROUPS.get(one.kind, LANDMARK)
    return group if group == POINT else f"{'message' if is_message else 'notice'} {group}"


def _raw(one: Mention, are_several: bool) -> float:
    """The street of a point must be the right one of all that are called like it; a stretch tells more of it."""
    raw = one.confidence * (one.score if GROUPS.get(one.kind) == POINT else 0.8 + 0.2 * one.score)
    raw *= LOOSE if one.rule.startswith("loose_") else 1.0
    raw *= ONE_OF_SEVERAL if are_several else 1.0
    return raw / 2 if one.question else raw
