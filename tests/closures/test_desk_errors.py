"""What the desk's API refuses it says in sentences, by the field and its number; no constraint's name, no raw key."""

import re

import pytest
import time_machine
from django.apps import apps
from django.db.models import CheckConstraint, UniqueConstraint
from django.test import Client

from closures.models import RoadEvent
from roadmap.models import Agency, City
from tests.closures.desk import EVENTS, change
from tests.closures.factories import draft
from tests.closures.test_hostile_desk import LINE
from tests.conftest import NOW, signed_in
from tests.roadmap.test_api_errors import sentences

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def stage(**values) -> dict:
    return {"geometry": LINE, "planned_start": "2026-06-12T22:00", "planned_end": "2026-06-30T06:00"} | values


def sent(desk, **values):
    return desk.post(EVENTS, {"kind": "closure", "phases": [stage(**values)]}, content_type="application/json")


NO_SENTENCES = re.compile(
    r"dict|datetime|\bstr\b|YYYY|pk|primary|первичн|ожидал|expected|\w=|\[\'|format", re.IGNORECASE
)
WRONG_SHAPES = {
    "a signal that is none": {"signal": -1},
    "a signal in words": {"signal": "светофор"},
    "a list for one value": {"kind": ["closure"]},
    "a value that is none": {"cause": "meteor"},
    "no date": {"act_on": "завтра"},
    "a moment for a date": {"act_on": "2026-06-12T10:00"},
    "one for a list": {"bus_routes": "57"},
    "an object for a list": {"bus_routes": {"a": 1}},
    "stages that are no list": {"phases": {"a": 1}},
    "a stage that is no object": {"phases": ["x"]},
    "places that are no list": {"phases": [{"planned_start": "2026-06-12T22:00", "locations": "x"}]},
}


@pytest.mark.parametrize("given", WRONG_SHAPES.values(), ids=WRONG_SHAPES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_has_another_shape_is_told_in_sentences_of_ours(desk, agency, given, language):
    body = {"kind": "closure"} | given
    answer = desk.post(EVENTS, body, content_type="application/json", headers={"Accept-Language": language})
    assert (answer.status_code, list(answer.json())) == (400, list(given))
    told = " ".join(sentences(answer.json()))
    assert not NO_SENTENCES.search(told), told
    assert told.endswith(".")
    assert bool(re.search("[а-яё]", told)) == (language == "ru")


WRONG_HOURS = {
    "a day that is none": ({"except": ["2026-06-13", "31.02.2026"]}, ["except", "1"], "31.02.2026"),
    "a day in words": ({"except": ["завтра"]}, ["except", "0"], "12.06.2026"),
    "half a window": ({"hours": [{"start": "22:00"}]}, ["hours", "0"], "22:00"),
    "an hour that is none": ({"hours": [{"start": "22:00", "end": "25:00"}]}, ["hours", "0"], "22:00"),
    "a weekday that is none": ({"hours": [{"weekdays": ["funday"], "start": "1:00"}]}, ["hours", "0"], "дни недели"),
    "no list": ({"except": "12.06.2026"}, ["except"], "список"),
}


@pytest.mark.parametrize(("hours", "path", "words"), WRONG_HOURS.values(), ids=WRONG_HOURS)
def test_hours_that_cannot_be_read_are_named_by_their_number(desk, hours, path, words):
    told = sent(desk, schedule=hours).json()["phases"]["0"]["schedule"]
    for key in path:
        told = told[key]
    (sentence,) = told
    assert words in sentence
    assert not re.search(r"\b(except|hours|weekdays|schedule)\b", sentence)


def test_a_day_left_out_lies_in_the_term(desk):
    """The night before its first minute began on the evening before."""
    night = {"hours": [{"start": "22:00", "end": "06:00"}]}
    term = {"planned_start": "2026-06-12T23:00", "planned_end": "2026-06-15T06:00"}
    days = ["2026-06-11", "2026-06-12", "2026-06-15", "2026-06-16"]
    answer = sent(desk, **term, schedule=night | {"except": [*days, "2027-06-13"]})
    told = answer.json()["phases"]["0"]["schedule"]["except"]
    assert (answer.status_code, told) == (400, ["В срок не попадает: 16.06.2026, 13.06.2027."])
    open_end = sent(desk, **term | {"planned_end": None}, schedule=night | {"except": ["2027-06-13", "2026-06-10"]})
    assert open_end.json()["phases"]["0"]["schedule"]["except"] == ["В срок не попадает: 10.06.2026."]


def test_days_are_read_as_people_write_them(desk):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}], "except": ["14.06.2026", "2026-06-13"]}
    answer = sent(desk, schedule=nights)
    assert answer.json()["phases"][0]["schedule"]["except"] == ["2026-06-13", "2026-06-14"]
    dated = change(desk, answer.json()["id"], {"act_on": "01.06.2026"})
    assert dated.json()["act_on"] == "2026-06-01"


