"""The pictures of road events and the still of the map page."""

import json
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from io import BytesIO

import pytest
from django.contrib.gis.geos import MultiLineString
from PIL import Image

from closures import actions, confirming, posts
from closures.pictures import picture_address, picture_of, spec_of, still_spec, still_stamp
from closures.snapshot import snapshot
from closures.wording import Texts
from roadmap.models import Picture
from roadmap.picture import picture_bytes
from tests.closures.factories import active, area, draft, line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def texts(event) -> Texts:
    return posts.preview(event, snapshot(event), "finished" if event.ended_at else "announced")


def drawn(event) -> list[tuple[str, str]]:
    return [(shape["sign"], shape["line"]) for shape in spec_of(event, texts(event))["shapes"]]


def test_the_headline_stands_on_the_picture_with_the_dates(agency):
    event = published(agency)
    spec = spec_of(event, texts(event))
    assert spec["title"] == event.headline
    assert "улица Пушкина" in spec["title"]
    assert "11" in spec["lines"][0]
    assert "июня" in spec["lines"][0]
    assert spec["shapes"][0]["colour"] == "#c3211b"


def test_the_way_round_lies_under_the_closure(agency):
    event = draft(agency)
    event.detour_geometry = MultiLineString(line((0, 200), (0, 10)), srid=4326)
    assert [shape["line"] for shape in spec_of(event, texts(event))["shapes"]] == ["arrows", "solid"]


def test_recipes_that_named_kinds_are_rewritten(agency):
    rewrite = import_module("closures.migrations.0007_pictures_name_their_lines").drawn
    place = {"geometry": {"type": "Point", "coordinates": [65.5, 57.1]}}
    for event in (active(agency), draft(agency, kind="repair-zone"), draft(agency, kind="signal-outage")):
        (now,) = spec_of(event, texts(event))["shapes"]
        now["is_planned"] = False  # as in all recipes of posts at that time
        before = place | {"style": event.kind, "impact": "all-lanes-closed", "is_planned": False, "is_over": False}
        colour = {
            "colour": rewrite(before)["colour"]
        }  # the kind's own at that time; today's says what is left of the way
        assert rewrite(before) == now | place | colour
        assert rewrite(before | {"is_over": True}) == now | place | {"sign": "open", "colour": "#1b7f43"}
        assert rewrite(now) == now
    narrowed = rewrite(place | {"style": "closure", "impact": "flagging"})
    assert (narrowed["sign"], narrowed["line"]) == ("narrowing", "striped")
    assert rewrite(place | {"style": "detour"}) == place | {"line": "arrows", "colour": "#12813a"}


def test_a_picture_is_one_row_however_often_it_is_asked_for(agency):
    event = draft(agency)
    first = picture_of(event, replace(texts(event), alt_text="Карта: улица Пушкина"))
    assert picture_of(event, texts(event)) == first
    assert Picture.objects.filter(pk=first.pk).get().alt_text == "Карта: улица Пушкина"
    assert Image.open(BytesIO(picture_bytes(first))).size == (1200, 630)


def test_another_place_is_another_picture(agency):
    one, other = draft(agency), draft(agency, phases=[phase(geometry=line((0, 200), (0, 10)))])
    assert picture_of(one, texts(one)).digest != picture_of(other, texts(other)).digest


def test_every_kind_has_its_sign_and_line(agency):
    zone = [phase(geometry=area((0, 0), (100, 0), (100, 100)), vehicle_impact="some-lanes-closed")]
    assert drawn(draft(agency, kind="repair-zone", phases=zone)) == [("repair-zone", "tape")]
    assert drawn(draft(agency, kind="public-event", phases=zone)) == [("public-event", "dashed")]
    assert drawn(draft(agency, kind="parking-change")) == [("parking-change", "dotted")]
    assert drawn(draft(agency, kind="signal-outage")) == [("signal-outage", "")]


def test_a_closure_that_leaves_a_way_through_has_a_sign_and_a_line_of_its_own(agency):
    assert drawn(draft(agency, phases=[phase(vehicle_impact="alternating-one-way")])) == [("narrowing", "striped")]
    assert drawn(draft(agency, phases=[phase(vehicle_classes=["lorry"])])) == [("lorries", "striped")]


@pytest.mark.parametrize("kind", ["closure", "repair-zone", "public-event"])
def test_colours_say_what_is_left_of_the_way_whatever_the_kind(agency, kind):
    given = [{}, {"vehicle_impact": "some-lanes-closed"}, {"vehicle_classes": ["lorry"]}, {"direction": "forward"}]
    events = [draft(agency, kind=kind, phases=[phase(**values)]) for values in given]
    colours = [spec_of(event, texts(event))["shapes"][0]["colour"] for event in events]
    assert colours == ["#c3211b", "#c27400", "#6d4526", "#c27400"]


