"""An event once more: a copy whose times are asked anew, and templates of an agency."""

import json
from datetime import timedelta

import pytest
import time_machine

from closures.models import EventTemplate, RoadEvent
from tests.closures.desk import EVENTS
from tests.closures.factories import phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db

NIGHTS = {"hours": [{"start": "22:00", "end": "06:00"}], "except": ["2026-06-12"]}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def event(agency, dispatcher):
    when = phase(planned_end=NOW + timedelta(days=9), schedule=NIGHTS, exemptions=["residents"])
    return published(agency, by=dispatcher, phases=[when], act_number="12", detour="по улице Баумана")


def filled_in(html):
    return json.loads(html.split('id="prefilled" type="application/json">')[1].split("</script>")[0])


def test_a_copy_has_the_place_and_asks_for_its_times(event, desk):
    told = filled_in(desk.get("/desk/events/new/", {"from": event.pk}).content.decode())
    (stage,) = told["phases"]
    assert stage["geometry"] == desk.get(f"{EVENTS}{event.pk}/").json()["phases"][0]["geometry"]
    assert (stage["planned_start"], stage["planned_end"]) == (None, None)
    assert (stage["schedule"], stage["exemptions"]) == ({"hours": NIGHTS["hours"]}, ["residents"])
    assert (told["detour"], told["reason"]) == ("по улице Баумана", "ремонт теплотрассы")
    assert not {"id", "status", "version", "act_number"} & told.keys()
    assert "id" not in stage
    assert "id" not in stage["locations"][0]


def test_what_it_is_filled_with_is_taken_as_a_new_event(event, desk):
    told = filled_in(desk.get("/desk/events/new/", {"from": event.pk}).content.decode())
    told["phases"][0] |= {"planned_start": "2026-07-01T22:00", "planned_end": "2026-07-03T06:00"}
    made = desk.post(EVENTS, told, content_type="application/json")
    assert made.status_code == 201, made.json()
    copy = RoadEvent.objects.get(pk=made.json()["id"])
    assert copy.pk != event.pk
    assert (copy.status, copy.headline, copy.act_number) == ("draft", event.headline, "")


def test_a_template_is_kept_chosen_and_thrown_away(event, desk, agency):
    for name in ("  Теплотрасса на Пушкина ", "Теплотрасса на Пушкина"):  # the second takes its place
        desk.post(f"/desk/events/{event.pk}/template/", {"name": name})
    template = EventTemplate.objects.get()
    assert (template.name, template.agency) == ("Теплотрасса на Пушкина", agency)
    for page in ("/desk/templates/", "/desk/events/new/"):
        assert f"?template={template.pk}" in desk.get(page).content.decode()
    told = filled_in(desk.get("/desk/events/new/", {"template": template.pk}).content.decode())
    assert told["phases"][0]["planned_start"] is None
    desk.post(f"/desk/templates/{template.pk}/delete/")
    assert not EventTemplate.objects.exists()


def test_a_template_without_a_name_is_not_kept(event, desk):
    answer = desk.post(f"/desk/events/{event.pk}/template/", {"name": " "}, follow=True)
    assert "Дайте шаблону название" in answer.content.decode()
    assert not EventTemplate.objects.exists()


def test_another_agency_has_none_of_it(event, desk, other_dispatcher):
    desk.post(f"/desk/events/{event.pk}/template/", {"name": "Теплотрасса"})
    template, stranger = EventTemplate.objects.get(), signed_in(other_dispatcher)
    assert stranger.post(f"/desk/events/{event.pk}/template/", {"name": "Чужое"}).status_code == 404
    assert stranger.get("/desk/events/new/", {"from": event.pk}).status_code == 404
    assert stranger.get("/desk/events/new/", {"template": template.pk}).status_code == 404
    assert stranger.post(f"/desk/templates/{template.pk}/delete/").status_code == 404
    assert "Теплотрасса" not in stranger.get("/desk/templates/").content.decode()
