"""Spans follow the network: by command, and after every import."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.gis.geos import MultiLineString
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closures import derive
from closures.models import PhasePlace, PublicVersion, SegmentSpan
from roadmap.importers.run import import_file
from roadmap.models import RoadSegment
from tests.closures.factories import draft, line, phase, published
from tests.conftest import NOW, SMALL_CITY

pytestmark = pytest.mark.django_db

# улица Пушкина from улица Баумана to Речной переулок is one segment, way 101 … 102; a new lane meets it half way
LANE = (
    '<node id="9001" lat="57.1517959" lon="65.5416521"/><node id="9002" lat="57.1525000" lon="65.5416521"/>'
    '<way id="9003"><nd ref="9001"/><nd ref="9002"/><tag k="highway" v="residential"/>'
    '<tag k="name" v="Новый переулок"/></way></osm>'
)
SOUTHERN_SIDE = (-200, -10), (0, -10)  # of проспект Ленина; the northern one is way 113
RIVERSIDE = (600, 150), (600, 20)  # Садовая улица


def spans(event):
    return list(SegmentSpan.objects.filter(phase__event=event).values_list("segment__key", flat=True))


def test_spans_are_made_anew_from_what_was_drawn(agency, capsys):
    event = draft(agency)
    before = spans(event)
    SegmentSpan.objects.all().delete()
    call_command("rebuild_spans", "--city", "small-city")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["spans"] == len(before) == 1
    assert spans(event) == before


def test_an_unknown_city_is_refused(agency):
    with pytest.raises(CommandError):
        call_command("rebuild_spans", "--city", "atlantis")


def test_a_street_cut_by_a_new_crossing_keeps_its_closure(agency, tmp_path):
    event = draft(agency)
    path = tmp_path / "small_city.osm"
    text = cut_in_two(SMALL_CITY.read_text(encoding="utf-8"))
    path.write_text(text.replace("</osm>", LANE), encoding="utf-8")
    before = spans(event)
    import_file(path, city_slug="small-city", at=NOW)
    after = spans(event)
    assert len(before) == 1
    assert len(after) == 2
    assert all("9001" in key for key in after)


def test_a_way_round_far_from_its_closure_is_laid_anew(agency, tmp_path):
    way = MultiLineString(line((0, 200), (200, 200)), srid=4326)
    event = draft(agency, phases=[phase(geometry=line(*RIVERSIDE))], detour_geometry=way)
    before = list(event.detour_spans.values_list("segment__key", flat=True))
    imported(tmp_path, lambda text: cut_in_two(text).replace("</osm>", LANE))
    after = list(event.detour_spans.values_list("segment__key", flat=True))
    assert (len(before), len(after)) == (1, 2)
    assert all("9001" in key for key in after)


def test_events_are_held_while_their_ways_round_are_laid_anew(agency):
    way = MultiLineString(line((0, 200), (200, 200)), srid=4326)
    event = draft(agency, phases=[phase(geometry=line(*RIVERSIDE))], detour_geometry=way)
    with CaptureQueriesContext(connection) as asked:
        derive.follow_network(agency.city, [])
    told = [query["sql"] for query in asked]
    laid = next(number for number, sql in enumerate(told) if sql.startswith('DELETE FROM "closures_detourspan"'))
    assert any("detour_geometry" in sql and "FOR NO KEY UPDATE" in sql for sql in told[:laid])
    assert event.detour_spans.exists()


def cut_in_two(text: str) -> str:
    """Node 5 is улица Баумана, node 6 Речной переулок: the way that joins them gets the new node between."""
    cut = text.replace('<nd ref="5"/>\n    <nd ref="6"/>', '<nd ref="5"/>\n    <nd ref="9001"/>\n    <nd ref="6"/>')
    assert cut != text
    return cut


def test_a_new_street_forty_metres_to_the_east_is_near(agency):
    """A degree of longitude is 60 km here, one of latitude 111."""
    event = draft(agency, phases=[phase(geometry=line((0, 200), (160, 200)))])
    far_end = SegmentSpan.objects.filter(phase__event=event)
    before = far_end.get().end_position
    far_end.update(end_position=0.1)
    east = RoadSegment.objects.filter(city=agency.city, road__name="Речной переулок")
    derive.follow_network(agency.city, east.values_list("pk", flat=True))
    assert SegmentSpan.objects.get(phase__event=event).end_position == before


def imported(tmp_path, change) -> None:
    path = tmp_path / "small_city.osm"
    path.write_text(change(SMALL_CITY.read_text(encoding="utf-8")), encoding="utf-8")
    import_file(path, city_slug="small-city", force=True, at=NOW)


def without_the_northern_side(text: str) -> str:
    changed = re.sub(r'<way id="113".*?</way>', "", text, flags=re.DOTALL)
    assert changed != text
    return changed


def test_what_is_left_of_the_way_follows_the_network(agency, tmp_path):
    """Of the other carriageway, which no closure lies on, only the drawing's neighbourhood can tell."""
    event = published(agency, phases=[phase(geometry=line(*SOUTHERN_SIDE), direction="forward")])
    before = told(event)
    version = PublicVersion.of(agency.city)
    imported(tmp_path, without_the_northern_side)
    assert told(event) == ("closed", "closed")
    assert PublicVersion.of(agency.city) > version
    imported(tmp_path, lambda text: text)
    assert told(event) == before == ("limited", "limited")


def test_a_renamed_street_renames_its_closure(agency, tmp_path):
    event = published(agency)
    imported(tmp_path, lambda text: text.replace("улица Пушкина", "улица Тургенева"))
    event.refresh_from_db()
    assert event.roads[0] == event.phases.get().roads[0] == "улица Тургенева"
    assert "Тургенева" in event.headline
    assert "Пушкина" not in event.headline


def test_whoever_asks_what_changed_hears_of_a_new_name_and_of_nothing_else(agency, tmp_path):
    renamed = published(agency)
    elsewhere = published(agency, phases=[phase(geometry=line(*RIVERSIDE))])
    at = NOW + timedelta(days=1)
    with time_machine.travel(at, tick=False):
        imported(tmp_path, lambda text: text.replace("улица Пушкина", "улица Тургенева"))
        call_command("rebuild_spans")
    versions = renamed.version, elsewhere.version
    for event in (renamed, elsewhere):
        event.refresh_from_db()
    assert (renamed.version, elsewhere.version) == versions
    assert (renamed.updated_at, elsewhere.updated_at) == (at, NOW)


def test_a_street_that_is_gone_keeps_its_words(agency, tmp_path):
    event = published(agency, phases=[phase(geometry=line(*RIVERSIDE))])
    words = [place.words for place in PhasePlace.objects.filter(phase__event=event)]
    imported(tmp_path, lambda text: re.sub(r'<way id="161".*?</way>', "", text, flags=re.DOTALL))
    assert spans(event) == []
    assert [place.words for place in PhasePlace.objects.filter(phase__event=event)] == words


def test_the_command_derives_what_follows_from_the_spans(agency):
    event = published(agency, phases=[phase(geometry=line(*SOUTHERN_SIDE), direction="forward")])
    event.phases.update(passage="closed", roads=[])
    call_command("rebuild_spans", "--city", "small-city")
    assert told(event) == ("limited", "limited")
    assert event.phases.get().roads == ["проспект Ленина"]


def told(event) -> tuple[str, str]:
    event.refresh_from_db()
    return event.passage, event.phases.get().passage
