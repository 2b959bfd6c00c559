"""The page of a trip: from where to where in words or coordinates, the answer, the secret link, a GPX file."""

import re
import tracemalloc
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from closures.models import Trip
from closures.trips import handed, keeping
from closures.trips.forms import TripForm
from roadmap.models import City, RoadSegment
from roadmap.tracks import NoTrack, read_gpx
from tests.closures.factories import line, phase, published
from tests.closures.trips import WORKDAYS, asked, coordinates, gpx, trip
from tests.conftest import NOW
from tests.plan import lonlat

pytestmark = pytest.mark.django_db

FROM_PUSHKINA = {"start": "улица Пушкина / улица Баумана", "end": "Речной переулок / улица Пушкина"}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_a_trip_is_asked_in_words(agency, anonymous):
    event = published(agency)
    page = asked(anonymous, **FROM_PUSHKINA)
    assert page.status_code == 200
    assert [hit.matter.phase.event_id for hit in page.context["told"].later] == [event.pk]
    assert event.get_absolute_url() in page.text


def test_longitude_first_is_read_where_only_that_lies_in_the_city(agency, anonymous):
    event, (lon, lat) = published(agency), lonlat(-100, 200)
    page = asked(anonymous, start=f"{lon:.5f}, {lat:.5f}", end=coordinates(300, 200))
    assert [hit.matter.phase.event_id for hit in page.context["told"].later] == [event.pk]
    assert coordinates(-100, 200) in page.context["told"].trip.start_words


def test_what_holds_at_the_next_drive_comes_with_the_way_round(agency, anonymous):
    """Shut between Баумана and Речной: round by the carriageway at y = -10, 210 m there and 210 m back."""
    published(agency, phases=[phase(planned_start=NOW - timedelta(hours=1))])
    values = {"start": coordinates(-100, 200), "end": coordinates(300, 200)}
    page = asked(anonymous, **values)
    (hit,) = page.context["told"].next
    assert hit.is_shut
    assert re.search(r"Объезд: \+420\sм, \+\d\sмин", page.text)
    english = anonymous.get(reverse("trip"), values, headers={"accept-language": "en"})
    assert re.search(r"Way round: \+420\sm, \+\d\smin", english.text)


WRONG = {
    "start": "",
    "end": "q" * 201,
    "day": "someday",
    "since": "25:00",
    "until": "x",
    "vehicle": "ufo",
    "weight": "-1",
    "height": "x",
    "width": "99",
}


def test_every_field_that_can_be_refused_is_tried():
    assert set(WRONG) == set(TripForm.base_fields)


@pytest.mark.parametrize(("field", "value"), [*WRONG.items()])
def test_of_each_field_what_is_wrong_stands_beside_it_and_above_and_leads_to_it(small_city, anonymous, field, value):
    hours = {"since": "08:00", "until": "09:00"} if field in ("since", "until") else {}
    page = asked(anonymous, **(FROM_PUSHKINA | hours | {field: value}))
    (anchor, words), *more = re.findall(r'<li><a href="#(\w+)">(.+?)</a>', page.text)
    beside = rf'id="(?:error-{field}|{field}-error)">{re.escape(words)}<'
    assert (page.status_code, anchor, more) == (400, field, [])
    assert re.search(beside, page.text)
    assert f' id="{anchor}"' in page.text


def test_where_there_is_no_way_round_it_is_said(agency, anonymous):
    """The bridge is the only way to the east bank."""
    bridge = line((360, 200), (440, 200))
    published(agency, phases=[phase(geometry=bridge, planned_start=NOW - timedelta(hours=1))])
    page = asked(anonymous, start=coordinates(250, 200), end=coordinates(550, 200))
    (hit,) = page.context["told"].next
    assert (hit.is_shut, hit.is_sought, hit.round) == (True, True, None)
    assert "Объезда нет" in page.text


def test_words_that_mean_several_places_are_asked_about(agency, anonymous):
    page = asked(anonymous, start="Садов", end="улица 8 Марта")
    assert page.status_code == 200
    assert page.context["told"] is None
    choices = re.findall(r'<button[^>]* name="start" value="([^"]*)"', page.text)
    assert {"Садовая улица", "Садовый мост"} <= set(choices)
    again = asked(anonymous, start=["Садов", "Садовый мост"], end="улица 8 Марта")  # as its button sends it
    assert again.context["trip"].start_words == "Садовый мост"


