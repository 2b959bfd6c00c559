"""The desk's list: searched, narrowed, and several rows done at once, each with its own result."""

from datetime import timedelta

import pytest
import time_machine

from closures import actions, amending
from closures.desk_filters import DeskFilter
from closures.models import ProposedChange, RoadEvent
from roadmap.models import User
from tests.closures.factories import active, draft, line, phase, published
from tests.conftest import NOW, signed_in
from tests.queries import cost

pytestmark = pytest.mark.django_db

BAUMANA = [phase(geometry=line((0, 0), (0, 200)))]


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def found(desk, events, **asked):
    html = desk.get("/desk/", {"state": "planned"} | asked).content.decode()
    return [event.pk for event in events if f'href="/desk/events/{event.pk}/"' in html]


@pytest.fixture
def two(agency, dispatcher):
    first = published(agency, by=dispatcher, reason="прорыв трубы", act_number="77-п")
    later = [
        phase(
            planned_start=NOW + timedelta(days=20),
            planned_end=NOW + timedelta(days=22),
            geometry=line((0, 0), (0, 200)),
        )
    ]
    return first, published(agency, kind="repair-zone", phases=later, reason="ямочный ремонт")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [0, 1]),
        ({"q": "ПРОРЫВ"}, [0]),
        ({"q": "пушкина трубы"}, [0]),
        ({"q": "77-п"}, [0]),
        ({"q": "ничего такого"}, []),
        ({"street": "баумана"}, [1]),
        ({"street": "нет такой улицы"}, []),
        ({"kind": "repair-zone"}, [1]),
        ({"since": "2026-06-25"}, [1]),
        ({"until": "2026-06-13"}, [0]),
        ({"since": "2026-06-14", "until": "2026-06-20"}, []),
        ({"since": "2026-06-20", "until": "2026-06-14"}, []),
        ({"since": "вчера"}, []),
    ],
)
def test_it_is_narrowed(two, desk, asked, expected):
    assert found(desk, two, **asked) == [two[index].pk for index in expected]


def test_it_is_narrowed_to_who_worked_on_it(two, desk, dispatcher):
    assert found(desk, two, who=dispatcher.pk) == [two[0].pk]


def test_an_event_is_found_by_its_number(two, desk):
    assert found(desk, two, q=f"№{two[1].pk}") == [two[1].pk]


def test_tabs_and_pages_stay_narrowed(agency, desk):
    for _number in range(31):
        published(agency, reason="прорыв трубы")
    published(agency, reason="иное")
    html = desk.get("/desk/", {"state": "planned", "q": "прорыв"}).content.decode()
    assert "state=draft&amp;q=%D0%BF" in html
    following = html.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = desk.get(f"/desk/{following}").content.decode()
    assert second.count('name="row"') == 1
    assert "прорыв" in second


def test_a_list_of_thirteen_asks_as_often_as_a_list_of_one(agency, desk):
    published(agency)
    few = cost(desk, "/desk/?state=planned&q=пушкина")
    for _number in range(12):
        published(agency)
    assert cost(desk, "/desk/?state=planned&q=пушкина") == few


def bulk(desk, verb, events, **told):
    rows = [f"{event.pk}:{event.version}" for event in events]
    return desk.post("/desk/events/bulk/", {"verb": verb, "row": rows} | told)


def statuses(*events):
    for event in events:
        event.refresh_from_db()
    return [event.status for event in events]


def test_one_look_before_anything_is_done(agency, desk):
    events = [active(agency), active(agency)]
    html = bulk(desk, "cancel", events).content.decode()
    assert statuses(*events) == ["published", "published"]
    assert html.count('name="row"') == 2
    assert 'name="sure"' in html


def test_several_end_at_once_and_each_row_tells_what_became_of_it(agency, desk):
    begun, coming = active(agency), published(agency)
    html = bulk(desk, "finish", [begun, coming], sure="1").content.decode()
    assert statuses(begun, coming) == ["finished", "published"]
    assert "ещё не началось" in html
    assert begun.changes.latest("version").by.username == "dispatcher"


def test_days_are_asked_about_before_there_is_a_city(db):
    asked = DeskFilter({"since": "2026-06-01", "until": "2026-06-09"}, city=None, user=User(roles=["administrator"]))
    assert list(asked.narrowed(RoadEvent.objects.all())) == []
    assert asked.is_valid()


def test_no_event_is_extended_to_a_year_that_is_nobodys(agency, desk):
    event = published(agency)
    html = bulk(desk, "extend", [event], sure="1", moment="0001-01-01T10:07").content.decode()
    assert "Верно ли указан год?" in html
    assert event.changes.latest("version").verb == "published"


