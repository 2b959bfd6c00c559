"""What a text tells more than once: each place is kept once, in each of its numbered stages anew."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from roadmap.language.mentions.mention import Mention
from roadmap.language.mentions.roles import AFFECTED


def without_repeats(mentions: Sequence[Mention], breaks: Sequence[int] = ()) -> list[Mention]:
    """`breaks` are where stages begin; what stands before the first is of it. In a later one a bare street is the place
    on it that was told before."""
    parts: dict[int, list[Mention]] = {}
    for one in mentions:
        parts.setdefault(max(bisect_right(breaks, one.start), 1), []).append(one)
    kept: list[Mention] = []
    for part in parts.values():
        told = [_as_before(one, kept) for one in part]
        kept += _each_once(told, _exact(mentions), breaks[0] if breaks else 0)
    return kept


def _as_before(one: Mention, before: Sequence[Mention]) -> Mention:
    """«Снова улица Ленина»: as exact as it was, where it was told once."""
    if not _is_bare(one):
        return one
    exact = [each for each in before if each.role == AFFECTED and each.place.get("on") == one.place["on"]]
    places = {_key(each) for each in exact}
    return replace(one, kind=exact[0].kind, place=exact[0].place) if len(places) == 1 else one


def _each_once(mentions: Sequence[Mention], of_all: frozenset[str], first: int) -> Iterator[Mention]:
    """A bare street gives way to a more exact place on it, what stands before `first` to one of the whole text."""
    exact = _exact(mentions)
    named_bridges = any(
        one.role == AFFECTED and one.kind == "bridge" and (one.place["on"] or " " in one.place["name"])
        for one in mentions
    )
    seen = set()
    for one in mentions:
        if one.kind == "bridge" and named_bridges and not one.place["on"] and " " not in one.place["name"]:
            continue  # «…на мосту»: the bridge already named
        is_vague = _is_bare(one) and one.place["on"] in (of_all if one.start < first else exact)
        if _key(one) in seen and one.role == AFFECTED or is_vague:
            continue
        seen.add(_key(one))
        yield one


def _exact(mentions: Sequence[Mention]) -> frozenset[str]:
    """Streets of which more than the name is told."""
    exact = (one for one in mentions if one.role == AFFECTED and one.kind != "street")
    return frozenset(name for one in exact for name in one.streets)


def _is_bare(one: Mention) -> bool:
    return one.role == AFFECTED and one.kind == "street" and "kilometre" not in one.place


def _key(one: Mention) -> tuple:
    return one.role, one.kind, tuple(sorted((key, str(value)) for key, value in one.place.items()))