def test_a_house_is_the_place_itself_and_one_that_nobody_knows_is_said_to_be_so(agency, anonymous):
    page = asked(anonymous, start="Пушкина 7", end="8 Марта 90")
    assert (page.context["trip"].start_words, page.context["trip"].end_words) == ("улица Пушкина, 7", "улица 8 Марта")
    assert "не знает дома 90" in page.text.split('id="answer"')[1]  # on a phone the form is out of sight


def test_words_that_mean_nothing_are_refused_by_field(agency, anonymous):
    page = asked(anonymous, start="ъъъъъ", end="Садовая улица")
    assert page.status_code == 400
    assert list(page.context["errors"]) == ["start"]
    assert 'id="start"' in page.text


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("start", {"start": ""}),
        ("start", {"start": "12.5, 300.1"}),
        ("start", {"start": "я" * 201}),
        ("end", {"end": FROM_PUSHKINA["start"]}),
        ("until", {"since": "08:00"}),
        ("since", {"since": "25:00", "until": "26:00"}),
        ("day", {"day": "someday"}),
        ("vehicle", {"vehicle": "tank"}),
        ("weight", {"weight": "nan"}),
        ("height", {"height": "-3"}),
    ],
)
def test_what_cannot_be_is_refused_by_field(agency, anonymous, field, values):
    page = asked(anonymous, **(FROM_PUSHKINA | values))
    assert page.status_code == 400
    assert field in page.context["errors"]


def kept(client, **values) -> Trip:
    response = client.post(reverse("trip"), FROM_PUSHKINA | values)
    assert response.status_code == 302
    return Trip.objects.get(secret=urlsplit(response.url).path.split("/")[2])


def test_a_kept_trip_has_a_secret_page(agency, anonymous):
    event = published(agency)
    made = kept(anonymous, day=WORKDAYS, since="11:00", until="13:00", vehicle="lorry", weight="7,5")
    assert (made.start_words, made.vehicle, made.weight_t) == (FROM_PUSHKINA["start"], "lorry", 7.5)
    page = anonymous.get(made.get_absolute_url())
    assert event.get_absolute_url() in page.text
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Cache-Control"] == "no-store"
    assert anonymous.get(reverse("saved-trip", args=["x" * 32])).status_code == 404


def test_days_and_hours_of_a_kept_trip_are_changed(agency, anonymous):
    made = kept(anonymous)
    values = {"verb": "times", "day": ["sat"], "since": "23:00", "until": "02:00", "vehicle": "car"}
    assert anonymous.post(made.get_absolute_url(), values).status_code == 302
    made.refresh_from_db()
    assert made.week == [(5 * 1440 + 23 * 60, 6 * 1440 + 2 * 60)]
    refused = anonymous.post(made.get_absolute_url(), {"verb": "times", "since": "23:00"})
    assert refused.status_code == 400


def test_its_owner_deletes_it(agency, anonymous):
    made = kept(anonymous)
    assert anonymous.post(made.get_absolute_url(), {"verb": "delete"}).status_code == 302
    assert not Trip.objects.exists()
    assert anonymous.post(made.get_absolute_url(), {"verb": "delete"}).status_code == 404


def test_what_nobody_opens_is_forgotten(agency, anonymous):
    old, opened = kept(anonymous), kept(anonymous)
    later = NOW + timedelta(days=179)
    keeping.note_opened(opened, later)
    assert keeping.forget(later) == 0
    assert keeping.forget(NOW + timedelta(days=181)) == 1
    assert list(Trip.objects.all()) == [opened]
    assert old != opened


def test_so_many_trips_are_kept_an_hour(agency, anonymous, settings):
    settings.RATES = settings.RATES | {"trips": "1/hour"}
    kept(anonymous)
    refused = anonymous.post(reverse("trip"), FROM_PUSHKINA)
    assert refused.status_code == 429
    assert Trip.objects.count() == 1