def test_several_are_extended_to_one_end(agency, desk):
    until = NOW + timedelta(days=5)
    events = [active(agency), published(agency, phases=BAUMANA)]
    wall = f"{until.astimezone(agency.city.zone):%Y-%m-%dT%H:%M}"
    bulk(desk, "extend", events, sure="1", moment=wall, comment="дожди", clash_reason="")
    statuses(*events)
    assert [event.end for event in events] == [until, until]
    assert [event.changes.latest("version").verb for event in events] == ["extended", "extended"]
    assert events[0].changes.latest("version").comment == "дожди"


def test_an_extension_leaves_the_stage_before_an_open_end_alone(agency, desk):
    ends = NOW + timedelta(days=1)
    stages = [
        phase(planned_start=NOW - timedelta(hours=1), planned_end=ends),
        phase(planned_start=ends, planned_end=None),
    ]
    event, until = active(agency, phases=stages), NOW + timedelta(days=5)
    wall = f"{until.astimezone(agency.city.zone):%Y-%m-%dT%H:%M}"
    bulk(desk, "extend", [event], sure="1", moment=wall)
    assert list(event.phases.order_by("number").values_list("planned_end", flat=True)) == [ends, until]


def test_an_extension_without_an_end_is_asked_again(agency, desk):
    event = active(agency)
    html = bulk(desk, "extend", [event], sure="1").content.decode()
    assert "field__error" in html
    assert event.changes.latest("version").verb == "published"


def test_rows_with_a_wrong_end_are_asked_again_with_what_was_typed(agency, desk):
    begun, later = active(agency), published(agency, phases=BAUMANA)
    wall = f"{(NOW + timedelta(hours=1)).astimezone(agency.city.zone):%Y-%m-%dT%H:%M}"
    html = bulk(desk, "extend", [begun, later], sure="1", moment=wall, comment="дожди", back="state=planned").content
    html = html.decode()
    assert f'name="row" value="{later.pk}:{later.version}"' in html
    assert f'name="row" value="{begun.pk}:' not in html
    assert f'value="{wall}"' in html
    assert 'value="дожди"' in html
    assert 'href="/desk/?state=planned"' in html


def test_without_a_chosen_row_the_same_tab_says_so(desk, agency):
    published(agency)
    answer = desk.post("/desk/events/bulk/", {"verb": "extend", "back": "state=planned&q=пушкина"}, follow=True)
    assert answer.request["QUERY_STRING"].startswith("state=planned&q=")
    assert "Ни одно событие не выбрано" in answer.text


def test_what_was_returned_is_told_on_the_first_page(agency, desk):
    event = draft(agency)
    actions.submit_for_review(event, by=None, at=NOW)
    assert "Возвращено" not in desk.get("/desk/").text
    actions.send_back(event, by=None, at=NOW, comment="нет объезда")
    html = desk.get("/desk/").text
    assert f'href="/desk/events/{event.pk}/"' in html
    assert "нет объезда" in html


def test_what_was_changed_since_it_was_seen_is_left(agency, desk):
    event, other = published(agency), published(agency)
    amending.change(RoadEventAsSeen(event), fields={"reason": "иное"}, by=None, at=NOW)
    html = bulk(desk, "cancel", [event, other], sure="1").content.decode()
    assert statuses(event, other) == ["published", "cancelled"]
    assert "изменили" in html


class RoadEventAsSeen:
    """Its number alone: the event of the test stays in the version that was seen."""

    def __init__(self, event):
        self.pk = event.pk


def test_another_agencys_rows_are_none(agency, other_agency, desk):
    theirs = published(other_agency)
    assert bulk(desk, "cancel", [theirs], sure="1").status_code == 302
    assert statuses(theirs) == ["published"]


def test_where_a_second_person_is_wanted_each_waits(agency, desk):
    agency.needs_second_person = True
    agency.save()
    event = published(agency)
    html = bulk(desk, "cancel", [event], sure="1").content.decode()
    assert "согласующему" in html
    assert statuses(event) == ["published"]
    assert ProposedChange.objects.get().verb == "cancel"


def test_nobody_else_does_anything_at_once(agency, operator, client):
    event = published(agency)
    assert bulk(signed_in(operator), "cancel", [event], sure="1").status_code == 404
    assert bulk(client, "cancel", [event], sure="1").status_code == 302
    assert statuses(event) == ["published"]
    assert draft(agency).status == "draft"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("field", ["since", "until"])
def test_a_day_of_no_year_of_ours_is_told_of_at_its_field(client, dispatcher, field, day):
    client.force_login(dispatcher)
    answer = client.get("/desk/", {field: day})
    assert answer.status_code == 200
    assert "Верно ли указан год?" in answer.content.decode()
