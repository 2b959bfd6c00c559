"""The demonstration, loaded onto its real drawing (fixtures/tyumen). Counts are those that the issue asks for."""

import json
import logging
from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Count

from appeals.models import (
    AnswerDraft,
    AnswerTemplate,
    Appeal,
    AppealChange,
    AppealPhoto,
    AppealQuestion,
    Follower,
    InternalNote,
    ResponsibilityRule,
    SavedFilter,
    TermRule,
    Violation,
    WarrantyClaim,
)
from appeals.photos import checked
from closures import posts
from closures.kinds import AT_SIGNAL, KINDS
from closures.models import RoadEvent, RoadEventChange, SegmentSpan
from fixtures.demonstration import NothingToLoad, load
from fixtures.demonstration.drawings import DRAWINGS, drawing
from fixtures.demonstration.events import EventStory
from fixtures.demonstration.tables import Days, table
from fixtures.demonstration.timeline import Timeline
from roadmap.decoding import decoded
from roadmap.importers.run import import_file
from roadmap.language.grammar.english.letters import latin
from roadmap.matching import match_geometry
from roadmap.models import Agency, City, Delivery, JournalEntry, RoadSegment, User
from roadmap.models.people import Role
from roadmap.spans import Span, leaves_a_way, length_m
from tests.conftest import NOW

TYUMEN = configured.BASE_DIR / "fixtures" / "tyumen" / "tyumen.osm"
ZONE = ZoneInfo("Asia/Yekaterinburg")
BEFORE_DAWN = datetime(2026, 6, 10, 0, 10, tzinfo=ZONE)
LATE_EVENING = datetime(2026, 6, 10, 23, 50, tzinfo=ZONE)
EARLY_AFTERNOON = datetime(2026, 6, 10, 13, 0, tzinfo=ZONE)

