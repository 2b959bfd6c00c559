"""Words of a way round are followed on the network no more often than they can lead elsewhere."""

from datetime import timedelta
from functools import partial

import pytest

from closures import amending
from closures.detours import laid
from tests.closures.factories import draft, line, phase
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ROUND = "по улице Баумана, проспекту Ленина и Речному переулку"
BAUMANA = {"geometry": line((0, 20), (0, 190))}
OPEN = {"vehicle_impact": "all-lanes-open"}


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """What was asked of the words and of the network, in order."""
    told: list[str] = []
    for does in (laid.roads_told, laid.ways_along):
        monkeypatch.setattr(laid, does.__name__, partial(_noted, told, does))
    return told


def _noted(told: list[str], does, *given):
    told.append(does.__name__)
    return does(*given)


def stages(*places: dict) -> list[dict]:
    """A day each, with a day between."""
    starts = [NOW + number * 2 * DAY for number in range(1, len(places) + 1)]
    return [
        phase(**place | {"planned_start": start, "planned_end": start + DAY})
        for place, start in zip(places, starts, strict=True)
    ]


FOLLOWED = {
    "each place once": (stages({}, BAUMANA, {}, BAUMANA), ROUND, 2),
    "along none of these streets": (stages({}, {}, {}), "по Садовой улице", 1),
    "no street named": (stages({}), "по соседним улицам", 0),
    "nobody shut out": (stages(OPEN), ROUND, 0),
}


@pytest.mark.parametrize(("phases", "words", "times"), FOLLOWED.values(), ids=FOLLOWED)
def test_streets_are_read_once_and_followed_once_a_place(agency, asked, phases, words, times):
    event = draft(agency, phases=phases, detour=words)
    assert asked == ["roads_told", *["ways_along"] * times]
    assert event.detour_spans.exists() == (words == ROUND and times > 0)


def test_a_change_of_what_the_way_does_not_follow_from_leaves_it_as_it_lies(agency, dispatcher, asked):
    event = draft(agency, detour=ROUND)
    before = list(event.detour_spans.values_list("pk", flat=True))
    asked.clear()
    amending.change(event, fields={"reason": "замена трубы"}, by=dispatcher, at=NOW)
    assert (asked, list(event.detour_spans.values_list("pk", flat=True))) == ([], before)
    amending.change(event, fields={}, phases=[phase(**OPEN)], by=dispatcher, at=NOW)
    assert not event.detour_spans.exists()
    amending.change(event, fields={"detour": "по соседним улицам"}, by=dispatcher, at=NOW)
    assert asked == ["roads_told"] * 2
