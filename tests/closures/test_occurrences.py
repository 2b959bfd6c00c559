"""The editor's calendar: each time at which a stage would hold, before it is saved."""

import pytest

from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
OCCURRENCES = "/api/staff/v1/occurrences/"
NIGHTS = {"hours": [{"weekdays": ["mon", "fri"], "start": "22:00", "end": "06:00"}], "except": ["2027-06-11"]}


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def asked(desk, **values):
    stage = {"planned_start": "2027-06-07T00:00", "planned_end": "2027-06-20T00:00"} | values
    return desk.post(OCCURRENCES, stage, "application/json")


def test_each_night_is_told_in_the_city_s_time_and_one_left_out_is_not(desk):
    """7 June 2027 is a Monday; the nights of Mondays and Fridays but the 11th."""
    told = asked(desk, schedule=NIGHTS).json()
    starts = [each["start"] for each in told["results"]]
    assert starts == [f"2027-06-{day}T22:00:00+05:00" for day in ("07", "14", "18")]
    assert told["results"][0]["end"] == "2027-06-08T06:00:00+05:00"
    assert told["is_all"] is True


def test_a_night_that_the_start_cuts_is_left_out_by_the_evening_before(desk):
    """From Tuesday 8 June 2027, 02:10: what is left of Monday's night, Tuesday's, the beginning of Wednesday's."""
    nightly = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}]}
    stage = {"planned_start": "2027-06-08T02:10", "planned_end": "2027-06-10T00:00"}
    told = asked(desk, **stage, schedule=nightly).json()["results"]
    assert [(each["start"][:16], each["days"]) for each in told] == [
        ("2027-06-08T02:10", ["2027-06-07"]),
        ("2027-06-08T22:00", ["2027-06-08"]),
        ("2027-06-09T22:00", ["2027-06-09"]),
    ]
    without = asked(desk, **stage, schedule=nightly | {"except": told[0]["days"]}).json()["results"]
    assert [each["start"][:10] for each in without] == ["2027-06-08", "2027-06-09"]
    whole = {"hours": [{"weekdays": None, "start": "00:00", "end": "24:00"}]}
    (together,) = asked(desk, planned_end="2027-06-09T00:00", schedule=whole).json()["results"]
    assert together["days"] == ["2027-06-07", "2027-06-08"]


def test_what_is_left_out_already_is_no_day_of_hours_that_run_into_its_morning(desk):
    """Monday's night runs on until Tuesday 8 June 2027, 10:00, within which Tuesday's own hours are left out."""
    hours = [
        {"weekdays": ["mon"], "start": "22:00", "end": "10:00"},
        {"weekdays": ["tue"], "start": "08:20", "end": "09:40"},
    ]
    told = asked(desk, planned_end="2027-06-10T00:00", schedule={"hours": hours, "except": ["2027-06-08"]}).json()
    assert [each["days"] for each in told["results"]] == [["2027-06-07"]]


def test_without_hours_it_is_one_and_without_an_end_a_year_is_told(desk):
    assert len(asked(desk).json()["results"]) == 1
    daily = {"hours": [{"weekdays": None, "start": "09:00", "end": "17:00"}]}
    told = asked(desk, planned_end=None, schedule=daily).json()
    assert (len(told["results"]), told["is_all"]) == (366, False)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"planned_start": "yesterday"}, "planned_start"),
        ({"planned_end": "2027-06-01T00:00"}, "planned_end"),
        ({"schedule": {"hours": [{"start": "25:00", "end": "06:00"}]}}, "schedule"),
        ({"planned_start": "0001-01-01T00:00"}, "planned_start"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(desk, values, field):
    answer = asked(desk, **values)
    assert (answer.status_code, [*answer.json()]) == (400, [field])


def test_only_dispatchers_ask(operator, anonymous):
    assert asked(anonymous).status_code == 403
    assert asked(signed_in(operator)).status_code == 403