KEPT = {model.__name__: model for model in (RoadEvent, RoadEventChange, Appeal, AppealChange, Delivery, User, Agency)}


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    """In one transaction around the tests of this file; each of them is a savepoint in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_file(TYUMEN, city_slug="tyumen", zone="Asia/Yekaterinburg", at=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def tyumen(imported, db, settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return City.objects.get(slug="tyumen")


def states(city, at) -> Counter:
    return Counter(event.state_at(at) for event in RoadEvent.objects.filter(city=city))


def test_before_dawn_there_is_plenty_of_everything(tyumen, caplog):
    loaded = load(BEFORE_DAWN)

    assert loaded.skipped == {}
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    check_events(tyumen, BEFORE_DAWN)
    check_telling(tyumen)
    check_messages(tyumen, BEFORE_DAWN)
    check_logins(tyumen, loaded)
    assert not RoadEventChange.objects.filter(at__gt=BEFORE_DAWN).exists()  # nothing that is still to come has happened
    assert not AppealChange.objects.filter(at__gt=BEFORE_DAWN).exists()


def test_late_in_the_evening_too_and_a_second_call_adds_nothing(tyumen, mailoutbox):
    first = load(LATE_EVENING)
    check_events(tyumen, LATE_EVENING)
    held = {name: model.objects.count() for name, model in KEPT.items()}
    User.objects.filter(username="dispatcher").update(is_active=False)

    second = load(EARLY_AFTERNOON)

    assert second == first
    assert {name: model.objects.count() for name, model in KEPT.items()} == held
    assert User.objects.get(username="dispatcher").is_active
    assert mailoutbox == []


def check_events(city, at):
    events = RoadEvent.objects.filter(city=city)
    counts = states(city, at)
    assert events.count() >= 24
    assert counts["active"] >= 8
    assert counts["planned"] >= 6
    assert counts["finished"] + counts["cancelled"] >= 4
    assert counts["cancelled"] and counts["draft"] and counts["in-review"]
    assert counts["overdue"] >= 2
    assert set(events.values_list("kind", flat=True)) == set(KINDS)
    assert {"all-lanes-closed", "alternating-one-way", "some-lanes-closed"} <= set(
        events.values_list("vehicle_impact", flat=True)
    )
    assert events.filter(geometry__isnull=True).count() == 0
    for event in events.exclude(kind__in=AT_SIGNAL):
        assert event.place, event
        assert any(phase.spans.exists() for phase in event.phases.all()), event
    situations = {
        "in stages": lambda event: len({phase.planned_start for phase in event.phases.all()}) > 2,
        "for lorries only": lambda event: event.vehicle_classes == ["lorry"] and event.passage == "restricted",
        "an area": lambda event: event.geometry.geom_type == "Polygon",
        "one direction": lambda event: event.direction == "forward",
        "hours and a day off": lambda event: any(phase.schedule.get("except") for phase in event.phases.all()),
        "until further notice": lambda event: event.status == "published" and event.end is None,
        "extended": lambda event: event.changes.filter(verb="extended").exists(),
        "running by the plan": lambda event: event.state_at(at) == "active" and event.start_basis == "plan",
        "confirmed on site": lambda event: event.start_basis == "foreman",
        "confirmed from the office": lambda event: event.start_basis == "office",
        "an overdue signal": lambda event: event.kind == "signal-outage" and event.state_at(at) == "overdue",
        "ended by the plan": lambda event: event.end_basis == "plan",
        "ended by a confirmation": lambda event: event.end_basis == "foreman",
        "with a way round on the map": lambda event: event.detour_geometry is not None,
    }
    check_houses(city)
    check_five_streets(events.get(reason="фестиваль уличной культуры"))
    check_one_side(city, events.get(reason="ремонт газопровода", direction="forward"))
    for name, is_met in situations.items():
        assert any(is_met(event) for event in events), name


def check_houses(city):
    """A few metres by a house are told by it, wherever it stands."""
    told = [
        (phase["on"], phase["house"])
        for row in table("events.toml")["event"]
        for phase in row["phase"]
        if "house" in phase
    ]
    assert told
    for on, house in told:
        event = RoadEvent.objects.get(city=city, place__startswith=on)
        assert event.place == f"{on}, у дома №\u00a0{house}"
        assert event.headline.endswith(event.place)
        assert f"at No.\u00a0{latin(house)}" in event.headline_en
        assert f"at No.\u00a0{latin(house)}" in event.place_en
        assert f"дома №\u00a0{house}" in JournalEntry.objects.get(subject=event.subject).text


def check_five_streets(event):
    """Shut at the same time: one phase in five places, none of them a stage."""
    places = list(event.phases.get().locations.all())
    assert len({place.words[0]["on"] for place in places}) == 5
    assert [place.words[0].get("toward") for place in places if place.direction == "forward"] == ["улица Челюскинцев"]
    assert {place.words[0]["on"] for place in places} <= set(event.roads)
    post = JournalEntry.objects.get(subject=event.subject).text
    assert "на пяти" in post
    assert "этап" not in post


def check_one_side(city, event):
    """A dual carriageway shut on one side: the other side stays open, and the length is of the street."""
    rows = SegmentSpan.objects.filter(phase__event=event)
    spans = [Span(row.segment_id, row.start_position, row.end_position, row.direction) for row in rows]
    assert set(rows.values_list("segment__direction", flat=True)) == {"forward"}
    assert leaves_a_way(city, spans)
    both = match_geometry(city, event.geometry, "both")
    assert len(both) > len(spans)
    assert not leaves_a_way(city, both)
    assert length_m(city, both) == pytest.approx(length_m(city, spans), rel=0.02)


def check_telling(city):
    """Everything that was announced is in the journal, at its own moment, and nowhere else."""
    deliveries = Delivery.objects.filter(city=city)
    assert set(deliveries.values_list("channel", "state")) == {("journal", "sent")}
    changes = RoadEventChange.objects.filter(event__city=city).exclude(verb__in=["drafted", "submitted"])
    told = [change for change in changes if change.verb != "confirmed" or posts.is_told(change)]
    assert deliveries.count() == len(told)
    moments = {(f"road-event:{change.event_id}", change.version): change.at for change in told}
    assert {(row.subject, row.version): row.sent_at for row in deliveries} == moments
    assert JournalEntry.objects.filter(city=city).count() == RoadEvent.objects.filter(city=city).public().count()
    check_that_no_post_speaks_of_the_plan_beside_a_confirmation(city)


def check_that_no_post_speaks_of_the_plan_beside_a_confirmation(city):
    confirmed = RoadEvent.objects.filter(city=city, status="published", started_at__isnull=False, stages=1)
    posts_of = {event: JournalEntry.objects.get(subject=event.subject) for event in confirmed if event.is_confirmed}
    assert len(posts_of) >= 7
    for event, post in posts_of.items():
        said = f"{post.title} {post.text}"
        assert not said.startswith(("По плану", "По данным")), event
        assert "Начало — по плану" not in said, event


def check_messages(city, at):
    messages = Appeal.objects.filter(city=city)
    statuses = Counter(messages.values_list("status", flat=True))
    assert messages.count() >= 30
    assert set(statuses) == {"new", "in-work", "answered", "closed", "rejected", "duplicate"}
    assert messages.overdue(at).count() >= 3
    assert messages.filter(segment=None).count() == 0
    assert messages.filter(is_text_released=True).count() >= 3
    assert messages.filter(planned_work__isnull=False).exists()
    assert messages.filter(agency__slug="road-contractor", agency_reason__contains="under warranty").exists()
    situations = {
        "from a network, a program, a call and a letter": set(messages.values_list("source", flat=True))
        >= {"network", "open311", "phone", "letter"},
        "an incident": messages.filter(duplicates__isnull=False).annotate(n=Count("duplicates")).filter(n__gte=3),
        "followed": Follower.objects.filter(appeal__city=city, is_author=False).count() >= 4,
        "the sender is asked": AppealQuestion.objects.waiting(),
        "extended": AppealChange.objects.filter(verb="extended"),
        "returned and open": messages.open().filter(pk__in=messages.reopened().values("pk")),
        "split": messages.filter(split_from__isnull=False),
        "a draft of somebody else": AnswerDraft.objects.standing().exclude(by__username="operator"),
        "a claim in each state": {"written", "accepted", "done"}
        <= set(WarrantyClaim.objects.values_list("status", flat=True)),
        "fixed, before and after": messages.filter(outcome="fixed", photos__is_proof=True).filter(
            photos__in=AppealPhoto.objects.filter(is_proof=False)
        ),
        "a body that broke a term": Violation.objects.filter(appeal__city=city, kind="answer"),
        "a rule of an area": messages.filter(agency_rule__area__isnull=False),
        "rules by priority": ResponsibilityRule.objects.filter(city=city, priority__gt=0).count() >= 5,
        "terms of the city": TermRule.objects.filter(city=city).count() >= 2,
        "templates of answers": AnswerTemplate.objects.filter(city=city).count() >= 4,
        "a view that colleagues share": SavedFilter.objects.filter(is_shared=True),
        "notes of colleagues": InternalNote.objects.filter(appeal__city=city),
    }
    assert [name for name, is_met in situations.items() if not is_met] == []
    photos = AppealPhoto.objects.filter(appeal__city=city)
    assert photos.count() >= 3
    assert photos.filter(is_proof=True).exists()
    assert all(default_storage.exists(photo.file.name) for photo in photos)
    for message in messages:
        assert message.street == told_street(message), message.text


def told_street(message):
    """The street of the table's row with this text."""
    whole = message.split_from or message
    rows = [row for row in table("appeals.toml")["appeal"] if whole.text.startswith(row["text"])]
    place = rows[0]["place"]
    return message.street if "with" in place else place["on"]


