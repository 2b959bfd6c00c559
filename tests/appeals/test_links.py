"""A new import of the network under residents' messages and road events."""

import pytest

from closures.models import SegmentSpan
from roadmap.importers.run import import_file
from roadmap.models import RoadSegment
from tests.appeals.factories import appeal
from tests.closures.factories import published
from tests.conftest import NOW, SMALL_CITY

pytestmark = pytest.mark.django_db


def import_again(path):
    return import_file(path, city_slug="small-city", at=NOW)


@pytest.fixture
def redrawn(tmp_path):
    """The small city after somebody drew улица Пушкина anew: its ways have other numbers."""
    text = SMALL_CITY.read_text(encoding="utf-8")
    for way in RoadSegment.objects.filter(road__name="улица Пушкина").values_list("osm_way_id", flat=True).distinct():
        text = text.replace(f'<way id="{way}"', f'<way id="{way + 7000}"')
    changed = tmp_path / "small_city.osm"
    changed.write_text(text, encoding="utf-8")
    return changed


def test_a_message_whose_segment_is_gone_is_linked_to_the_new_one(agency, redrawn):
    message = appeal(agency.city)
    promised, answering = message.answer_due_at, message.agency
    import_again(redrawn)
    message.refresh_from_db()
    assert message.segment.road.name == "улица Пушкина"
    assert message.segment.osm_way_id > 7000
    assert (message.answer_due_at, message.agency) == (promised, answering)


def test_the_spans_of_an_event_follow_the_network(agency, redrawn):
    event = published(agency)
    before = set(SegmentSpan.objects.filter(phase__event=event).values_list("segment", flat=True))
    places = event.phases.get().places
    import_again(redrawn)
    spans = SegmentSpan.objects.filter(phase__event=event)
    assert spans.count() == len(before) >= 1
    assert not before & set(spans.values_list("segment", flat=True))
    assert event.phases.get().places == places