# --- GPX


# From Кремлёвская along улица Пушкина to Речной переулок, down it, west on проспект Ленина to Баумана, some metres off.
ROUND = [(x, 203 if x % 100 else 196) for x in range(-190, 200, 10)]
ROUND += [(203, y) for y in range(190, 20, -10)] + [(x, 13) for x in range(195, 20, -10)]


def sent(client, file: bytes, **values):
    return client.post(reverse("trip"), {"gpx": SimpleUploadedFile("a.gpx", file), **values})


def kept_of_file(client, file: bytes, **values) -> Trip:
    """As its page sends it when it was seen."""
    page = sent(client, file, **values)
    assert page.status_code == 200
    response = client.post(reverse("trip"), values | {"verb": "keep", "way": page.context["way"]})
    return Trip.objects.get(secret=urlsplit(response.url).path.split("/")[2])


def test_a_file_is_answered_first_and_kept_when_it_is_asked_for(agency, anonymous):
    event = published(agency, phases=[phase(geometry=line((150, 10), (50, 10)), direction="forward")])
    page = sent(anonymous, gpx(*ROUND), vehicle="lorry")
    assert event.get_absolute_url() in page.text.split('id="answer"')[1]
    assert page["Cache-Control"] == "no-store"
    assert not Trip.objects.exists()
    shown = page.context["trip"]
    at_night = {"verb": "show", "way": page.context["way"], "since": "01:00", "until": "02:00"}
    again = anonymous.post(reverse("trip"), at_night)
    offered = again.text.split('id="answer"')[1].split("</form>")[0]
    assert offered.count('name="verb"') == offered.count('name="way"') == 1
    assert again.context["back_url"] == "", "a drawn way has no way back"
    assert again.context["trip"].week != shown.week
    assert again.context["trip"].segments == shown.segments
    assert not Trip.objects.exists()
    response = anonymous.post(reverse("trip"), at_night | {"verb": "keep"})
    made = Trip.objects.get()
    assert response.url == f"{made.get_absolute_url()}?done=saved"
    parts = (made.segments, made.enters, made.leaves, made.seconds, made.is_drawn)
    assert parts == (shown.segments, shown.enters, shown.leaves, shown.seconds, True)
    assert made.geometry.equals_exact(shown.geometry, 1e-9)


def test_a_way_that_is_not_ours_too_old_or_of_another_network_is_none(agency, anonymous, time_machine):
    way = sent(anonymous, gpx(*ROUND)).context["way"]

    def refused(text: str) -> bool:
        page = anonymous.post(reverse("trip"), {"verb": "keep", "way": text})
        return page.status_code == 400 and list(page.context["errors"]) == ["gpx"]

    assert refused(way[:-1] + ("a" if way[-1] != "a" else "b"))
    time_machine.move_to(NOW + timedelta(hours=13), tick=False)
    assert refused(way)
    time_machine.move_to(NOW, tick=False)
    elsewhere = City.objects.create(
        slug="elsewhere", name="Elsewhere", time_zone="UTC", metric_srid=32631, box=agency.city.box
    )
    with pytest.raises(handed.NoWay):
        handed.way_of(way, elsewhere)
    RoadSegment.objects.filter(road__name="Речной переулок").delete()
    assert refused(way)
    assert not Trip.objects.exists()


def test_so_many_files_are_read_an_hour(agency, anonymous, settings):
    settings.RATES = settings.RATES | {"trip-files": "1/hour"}
    assert [sent(anonymous, file).status_code for file in (b"", gpx(*ROUND))] == [400, 429]


