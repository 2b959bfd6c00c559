"""Spans follow the network: by command, and after every import."""

import json

import pytest
from django.core.management import CommandError, call_command

from closures import derive
from closures.models import SegmentSpan
from roadmap.importers.run import import_file
from roadmap.models import RoadSegment
from tests.closures.factories import draft, line, phase
from tests.conftest import NOW, SMALL_CITY

pytestmark = pytest.mark.django_db

# улица Пушкина from улица Баумана to Речной переулок is one segment, way 101 … 102; a new lane meets it half way
LANE = (
    '<node id="9001" lat="57.1517959" lon="65.5416521"/><node id="9002" lat="57.1525000" lon="65.5416521"/>'
    '<way id="9003"><nd ref="9001"/><nd ref="9002"/><tag k="highway" v="residential"/>'
    '<tag k="name" v="Новый переулок"/></way></osm>'
)


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
    text = SMALL_CITY.read_text(encoding="utf-8")
    # node 5 is улица Баумана, node 6 Речной переулок: the way that joins them gets the new node between
    cut = text.replace('<nd ref="5"/>\n    <nd ref="6"/>', '<nd ref="5"/>\n    <nd ref="9001"/>\n    <nd ref="6"/>')
    assert cut != text
    path.write_text(cut.replace("</osm>", LANE), encoding="utf-8")
    before = spans(event)
    import_file(path, city_slug="small-city", at=NOW)
    after = spans(event)
    assert len(before) == 1
    assert len(after) == 2
    assert all("9001" in key for key in after)


def test_a_new_street_forty_metres_to_the_east_is_near(agency):
    """A degree of longitude is 60 km here, one of latitude 111."""
    event = draft(agency, phases=[phase(geometry=line((0, 200), (160, 200)))])
    far_end = SegmentSpan.objects.filter(phase__event=event)
    before = far_end.get().end_position
    far_end.update(end_position=0.1)
    east = RoadSegment.objects.filter(city=agency.city, road__name="Речной переулок")
    derive.follow_network(agency.city, east.values_list("pk", flat=True))
    assert SegmentSpan.objects.get(phase__event=event).end_position == before
