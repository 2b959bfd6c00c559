"""How often readings are right that are as sure as each other: the steps of `roadmap/language/weights/calibration.tsv`.

Raw confidences and answers come from cities that the reader was not learned from (`unseen`). A step tells a little less
than the share that was right, half a standard error; and 0.9 only where that many were right by more than chance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from math import sqrt
from typing import NamedTuple

from appeals.reading import Message, read_message
from closures.reading import Notice, read_notice
from closures.reading.labels import impact_label, window_label
from roadmap.language.calibration import SURE, Steps, on_steps, written
from roadmap.language.linear import WEIGHTS
from roadmap.language.mentions.sureness import field_of
from tests import gazetteers

from . import scoring, texts, unseen

FEWEST = 20  # readings of a step
LEAST_RISE = 0.03
BY_CHANCE = 1.64  # standard errors: of twenty such steps nineteen are as right as they tell


class Reading(NamedTuple):
    field: str
    confidence: float
    is_right: bool
    city: str


def readings_of(label: dict) -> list[Reading]:
    """Every field that is told of a text, as sure as it is told."""
    gazetteer = gazetteers.of(label["city"])
    if label["of"] == "message":
        found = _of_message(label, read_message(label["text"], gazetteer))
    else:
        published = datetime.fromisoformat(label["published"])
        found = _of_notice(label, read_notice(label["text"], published, gazetteer))
    return [Reading(*one, label["city"]) for one in found]


def _of_message(label: dict, message: Message) -> Iterator[tuple]:
    yield "message kind", message.confidence, message.kind == label["kind"]
    yield from _places(label, message)


def _of_notice(label: dict, notice: Notice) -> Iterator[tuple]:
    told = {one.field: one.confidence for one in notice.said}
    yield "notice kind", told.get("kind", 0.0), notice.kind == label["kind"]
    if label["kind"] == notice.kind == "not_road":
        return
    yield "notice impact", told.get("impact", 0.0), impact_label(notice.impact, notice.kind) == label["impact"]
    windows = scoring.windows(label["schedule"])
    for one in notice.windows:
        yield "notice schedule", one.confidence, scoring.windows([window_label(one)]) <= windows
    detour = scoring.streets(label["detour_streets"])
    for one in notice.mentions:
        if one.role == "detour":
            yield "detour", one.confidence, scoring.street(one.place["on"]) in detour
    yield from _places(label, notice)


def _places(label: dict, read: Message | Notice) -> Iterator[tuple]:
    is_road = label["kind"] != "not_road"
    labelled = [label["place"], *label.get("more_places", ())] if is_road else []
    places = {scoring.place(one) for one in labelled if one}
    for one in read.affected:
        yield field_of(one, label["of"] == "message"), one.confidence, scoring.place(one.place) in places


def raw() -> list[Reading]:
    """Of the development texts and the project's own, each read by what other cities taught and told raw."""
    names = ("announcements", "complaints")
    collection = [one for name in names for one in texts.collected(name)]
    collection += [one for name in ("notices", "messages") for one in texts.own(name)]
    return [one for told in unseen.of_unseen(collection, readings_of, is_raw=True).values() for one in told]


def learned(readings: Iterable[Reading]) -> dict[str, Steps]:
    by_field: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in readings:
        by_field[one.field].append((one.confidence, one.is_right))
    return {field: steps_of(pairs) for field, pairs in by_field.items()}


def steps_of(pairs: list[tuple[float, bool]]) -> Steps:
    """Isotonic regression in a few steps that rise."""
    kept: list[list] = []  # least confidence, right, all
    for step in _alike(sorted(pairs)):
        kept.append(step)
        while len(kept) > 1 and _share(kept[-1]) - _share(kept[-2]) < LEAST_RISE:
            _, right, whole = kept.pop()
            kept[-1] = [kept[-1][0], kept[-1][1] + right, kept[-1][2] + whole]
    return tuple((0.0 if at == 0 else round(step[0], 3), _share(step)) for at, step in enumerate(kept))


def _alike(pairs: list[tuple[float, bool]]) -> list[list]:
    """Readings about as right, `FEWEST` or more together."""
    from sklearn.isotonic import IsotonicRegression

    shares = IsotonicRegression().fit_transform(*map(list, zip(*pairs, strict=True)))
    steps: list[list] = []
    for (confidence, is_right), share in zip(pairs, shares, strict=True):
        is_new = not steps or (steps[-1][2] >= FEWEST and abs(steps[-1][3] - share) > 1e-9)
        if is_new and (not steps or confidence > steps[-1][4]):
            steps.append([confidence, 0, 0, share, confidence])
        last = steps[-1]
        last[1:] = [last[1] + is_right, last[2] + 1, share, confidence]
    return [step[:3] for step in steps]


def _share(step: list) -> float:
    _, right, whole = step
    share = (right + 1) / (whole + 2)
    error = sqrt(share * (1 - share) / (whole + 2))
    told = share - error / 2
    return round(told if share - BY_CHANCE * error >= SURE else min(told, SURE - 0.01), 2)


def told_unseen(readings: list[Reading]) -> Iterator[Reading]:
    """Each as it would be told by steps that other cities taught."""
    for part in texts.cities_in_parts(one.city for one in readings):
        steps = learned(one for one in readings if one.city not in part)
        for one in (one for one in readings if one.city in part):
            yield one._replace(confidence=on_steps(steps[one.field], one.confidence) if one.field in steps else 0.0)


def write() -> None:
    readings = raw()
    told = f"learned by `python -m tests.training calibration` from {len(readings)} readings of unseen cities"
    WEIGHTS.joinpath("calibration.tsv").write_text(written(learned(readings), told), encoding="utf-8")
    for line in summary(told_unseen(readings)):
        print(line)


def summary(readings: Iterable[Reading]) -> Iterator[str]:
    for field, (right, sure, whole) in sorted(of_sure(readings).items()):
        share = f"{right / sure:.3f} right of " if sure else ""
        yield f"{field}: {share}{sure} told with {SURE} or more, of {whole}"


def of_sure(readings: Iterable[Reading]) -> dict[str, tuple[int, int, int]]:
    """Field → how many were right of those told with 0.9 or more, how many these were, and how many all."""
    found: dict[str, tuple[int, int, int]] = {}
    for one in readings:
        right, sure, whole = found.get(one.field, (0, 0, 0))
        is_sure = one.confidence >= SURE
        found[one.field] = (right + (is_sure and one.is_right), sure + is_sure, whole + 1)
    return found
