"""Examples of the questions of meaning, and how right the answers are on cities that were not learned from."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

from roadmap.language.linear import Linear
from roadmap.language.meaning import message_evidence, notice_evidence
from roadmap.language.meaning.evidence import Evidence, is_stem, stem_of
from roadmap.language.meaning.messages import MessageModels, read_message_meaning
from roadmap.language.meaning.notices import Models, read_meaning

from .fit import Example
from .labelled import Labelled, messages, notices
from .texts import cities_in_parts

SURE = 0.9
SHUT = ("closure", "restriction", "event")
WZDX = {
    "all_lanes_closed": "all-lanes-closed",
    "some_lanes_closed": "some-lanes-closed",
    "alternating": "alternating-one-way",
    "none": "all-lanes-open",
    "no_parking": "all-lanes-open",
    "unknown": "unknown",
}


def kinds(texts: Iterable[Labelled] | None = None) -> list[Example]:
    return _examples(notices() if texts is None else texts, lambda one: "shut" if one.kind in SHUT else one.kind)


def events(texts: Iterable[Labelled] | None = None) -> list[Example]:
    chosen = [one for one in (notices() if texts is None else texts) if one.kind in SHUT]
    return _examples(chosen, lambda one: "event" if one.kind == "event" else "works", pairs=False)


def impact(texts: Iterable[Labelled] | None = None) -> list[Example]:
    chosen = [one for one in (notices() if texts is None else texts) if one.kind in (*SHUT, "extension")]
    return _examples(chosen, lambda one: WZDX[one.impact])


def message_kinds(texts: Iterable[Labelled] | None = None) -> list[Example]:
    return _examples(messages() if texts is None else texts, lambda one: one.kind, of=_of_message)


def _of_message(one: Labelled) -> Evidence:
    return message_evidence.evidence_of(one.folded, one.named, one.houses)


def _of_notice(one: Labelled) -> Evidence:
    return notice_evidence.evidence_of(one.folded, one.named)


def _examples(
    texts: Iterable[Labelled],
    answer: Callable[[Labelled], str],
    *,
    of: Callable[[Labelled], Evidence] = _of_notice,
    pairs: bool = True,
) -> list[Example]:
    return [Example(tuple(_told(of(one), pairs)), answer(one), one.city) for one in texts]


def _told(evidence: Evidence, pairs: bool) -> list[str]:
    """No feature holds the name of a street, even of one that the reader did not know for one."""
    shown = evidence if pairs else evidence.without_pairs()
    return [name for name in shown if not (is_stem(name) and name in names_of_streets())]


@cache
def names_of_streets() -> frozenset[str]:
    """The stems of every word of every labelled street."""
    streets = (street for one in (*notices(), *messages()) for street in one.streets)
    return frozenset(stem_of(word) for street in streets for word in street.replace("-", " ").split())


# --- how right ------------------------------------------------------------------------------------------------------


def unseen(subject: str, learn: Callable[[list[Example]], Linear]) -> dict[str, dict[str, list[bool]]]:
    """Source → `kind`, `impact` → right or not, text by text, each read by what other cities taught.

    `subject` is notices or messages."""
    texts, read, models = SUBJECTS[subject]
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for part in cities_in_parts(one.city for one in texts()):
        taught = [one for one in texts() if one.city not in part]
        learned = models(*(learn(globals()[name](taught)) for name in models._fields))
        for one in (one for one in texts() if one.city in part):
            _count(right[one.source], one, read(one, learned))
    return right


def _count(right: dict[str, list[bool]], one: Labelled, told) -> None:
    right["kind"].append(told.kind == one.kind)
    if told.confidence >= SURE:
        right["kind told with 0.9"].append(told.kind == one.kind)
    if one.impact and one.kind not in ("not_road", "parking"):
        right["impact"].append(told.impact == WZDX[one.impact])


SUBJECTS = {
    "notices": (notices, lambda one, models: read_meaning(one.folded, one.named, models), Models),
    "messages": (
        messages,
        lambda one, models: read_message_meaning(one.folded, one.named, models, houses=one.houses),
        MessageModels,
    ),
}
