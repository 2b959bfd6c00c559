"""Every feed has its judge here: a schema, or a reader of that standard."""

from closures.feeds import FEEDS
from tests.standards import test_atom, test_calendar

JUDGES = {"roadworks.atom": test_atom.problems, "roadworks.ics": test_calendar.problems}


def test_every_feed_has_a_judge():
    assert set(FEEDS) == set(JUDGES)
