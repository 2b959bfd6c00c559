"""The verbs of a road event: what they write, what they refuse, and what they leave to be sent."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import LineString
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from closures import actions, amending, clock, confirming
from closures.models import RoadEvent, RoadEventChange
from closures.models.asked import Asked
from closures.signals import road_event_changed
from closures.workflow import MoveRefused
from roadmap.models import City, Delivery, TrafficSignal
from roadmap.models.history import HistoryIsFixed
from roadmap.postgis import point_at
from tests.closures.factories import active, area, draft, line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

NIGHTS = {"hours": [{"start": "22:00", "end": "06:00"}]}


def verbs(event):
    return list(event.changes.order_by("version").values_list("verb", flat=True))


def test_a_draft_knows_its_street_and_crossings(agency):
    event = draft(agency)
    assert event.roads[0] == "улица Пушкина"
    assert "Пушкина" in event.headline
    assert [place["type"] for place in event.phases.get().places] == ["between"]
    assert (event.start, event.end) == (NOW + timedelta(days=1), NOW + timedelta(days=3))
    assert event.phases.get().spans.count() == 1
    assert verbs(event) == ["drafted"]


def test_a_draft_tells_nobody(agency):
    draft(agency)
    assert not Delivery.objects.exists()


def test_publishing_writes_the_post_for_each_configured_channel(agency, settings):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "1:t", "@roads"
    event = published(agency)
    rows = Delivery.objects.filter(subject=f"road-event:{event.pk}")
    assert {row.channel for row in rows} == {"journal", "telegram"}
    text = rows.first().text
    assert "улице Пушкина" in text
    assert "от улицы Баумана до Речного переулка" in text.replace("\u00a0", " ")
    assert len(rows.first().caption) <= 1024
    assert rows.first().picture is not None


def test_the_world_hears_after_commit_only(
    agency, dispatcher, handed_over, follow_up, django_capture_on_commit_callbacks
):
    heard = []
    road_event_changed.connect(listener := lambda sender, change, **_: heard.append(change.verb), weak=False)
    with django_capture_on_commit_callbacks(execute=True):
        event = draft(agency)
        actions.publish(event, by=dispatcher, at=NOW)
        assert (heard, handed_over) == ([], [])
    follow_up(NOW)
    road_event_changed.disconnect(listener)
    assert heard == ["drafted", "published"]
    assert len(handed_over) == 1


def test_a_published_event_cannot_be_published_again(agency):
    with pytest.raises(MoveRefused):
        actions.publish(published(agency), by=None, at=NOW)


def test_a_changed_end_is_a_new_version_that_tells_the_term_moved(agency):
    event = published(agency)
    amending.change(event, fields={}, phases=[phase(planned_end=NOW + timedelta(days=9))], by=None, at=NOW)
    event.refresh_from_db()
    assert verbs(event) == ["drafted", "published", "extended"]
    assert event.end == NOW + timedelta(days=9)
    first, second = Delivery.objects.filter(channel="journal").order_by("version")
    assert (first.action, second.action) == ("post", "edit")


def test_a_changed_reason_tells_a_change(agency):
    event = published(agency)
    amending.change(event, fields={"detour": "по улице Баумана"}, by=None, at=NOW)
    assert verbs(event)[-1] == "changed"


def test_the_history_keeps_each_state_and_cannot_be_rewritten(agency):
    event = published(agency)
    amending.change(event, fields={"reason": "другая причина"}, by=None, at=NOW)
    states = [change.state["reason"] for change in event.changes.order_by("version")]
    assert states == ["ремонт теплотрассы", "ремонт теплотрассы", "другая причина"]
    with pytest.raises(HistoryIsFixed):
        RoadEventChange.objects.all().delete()
    with pytest.raises(HistoryIsFixed):
        RoadEventChange.objects.update(verb="drafted")
    with pytest.raises(HistoryIsFixed):
        event.changes.first().save()


def test_finishing_early_ends_it_now_and_says_so(agency, dispatcher):
    event = active(agency)
    confirming.finish(event, by=dispatcher, at=NOW)
    event.refresh_from_db()
    assert (event.status, event.ended_at, event.end_basis, event.end) == ("finished", NOW, "office", NOW)
    assert event.phases.get().actual_end == NOW
    assert not RoadEvent.objects.answering(Asked(NOW, NOW)).exists()


def test_what_has_not_begun_is_cancelled_not_finished(agency, dispatcher):
    event = published(agency)
    with pytest.raises(ValidationError):
        confirming.finish(event, by=dispatcher, at=NOW)
    actions.cancel(event, by=dispatcher, at=NOW)
    event.refresh_from_db()
    assert event.status == "cancelled"
    assert event in RoadEvent.objects.public()
    assert Delivery.objects.filter(channel="journal").count() == 2


def test_a_cancelled_draft_stays_nobodys_business(agency, dispatcher):
    event = draft(agency)
    actions.cancel(event, by=dispatcher, at=NOW)
    assert event not in RoadEvent.objects.public()
    assert not Delivery.objects.exists()


def test_the_field_overrides_the_plan(agency, dispatcher):
    event = active(agency)
    began = NOW - timedelta(minutes=30)
    confirming.confirm(event, started_at=began, by=dispatcher, at=NOW)
    event.refresh_from_db()
    assert event.is_confirmed
    assert event.start == began
    assert event.phases.get().planned_start == NOW - timedelta(hours=1)


def test_a_permitted_week_is_not_what_really_happens(agency, dispatcher):
    """Permitted and planned Monday to Sunday, really Tuesday 10–17: outside these hours the street is open."""
    monday = NOW.replace(day=8, hour=0) - timedelta(hours=5)
    event = published(
        agency,
        phases=[phase(planned_start=monday, planned_end=monday + timedelta(days=7))],
        at=monday - timedelta(days=1),
    )
    tuesday = monday + timedelta(days=1)
    confirming.confirm(
        event,
        started_at=tuesday + timedelta(hours=10),
        ended_at=tuesday + timedelta(hours=17),
        by=dispatcher,
        at=tuesday + timedelta(hours=17),
        comment="разрешение бралось с запасом",
    )
    assert RoadEvent.objects.answering(Asked(NOW, tuesday + timedelta(hours=11))).exists()
    assert not RoadEvent.objects.answering(Asked(NOW, tuesday + timedelta(hours=9))).exists()
    assert not RoadEvent.objects.answering(Asked(NOW, tuesday + timedelta(hours=18))).exists()


def test_the_clock_starts_and_ends_by_the_plan_and_leaves_the_actual_times_empty(agency):
    event = published(agency)
    assert clock.advance(NOW) == (0, 0)
    assert clock.advance(NOW + timedelta(days=1)) == (1, 0)
    assert clock.advance(NOW + timedelta(days=1)) == (0, 0)
    assert clock.advance(NOW + timedelta(days=3)) == (0, 0)
    assert clock.advance(NOW + timedelta(days=4)) == (0, 1)
    event.refresh_from_db()
    assert verbs(event) == ["drafted", "published", "started", "overdue", "finished"]
    assert (event.start_basis, event.end_basis) == ("plan", "plan")
    assert (event.phases.get().actual_start, event.phases.get().actual_end) == (None, None)


def test_a_finished_event_whose_end_moves_on_is_open_again(agency, dispatcher):
    event = published(agency)
    clock.advance(NOW + timedelta(days=4))
    later = NOW + timedelta(days=4)
    amending.change(event, fields={}, phases=[phase(planned_end=NOW + timedelta(days=6))], by=dispatcher, at=later)
    event.refresh_from_db()
    assert (event.status, event.state_at(later)) == ("published", "active")


def test_nightly_hours_are_in_force_at_night_only(agency):
    event = published(agency, phases=[phase(schedule=NIGHTS)])
    night = NOW.replace(day=11, hour=18)  # 23:00 in the city
    assert list(RoadEvent.objects.answering(Asked(NOW, night))) == [event]
    assert not RoadEvent.objects.answering(Asked(NOW, night - timedelta(hours=3))).exists()
    assert RoadEvent.objects.answering(Asked(NOW, window=(night - timedelta(hours=5), night))).exists()
    assert not RoadEvent.objects.answering(
        Asked(NOW, window=(night - timedelta(hours=5), night - timedelta(hours=2)))
    ).exists()
    assert "22:00" in event.hours


def test_phases_make_one_union_and_one_outer_interval(agency):
    event = published(
        agency,
        phases=[
            phase(planned_end=NOW + timedelta(days=2), vehicle_impact="some-lanes-closed"),
            phase(
                geometry=line((-200, 0), (-200, 150)),
                planned_start=NOW + timedelta(days=2),
                planned_end=NOW + timedelta(days=5),
            ),
        ],
    )
    assert event.end == NOW + timedelta(days=5)
    assert event.vehicle_impact == "all-lanes-closed"
    assert event.geometry.geom_type == "MultiLineString"
    assert {"улица Пушкина", "Кремлёвская улица"} <= set(event.roads)


@pytest.mark.parametrize(
    ("kind", "geometry"),
    [
        ("closure", point_at(65.54, 57.15)),
        ("closure", area((0, 0), (50, 0), (50, 50))),
        ("parking-change", area((0, 0), (50, 0), (50, 50))),
        ("repair-zone", point_at(65.54, 57.15)),
        ("public-event", point_at(65.54, 57.15)),
    ],
)
def test_a_shape_that_does_not_fit_the_kind_is_refused(agency, kind, geometry):
    with pytest.raises(ValidationError) as refused:
        draft(agency, kind=kind, phases=[phase(geometry=geometry)])
    assert "geometry" in refused.value.message_dict
    assert not RoadEvent.objects.exists()


def test_the_database_refuses_it_too(agency):
    event = draft(agency)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoadEvent.objects.filter(pk=event.pk).update(geometry=point_at(65.54, 57.15))
    with pytest.raises(IntegrityError), transaction.atomic():
        event.phases.update(planned_end=NOW - timedelta(days=9))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"planned_end": NOW + timedelta(days=1)}, "planned_end"),
        ({"planned_end": NOW}, "planned_end"),
        ({"planned_end": NOW + timedelta(days=4000)}, "planned_end"),
        ({"geometry": area((0, 0), (50, 50), (50, 0), (0, 50))}, "geometry"),
        ({"geometry": None}, "geometry"),
        ({"schedule": {"hours": [{"start": "22:00"}]}}, "schedule"),
        ({"schedule": {"hours": [], "except": ["2026-06-11", "2026-06-12", "2026-06-13"]}}, "schedule"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(agency, values, field):
    with pytest.raises(ValidationError) as refused:
        draft(agency, kind="repair-zone", phases=[phase(**values)])
    assert field in refused.value.message_dict
    assert not RoadEvent.objects.exists()


def test_swapped_coordinates_are_told_as_such(agency):
    swapped = LineString((57.1518, 65.54), (57.1518, 65.541), srid=4326)
    with pytest.raises(ValidationError) as refused:
        draft(agency, phases=[phase(geometry=swapped)])
    assert "долгота" in refused.value.message_dict["geometry"][0]


def test_a_signal_has_one_outage_at_a_time(agency):
    signal = TrafficSignal.objects.filter(city=agency.city).first()
    days = [phase(planned_end=NOW + timedelta(days=3))]
    published(agency, kind="signal-outage", signal=signal, signal_mode="off", phases=days)
    second = draft(agency, kind="signal-outage", signal=signal, signal_mode="off", phases=days)
    with pytest.raises(ValidationError):
        actions.publish(second, by=None, at=NOW)
    later = [phase(planned_start=NOW + timedelta(days=3), planned_end=NOW + timedelta(days=4))]
    published(agency, kind="signal-outage", signal=signal, signal_mode="off", phases=later)


def outage(agency, *days: int):
    """Of the first signal, from noon to noon of these days."""
    signal = TrafficSignal.objects.filter(city=agency.city).first()
    starts = [NOW + timedelta(days=day) for day in days]
    stages = [phase(planned_start=start, planned_end=start + timedelta(days=1)) for start in starts]
    return draft(agency, kind="signal-outage", signal=signal, signal_mode="off", phases=stages)


def test_between_two_stages_of_an_outage_its_signal_may_have_another(agency):
    actions.publish(outage(agency, 1, 5), by=None, at=NOW)
    actions.publish(outage(agency, 2, 4), by=None, at=NOW)
    with pytest.raises(ValidationError) as refused:
        actions.publish(outage(agency, 3, 5), by=None, at=NOW)
    assert "уже" in refused.value.messages[0]


def test_an_outage_needs_its_signal_and_stands_where_it_does(agency):
    with pytest.raises(ValidationError) as refused:
        draft(agency, kind="signal-outage", signal=None)
    assert "signal" in refused.value.message_dict
    event = draft(agency, kind="signal-outage")
    assert event.geometry.equals_exact(event.signal.geometry, 1e-7)
    assert event.phases.get().places[0]["type"] == "crossing"


def test_a_stranger_finds_nothing_to_edit(agency, dispatcher, other_dispatcher, operator):
    event = draft(agency)
    assert list(RoadEvent.objects.editable_by(dispatcher)) == [event]
    assert not RoadEvent.objects.editable_by(other_dispatcher).exists()
    assert not RoadEvent.objects.editable_by(operator).exists()


def test_the_clock_speaks_only_where_the_event_was_told(agency, settings):
    """At the start, at the start of a stage, when a term has passed and when the plan counts."""
    day = timedelta(days=1)
    stages = [phase(planned_start=NOW + at * day, planned_end=NOW + (at + 1) * day) for at in (1, 3)]
    event = draft(agency, phases=stages)
    actions.publish(event, by=None, at=NOW, spots=[("journal", "journal")])
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "1:t", "@roads"
    for days in range(1, 6):
        clock.advance(NOW + days * day)
    verbs = list(event.changes.order_by("version").values_list("verb", flat=True))
    assert verbs[2:] == ["started", "overdue", "stage", "overdue", "finished"]
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"journal"}


@pytest.mark.parametrize(("planned_end", "is_early"), [(NOW + timedelta(days=2), True), (None, False)])
def test_an_end_is_early_only_where_there_was_a_term(agency, dispatcher, planned_end, is_early):
    event = active(agency, phases=[phase(planned_start=NOW - timedelta(hours=1), planned_end=planned_end)])
    confirming.finish(event, by=dispatcher, at=NOW)
    text = Delivery.objects.filter(channel="journal").order_by("-version").first().text
    assert ("раньше срока" in text) is is_early


def test_a_signal_of_another_city_is_none_of_this_one(agency):
    signal = TrafficSignal.objects.filter(city=agency.city).first()
    city = agency.city
    signal.city = City.objects.create(slug="other", name="Other", box=city.box, metric_srid=city.metric_srid)
    signal.save()
    with pytest.raises(ValidationError) as refused:
        draft(agency, kind="signal-outage", signal=signal, signal_mode="off")
    assert list(refused.value.message_dict) == ["signal"]


def test_stages_and_streets_are_read_once_for_all_that_a_publication_tells(agency, at):
    event = draft(agency)
    with CaptureQueriesContext(connection) as asked:
        actions.publish(event, by=None, at=at)
    read = [query["sql"] for query in asked.captured_queries]
    assert sum('FROM "closures_phase" ' in each for each in read) == 1
    assert sum('"roadmap_road"."case_forms"' in each.split("FROM")[0] for each in read) == 1
