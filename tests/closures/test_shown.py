"""What is told of an event in stages: at a moment, beside a filter, in a list of phases and on the card."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from closures import actions, by_plan, confirming
from tests.closures.factories import line, phase, published
from tests.conftest import NOW

PUSHKINA, BAUMANA = ((0, 200), (200, 200)), ((0, 0), (0, 200))
TURGENEVA, LENINA = ((200, 0), (200, 200)), ((0, 0), (200, 0))
LIST = "/api/v1/road-events/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    for module in ("closures.api.public", "closures.views.public"):
        monkeypatch.setattr(f"{module}.timezone.now", lambda: NOW)


def stage(place, start, end, **values) -> dict:
    return phase(geometry=line(*place), planned_start=NOW + start, planned_end=NOW + end, **values)


def told(client, **query) -> dict:
    """Properties of the features by their number."""
    answer = client.get(LIST, query)
    return {feature["id"]: feature["properties"] for feature in answer.json()["features"]}


@pytest.fixture
def overdue_and_planned(agency):
    """Its first stage should have ended two hours ago, the next comes in two days."""
    return published(
        agency, at=NOW - DAY, phases=[stage(PUSHKINA, -5 * HOUR, -2 * HOUR), stage(BAUMANA, 2 * DAY, 3 * DAY)]
    )


def test_the_state_of_several_stages_is_one_in_the_list_and_in_full(client, overdue_and_planned):
    pk = overdue_and_planned.pk
    assert told(client)[pk]["state"] == "overdue"
    assert client.get(f"{LIST}{pk}/").json()["properties"]["state"] == "overdue"


def test_a_list_of_phases_asks_each_for_its_own_state(client, overdue_and_planned):
    pk = overdue_and_planned.pk
    assert set(told(client, state="overdue", split="phase")) == {f"{pk}.1"}
    assert set(told(client, state="planned", split="phase")) == {f"{pk}.2"}


def test_what_is_over_is_told_as_a_whole(client, overdue_and_planned):
    actions.cancel(overdue_and_planned, by=None, at=NOW)
    over = told(client, state="cancelled")[overdue_and_planned.pk]
    assert (over["phases"], over["state"]) == ([1, 2], "cancelled")
    assert "Этап" not in client.get(f"/events/{overdue_and_planned.pk}/card/").content.decode()


def test_a_filter_of_traffic_is_answered_by_the_stages_that_it_found(client, agency):
    both = [stage(PUSHKINA, -DAY, DAY, vehicle_classes=["lorry"]), stage(BAUMANA, -DAY, DAY)]
    event = published(agency, at=NOW - 2 * DAY, phases=both)
    assert (told(client)[event.pk]["phases"], told(client)[event.pk]["vehicle_classes"]) == ([1, 2], [])
    of_lorries = told(client, vehicle_class="lorry")[event.pk]
    assert (of_lorries["phases"], of_lorries["vehicle_classes"]) == ([1], ["lorry"])
    assert of_lorries["vehicle_impact"] == "all-lanes-open"
    closed = told(client, impact="all-lanes-closed")[event.pk]
    assert (closed["phases"], closed["vehicle_classes"]) == ([2], [])


def test_the_card_of_two_stages_at_once_says_what_holds_where(client, agency):
    both = [stage(PUSHKINA, -DAY, DAY, vehicle_classes=["lorry"]), stage(BAUMANA, -DAY, DAY)]
    event = published(agency, at=NOW - 2 * DAY, phases=both)
    card = client.get(f"/events/{event.pk}/card/").content.decode()
    assert "закрыто для грузовых машин" in card
    assert "движение закрыто" in card


def test_the_card_speaks_of_the_moment_that_was_asked_for(client, agency, small_city):
    event = published(agency, at=NOW - DAY, phases=[stage(PUSHKINA, DAY, 3 * DAY)])

    def card(at) -> str:
        moment = f"{(NOW + at).astimezone(small_city.zone):%Y-%m-%dT%H:%M}"
        return client.get(f"/events/{event.pk}/card/", {"when": "moment", "moment": moment}).content.decode()

    assert "действует" in card(2 * DAY)
    assert "Начнётся" not in card(2 * DAY)
    assert "В выбранное время не действует" in card(4 * DAY)
    assert "подтверждени" not in card(4 * DAY).split("Когда")[0]


@pytest.mark.parametrize(
    ("start", "end", "asked", "answer"),
    [
        (-DAY, DAY, -2 * DAY, "запланировано / В выбранное время не действует. Начало: 9 июня, 12:00."),
        (-DAY, DAY, HOUR, "действует / Ещё 23 ч"),
        (-DAY, DAY, 2 * HOUR + DAY, "завершено по плану / В выбранное время не действует. По плану к этому времени"),
        (-DAY, -HOUR, HOUR, "срок вышел / Срок вышел, подтверждения нет."),
        (-DAY, -HOUR, 3 * DAY, "завершено по плану / В выбранное время не действует. По плану к этому времени"),
        (2 * HOUR, DAY, HOUR, "запланировано / В выбранное время не действует. Начало: 10 июня, 14:00."),
    ],
)
def test_the_card_has_one_answer_for_a_state_at_a_moment(client, agency, small_city, start, end, asked, answer):
    event = published(agency, at=NOW - 3 * DAY, phases=[stage(PUSHKINA, start, end)])
    moment = f"{(NOW + asked).astimezone(small_city.zone):%Y-%m-%dT%H:%M}"
    page = client.get(f"/events/{event.pk}/card/", {"when": "moment", "moment": moment}).content.decode()
    head = " ".join(re.sub(r"<[^>]+>", " ", page.split("<dl")[0].replace("\u00a0", " ")).split())
    badge, term = answer.split(" / ")
    assert badge in head
    assert term in head
    assert ("не действует" in head) + ("подтверждения нет" in head) <= 1


def test_a_window_in_which_nothing_holds_is_told_as_of_its_nearest_moment(client, agency):
    event = published(agency, at=NOW - DAY, phases=[stage(PUSHKINA, 4 * DAY, 5 * DAY)])
    page = client.get(f"/events/{event.pk}/card/", {"when": "tomorrow"}).content.decode()
    assert "В выбранное время не действует" in page
    assert "Начало: 14 июня, 12:00" in page


def test_where_all_stages_hold_at_once_the_headline_is_that_of_the_whole(client, agency):
    event = published(agency, at=NOW - 2 * DAY, phases=[stage(PUSHKINA, -DAY, DAY), stage(BAUMANA, -DAY, DAY)])
    assert told(client)[event.pk]["headline"] == event.headline
    assert "Баумана" in event.headline


def test_a_headline_names_all_that_is_told_and_what_holds_there(client, agency):
    """The gravest first, what is done alike once; the whole event and a part of it in the same manner."""
    closed, narrowed = {}, {"vehicle_impact": "some-lanes-closed"}
    stages = [
        stage(BAUMANA, -DAY, DAY, **narrowed),
        stage(PUSHKINA, DAY, 2 * DAY, **closed),
        stage(TURGENEVA, 2 * DAY, 3 * DAY, **closed),
        stage(LENINA, 3 * DAY, 4 * DAY, **narrowed),
    ]
    event = published(agency, at=NOW - 2 * DAY, phases=stages)
    assert told(client)[event.pk]["headline"].startswith("Ограничение движения: улица Баумана, ")
    window = {"from": NOW.isoformat(), "to": (NOW + 2.5 * DAY).isoformat()}
    part = told(client, **window)[event.pk]
    assert part["phases"] == [1, 2, 3]
    first, second = part["headline"].split(". ")
    assert first.startswith("Закрытие движения: улица Пушкина, от")
    assert "; Речной переулок, от" in first
    assert second.startswith("Ограничение движения: улица Баумана, от")
    whole = client.get(f"{LIST}{event.pk}/").json()["properties"]
    assert whole["headline"].startswith("Закрытие движения: участки улиц")
    assert ". Ограничение движения: участки" in whole["headline"]


def test_one_shut_direction_beside_a_shut_street_does_not_name_it(client, agency):
    event = published(
        agency,
        at=NOW - 2 * DAY,
        phases=[stage(BAUMANA, -DAY, DAY, direction="forward"), stage(PUSHKINA, -DAY, DAY)],
    )
    properties = told(client)[event.pk]
    assert (properties["passage"], properties["vehicle_impact"]) == ("closed", "all-lanes-closed")
    assert properties["headline"].startswith("Закрытие движения: улица Пушкина, ")
    assert "в одном направлении" in properties["headline"] or "в сторону" in properties["headline"]
    assert "Движение закрыто" in client.get(f"/events/{event.pk}/card/").content.decode()


def test_a_confirmation_of_one_stage_is_not_told_of_another(client, agency, dispatcher):
    stages = [stage(PUSHKINA, -3 * DAY, -2 * DAY), stage(BAUMANA, -DAY, DAY)]
    event = published(agency, at=NOW - 4 * DAY, phases=stages)
    for moment in ({"started_at": NOW - 3 * DAY}, {"ended_at": NOW - 2 * DAY}):
        confirming.confirm(event, by=dispatcher, at=NOW, phase=1, source="foreman", comment="с места", **moment)
    assert "подтверждено с места" not in client.get(f"/events/{event.pk}/card/").content.decode()
    confirming.confirm(event, by=dispatcher, at=NOW, phase=2, started_at=NOW - DAY, source="foreman")
    assert "подтверждено с места" in client.get(f"/events/{event.pk}/card/").content.decode()


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.replace("\u00a0", " ")).split())


def card_of(client, event, **asked) -> str:
    """What stands above the facts."""
    return plain(client.get(f"/events/{event.pk}/card/", asked).content.decode().split("<dl")[0])


def row_of(client, **asked) -> str:
    return plain(client.get("/list/", asked).content.decode().split('class="rows"')[1].split("</ul>")[0])


def test_what_is_over_was_in_force_at_the_moment_in_the_past_that_is_asked_for(client, agency, dispatcher):
    event = published(agency, at=NOW - 3 * DAY, phases=[stage(PUSHKINA, -2 * DAY, DAY)])
    confirming.finish(event, by=dispatcher, at=NOW - HOUR, source="foreman")
    then, asked = f"{NOW - DAY:%Y-%m-%dT%H:%M}Z", {"when": "moment", "moment": f"{NOW - DAY:%Y-%m-%dT%H:%M}"}
    for told_then in (told(client, at=then)[event.pk], told(client, at=then, split="phase")[f"{event.pk}.1"]):
        assert (told_then["state"], told_then["in_force"]) == ("active", True)
    assert set(told(client, at=then, state="active")) == {event.pk}
    assert set(told(client, at=then, state="active", split="phase")) == {f"{event.pk}.1"}
    assert told(client, at=then, state="finished") == told(client, at=then, state="finished", split="phase") == {}
    assert "действует" in card_of(client, event, **asked)
    assert "действует" in row_of(client, **asked)
    assert "завершено" not in card_of(client, event, **asked) + row_of(client, **asked)
    assert told(client, state="finished")[event.pk]["in_force"] is False
    assert "завершено" in card_of(client, event)


def test_what_was_ended_before_its_first_hours_never_was_in_force(client, agency, dispatcher):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    stages = [stage(PUSHKINA, -DAY, -HOUR), stage(BAUMANA, -HOUR, 3 * DAY, schedule=nights)]
    event = published(agency, at=NOW - 2 * DAY, phases=stages)
    confirming.finish(event, by=dispatcher, at=NOW, source="foreman")
    event.refresh_from_db()
    assert [event.state_at(NOW + hours * HOUR) for hours in (0, 1, 12)] == ["finished"] * 3


def test_a_stage_whose_end_nobody_confirmed_is_over_by_the_plan_on_the_page_and_at_the_desk(client, agency, dispatcher):
    event = published(agency, at=NOW - 6 * DAY, phases=[stage(PUSHKINA, -5 * DAY, -3 * DAY), stage(BAUMANA, -DAY, DAY)])
    assert "завершено по плану" in plain(client.get(f"/events/{event.pk}/").content.decode())
    over = published(agency, at=NOW - 6 * DAY, phases=[stage(PUSHKINA, -5 * DAY, -3 * DAY)], kind="repair-zone")
    by_plan.start(over, at=NOW - 5 * DAY)
    by_plan.end_by_plan(over, at=NOW)
    page, desk = client.get(f"/events/{over.pk}/"), Client()
    desk.force_login(dispatcher)
    for answer in (page, desk.get(f"/desk/events/{over.pk}/"), desk.get("/desk/", {"state": "over"})):
        assert "завершено по плану" in plain(answer.content.decode())


def test_what_holds_by_its_hours_says_until_when_it_does_now_and_then_its_term(client, agency):
    hours = {"hours": [{"start": "10:00", "end": "14:00"}]}
    event = published(agency, at=NOW - 3 * DAY, phases=[stage(PUSHKINA, -2 * DAY, 5 * DAY, schedule=hours)])
    assert card_of(client, event).endswith("До 14:00 Ещё 5 дней")
    assert "действует начало работ не подтверждено до 14:00 ещё 5 дней" in row_of(client)
    last = {"when": "moment", "moment": f"{NOW + 5 * DAY - 2 * HOUR:%Y-%m-%dT%H:%M}"}
    assert "до 14:00" not in card_of(client, event, **last).lower(), "its end comes first"


def test_a_row_and_a_card_of_tomorrow_speak_of_tomorrow(client, agency):
    hours = {"hours": [{"start": "10:00", "end": "11:00"}]}
    event = published(agency, at=NOW - 3 * DAY, phases=[stage(PUSHKINA, -2 * DAY, 5 * DAY, schedule=hours)])
    assert "сейчас не действует" in row_of(client)
    for said in (row_of(client, when="tomorrow"), card_of(client, event, when="tomorrow")):
        assert "действует" in said
        assert "до 11:00" in said.lower()
        assert "не действует" not in said
        assert "Сегодня" not in said
    assert "сейчас не действует" in row_of(client, when="week"), "the window holds the present"


def test_a_start_is_confirmed_of_the_stages_that_are_told(client, agency, dispatcher):
    event = published(agency, at=NOW - 4 * DAY, phases=[stage(PUSHKINA, -3 * DAY, -2 * DAY), stage(BAUMANA, -DAY, DAY)])
    moments = {"started_at": NOW - 3 * DAY, "source": "foreman"}
    confirming.confirm(event, by=dispatcher, at=NOW - 3 * DAY, phase=1, **moments)
    confirming.confirm(event, by=dispatcher, at=NOW - 2 * DAY, phase=1, ended_at=NOW - 2 * DAY)
    asked = [{}, {"at": f"{NOW:%Y-%m-%dT%H:%M}Z"}]
    for query in asked:
        assert told(client, **query)[event.pk]["is_confirmed"] is False
        assert told(client, **query, split="phase")[f"{event.pk}.2"]["is_confirmed"] is False
    before = {"at": f"{NOW - 2 * DAY - HOUR:%Y-%m-%dT%H:%M}Z"}
    assert told(client, **before)[event.pk]["is_confirmed"] is True
    assert client.get(f"{LIST}{event.pk}/").json()["properties"]["is_confirmed"] is False
    confirming.confirm(event, by=dispatcher, at=NOW, phase=2, started_at=NOW - DAY, source="camera")
    assert told(client)[event.pk]["is_confirmed"] is True