def test_what_is_shut_now_lies_on_what_is_narrowed_and_both_on_what_is_planned(agency, small_city):
    begun = {"planned_start": NOW - timedelta(hours=1), "planned_end": None}
    shut = active(agency, severity=1, phases=[phase(**begun)])
    narrowed = active(agency, severity=5, phases=[phase(**begun, vehicle_impact="flagging")])
    planned = published(agency, severity=5, phases=[phase(geometry=line((0, 200), (0, 10)))])
    drawn = [(each["colour"], each["is_planned"]) for each in still_spec(small_city, (390, 844), NOW)["shapes"]]
    assert drawn == [("#c3211b", True), ("#c27400", False), ("#c3211b", False)], (shut, narrowed, planned)


def test_stages_at_one_place_are_one_shape(agency):
    later = phase(planned_start=NOW + timedelta(days=5), planned_end=NOW + timedelta(days=6))
    assert drawn(draft(agency, phases=[phase(), later])) == [("closure", "solid")]
    elsewhere = later | {"geometry": line((0, 200), (0, 10))}
    assert drawn(draft(agency, phases=[phase(), elsewhere])) == [("closure", "solid")] * 2


def test_an_ended_closure_is_shown_open(agency):
    event = active(agency)
    confirming.finish(event, by=None, at=NOW)
    event.refresh_from_db()
    spec = spec_of(event, texts(event))
    assert (spec["shapes"][0]["sign"], spec["shapes"][0]["colour"]) == ("open", "#1b7f43")
    assert "Открыто движение" in spec["title"]
    assert spec["lines"] == ["12:00 10\u00a0июня"]


def test_the_address_is_that_of_the_latest_post(agency, client):
    event = draft(agency)
    assert picture_address(event) is None
    actions.publish(event, by=None, at=NOW)
    event.refresh_from_db()
    address = picture_address(event)
    assert client.get(address)["Content-Type"] == "image/png"
    assert picture_of(event, texts(event)).digest in address


def test_the_still_shows_what_is_published_and_planned_hollow(agency, small_city):
    draft(agency)
    running, planned = active(agency), published(agency, phases=[phase(geometry=line((0, 200), (0, 10)))])
    shapes = still_spec(small_city, (390, 844), NOW)["shapes"]
    assert len(shapes) == 2
    hollow = {shape["geometry"]["coordinates"][1][1]: shape["is_planned"] for shape in shapes}
    assert hollow == {
        round(running.geometry.coords[1][1], 6): False,
        round(planned.geometry.coords[1][1], 6): True,
    }


def test_the_still_is_drawn_anew_when_events_change(agency, small_city, client, django_assert_max_num_queries):
    address = f"/stills/{small_city.slug}/390x844.webp"
    first = client.get(address)
    assert first["Content-Type"] == "image/webp"
    assert Image.open(BytesIO(first.content)).size == (390, 844)
    assert len(first.content) <= 60 * 1024
    with django_assert_max_num_queries(3):
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    stamp = still_stamp(small_city, NOW)
    draft(agency)
    assert still_stamp(small_city, NOW) == stamp, "a draft is on no picture"
    active(agency, phases=[phase(planned_start=NOW - timedelta(hours=1), planned_end=None)])
    assert still_stamp(small_city, NOW) != stamp
    second = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert second.content != first.content


def test_the_still_is_drawn_anew_when_a_stage_begins_or_ends_though_nothing_is_written(agency, small_city):
    """The two overlap, so that the event itself goes on."""
    hours = [timedelta(hours=number) for number in range(5)]
    first = phase(planned_start=NOW, planned_end=NOW + hours[3])
    second = phase(planned_start=NOW + hours[1], planned_end=NOW + hours[4], geometry=line((-200, 20), (-200, 180)))
    published(agency, phases=[first, second])
    told = [
        (still_stamp(small_city, at), json.dumps(still_spec(small_city, (390, 844), at)["shapes"]))
        for each in hours
        for at in (NOW + each + timedelta(seconds=30), NOW + each + timedelta(minutes=50))
    ]
    assert len({spec for _stamp, spec in told}) > 1
    assert len(set(told)) == len({stamp for stamp, _spec in told})
    assert told[0] == told[1]


@pytest.mark.parametrize("name", ["small-city/391x844", "small-city/99999x99999", "nowhere/390x844"])
def test_only_the_known_stills_are_drawn(small_city, client, name):
    assert client.get(f"/stills/{name}.webp").status_code == 404
