"""Where an agency wants a second person, nobody shows to the public what nobody else has seen."""

import json
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.gis.geos import MultiLineString
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closures.in_full import history_of
from closures.models import HeldStep, KnownClash, ProposedChange, PublicVersion, RoadEventChange
from roadmap.models import Delivery, Effect, User
from tests.closures.desk import EVENTS, change, do, page_of, version_of
from tests.closures.factories import active, draft, line, published
from tests.conftest import NOW, signed_in
from tests.plan import lonlat
from tests.queries import cost, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def strict(agency):
    agency.needs_second_person = True
    agency.save()
    return agency


def person(agency, name, *roles):
    return User.objects.create_user(name, password="pass-word-1", agency=agency, roles=list(roles))


@pytest.fixture
def approver(agency):
    return person(agency, "approver", "approver")


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def second(approver):
    return signed_in(approver)


def state_of(event):
    event.refresh_from_db()
    return event.status


def test_without_the_setting_a_dispatcher_publishes_alone(agency, dispatcher, desk):
    event = draft(agency, by=dispatcher)
    assert do(desk, event.pk, "publish").status_code == 200


def test_a_dispatcher_sends_it_for_review_and_an_approver_publishes_it(strict, dispatcher, desk, second):
    event = draft(strict, by=dispatcher)
    refused = do(desk, event.pk, "publish")
    assert (refused.status_code, list(refused.json())) == (400, ["status"])
    assert "проверку" in refused.json()["status"][0]
    assert do(desk, event.pk, "submit").json()["status"] == "in-review"
    assert do(desk, event.pk, "publish").status_code == 400
    assert do(second, event.pk, "publish").status_code == 200
    assert state_of(event) == "published"


def test_what_was_not_sent_for_review_is_published_by_no_approver(strict, dispatcher, second):
    event = draft(strict, by=dispatcher)
    assert do(second, event.pk, "publish").status_code == 400


def test_nobody_approves_what_they_entered(strict, approver, second):
    event = draft(strict, by=approver)
    do(second, event.pk, "submit")
    told = do(second, event.pk, "publish")
    assert told.status_code == 400
    assert "сами" in told.json()["status"][0]


def test_nor_what_they_changed_last(strict, dispatcher, desk, second):
    event = draft(strict, by=dispatcher)
    do(desk, event.pk, "submit")
    assert change(second, event.pk, {"reason": "замена трубы"}).status_code == 200
    assert do(second, event.pk, "publish").status_code == 400
    other = signed_in(person(strict, "another", "approver"))
    assert do(other, event.pk, "publish").status_code == 200


@pytest.mark.parametrize("first", ["entered", "changed"])
def test_nor_what_others_changed_after_them(strict, dispatcher, approver, desk, second, first):
    event = draft(strict, by=approver if first == "entered" else dispatcher)
    if first == "changed":
        change(second, event.pk, {"performer": "Теплосеть"})
    change(desk, event.pk, {"reason": "замена трубы"})
    do(desk, event.pk, "submit")
    assert "сами" in do(second, event.pk, "publish").json()["status"][0]


def test_an_administrator_approves_but_not_their_own(strict, dispatcher, desk):
    chief = person(strict, "chief", "administrator")
    theirs, own = draft(strict, by=dispatcher), draft(strict, by=chief)
    for event in (theirs, own):
        do(desk, event.pk, "submit")
    assert [do(signed_in(chief), event.pk, "publish").status_code for event in (theirs, own)] == [200, 400]


def test_it_is_returned_with_a_comment_that_its_author_reads(strict, dispatcher, desk, second):
    event = draft(strict, by=dispatcher)
    do(desk, event.pk, "submit")
    for given in ({}, {"comment": ""}):
        assert "comment" in do(second, event.pk, "return", given).json()
    assert do(desk, event.pk, "return", {"comment": "нет"}).status_code == 400
    assert do(second, event.pk, "return", {"comment": "Не та улица"}).json()["status"] == "draft"
    assert event.changes.latest("version").verb == "returned"
    for page in ("/desk/?state=draft", f"/desk/events/{event.pk}/"):
        assert "Не та улица" in desk.get(page).content.decode()
    do(desk, event.pk, "submit")
    assert "Не та улица" not in desk.get("/desk/?state=review").content.decode()


def test_the_queue_tells_who_since_when_and_what(strict, dispatcher, desk, second):
    waiting, unsent = draft(strict, by=dispatcher), draft(strict, by=dispatcher)
    do(desk, waiting.pk, "submit", {"comment": "к понедельнику"})
    html = second.get("/desk/", {"state": "review"}).content.decode()
    assert f"/desk/events/{waiting.pk}/" in html
    assert f"/desk/events/{unsent.pk}/" not in html
    assert "dispatcher" in html
    assert "к понедельнику" in html


