"""One form is one event: a lost answer, a second click, a publication that was refused."""

from uuid import uuid4

import pytest
import time_machine

from closures.models import RoadEvent
from roadmap.models import Agency, User
from tests.closures.desk import EVENTS, change, do
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def form():
    """What one form sends, with its key."""
    stage = {
        "geometry": {"type": "LineString", "coordinates": [lonlat(0, 200), lonlat(200, 200)]},
        "planned_start": "2026-06-12T22:00",
        "planned_end": "2026-06-15T06:00",
    }
    return {"kind": "closure", "reason": "ремонт", "phases": [stage], "entry_key": str(uuid4())}


def enter(desk, values):
    return desk.post(EVENTS, values, content_type="application/json")


def verbs() -> list[str]:
    return [str(change.desk_words) for change in RoadEvent.objects.get().changes.order_by("version")]


def test_the_same_form_sent_twice_is_one_event_and_one_line_of_history(desk, form):
    first, second = enter(desk, form), enter(desk, form)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert second.headers["ETag"] == first.headers["ETag"] == '"1"'
    assert verbs() == ["создан черновик"]


def test_what_was_corrected_before_the_second_try_is_a_change_of_that_draft(desk, form):
    stage = enter(desk, form).json()["phases"][0]["id"]
    again = enter(desk, form | {"reason": "ремонт трубы"})
    assert (again.status_code, again.json()["reason"], again.json()["phases"][0]["id"]) == (200, "ремонт трубы", stage)
    assert verbs() == ["создан черновик", "черновик изменён"]


def test_a_second_try_overwrites_nobody(desk, form):
    pk = enter(desk, form).json()["id"]
    change(desk, pk, {"reason": "авария"})
    again = enter(desk, form)
    assert (again.status_code, again.headers["ETag"], again.json()["event"]["id"]) == (412, '"2"', pk)
    assert RoadEvent.objects.get().reason == "авария"


def test_the_key_of_another_person_opens_nothing(desk, form, agency):
    enter(desk, form)
    colleague = User.objects.create_user("colleague", agency=agency, roles=["dispatcher"])
    assert enter(signed_in(colleague), form).status_code == 201
    assert RoadEvent.objects.count() == 2


def test_forms_without_a_key_are_events_of_their_own(desk, form):
    del form["entry_key"]
    assert [enter(desk, form).status_code for _time in range(2)] == [201, 201]


def test_a_key_that_is_none_is_named(desk, form):
    answer = enter(desk, form | {"entry_key": "x"})
    assert (answer.status_code, list(answer.json())) == (400, ["entry_key"])


def test_a_refused_publication_leaves_one_draft(desk, form):
    form["phases"][0] |= {"planned_start": "2026-06-01T22:00", "planned_end": "2026-06-02T06:00"}
    pk = enter(desk, form).json()["id"]
    assert list(do(desk, pk, "publish").json()) == ["planned_end"]
    assert enter(desk, form).status_code == 200
    assert verbs() == ["создан черновик"]


def test_who_went_to_another_agency_is_told_why_the_form_is_refused(desk, form, dispatcher):
    enter(desk, form)
    dispatcher.agency = Agency.objects.create(city=dispatcher.agency.city, name="Другая", slug="another")
    dispatcher.save()
    refused = enter(signed_in(dispatcher), form)
    assert (refused.status_code, "другой организации" in refused.json()["detail"]) == (403, True)
    assert RoadEvent.objects.count() == 1
