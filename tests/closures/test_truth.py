"""What is told is what was entered: at any moment, in any window and with none, phase by phase, whatever is asked."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import pyogrio
import pytest
from django.contrib.gis.geos import Polygon
from django.db import transaction

from closures.layers import answering, event_context
from closures.pictures import still_spec
from roadmap.models import City, RoadSegment
from roadmap.question import Question as OfPage
from tests import truth
from tests.conftest import NOW
from tests.plan import lonlat
from tests.roadmap.test_tiles import tile_of

EVENTS, MOMENTS, CARDS = 200, 6, 4
AS_TIME_PASSES = [timedelta(days=days, hours=hours) for days, hours in ((-20, 0), (-3, 7), (2, 15), (12, 1))]
WORDS = {"active": "действует", "overdue": "срок вышел", "planned": "запланировано", "finished": "завершено"}
RESTS = "сейчас не действует"
COLOURS = {"closed": "#c3211b", "limited": "#c27400", "restricted": "#6d4526"}  # else that of its kind
TRAFFIC = {"some-lanes-closed": "Перекрыта часть полос", "alternating-one-way": "Движение по очереди"}
SHUT = {"closed": "Движение закрыто", "limited": "Закрыто в одном направлении"}
CHOICES = {("closed",): "closed", ("limited",): "limited", ("open", "restricted", "unknown"): "open"}  # of the page
ZOOM = 14  # a near one

pytestmark = pytest.mark.django_db


@pytest.fixture(
    params=range(len(truth.RULES)), ids=[f"plan-counts-after-{hours}" for hours in truth.RULES], scope="module"
)
def written(request, django_db_setup, django_db_blocker):
    """A city of events and what is asked of it, in one transaction around the tests of this file."""
    rule = request.param
    with django_db_blocker.unblock(), transaction.atomic():
        small_city = City.objects.get(slug="small-city")
        places = list(RoadSegment.objects.filter(city=small_city).order_by("key").values_list("geometry", flat=True))
        city = truth.cities(small_city)[rule]
        truth.make_up(EVENTS // len(truth.RULES) + 1, city, places, NOW, seed=rule)
        yield city, truth.questions(NOW, MOMENTS, places, seed=rule)
        transaction.set_rollback(True)


@pytest.fixture
def made_up(written, db, settings):
    """A city of events, what is true of them, and what is asked."""
    city, questions = written
    settings.CITY = city.slug
    return city, truth.Truth(city), questions


@pytest.fixture
def clock(monkeypatch):
    """Stands at `clock.now`."""

    class Clock:
        now = NOW

        def read(self) -> datetime:
            return self.now

    stands = Clock()
    monkeypatch.setattr("django.utils.timezone.now", stands.read)
    return stands


def of_page(question: truth.Question) -> OfPage:
    """The same question as a page asks it."""
    choices = {"passage": CHOICES.get(question.passages, ""), "vehicle_class": question.vehicle_class}
    return OfPage(
        at=NOW,
        moment=question.at,
        window=question.window,
        street=question.road,
        kinds=frozenset({question.kind} - {""}),
        choices={name: value for name, value in choices.items() if value},
        box=Polygon.from_bbox(question.box) if question.box else None,
    )


def in_tiles(client, asked: dict, path: Path) -> dict:
    """What GDAL reads in the near tiles of the small city: (event, phase) → what is told of it."""
    found = {}
    (left, top), (right, bottom) = tile_of(ZOOM, *lonlat(-700, 500)), tile_of(ZOOM, *lonlat(700, -500))
    for x, y in product(range(left, right + 1), range(top, bottom + 1)):
        path.write_bytes(client.get(f"/tiles/road-events/{ZOOM}/{x}/{y}.mvt", asked).content)
        found |= read_tile(path) if path.stat().st_size else {}
    return found


def read_tile(path: Path) -> dict:
    meta, _, _, columns = pyogrio.raw.read(path, read_geometry=False)
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    names = ("state", "vehicle_impact", "passage", "direction", "in_force")
    return {(int(row["event"]), int(row["phase"])): tuple(row[name] for name in names) for row in rows}


def for_tiles(true: truth.Truth, question: truth.Question, at: datetime) -> dict:
    told = {
        (pk, phase.number): truth.Told.true([phase], question, at)
        for pk, phases in true.apart(question, at).items()
        for phase in phases
    }
    return {key: (each.state, each.impact, each.passage, each.direction, each.in_force) for key, each in told.items()}


def on_the_still(city: City, at: datetime) -> list[tuple]:
    """The shapes of the picture of the whole city: where, whether hollow, in which colour."""
    return sorted(
        (sorted(truth.places_of(shape["geometry"])), shape["is_planned"], _colour(shape["colour"]))
        for shape in still_spec(city, (390, 844), at)["shapes"]
    )


def _colour(drawn: str) -> str:
    return drawn if drawn in COLOURS.values() else "of its kind"


def for_the_still(true: truth.Truth, at: datetime) -> list[tuple]:
    return sorted(
        (sorted(told.places), told.state == "planned", COLOURS.get(told.passage, "of its kind"))
        for told in truth.true_of(true, truth.Question(), at).values()
    )


def words_of(told: truth.Told, stages: dict[int, int], kind: str) -> list[str]:
    """What a card must say, and how its sign must look."""
    state = RESTS if told.state == "active" and not told.in_force else WORDS[told.state]
    numbers, count = sorted({stages[phase] for phase in told.phases}), max(stages.values())
    stage = [f"{'Этап' if len(numbers) == 1 else 'Этапы'} {', '.join(map(str, numbers))} из {count}"]
    look = [f"passage-{told.passage}"] if told.passage in COLOURS else []
    return [f">{state}</span>", *(stage if len(numbers) < count else []), *look, traffic_of(told, kind)]


def traffic_of(told: truth.Told, kind: str) -> str:
    if kind == "parking-change" and told.impact.startswith("all-lanes-open") and told.passage != "restricted":
        return "Парковка запрещена"
    if told.impact == "all-lanes-closed":
        return SHUT[told.passage]
    return TRAFFIC.get(told.impact, "для грузовых машин" if told.passage == "restricted" else "Все полосы открыты")


def test_the_list_is_true_at_any_moment_and_in_any_window(made_up, client, clock):
    city, true, questions = made_up
    for question in questions:
        found = truth.differences(lambda address: client.get(address).json(), city, true, question, clock.read)
        assert found == []


def test_tiles_answer_the_questions_of_the_list(made_up, client, clock, tmp_path):
    city, true, questions = made_up
    for question in questions:
        asked = parse_qs(urlsplit(question.address(city)).query)
        given = {name: value[0] for name, value in asked.items() if name not in ("city", "limit", "bbox")}
        everywhere = replace(question, box=None)
        assert in_tiles(client, given, tmp_path / "tile.mvt") == for_tiles(true, everywhere, clock.now), question


def test_what_is_told_without_a_time_is_true_whenever_it_is_asked(made_up, client, clock, tmp_path):
    """By the list, by the tile and by the picture of the whole city."""
    city, true, _ = made_up
    for later in AS_TIME_PASSES:
        now = clock.now = NOW + later
        found = truth.differences(lambda address: client.get(address).json(), city, true, truth.Question(), clock.read)
        assert found == []
        assert in_tiles(client, {}, tmp_path / "tile.mvt") == for_tiles(true, truth.Question(), now)
        assert on_the_still(city, now) == for_the_still(true, now)


def test_pages_are_true(made_up, client, clock):
    """Their lists by what they ask, and some cards in words: the state, which stages are meant, the sign's colour."""
    city, true, questions = made_up
    dice = Random(1)
    for question in questions:
        if question.impact or question.state:
            continue  # a page asks neither
        assert on_the_page(city, of_page(question)) == truth.true_of_page(true, question, NOW), question
        if question.window is None:
            _check_cards(client, city, true, truth.Question(at=question.at), dice)


def on_the_page(city: City, question: OfPage) -> dict[int, truth.Told]:
    events = answering(city, question)
    asked = events.filter(kind__in=question.kinds) if question.kinds else events
    return {event.pk: truth.Told.shown(event_context(event, question)["shown"]) for event in asked}


def _check_cards(client, city: City, true: truth.Truth, question: truth.Question, dice: Random) -> None:
    found = truth.true_of(true, question, NOW)
    asked = {"when": "moment", "moment": f"{question.at.astimezone(city.zone):%Y-%m-%dT%H:%M}"} if question.at else {}
    for pk in dice.sample(sorted(found), min(CARDS, len(found))):
        card = " ".join(client.get(f"/events/{pk}/card/", asked).content.decode().split())
        for words in words_of(found[pk], true.events[pk].stages, true.events[pk].kind):
            assert words in card, (pk, question)