def check_logins(city, loaded):
    assert {login["role"] for login in loaded.logins} == set(Role.values)
    for login in loaded.logins:
        user = User.objects.get(username=login["username"])
        assert user.check_password(login["password"])
        assert user.roles == [login["role"]]
        assert user.agency.city == city
    assert len({login["password"] for login in loaded.logins}) == len(loaded.logins)
    path = configured.DATA_DIR / "demonstration.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert Agency.objects.get(city=city, is_default=True).slug == "ddit"
    ring = RoadSegment.objects.filter(city=city, road__name="Обход Тюмени")
    assert set(ring.values_list("owner__slug", flat=True)) == {"regional-roads"}


def test_the_command_tells_in_json_what_it_loaded(tyumen, capsys, monkeypatch):
    monkeypatch.setattr("fixtures.demonstration.loading._play", lambda scene, at: None)

    call_command("load_demonstration")

    told = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert told["city"] == "tyumen"
    assert {"username", "password", "role"} == set(told["logins"][0])
    assert told["events"] == told["appeals"] == 0
    city = City.objects.get(slug="tyumen")
    assert (city.name, city.is_demonstration, city.is_schematic) == ("Тюмень", True, True)


def test_it_refuses_beside_no_demo(tyumen):
    stamps = configured.DATA_DIR / "state" / "prepared.json"
    stamps.parent.mkdir()
    stamps.write_text(json.dumps({"no-demo": True}))

    with pytest.raises(CommandError, match="--no-demo"):
        call_command("load_demonstration")

    assert not User.objects.exists()


