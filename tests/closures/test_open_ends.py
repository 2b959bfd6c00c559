"""An end where there was none, or none where there was one, makes nothing shorter or longer: its term is another."""

from datetime import timedelta

import pytest

from closures import amending, posts
from closures.kinds import FOR_A_PUBLIC_EVENT
from closures.models.change import Verb
from tests.closures.factories import line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.mark.parametrize(("before", "after"), [(None, 5 * DAY), (5 * DAY, None)])
def test_a_term_with_no_end_on_either_side_is_neither_prolonged_nor_shortened(agency, dispatcher, before, after):
    ends = [each and NOW + each for each in (before, after)]
    start = NOW + DAY
    event = published(
        agency, phases=[phase(geometry=line((0, 200), (200, 200)), planned_start=start, planned_end=ends[0])]
    )
    kept = {"id": event.phases.get().pk, "planned_start": start, "planned_end": ends[1]}
    entry = amending.change(event, fields={}, phases=[kept], by=dispatcher, at=NOW)
    assert entry.verb == Verb.EXTENDED
    russian, english = posts.texts_of(entry), posts.texts_of(entry, "en")
    assert "зменился срок закрытия движения" in russian.headline
    assert "Closure dates changed" in english.headline
    end = (
        ("до 12:00 15\u00a0июня", "until 12:00 on 15\u00a0June") if after else ("до окончания работ", "until the works")
    )
    assert (end[0] in russian.long, end[1] in english.long) == (True, True)


@pytest.mark.parametrize("cause", FOR_A_PUBLIC_EVENT)
def test_a_closure_for_a_public_event_has_no_end_of_works(agency, cause):
    event = published(agency, cause=cause, phases=[phase(planned_end=None)])
    russian, english = (posts.texts_of(event.changes.latest("pk"), language) for language in ("ru", "en"))
    assert ("окончания мероприятия" in russian.long, "окончания работ" in russian.long) == (True, False)
    assert "until the event is over" in english.long
