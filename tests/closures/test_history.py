"""The history at the desk: who, when, why, the difference in words and on the map, the texts as they were sent."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db.models import ProtectedError

from closures import actions
from roadmap import staff
from roadmap.models import Delivery
from tests.closures.desk import change
from tests.closures.factories import active, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def moved(agency, dispatcher):
    """Its end was moved, and it is shorter than it was."""
    event = published(agency, by=dispatcher)
    dispatcher.first_name, dispatcher.last_name = "Анна", "Петрова"
    dispatcher.save()
    shorter = phase(planned_end=NOW + timedelta(days=5), geometry=line((0, 200), (100, 200)))
    actions.change(event, fields={}, phases=[shorter], by=dispatcher, at=NOW, comment="дожди")
    return event


def test_a_step_tells_who_when_why_and_what_differs(moved, desk):
    html = desk.get(f"/desk/events/{moved.pk}/history/3/").content.decode()
    for words in ("Срок перенесён", "Анна Петрова", "дожди", "13 июня, 12:00", "15 июня, 12:00"):
        assert words.lower() in html.lower(), words


def test_and_shows_both_places_on_a_map(moved, desk):
    html = desk.get(f"/desk/events/{moved.pk}/history/3/").content.decode()
    shapes = json.loads(html.split('id="shapes" type="application/json">')[1].split("</script>")[0])
    (before,), (after,) = shapes["before"], shapes["after"]
    assert before["coordinates"][0] == after["coordinates"][0]
    assert before["coordinates"][1][0] > after["coordinates"][1][0]


def test_where_the_place_stayed_the_map_has_one(agency, desk):
    event = published(agency)
    actions.change(event, fields={"reason": "иное"}, by=None, at=NOW)
    html = desk.get(f"/desk/events/{event.pk}/history/3/").content.decode()
    assert '"before": []' in html


def test_texts_are_those_that_were_sent(moved, desk):
    Delivery.objects.filter(version=3).update(text="Как ушло в тот день.")
    html = desk.get(f"/desk/events/{moved.pk}/history/3/").content.decode()
    assert "Как ушло в тот день." in html
    assert "Как ушло в тот день." not in desk.get(f"/desk/events/{moved.pk}/history/2/").content.decode()


def test_the_editor_tells_the_latest_steps_with_their_differences(moved, desk):
    html = desk.get(f"/desk/events/{moved.pk}/").content.decode()
    assert f"/desk/events/{moved.pk}/history/3/" in html
    assert "15 июня, 12:00" in html


def test_a_long_history_has_pages_and_each_asks_as_little(agency, desk, django_assert_max_num_queries):
    event = published(agency)
    for number in range(55):
        actions.change(event, fields={"reason": f"причина {number}"}, by=None, at=NOW)
    with django_assert_max_num_queries(15):
        html = desk.get(f"/desk/events/{event.pk}/history/").content.decode()
    assert "причина 54" in html
    assert "причина 3<" not in html
    following = html.split('rel="next" href="')[1].split('"')[0]
    assert "причина 3<" in desk.get(f"/desk/events/{event.pk}/history/{following}").content.decode()
    with django_assert_max_num_queries(60):
        assert "причина 40" not in desk.get(f"/desk/events/{event.pk}/").content.decode()


def test_strangers_and_versions_that_are_none_are_not_found(moved, desk, other_dispatcher, client):
    address = f"/desk/events/{moved.pk}/history/"
    assert desk.get(f"{address}99/").status_code == 404
    for page in (address, f"{address}2/"):
        assert signed_in(other_dispatcher).get(page).status_code == 404
        assert client.get(page).status_code == 302


def test_who_left_stays_in_the_history(moved, dispatcher, other_dispatcher, agency):
    staff.deactivate(dispatcher, by=None)
    with pytest.raises(ProtectedError):
        dispatcher.delete()
    other_dispatcher.agency = agency
    other_dispatcher.save()
    html = signed_in(other_dispatcher).get(f"/desk/events/{moved.pk}/history/3/").content.decode()
    assert "Анна Петрова" in html


def test_a_typing_error_is_corrected_after_the_end(agency, dispatcher, desk):
    event = active(agency, reason="рмонт теплотрассы")
    actions.finish(event, by=dispatcher, at=NOW)
    assert (
        change(desk, event.pk, {"reason": "ремонт теплотрассы", "comment": "опечатка"}).json()["status"] == "finished"
    )
    assert Delivery.objects.filter(subject=event.subject).order_by("version").last().action == "edit"
    html = desk.get(f"/desk/events/{event.pk}/history/4/").content.decode()
    assert "<del>рмонт теплотрассы</del>" in html
    assert "<ins>ремонт теплотрассы</ins>" in html
