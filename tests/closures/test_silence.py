"""Two hours after a planned start or end without a word are a state: derived, told to drivers and to the desk."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from closures import by_plan, confirming
from closures.models import Phase, RoadEvent
from closures.models.lists import Source
from closures.models.silence import Silence
from closures.street.links import link_of
from tests.closures.factories import draft, line, phase, published
from tests.conftest import NOW, signed_in
from tests.queries import cost

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
START, END = NOW, NOW + 10 * HOUR
ELSEWHERE = line((0, 0), (200, 0))


def works(agency, **values):
    return published(agency, at=NOW - HOUR, phases=[phase(planned_start=START, planned_end=END)], **values)


def silences(event: RoadEvent, at) -> set:
    found = {one.silence_at(at) for one in event.phases.select_related("event__city")}
    return found - {None}


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (START - MINUTE, set()),
        (START + 2 * HOUR - MINUTE, set()),
        (START + 2 * HOUR, {Silence.START}),
        (END - MINUTE, {Silence.START}),
        (END + HOUR, set()),  # it has lapsed, and its two hours run
        (END + 2 * HOUR, {Silence.END}),
        (END + 24 * HOUR, set()),  # the plan counts
    ],
)
def test_silence_follows_from_time(agency, at, told):
    assert silences(works(agency), at) == told


def test_a_start_that_was_confirmed_is_no_silence(agency, dispatcher):
    event = works(agency)
    confirming.confirm(event, by=dispatcher, at=NOW + HOUR, source=Source.FOREMAN)
    assert silences(event, NOW + 3 * HOUR) == set()
    assert silences(event, END + 2 * HOUR) == {Silence.END}


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "signal-outage"},
        {"kind": "parking-change"},
        {"kind": "public-event"},
        {"kind": "closure", "cause": "flood"},
        {"kind": "closure", "cause": "accident"},
    ],
)
def test_of_what_nobody_plans_or_works_at_no_start_is_awaited(agency, values):
    assert silences(works(agency, **values), NOW + 3 * HOUR) == set()


def test_works_by_night_are_awaited_from_their_first_night(agency):
    night = {"hours": [{"start": "22:00", "end": "06:00"}]}
    begun = phase(planned_start=NOW, planned_end=NOW + 60 * HOUR, schedule=night)
    event = published(agency, at=NOW - HOUR, phases=[begun])
    first = NOW + 10 * HOUR  # 22:00 in the small city
    assert silences(event, first + HOUR) == set()
    assert silences(event, first + 3 * HOUR) == {Silence.START}


def test_a_draft_is_not_silent(agency):
    draft(agency, phases=[phase(planned_start=START, planned_end=END)])
    assert not Phase.objects.silent(NOW + 3 * HOUR).exists()


def test_python_and_the_database_say_the_same(agency, other_agency, dispatcher):
    works(agency)
    works(agency, kind="repair-zone")
    works(agency, kind="parking-change")
    works(agency, cause="flood")
    confirmed = works(other_agency)
    confirming.confirm(confirmed, by=dispatcher, at=NOW + HOUR)
    over = works(agency)
    confirming.finish(over, by=dispatcher, at=NOW + HOUR)
    later = phase(planned_start=END, planned_end=END + 20 * HOUR, geometry=ELSEWHERE)
    published(agency, at=NOW - HOUR, phases=[phase(planned_start=START, planned_end=END), later])
    for hours in range(-2, 40):
        at = NOW + hours * HOUR
        by_python = {each.pk for each in Phase.objects.select_related("event__city") if each.silence_at(at)}
        assert set(Phase.objects.silent(at).values_list("pk", flat=True)) == by_python, hours
    assert Phase.objects.silent(NOW + 3 * HOUR).count() == 3


def test_drivers_are_told_on_card_page_and_list(agency, anonymous):
    event = works(agency)
    words = "начало работ не подтверждено"
    for address in (f"/events/{event.pk}/", f"/events/{event.pk}/card/", "/list/"):
        with time_machine.travel(NOW + HOUR, tick=False):
            assert words not in anonymous.get(address).content.decode()
        with time_machine.travel(NOW + 2 * HOUR, tick=False):
            assert words in anonymous.get(address).content.decode()


def test_the_desk_has_a_tab_and_a_badge_of_its_own_agency(agency, other_agency, dispatcher):
    event, strange = works(agency), works(other_agency)
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        page = signed_in(dispatcher).get("/desk/?state=silent")
        words = page.content.decode()
    assert [row.pk for row in page.context["page"].rows] == [event.pk]
    assert "начало работ не подтверждено" in words
    assert f"/desk/events/{strange.pk}/" not in words


def test_the_daily_list_has_what_asks_what_is_silent_and_what_only_the_plan_ended(
    agency, other_agency, dispatcher, other_dispatcher, anonymous
):
    silent = works(agency)
    wished = works(agency, kind="repair-zone")
    ended = published(
        agency, at=NOW - 40 * HOUR, phases=[phase(planned_start=NOW - 39 * HOUR, planned_end=NOW - 30 * HOUR)]
    )
    by_plan.end_by_plan(ended, at=NOW)
    with time_machine.travel(NOW, tick=False):
        address = link_of(wished).get_secret_url()
        form = {"key": uuid4(), "word": "extended", "until": f"{NOW + 48 * HOUR:%Y-%m-%dT%H:%M}"}
        assert anonymous.post(address, form).status_code == 302
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        page = signed_in(dispatcher).get("/desk/unconfirmed/")
        strangers = signed_in(other_dispatcher).get("/desk/unconfirmed/").context["list"]
        assert anonymous.get("/desk/unconfirmed/").status_code == 302
        desk = signed_in(dispatcher).get("/desk/").content.decode()
        assert "Сообщено с места работ, ждёт вас: 1" in desk
        assert "ждёт вас" not in signed_in(other_dispatcher).get("/desk/").content.decode()
    told = page.context["list"]
    assert [report.event_id for report in told.asking] == [wished.pk]
    assert {event.pk for event in told.starts} == {silent.pk, wished.pk}
    assert [event.pk for event in told.ended] == [ended.pk]
    assert told.ends == []
    assert strangers.is_empty


def test_the_daily_list_is_for_dispatchers(operator):
    assert signed_in(operator).get("/desk/unconfirmed/").status_code == 404


def test_the_daily_list_asks_as_often_however_long_it_is(agency, dispatcher):
    client = signed_in(dispatcher)
    works(agency)
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        few = cost(client, "/desk/unconfirmed/")
    for _ in range(6):
        works(agency)
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        assert cost(client, "/desk/unconfirmed/") == few
