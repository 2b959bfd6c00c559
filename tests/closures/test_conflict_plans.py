"""What an event clashes with is found by indexes, however many events there are elsewhere."""

import pytest
from django.contrib.gis.geos import MultiLineString
from django.db import connection, transaction

from closures import conflicts
from closures.conflicts import carriageway, dark_signal, parallel, way_round
from roadmap.models import Agency, City
from tests.bench import load
from tests.bench.clashes import SPANS, WAYS
from tests.closures.factories import draft, line, phase
from tests.conftest import NOW
from tests.plans import emptied, read_whole

ROWS = 2_000
LARGE = ("closures_roadevent", "closures_phase", "closures_segmentspan", "closures_detourspan")
WIDE = line((-200, 200), (200, 200))
WAY = MultiLineString(line((0, 200), (0, -10), (200, -10), (200, 200)), srid=4326)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """In one transaction around all tests of this file; each of them is a savepoint in it.

    The small city has few segments, so its events are crowded: those of a tenth lie on its streets.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(load, "refresh_statistics", lambda: None)  # a transaction cannot VACUUM
        emptied("closures_roadevent")
        city = City.objects.get(slug="small-city")
        load.fill(city, ROWS, NOW)
        agency = Agency.objects.create(city=city, slug="planning", name="Planning")
        event = draft(agency, phases=[phase(geometry=WIDE)], detour_geometry=WAY)
        with connection.cursor() as cursor:
            for sql in (SPANS, WAYS):
                cursor.execute(sql, {"city": city.pk})
            cursor.execute(f"ANALYZE {', '.join(LARGE)}")
            for way in ("seqscan", "hashjoin", "mergejoin"):  # of so few rows, and streets, a planner reads all
                cursor.execute(f"SET LOCAL enable_{way} = off")
        yield event
        transaction.set_rollback(True)


def values(event) -> dict:
    box = dict(zip(("west", "south", "east", "north"), event.geometry.extent, strict=True))
    return box | {
        "event": event.pk,
        "at": NOW,
        "kinds": ["closure", "repair-zone", "signal-outage"],
        "least": 6.0,
        "near": 8.0,
        "manual": "manual",
        "srid": event.city.metric_srid,
        "classes": ["primary", "secondary"],
        "phases": [phase.pk for phase in event.phases.all()],
        "junctions": [1, 2, 3],
    }


QUESTIONS = {
    "the same carriageway": (carriageway.SQL, ["closures_segmentspan"]),
    "on the way round of others": (way_round.SQL_ON_OTHERS, ["closures_segmentspan", "closures_detourspan"]),
    "others on mine": (way_round.SQL_ON_MINE, ["closures_detourspan", "closures_segmentspan"]),
    "parallel": (parallel.SQL_THEIRS, ["closures_phase", "closures_segmentspan"]),
    "dark signals": (dark_signal.SQL_OUTAGES, ["closures_roadevent"]),
    "ways past a signal": (dark_signal.SQL_WAYS, ["closures_detourspan"]),
}


@pytest.mark.parametrize(("sql", "tables"), QUESTIONS.values(), ids=QUESTIONS)
def test_each_rule_reads_by_an_index(filled, db, sql, tables):
    assert read_whole(sql, values(filled), tables) == []


@pytest.mark.parametrize(
    ("condition", "is_whole"), [("direction = 'both'", True), ("abs(segment_id) = 7", True), ("segment_id = 7", False)]
)
def test_a_question_that_reads_a_whole_table_is_noticed(filled, db, condition, is_whole):
    sql = f"SELECT direction FROM closures_segmentspan WHERE {condition}"
    assert bool(read_whole(sql, {}, ["closures_segmentspan"])) is is_whole


def test_however_many_there_are_it_asks_as_few_questions(filled, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        found = conflicts.clashes_of(filled, NOW)
    assert 10 < len(found) <= 50
