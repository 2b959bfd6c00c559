"""Examples of roles of street names: every candidate of a labelled text, with the role that the label tells."""

import re
from collections.abc import Iterable, Iterator

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.mentions.evidence import Scene
from roadmap.language.mentions.roles import AFFECTED, BOUND, DETOUR, NONE
from roadmap.language.mentions.units import Unit, units_of
from roadmap.language.names.kinds import SPELLINGS
from roadmap.language.text import clean, plain
from tests import gazetteers

from . import posts, texts
from .fit import Example

FIRST = (AFFECTED, BOUND, DETOUR)  # what a name that is several things counts as, for the names after it
WORD = re.compile(r"[^\W_]+")


def all_examples() -> list[Example]:
    labelled = [*texts.collected("announcements"), *texts.collected("complaints")]
    own = [*texts.own("notices"), *texts.own("messages"), *texts.own("first-messages"), *posts.labelled()]
    return list(examples([*labelled, *own], gazetteers.of))


def examples(labelled: Iterable[dict], gazetteer_of) -> Iterator[Example]:
    """`gazetteer_of(city)`: the list of names that the reader would have. A name of two roles is no example.

    Nor is one of a text that is no road matter: nothing is labelled there, whatever the street is to the sentence.
    """
    for one in labelled:
        if one["kind"] == "not_road":
            continue
        yield from _of_text(one, gazetteer_of(one["city"]))


def _of_text(one: dict, gazetteer: Gazetteer) -> Iterator[Example]:
    units = units_of(clean(one["text"]), gazetteer)
    is_message = one["of"] == "message"
    scene, told, said = Scene(units, one["city"], is_message=is_message), told_in(one), ""
    for at, unit in enumerate(units):
        if unit.letter != "S":
            continue
        roles = [role for role in FIRST if any(is_meant(name, unit) for name in told[role])]
        if len(roles) < 2:
            features = {*scene.around(at), *scene.after(at, said)}
            yield Example(tuple(sorted(features)), roles[0] if roles else NONE, one["city"])
        said += (roles[0] if roles else NONE)[0]


def told_in(one: dict) -> dict[str, list[str]]:
    """The label's names by role."""
    places = [place for place in [one["place"], *(one.get("more_places") or [])] if place]
    ends = [place[key].split(",")[0] for place in places for key in ("from", "to") if place.get(key)]
    ends += [place["name"].split(",")[0] for place in places if place["type"] == "landmark" and place.get("name")]
    bounds = [end for end in ends if not re.match(r"дом\b|\d", end)]
    return {AFFECTED: one["streets"], BOUND: bounds, DETOUR: one["detour_streets"]}


def is_meant(name: str, unit: Unit) -> bool:
    """Does the label's name stand in these words? By the beginnings of its words, as cases and short forms differ."""
    labelled = [word for word in _words(name) if word not in SPELLINGS]
    written = [token.key for token in unit.tokens if token.kind in ("word", "number", "ordinal")]
    own = [word for word in written if word not in SPELLINGS and (word.isdigit() or len(word) > 3)]
    if set(labelled) == {word for word in _words(unit.value.name) if word not in SPELLINGS}:
        return True
    return bool(own) and all(any(_alike(word, other) for other in labelled) for word in own)


def _words(name: str) -> list[str]:
    return [plain(word) for word in WORD.findall(name)]


def _alike(one: str, other: str) -> bool:
    if one.isdigit() or other.isdigit():
        return one == other
    length = max(4, min(len(one), len(other)) - 3)
    return one[:length] == other[:length]
