"""How many events begin, end and hold on each day, counted on paper."""

from datetime import timedelta

import pytest

from closures import actions
from tests.closures.factories import line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/road-events/days/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = NOW - 12 * HOUR  # of Wednesday 10 June


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def days(client, **query) -> dict[str, tuple[int, int, int]]:
    """Date → starts, ends, holds, where any is not 0."""
    told = client.get(ADDRESS, query).json()["days"]
    numbers = {day["date"]: (day["starts"], day["ends"], day["holds"]) for day in told}
    return {date: found for date, found in numbers.items() if any(found)}


def shut(agency, first, last, **values):
    """From midnight to midnight, counted in days from today; `last` is the first day that it no longer holds."""
    term = {"planned_start": MIDNIGHT + first * DAY, "planned_end": MIDNIGHT + last * DAY}
    return published(agency, at=NOW - 2 * HOUR, phases=[phase(**term, **values)])


def test_a_closure_of_two_days_begins_on_one_and_ends_on_the_other(anonymous, agency):
    shut(agency, 1, 3)
    assert days(anonymous) == {"2026-06-11": (1, 0, 1), "2026-06-12": (0, 1, 1)}


def test_two_that_overlap_are_two_on_the_day_that_they_share(anonymous, agency):
    shut(agency, 1, 3)
    shut(agency, 2, 4)
    assert days(anonymous) == {"2026-06-11": (1, 0, 1), "2026-06-12": (1, 1, 2), "2026-06-13": (0, 1, 1)}


def test_works_by_night_hold_on_both_days_of_a_night_and_rest_on_a_day_left_out(anonymous, agency):
    """Nights of Thursday and Saturday, none on Friday."""
    nights = {"hours": [{"start": "22:00", "end": "06:00"}], "except": ["2026-06-12"]}
    shut(agency, 1, 4.25, schedule=nights)
    assert days(anonymous) == {
        "2026-06-11": (1, 0, 1),
        "2026-06-12": (0, 0, 1),
        "2026-06-13": (0, 0, 1),
        "2026-06-14": (0, 1, 1),
    }


def test_stages_are_marks_of_one_event(anonymous, agency):
    stages = [
        phase(planned_start=MIDNIGHT + DAY, planned_end=MIDNIGHT + 2 * DAY),
        phase(geometry=line((0, 0), (0, 200)), planned_start=MIDNIGHT + 2 * DAY, planned_end=MIDNIGHT + 3 * DAY),
    ]
    published(agency, at=NOW, phases=stages)
    assert days(anonymous) == {"2026-06-11": (1, 1, 1), "2026-06-12": (1, 1, 1)}


def test_what_began_before_and_has_no_end_holds_on_every_day_and_has_no_marks(anonymous, agency):
    published(agency, at=NOW - 2 * HOUR, phases=[phase(planned_start=NOW - DAY, planned_end=None)])
    told = anonymous.get(ADDRESS).json()["days"]
    assert len(told) == 91
    assert {(day["starts"], day["ends"], day["holds"]) for day in told} == {(0, 0, 1)}
    assert (told[0]["date"], told[-1]["date"]) == ("2026-06-10", "2026-09-08")


def test_what_was_cancelled_is_not_counted(anonymous, agency):
    event = shut(agency, 1, 3)
    actions.cancel(event, by=None, at=NOW)
    assert days(anonymous) == {}


def test_filters_of_the_list_narrow_the_days(anonymous, agency):
    shut(agency, 1, 2)
    shut(agency, 3, 4, vehicle_impact="some-lanes-closed")
    assert days(anonymous, passage="closed") == {"2026-06-11": (1, 1, 1)}
    assert days(anonymous, kind="signal-outage") == {}
    assert days(anonymous, **{"from": "2026-06-12", "days": 3}) == {"2026-06-13": (1, 1, 1)}
    assert days(anonymous, bbox="65.50,57.10,65.52,57.12") == {}
    assert set(days(anonymous, road="улица Пушкина")) == {"2026-06-11", "2026-06-13"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "tomorrow"}, "from"),
        ({"from": "2026-13-01"}, "from"),
        ({"from": "9999-12-31"}, "from"),
        ({"days": "0"}, "days"),
        ({"days": "100000"}, "days"),
        ({"kind": "volcano"}, "kind"),
        ({"at": "2026-06-12"}, "at"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_field_named(anonymous, query, field):
    response = anonymous.get(ADDRESS, query)
    assert (response.status_code, [*response.json()]) == (400, [field])


def test_it_costs_the_same_with_few_and_many_and_an_unchanged_answer_is_a_304(
    anonymous, agency, django_assert_max_num_queries
):
    shut(agency, 1, 3)
    tag = anonymous.get(ADDRESS).headers["ETag"]
    for _ in range(3):
        shut(agency, 1, 3)
    with django_assert_max_num_queries(2):
        changed = anonymous.get(ADDRESS, headers={"if-none-match": tag})
    assert changed.status_code == 200
    with django_assert_max_num_queries(1):
        same = anonymous.get(ADDRESS, headers={"if-none-match": changed.headers["ETag"]})
    assert same.status_code == 304