def test_a_change_of_what_is_shown_waits_for_a_second_person(strict, desk, second, dispatcher, approver):
    event = published(strict)
    sent = Delivery.objects.count()
    told = change(desk, event.pk, {"reason": "замена трубы", "comment": "уточнили"})
    assert (told.status_code, told.json()["is_proposed"], told.json()["reason"]) == (202, True, "ремонт теплотрассы")
    assert Delivery.objects.count() == sent
    page = page_of(second, event.pk)
    assert "замена трубы" in page
    assert f"/desk/events/{event.pk}/" in second.get("/desk/?state=review").content.decode()
    assert do(desk, event.pk, "approve").status_code == 400
    assert do(second, event.pk, "approve").json()["reason"] == "замена трубы"
    made = event.changes.latest("version")
    assert (made.verb, made.by, made.proposed_by, made.comment) == ("changed", approver, dispatcher, "уточнили")
    assert Delivery.objects.count() == sent + 1
    assert not ProposedChange.objects.exists()


NO_RECORD = (RoadEventChange, PublicVersion, Delivery, Effect, HeldStep, KnownClash)


@pytest.mark.parametrize("verb", ["change", "cancel", "reopen"])
def test_looking_at_what_waits_records_nothing_and_holds_up_no_writer_of_the_city(strict, desk, second, verb):
    strict.hold_s = 60
    strict.save()
    event = active(strict)
    if verb == "change":
        change(desk, event.pk, {"reason": "замена трубы"})
    else:
        do(desk, event.pk, "finish") if verb == "reopen" else None
        do(desk, event.pk, verb, {"comment": "замена трубы"})
    assert written(lambda: second.get(f"/desk/events/{event.pk}/")) == []  # and who opens its page holds nobody up
    with CaptureQueriesContext(connection) as asked:
        page = page_of(second, event.pk)
    assert "замена трубы" in page and 'class="differences"' in page
    told = [sql for query in asked if not (sql := str(query["sql"])).startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    tables = [model._meta.db_table for model in NO_RECORD]
    assert not [sql for sql in told if any(f'"{table}"' in sql for table in tables)]
    if verb == "cancel":
        assert not [sql for sql in told if sql.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_nobody_approves_their_own_change(strict, second):
    event = published(strict)
    assert change(second, event.pk, {"reason": "замена трубы"}).status_code == 202
    assert "сами" in do(second, event.pk, "approve").json()["status"][0]


def test_nor_one_that_others_worded_anew(strict, desk, second):
    """Also where it was withdrawn in between; once others have approved a change of the event, what follows is new."""
    event, other = published(strict), signed_in(person(strict, "another", "approver"))
    change(second, event.pk, {"reason": "замена трубы"})
    do(other, event.pk, "return", {"comment": "Какой?"})
    change(desk, event.pk, {"reason": "замена трубы водопровода"})
    assert "сами" in do(second, event.pk, "approve").json()["status"][0]
    page = second.get(f"/desk/events/{event.pk}/").content.decode()
    assert 'data-step="approve"' not in page
    do(desk, event.pk, "withdraw")
    change(desk, event.pk, {"reason": "замена трубы"})
    assert "сами" in do(second, event.pk, "approve").json()["status"][0]
    assert do(other, event.pk, "approve").status_code == 200
    change(desk, event.pk, {"reason": "ремонт колодца"})
    assert do(second, event.pk, "approve").status_code == 200


def test_a_change_is_shown_on_a_map_beside_what_stands(strict, desk, second):
    event = published(strict)
    moved = {"type": "LineString", "coordinates": [lonlat(0, 200), lonlat(0, 0)]}
    stage = {"id": event.phases.get().pk, "planned_start": event.start.isoformat(), "geometry": moved}
    change(desk, event.pk, {"phases": [stage]})
    page = page_of(second, event.pk)
    found = re.search(r'<script id="proposed-shapes" type="application/json">(.*?)</script>', page)
    shapes = json.loads(found[1])
    assert [shape["coordinates"][0] for shape in shapes["after"]] == [pytest.approx(lonlat(0, 200), abs=1e-5)]
    assert [len(shapes["before"]), shapes["before"] != shapes["after"]] == [1, True]
    assert 'data-moved="proposed-shapes"' in page
    assert (shapes["way_before"], shapes["way_after"]) == ([], [])


def test_so_is_another_way_round_alone(strict, desk, second):
    event = published(strict, detour_geometry=MultiLineString(line((0, 200), (0, 0)), srid=4326))
    way = {"type": "LineString", "coordinates": [lonlat(200, 200), lonlat(200, 0)]}
    change(desk, event.pk, {"detour_geometry": way})
    page = page_of(second, event.pk)
    shapes = json.loads(re.search(r'<script id="proposed-shapes" type="application/json">(.*?)</script>', page)[1])
    drawn = [shapes[name][0]["coordinates"][0][0] for name in ("way_before", "way_after")]
    assert drawn == [pytest.approx(lonlat(*place), abs=1e-5) for place in ((0, 200), (200, 200))]
    assert "<dt>Объезд · На карте</dt>" in page and "обозначено заново" in page
    do(second, event.pk, "approve")
    version = event.changes.latest("version").version
    step = desk.get(f"/desk/events/{event.pk}/history/{version}/").content.decode()
    told = json.loads(re.search(r'<script id="shapes" type="application/json">(.*?)</script>', step)[1])
    assert told == shapes


def test_an_approved_change_that_is_taken_back_waits_again(strict, desk, second, dispatcher):
    strict.hold_s = 60
    strict.save()
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы", "comment": "уточнили"})
    waiting = ProposedChange.objects.get()
    do(second, event.pk, "approve", {"comment": "сверено"})
    assert do(second, event.pk, "undo").json()["proposal"] == waiting.digest
    again = ProposedChange.objects.get()
    assert (again.values, again.by, again.at) == (waiting.values, dispatcher, NOW)
    assert do(desk, event.pk, "approve").status_code == 400
    assert do(second, event.pk, "approve").json()["reason"] == "замена трубы"


def test_the_history_keeps_who_proposed_returned_and_withdrew_and_why(strict, desk, second, dispatcher, approver):
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы", "comment": "уточнили"})
    do(second, event.pk, "return", {"comment": "Какой трубы?"})
    do(desk, event.pk, "withdraw", {"comment": "ошибка"})
    change(desk, event.pk, {"reason": "замена труб", "comment": "снова"})
    do(second, event.pk, "approve", {"comment": "сверено"})
    told = event.changes.filter(version__gt=event.version).values_list("verb", "by", "comment")
    assert list(told) == [
        ("proposed", dispatcher.pk, "уточнили"),
        ("sent-back", approver.pk, "Какой трубы?"),
        ("withdrawn", dispatcher.pk, "ошибка"),
        ("proposed", dispatcher.pk, "снова"),
        ("changed", approver.pk, "сверено"),
    ]
    assert [entry["words"] for entry in history_of(event)] == ["Уточнено", "Опубликовано"]


def test_what_is_wrong_with_a_change_is_told_to_who_enters_it(strict, desk):
    event = published(strict)
    assert "planned_start" in change(desk, event.pk, {"phases": [{}]}).json()["phases"]["0"]
    assert not ProposedChange.objects.exists()


def test_what_differs_in_nothing_waits_for_nobody(strict, desk):
    event = published(strict)
    assert change(desk, event.pk, {"reason": event.reason}).status_code == 200
    assert not ProposedChange.objects.exists()


def test_two_changes_do_not_wait_side_by_side(strict, desk):
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы"})
    other = signed_in(person(strict, "another", "dispatcher"))
    assert "dispatcher" in change(other, event.pk, {"reason": "иное"}).json()["status"][0]
    assert change(desk, event.pk, {"reason": "замена трубы на Пушкина"}).status_code == 202  # one's own is replaced
    assert ProposedChange.objects.get().values["reason"] == "замена трубы на Пушкина"


def test_what_a_second_tab_sends_is_put_upon_what_waits(strict, desk, second):
    """Whichever version its form shows: the one before the change was sent, or the one that has stood since."""
    event = published(strict)
    (stage,) = desk.get(f"{EVENTS}{event.pk}/").json()["phases"]
    later = {"id": stage["id"], "planned_start": stage["planned_start"], "planned_end": "2026-07-29T06:35:00+03:00"}
    before = version_of(desk, event.pk)
    assert change(desk, event.pk, {"contact": "дежурный 27-14", "phases": [later]}).status_code == 202
    for version in (before, version_of(desk, event.pk)):
        refused = change(desk, event.pk, {"performer": "МУП «Мост»"}, version=version)
        assert refused.status_code == 412
        read = refused.json()["event"]
        assert (read["contact"], read["phases"][0]["planned_end"]) == ("дежурный 27-14", later["planned_end"])
        assert read["phases"][0]["locations"] == stage["locations"]
    page = desk.get(f"/desk/events/{event.pk}/").content.decode()
    assert (
        "дежурный 27-14"
        in json.loads(re.search(r'id="initial" type="application/json">(.*?)</script>', page)[1])["contact"]
    )
    assert change(desk, event.pk, {"performer": "МУП «Мост»"}).status_code == 202
    waiting = ProposedChange.objects.get()
    assert (waiting.values["contact"], waiting.values["performer"]) == ("дежурный 27-14", "МУП «Мост»")
    assert "отзовите" in do(desk, event.pk, "cancel").json()["status"][0]
    do(second, event.pk, "approve")
    event.refresh_from_db()
    assert (event.contact, event.performer) == ("дежурный 27-14", "МУП «Мост»")
    assert event.end == datetime.fromisoformat(later["planned_end"])


def test_a_change_is_returned_and_sent_again_or_withdrawn(strict, desk, second):
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы"})
    do(second, event.pk, "return", {"comment": "Какой трубы?"})
    assert "Какой трубы?" in desk.get(f"/desk/events/{event.pk}/").content.decode()
    assert do(second, event.pk, "approve").status_code == 400
    change(desk, event.pk, {"reason": "замена водопровода"})
    stranger = signed_in(person(strict, "another", "dispatcher"))
    assert do(stranger, event.pk, "withdraw").status_code == 400
    assert do(desk, event.pk, "withdraw").status_code == 200
    assert not ProposedChange.objects.exists()


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_nobody_approves_or_returns_what_they_have_not_read(strict, desk, second, verb):
    """Its author puts another change in its place while the approver reads: the event's own version stands."""
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы"})
    read = second.get(f"{EVENTS}{event.pk}/")
    page = second.get(f"/desk/events/{event.pk}/").content.decode()
    assert f'data-proposal="{read.json()["proposal"]}"' in page
    assert "data-read-anew hidden" in page  # shown by the script beside the refusal
    change(desk, event.pk, {"reason": "никем не виданное"})
    told = {"comment": "нет", "proposal": read.json()["proposal"]}
    late = do(second, event.pk, verb, told, version=read["ETag"])
    assert (late.status_code, late.json()["event"]["proposal"]) == (412, ProposedChange.objects.get().digest)
    assert do(second, event.pk, verb, told | {"proposal": ""}, version="*").status_code == 428
    assert state_of(event) == "published"
    assert not ProposedChange.objects.get().is_returned
    assert event.reason != "никем не виданное"
    assert do(second, event.pk, verb, {"comment": "нет"}).status_code == 200


@pytest.mark.parametrize(("verb", "values"), [("cancel", {"comment": "перенесли"}), ("reopen", {"planned_end": None})])
def test_cancelling_and_taking_up_again_wait_too(strict, desk, second, verb, values):
    event = active(strict)
    if verb == "reopen":
        do(desk, event.pk, "finish")
    before = state_of(event)
    assert do(desk, event.pk, verb, values).status_code == 202
    assert state_of(event) == before
    assert do(second, event.pk, "approve").status_code == 200
    assert state_of(event) == {"cancel": "cancelled", "reopen": "published"}[verb]


def test_taking_up_again_what_clashes_by_now_asks_the_approver_why(strict, desk, second, other_agency):
    event = active(strict)
    do(desk, event.pk, "finish")
    assert do(desk, event.pk, "reopen", {"planned_end": None}).status_code == 202
    active(other_agency)
    assert "clashes" in do(second, event.pk, "approve").json()
    assert do(second, event.pk, "approve", {"clash_reason": "одна бригада"}).status_code == 200
    assert KnownClash.objects.get().reason == "одна бригада"


def test_what_the_street_tells_waits_for_nobody(strict, desk):
    event = active(strict)
    assert do(desk, event.pk, "confirm", {"started_at": (NOW - timedelta(minutes=50)).isoformat()}).status_code == 200
    assert do(desk, event.pk, "finish").status_code == 200


def test_another_agency_finds_nothing_to_approve(strict, desk, other_agency):
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы"})
    stranger = signed_in(person(other_agency, "another", "approver"))
    named = {"If-Match": "*"}
    for verb in ("approve", "return", "withdraw"):
        answer = stranger.post(f"{EVENTS}{event.pk}/{verb}/", {}, content_type="application/json", headers=named)
        assert answer.status_code == 404


def test_an_administrator_sets_it(agency, client):
    client.force_login(person(agency, "chief", "administrator"))
    page = client.get(f"/admin/roadmap/agency/{agency.pk}/change/").content.decode()
    assert "needs_second_person" in page


def test_the_queue_asks_the_database_as_often_for_ten_as_for_two(strict, desk, second, dispatcher):
    def waiting(number):
        for _number in range(number):
            do(desk, draft(strict, by=dispatcher).pk, "submit")

    waiting(2)
    few = cost(second, "/desk/?state=review")
    waiting(8)
    assert cost(second, "/desk/?state=review") == few
    assert RoadEventChange.objects.filter(verb="submitted").count() == 10
