"""Every feed has its judge here: a schema, or a reader of that standard."""

from closures.feeds import FEEDS
from tests.standards.test_atom import problems
from tests.standards.test_calendar import entries

JUDGES = {"roadworks.atom": problems, "roadworks.ics": entries}


def test_every_feed_has_a_judge():
    assert set(FEEDS) == set(JUDGES)