def test_an_administrator_of_the_installation_keeps_name_and_password(tyumen, monkeypatch):
    monkeypatch.setattr("fixtures.demonstration.loading._play", lambda scene, at: None)
    own = User.objects.create_user("administrator", password="my-own-words-1")

    loaded = load(EARLY_AFTERNOON)

    own.refresh_from_db()
    assert own.check_password("my-own-words-1")
    assert [one["username"] for one in loaded.logins if one["role"] == "administrator"] == ["demo-administrator"]


def test_nothing_invented_is_put_on_a_real_extract(tyumen):
    RoadSegment.objects.filter(city=tyumen).update(osm_way_id=4_012_345)

    with pytest.raises(NothingToLoad):
        load(EARLY_AFTERNOON)


def test_what_fails_in_the_middle_leaves_nothing(tyumen, monkeypatch):
    publish = EventStory.publish

    def fail(story, at):
        if AppealPhoto.objects.exists():
            raise OSError("the disk is full")
        publish(story, at)

    monkeypatch.setattr(EventStory, "publish", fail)

    with pytest.raises(OSError, match="the disk is full"):
        load(EARLY_AFTERNOON)

    assert not RoadEvent.objects.exists()
    assert not User.objects.exists()
    assert not any(path.is_file() for path in configured.MEDIA_ROOT.rglob("*"))


def test_days_are_counted_from_the_day_of_loading_in_the_citys_time():
    days = Days.around(datetime(2026, 6, 10, 0, 10, tzinfo=ZONE), ZONE)

    assert days.today == date(2026, 6, 10)
    assert days.moment("-3 09:00") == datetime(2026, 6, 7, 9, 0, tzinfo=ZONE)
    assert days.moment("+1 20:00") == datetime(2026, 6, 11, 20, 0, tzinfo=ZONE)


def test_steps_come_in_the_order_of_time_and_none_from_the_future():
    timeline, seen = Timeline(datetime(2026, 6, 10, tzinfo=ZONE)), []
    first, second, third, later = (datetime(2026, 6, day, tzinfo=ZONE) for day in (1, 5, 9, 11))

    def begin(at):
        seen.append(at)
        timeline.put(second, seen.append)
        timeline.put(later, seen.append)

    timeline.put(third, seen.append)
    timeline.put(first, begin)
    timeline.run()

    assert seen == [first, second, third]


@pytest.mark.parametrize("kind", DRAWINGS)
def test_drawings_pass_as_photos(kind):
    photo = decoded(checked(drawing(kind, 1)).file)

    assert (photo.width, photo.height) == (1024, 768)
    assert photo.jpeg == decoded(checked(drawing(kind, 1)).file).jpeg