def test_a_drawing_given_back_as_it_came_is_not_drawn_anew(desk, agency):
    event = draft(agency)
    before = event.phases.get().geometry
    phases = desk.get(f"{EVENTS}{event.pk}/").json()["phases"]
    assert change(desk, event.pk, {"phases": phases, "reason": "ямы"}).status_code == 200
    assert event.phases.get().geometry == before
    moved = {"type": "LineString", "coordinates": [[lon + 1e-5, lat] for lon, lat in before.coords]}
    change(desk, event.pk, {"phases": [phases[0] | {"geometry": moved}]})
    assert event.phases.get().geometry != before


def test_what_the_database_refuses_is_a_sentence_too(desk, agency, monkeypatch):
    from django.db import IntegrityError

    from closures import amending

    def refuse(*_values, **_named):
        raise IntegrityError('violates check constraint "phase_number_once_an_event"')

    monkeypatch.setattr(amending, "change", refuse)
    answer = change(desk, draft(agency).pk, {"reason": "ямы"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"non_field_errors"}
    assert "constraint" not in answer.content.decode()


def test_every_rule_that_a_person_may_run_into_has_its_sentence():
    """Of a plain combination of fields Django itself says it with the fields' names."""
    editable = (RoadEvent, Agency, City)
    for model in editable:
        for rule in apps.get_model(model._meta.label)._meta.constraints:
            if isinstance(rule, UniqueConstraint) and rule.condition is None:
                continue
            assert rule.violation_error_message != CheckConstraint.default_violation_error_message, rule.name


def test_whoever_is_signed_out_is_told_that_signing_in_helps_and_whoever_has_no_role_is_not(agency, operator, desk):
    event = draft(agency)
    out, refused = (who.get(f"{EVENTS}{event.pk}/") for who in (Client(), signed_in(operator)))
    assert (out.status_code, refused.status_code) == (403, 403)
    assert "WWW-Authenticate" in out.headers
    assert "WWW-Authenticate" not in refused.headers


def test_a_session_begins_in_place(dispatcher):
    client = Client()
    asked = {"headers": {"Accept": "application/json"}}
    wrong = client.post("/login/", {"username": "dispatcher", "password": "x"}, **asked)
    assert wrong.status_code == 400
    assert re.search("[а-я]", wrong.json()["non_field_errors"][0])
    assert client.post("/login/", {"username": "", "password": ""}, **asked).json().keys() == {"username", "password"}
    right = {"username": "dispatcher", "password": "pass-word-1"}
    assert client.post("/login/", right, **asked).status_code == 204
    assert client.get("/desk/").status_code == 200
    assert client.post("/login/", right, **asked).status_code == 204  # in another tab, meanwhile


def test_too_many_passwords_in_place_are_429_with_words(dispatcher, settings):
    settings.RATES = settings.RATES | {"password": "1/hour"}
    client, asked = Client(), {"headers": {"Accept": "application/json"}}
    answers = [client.post("/login/", {"username": "dispatcher", "password": "x"}, **asked) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [400, 429]
    assert answers[1].headers["Retry-After"]
