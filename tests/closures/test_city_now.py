"""The city's line of status, parking and lights in words, and the number that tells an open page of a change."""

import re
from datetime import timedelta

import pytest

from closures.clock import advance
from closures.models import PublicVersion
from tests.closures.factories import active, line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGUN = {"planned_start": NOW - HOUR, "planned_end": NOW + 3.5 * DAY}  # through 13 June
VERSION = "/api/v1/road-events/version/"
FIGURE = re.compile(r'<a href="\?(when=now[^"]*)">([^<]+)</a>')
OUTAGE = {"kind": "signal-outage", "phases": [{"planned_start": NOW - HOUR, "vehicle_impact": "unknown"}]}


@pytest.fixture
def clock(monkeypatch, small_city):
    """Stands at `clock.now`."""

    class Clock:
        now = NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: Clock.now)
    return Clock


def text_of(client, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", client.get(address).content.decode()))


@pytest.mark.parametrize("page", ["/", "/list/"])
def test_the_line_counts_what_holds_at_this_minute_and_leads_to_it(anonymous, agency, clock, page):
    for _ in range(2):
        active(agency)
    published(agency)  # tomorrow
    staged = [phase(**BEGUN, vehicle_impact="some-lanes-closed"), phase(geometry=line((0, 0), (0, 200)))]
    published(agency, at=NOW - HOUR, phases=staged)  # narrowed now, shut tomorrow
    active(agency, **OUTAGE)
    text = anonymous.get(page).content.decode()
    figures = {words: query.replace("&amp;", "&") for query, words in FIGURE.findall(text)}
    assert [*figures] == ["перекрыто 2", "сужено 1", "не работает 1 светофор"]
    for words, query in figures.items():
        rows = len(re.findall(r'href="/events/\d+/"', anonymous.get(f"/list/?{query}").content.decode()))
        assert rows == int(re.search(r"\d+", words)[0]), words


def test_a_quiet_city_is_told_to_be_quiet(anonymous, agency, clock):
    published(agency)
    assert "Сейчас в городе ничего не перекрыто" in text_of(anonymous, "/list/")


def test_parking_is_told_by_its_number_of_places_in_row_card_page_and_api(anonymous, agency, clock):
    ban = phase(vehicle_impact="all-lanes-open", **BEGUN)
    event = active(agency, kind="parking-change", parking_places=18, phases=[ban])
    for address in ("/list/", "/", f"/events/{event.pk}/", f"/events/{event.pk}/card/"):
        assert "на 18 мест меньше по 13 июня" in text_of(anonymous, address), address
    properties = anonymous.get("/api/v1/road-events/").json()["features"][0]["properties"]
    assert properties["parking_places"] == 18


@pytest.mark.parametrize(
    ("mode", "words", "rule"),
    [
        ("off", "не работает", "проезд по знакам приоритета"),
        ("flashing", "жёлтый мигающий", "проезд по знакам приоритета"),
        ("manual", "регулировщик", "слушайтесь регулировщика"),
    ],
)
def test_a_dark_light_is_told_with_its_mode_since_when_and_what_rule_holds(anonymous, agency, clock, mode, words, rule):
    event = active(agency, **OUTAGE, signal=_signal(agency), signal_mode=mode)
    row = text_of(anonymous, "/list/?kind=signal-outage")
    assert "с 10 июня, 11:00" in row
    assert rule in row
    assert "Когда починят" in text_of(anonymous, f"/events/{event.pk}/")
    assert "Срок не назван" in text_of(anonymous, f"/events/{event.pk}/card/")


def _signal(agency):
    return agency.city.signals.order_by("pk").first()


def test_when_a_light_will_be_mended_is_told(anonymous, agency, clock):
    mended = {"planned_start": NOW - HOUR, "planned_end": NOW + DAY, "vehicle_impact": "unknown"}
    event = active(agency, kind="signal-outage", phases=[mended])
    assert "починят до 11 июня, 12:00" in text_of(anonymous, "/list/")
    assert "До 11 июня, 12:00" in text_of(anonymous, f"/events/{event.pk}/card/")


def version(client) -> int:
    return client.get(VERSION).json()["version"]


def test_the_version_moves_when_hours_begin_and_cease_and_at_no_other_time(anonymous, agency, clock):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    event = published(agency, at=NOW - 2 * DAY, phases=[phase(schedule=nights, **BEGUN | {"planned_start": NOW - DAY})])
    advance(NOW)
    PublicVersion.objects.filter(city=event.city).update(moved_at=NOW)
    moved = []
    for hours in (1, 9, 10, 11, 17, 18, 19):  # from noon: 22:00 is ten hours on, 06:00 eighteen
        before = version(anonymous)
        clock.now = NOW + hours * HOUR
        advance(clock.now)
        if version(anonymous) != before:
            moved.append(hours)
    assert moved == [10, 18]


def test_while_it_stands_the_version_costs_one_query_and_no_body(
    anonymous, agency, clock, django_assert_max_num_queries
):
    active(agency)
    tag = anonymous.get(VERSION).headers["ETag"]
    clock.now = NOW + 5 * timedelta(minutes=1)
    with django_assert_max_num_queries(1):
        same = anonymous.get(VERSION, headers={"if-none-match": tag})
    assert (same.status_code, same.content) == (304, b"")
    active(agency)
    assert anonymous.get(VERSION, headers={"if-none-match": tag}).status_code == 200