@pytest.mark.parametrize("kind", ["trk", "rte"])
def test_a_file_becomes_the_way_over_our_streets(agency, anonymous, kind):
    event = published(agency, phases=[phase(geometry=line((150, 10), (50, 10)), direction="forward")])
    other_side = published(agency, phases=[phase(geometry=line((50, -10), (150, -10)), direction="forward")])
    made = kept_of_file(anonymous, gpx(*ROUND, kind=kind), day=WORKDAYS)
    assert made.schedule == {"hours": [{"weekdays": WORKDAYS, "start": "00:00", "end": "00:00"}]}
    roads = RoadSegment.objects.in_bulk(made.segments)
    assert list(dict.fromkeys(str(roads[pk].road) for pk in made.segments)) == [
        "улица Пушкина",
        "Речной переулок",
        "проспект Ленина",
    ]
    assert 720 <= made.length_m <= 800  # 390 + 190 + 180
    page = anonymous.get(made.get_absolute_url()).text
    assert event.get_absolute_url() in page
    assert other_side.get_absolute_url() not in page


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<gpx><trk><name>&b;</name></trk></gpx>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]><gpx><name>&a;</name></gpx>'


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\x00" * 100,
        b"GIF89a",
        b"<gpx></gpx>",
        b"<html><body>trkpt</body></html>",
        BOMB,
        OUTSIDE,
        gpx(*ROUND)[:-60],
        gpx((100_000, 0), (101_000, 0)),
        gpx((0, 200)),
        b'<gpx><trk><trkseg><trkpt lat="nan" lon="1e999"/><trkpt/></trkseg></trk></gpx>',
        b'<?xml version="1.0" encoding="no-such"?><gpx/>',
        gpx((-300, 300), (-320, 320), (-340, 340)),  # beside the streets
    ],
)
def test_a_file_of_which_nothing_can_be_made_is_refused(agency, anonymous, file):
    refused = sent(anonymous, file)
    assert refused.status_code == 400
    assert list(refused.context["errors"]) == ["gpx"]
    assert not Trip.objects.exists()


def test_millions_of_points_are_not_read(agency, anonymous, monkeypatch):
    monkeypatch.setattr("roadmap.tracks.MOST_POINTS", 1000)
    assert sent(anonymous, gpx(*[(x % 200, 200) for x in range(1500)])).status_code == 400
    monkeypatch.setattr("closures.trips.asking.MOST_BYTES", 1000)
    assert sent(anonymous, gpx(*ROUND)).status_code == 413


def test_who_asks_for_the_way_of_a_file_and_chose_none_is_told_so(agency, anonymous):
    refused = anonymous.post(reverse("trip"), {"verb": "show", "since": "08:00"})
    assert refused.status_code == 400
    assert refused.context["errors"] == {"gpx": "Выберите файл GPX."}
    assert "08:00" in refused.text


def test_a_file_of_elements_in_elements_is_read_no_further_than_any_gpx_goes(agency, anonymous, monkeypatch):
    monkeypatch.setattr("roadmap.xml_files.DEEPEST", 4)
    assert sent(anonymous, gpx(*ROUND)).status_code == 400, "a file goes down to gpx, trk, trkseg, trkpt, ele"
    monkeypatch.setattr("roadmap.xml_files.DEEPEST", 5)
    assert sent(anonymous, gpx(*ROUND)).status_code == 200


@pytest.mark.parametrize("file", [b"<a>" * 1_600_000, b"<a>" + b"<a/>" * 1_200_000 + b"</a>"], ids=["deep", "wide"])
def test_five_megabytes_of_nothing_take_no_memory(small_city, file):
    tracemalloc.start()
    try:
        with pytest.raises(NoTrack):
            read_gpx(BytesIO(file), small_city)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20 * 2**20


# --- a new network


def test_a_trip_follows_a_new_network(agency):
    made = trip(agency.city)
    gone = made.segments[1]
    keeping.follow_network(agency.city, [gone])
    assert keeping.catch_up(NOW) == 1
    made.refresh_from_db()
    assert (made.is_stale, 280 <= made.length_m <= 320) == (False, True)
    assert keeping.catch_up(NOW) == 0


def test_an_import_leaves_other_trips_alone(agency):
    made = trip(agency.city)
    other = RoadSegment.objects.filter(city=agency.city).exclude(pk__in=made.segments).first()
    keeping.follow_network(agency.city, [other.pk])
    assert keeping.catch_up(NOW) == 0


def test_nothing_personal_stands_on_the_public_form(agency, anonymous):
    page = anonymous.get(reverse("trip"))
    assert page.status_code == 200
    assert not re.search(r'name="(name|email|phone)"', page.text)
