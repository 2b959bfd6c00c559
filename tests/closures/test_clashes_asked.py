"""What clashes goes out with a reason only; both sides hear of it, once, until it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closures import actions, amending, conflicts, undoing
from closures.models import KnownClash, PublicVersion, RoadEvent
from roadmap.models import Delivery
from tests.closures.desk import EVENTS, change, do
from tests.closures.factories import active, draft, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CHECK = "/api/staff/v1/clashes/"
REASON = {"clash_reason": "работы согласованы, идут вместе"}
ELSEWHERE = {"geometry": line((200, 200), (350, 200))}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def theirs(other_agency):
    return published(other_agency)


def rows():
    return list(KnownClash.objects.values_list("event", "other", "code", "reason", "resolved_at"))


def test_publishing_what_clashes_asks_for_a_reason_and_keeps_it(desk, agency, theirs, dispatcher):
    event = draft(agency)
    before = Delivery.objects.count()
    answer = do(desk, event.pk, "publish")
    assert answer.status_code == 400
    (asked,) = answer.json()["clashes"]
    told = {name: asked[name] for name in ("code", "event", "headline", "agency", "phase")}
    assert told == {
        "code": "same-place",
        "event": theirs.pk,
        "headline": theirs.headline,
        "agency": "Тепловые сети",
        "phase": 1,
    }
    assert asked["geometry"]["type"] == "MultiLineString"
    assert "улица Пушкина" in asked["text"]
    assert (rows(), Delivery.objects.count()) == ([], before)
    assert do(desk, event.pk, "publish", {"clash_reason": "  "}).status_code == 400
    assert do(desk, event.pk, "publish", REASON).json()["status"] == "published"
    kept = KnownClash.objects.get()
    assert (kept.event, kept.other, kept.reason, kept.by) == (event, theirs, REASON["clash_reason"], dispatcher)
    assert (kept.accepted_at, kept.version) == (NOW, 2)


def test_the_same_clash_is_not_asked_about_again_by_either_side(desk, agency, theirs, other_dispatcher):
    event = draft(agency)
    do(desk, event.pk, "publish", REASON)
    assert change(desk, event.pk, {"reason": "ямы"}).status_code == 200
    others = signed_in(other_dispatcher)
    assert change(others, theirs.pk, {"reason": "трубы"}).status_code == 200
    assert KnownClash.objects.count() == 1


def test_a_change_that_brings_a_new_clash_asks(desk, agency, theirs):
    event = published(agency, phases=[phase(**ELSEWHERE)])
    stage = desk.get(f"{EVENTS}{event.pk}/").json()["phases"][0]
    geometry = {"type": "LineString", "coordinates": list(map(list, phase()["geometry"].coords))}
    moved = {"phases": [{"id": stage["id"], "planned_start": stage["planned_start"], "geometry": geometry}]}
    asked = change(desk, event.pk, moved)
    assert [each["code"] for each in asked.json()["clashes"]] == ["same-place"]
    event.refresh_from_db()
    assert event.version == 2
    assert change(desk, event.pk, moved | REASON).status_code == 200


def test_a_draft_is_not_refused_and_shows_what_it_clashes_with(desk, agency, theirs):
    event = draft(agency)
    assert change(desk, event.pk, {"reason": "ямы"}).status_code == 200
    entered = {"event": event.pk, "reason": "трубы"}
    (shown,) = desk.post(CHECK, entered, content_type="application/json").json()["clashes"]
    assert (shown["code"], shown["event"]) == ("same-place", theirs.pk)
    event.refresh_from_db()
    assert (event.reason, event.version) == ("ямы", 2)


def test_what_is_not_saved_yet_is_checked_and_nothing_of_it_stays(desk, theirs):
    stage = {
        "geometry": {"type": "LineString", "coordinates": list(map(list, phase()["geometry"].coords))},
        "planned_start": "2026-06-12T00:00",
    }
    entered = {"kind": "closure", "phases": [stage]}
    answer = desk.post(CHECK, entered, content_type="application/json")
    assert [each["event"] for each in answer.json()["clashes"]] == [theirs.pk]
    assert RoadEvent.objects.count() == 1
    wrong = desk.post(CHECK, {"kind": "closure", "phases": []}, content_type="application/json")
    assert wrong.status_code == 400


def test_checking_a_change_of_what_is_shown_holds_up_no_other_writer_of_the_city(desk, agency, theirs):
    event = published(agency, phases=[phase(**ELSEWHERE)])
    entered = {"event": event.pk, "reason": "трубы"}
    with CaptureQueriesContext(connection) as asked:
        answer = desk.post(CHECK, entered, content_type="application/json")
    assert answer.json() == {"clashes": []}
    statements = [str(query["sql"]) for query in asked]
    assert any("UPDATE" in sql for sql in statements)  # the change was tried out
    assert not any(PublicVersion._meta.db_table in sql for sql in statements)


def test_the_check_is_for_dispatchers_and_their_own_events(agency, theirs, dispatcher, operator, anonymous):
    entered = {"event": theirs.pk}
    expected = ((anonymous, 403), (signed_in(operator), 403), (signed_in(dispatcher), 404))
    for client, status in expected:
        assert client.post(CHECK, entered, content_type="application/json").status_code == status
    assert KnownClash.objects.count() == 0


def test_what_ends_or_moves_away_clashes_no_more(desk, agency, theirs, follow_up):
    event = draft(agency)
    do(desk, event.pk, "publish", REASON)
    actions.cancel(theirs, by=None, at=NOW)
    follow_up(NOW)
    assert KnownClash.objects.get().resolved_at == NOW
    stage = desk.get(f"{EVENTS}{event.pk}/").json()["phases"][0]
    assert change(desk, event.pk, {"phases": [stage | {"planned_end": "2026-06-20T00:00"}]}).status_code == 200


def test_a_reason_is_asked_anew_after_the_publication_was_taken_back(desk, agency, theirs, dispatcher, follow_up):
    agency.hold_s = 60
    agency.save()
    event = draft(agency)
    do(desk, event.pk, "publish", REASON)
    undoing.undo(event, by=dispatcher, at=NOW)
    follow_up(NOW)
    assert KnownClash.objects.get().resolved_at == NOW
    assert do(desk, event.pk, "publish").status_code == 400
    again = {"clash_reason": "согласовано снова"}
    assert do(desk, event.pk, "publish", again).status_code == 200
    kept = KnownClash.objects.get()
    assert (kept.reason, kept.resolved_at) == (again["clash_reason"], None)


def test_a_step_taken_back_onto_what_others_published_since_asks(desk, agency, other_agency, theirs, other_dispatcher):
    agency.hold_s = 60
    agency.save()
    actions.cancel(theirs, by=None, at=NOW - DAY)
    event = published(agency)
    stage = desk.get(f"{EVENTS}{event.pk}/").json()["phases"][0]
    away = stage | {"planned_start": "2026-07-20T00:00", "planned_end": "2026-07-21T00:00"}
    assert change(desk, event.pk, {"phases": [away]}).status_code == 200
    met = draft(other_agency)
    assert do(signed_in(other_dispatcher), met.pk, "publish").status_code == 200
    asked = do(desk, event.pk, "undo")
    assert (asked.status_code, [each["event"] for each in asked.json()["clashes"]]) == (400, [met.pk])
    assert RoadEvent.objects.get(pk=event.pk).version == 3
    assert do(desk, event.pk, "undo", REASON).status_code == 200
    ((*pair, _code, reason, over),) = rows()
    assert (set(pair), reason, over) == ({event.pk, met.pk}, REASON["clash_reason"], None)
    page = signed_in(other_dispatcher).get(f"/desk/events/{met.pk}/").content.decode()
    assert REASON["clash_reason"] in page


@pytest.mark.parametrize(("others_change", "status"), [(False, 200), (True, 400)])
def test_a_step_taken_back_to_what_was_accepted_asks_only_where_the_other_has_changed(
    desk, agency, theirs, others_change, status
):
    agency.hold_s = 60
    agency.save()
    event = draft(agency)
    do(desk, event.pk, "publish", REASON)
    stage = desk.get(f"{EVENTS}{event.pk}/").json()["phases"][0]
    away = stage | {"planned_start": "2026-07-20T00:00", "planned_end": "2026-07-21T00:00"}
    assert change(desk, event.pk, {"phases": [away]}).status_code == 200
    assert KnownClash.objects.get().resolved_at == NOW
    if others_change:
        amending.change(theirs, fields={"reason": "трубы"}, by=None, at=NOW + timedelta(seconds=9))
    with time_machine.travel(NOW + timedelta(seconds=20), tick=False):
        assert do(desk, event.pk, "undo").status_code == status
    kept = KnownClash.objects.get()
    assert (kept.reason, kept.resolved_at) == (REASON["clash_reason"], NOW if others_change else None)


def test_a_finish_taken_back_onto_what_others_published_since_asks(desk, agency, other_agency, theirs):
    agency.hold_s = 60
    agency.save()
    actions.cancel(theirs, by=None, at=NOW - DAY)
    event = active(agency)
    assert do(desk, event.pk, "finish").status_code == 200
    met = published(other_agency)
    asked = do(desk, event.pk, "undo")
    assert (asked.status_code, [each["event"] for each in asked.json()["clashes"]]) == (400, [met.pk])
    assert do(desk, event.pk, "undo", REASON).json()["status"] == "published"


def test_what_was_over_and_clashes_by_other_hours_asks_anew(desk, agency, theirs, follow_up):
    event = draft(agency)
    do(desk, event.pk, "publish", REASON)
    stage = desk.get(f"{EVENTS}{event.pk}/").json()["phases"][0]
    away = stage | {"planned_start": "2026-07-20T00:00", "planned_end": "2026-07-21T00:00"}
    assert change(desk, event.pk, {"phases": [away]}).status_code == 200
    follow_up(NOW)
    assert KnownClash.objects.get().resolved_at == NOW
    back = {"phases": [stage | {"planned_start": "2026-06-11T00:00", "planned_end": "2026-06-30T00:00"}]}
    assert change(desk, event.pk, back).status_code == 400
    assert change(desk, event.pk, back | REASON).status_code == 200


def test_what_others_publish_past_the_desk_is_noted_for_both_and_only_once(agency, theirs, follow_up):
    event = published(agency)
    follow_up(NOW)
    amending.change(theirs, fields={"reason": "трубы"}, by=None, at=NOW)
    follow_up(NOW)
    ((first, second, code, reason, over),) = rows()
    assert {first, second} == {event.pk, theirs.pk}
    assert (code, reason, over) == ("same-place", "", None)


def test_a_closure_on_a_stored_way_round_is_known_to_both_until_it_is_over(desk, agency, other_agency, follow_up):
    way = line((0, 200), (0, -10), (200, -10), (200, 200))
    from django.contrib.gis.geos import MultiLineString

    with_way = published(other_agency, detour_geometry=MultiLineString(way, srid=4326))
    event = draft(agency, phases=[phase(geometry=line((0, 20), (0, 190)))])
    assert do(desk, event.pk, "publish").json()["clashes"][0]["code"] == "on-way-round"
    do(desk, event.pk, "publish", REASON)
    row = KnownClash.objects.get()
    assert [str(row.said_by(each)) for each in (event, with_way)] == [
        "закрывает объезд другого перекрытия",
        "его объезд закрыт другим",
    ]
    assert [clash.identity for clash in conflicts.clashes_of(with_way, NOW)] == [row.identity_of(with_way)]
    amending.change(with_way, fields={"detour_geometry": None}, by=None, at=NOW)
    follow_up(NOW)
    row.refresh_from_db()
    assert row.resolved_at == NOW


def test_the_way_round_is_stored_through_the_desk_and_checked(desk, agency):
    event = draft(agency)
    line_ = {"type": "LineString", "coordinates": [[65.54, 57.1517], [65.54, 57.15]]}
    assert change(desk, event.pk, {"detour_geometry": line_}).json()["detour_geometry"]["type"] == "MultiLineString"
    assert event.detour_spans.count() > 0
    far = {"type": "LineString", "coordinates": [[37.6, 55.7], [37.7, 55.7]]}
    assert "detour_geometry" in change(desk, event.pk, {"detour_geometry": far}).json()
    point = {"type": "Point", "coordinates": [65.54, 57.15]}
    assert "detour_geometry" in change(desk, event.pk, {"detour_geometry": point}).json()
    assert change(desk, event.pk, {"detour_geometry": None}).json()["detour_geometry"] is None
    assert event.detour_spans.count() == 0


def test_both_desks_show_it_in_list_and_page_with_the_reason(desk, agency, theirs, other_dispatcher):
    event = draft(agency)
    do(desk, event.pk, "publish", REASON)
    others = signed_in(other_dispatcher)
    for client, mine, other in ((desk, event, theirs), (others, theirs, event)):
        listed = client.get("/desk/?state=planned").content.decode()
        assert "та же проезжая часть в то же время" in listed
        page = client.get(f"/desk/events/{mine.pk}/").content.decode()
        assert f"/events/{other.pk}/" in page
        assert REASON["clash_reason"] in page
    actions.cancel(theirs, by=None, at=NOW)
    conflicts.follow(theirs, NOW)
    assert "та же проезжая часть" not in desk.get("/desk/?state=planned").content.decode()
    assert "больше нет" in desk.get(f"/desk/events/{event.pk}/").content.decode()


def test_what_was_taken_back_is_nobody_elses_news(desk, agency, theirs, other_dispatcher):
    event = draft(agency)
    do(desk, event.pk, "publish", REASON)
    RoadEvent.objects.filter(pk=event.pk).update(status="draft", published_at=None)
    others = signed_in(other_dispatcher)
    assert "та же проезжая часть" not in others.get("/desk/?state=planned").content.decode()
    assert "known-clashes" not in others.get(f"/desk/events/{theirs.pk}/").content.decode()


def test_a_list_asks_for_clashes_once(desk, agency, other_agency, django_assert_max_num_queries):
    for _number in range(4):
        conflicts.follow(published(agency), NOW)
    conflicts.follow(published(other_agency), NOW)
    with django_assert_max_num_queries(30) as asked:
        desk.get("/desk/?state=planned")
    assert sum("knownclash" in query["sql"] for query in asked.captured_queries) == 1


def test_the_history_tells_what_a_step_went_on_with_and_why(desk, agency, theirs):
    event = draft(agency)
    do(desk, event.pk, "publish", REASON)
    change(desk, event.pk, {"reason": "ямы"})
    for address in ("", "history/", "history/2/"):
        page = desk.get(f"/desk/events/{event.pk}/{address}").content.decode()
        assert f"Продолжено с причиной: {REASON['clash_reason']}" in page, address
    later = desk.get(f"/desk/events/{event.pk}/history/3/").content.decode()
    assert "Продолжено с причиной" not in later
