"""What follows from the phases is read once and written once, however many they are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closures.derive import derive
from closures.models import RoadEvent
from tests.closures import factories
from tests.conftest import NOW

DAY = timedelta(days=1)


def phases(count: int) -> list[dict]:
    """Narrowed: where all lanes are closed the network is asked what each leaves."""
    return [
        factories.phase(
            planned_start=NOW + day * DAY, planned_end=NOW + (day + 1) * DAY, vehicle_impact="some-lanes-closed"
        )
        for day in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", [1, 5])
def test_everything_is_read_once_and_each_row_written_once(agency, count):
    event = RoadEvent.objects.locked(factories.draft(agency, phases=phases(count)).pk)
    with CaptureQueriesContext(connection) as asked:
        derive(event, NOW)
    tables = [query["sql"].split(" FROM ")[-1].split()[0].strip('"') for query in asked if "UPDATE" not in query["sql"]]
    assert tables == ["closures_phase", "closures_phaseplace", "closures_segmentspan", "roadmap_road"]
    assert len(asked) == len(tables) + count + 1


def test_one_phase_and_its_event_are_called_the_same(agency):
    event = factories.draft(agency)
    (phase,) = event.phases.all()
    assert event.headline
    assert event.headline_en
    for name in ("headline", "headline_en", "place", "place_en", "hours", "hours_en"):
        assert getattr(event, name) == getattr(phase, name)


def test_an_event_of_several_phases_is_called_by_all_of_them(agency):
    elsewhere = factories.phase(
        geometry=factories.line((200, 0), (200, 200)), planned_start=NOW + 4 * DAY, planned_end=NOW + 5 * DAY
    )
    event = factories.draft(agency, phases=[factories.phase(), elsewhere])
    first, second = event.phases.all()
    assert first.place != second.place
    assert event.place not in (first.place, second.place)


def test_beside_the_network_one_shut_direction_leaves_a_way(agency):
    away = factories.line((70, 100), (130, 100))
    for direction, passage in (("forward", "limited"), ("both", "closed")):
        event = factories.draft(agency, phases=[factories.phase(geometry=away, direction=direction)])
        assert not event.phases.filter(spans__isnull=False).exists()
        assert event.passage == passage


def test_an_event_that_was_ended_before_it_began_lasts_no_time(agency):
    event = factories.published(agency)
    event.status, event.ended_at, event.end_basis = "finished", NOW, "office"
    event.save()
    derive(event, NOW)
    event.refresh_from_db()
    assert (event.start, event.end, list(event.in_force), event.state_at(NOW)) == (NOW, NOW, [], "finished")
    assert "Отмен" not in event.headline
