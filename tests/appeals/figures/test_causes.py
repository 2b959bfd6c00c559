"""Messages caused by a closure: a burst is counted for the right one, and what comes anyway is taken off."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from appeals.figures.asked import Asked
from appeals.figures.causes import caused, messages_of
from appeals.models import Appeal
from roadmap.models import User
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, appeal, spot
from tests.closures.factories import line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGAN = NOW - 3 * DAY
FAR = spot(600, -200)  # some 600 m from улица Пушкина's closed part


def closure(agency, *path, start=BEGAN, end=BEGAN + DAY):
    shut = phase(geometry=line(*path), planned_start=start, planned_end=end)
    return published(agency, at=start - WEEK, phases=[shut])


def found(city, **told):
    return {one.event.pk: one for one in caused(Appeal.objects.all(), Asked(city, **told), NOW)}


@pytest.fixture
def pushkina(small_city, agency):
    return closure(agency, (0, 200), (200, 200))


def burst(city, count, *, at=BEGAN + HOUR, point=PUSHKINA, code="pothole"):
    return [appeal(city, point=point, at=at + each * HOUR / 4, code=code).pk for each in range(count)]


def test_a_burst_is_counted_for_the_closure_without_what_comes_anyway(small_city, pushkina):
    wanted = burst(small_city, 12) + burst(small_city, 3, code="lighting")
    for weeks in (1, 2, 3, 4):
        burst(small_city, 2, at=BEGAN + HOUR - weeks * WEEK)  # as every week in these hours
    burst(small_city, 5, at=BEGAN - 2 * DAY)  # other days of the week, and before it began
    burst(small_city, 4, at=BEGAN + DAY)  # it has ended
    burst(small_city, 4, point=FAR)
    burst(small_city, 6, at=BEGAN + HOUR - 5 * WEEK)  # too long ago
    (one,) = found(small_city).values()
    assert (one.event, one.count, one.usual, one.excess) == (pushkina, 15, 2.0, 13.0)
    assert [(topic.code, count) for topic, count in one.topics] == [("pothole", 12), ("lighting", 3)]
    assert one.is_notable
    assert sorted(messages_of(pushkina.pk, Appeal.objects.all(), Asked(small_city), NOW)) == sorted(wanted)


def test_of_two_closures_at_once_the_nearer_one_is_meant(small_city, agency, pushkina):
    """проспект Ленина lies some 190 m south, so that each is within 300 m of the other's messages."""
    lenina = closure(agency, (0, 10), (200, 10))
    burst(small_city, 5)
    burst(small_city, 2, point=spot(100, 30))
    told = found(small_city)
    assert {pk: one.count for pk, one in told.items()} == {pushkina.pk: 5, lenina.pk: 2}


def test_of_two_closures_one_after_the_other_the_one_that_lasts_is_meant(small_city, agency, pushkina):
    later = closure(agency, (0, 200), (200, 200), start=BEGAN + DAY, end=BEGAN + 2 * DAY)
    burst(small_city, 4, at=BEGAN + DAY)
    assert {pk: one.count for pk, one in found(small_city).items()} == {later.pk: 4}


def test_a_place_where_as_many_come_every_week_is_nothing_notable(small_city, pushkina):
    for weeks in range(5):
        burst(small_city, 4, at=BEGAN + HOUR - weeks * WEEK)
    (one,) = found(small_city).values()
    assert (one.count, one.usual, one.is_notable) == (4, 4.0, False)


def test_a_long_closure_is_compared_with_weeks_before_it_began(small_city, agency):
    long = closure(agency, (0, 200), (200, 200), start=NOW - 10 * DAY, end=NOW + 30 * DAY)
    burst(small_city, 6, at=NOW - 9 * DAY)
    burst(small_city, 4, at=NOW - 4 * DAY - 2 * WEEK)  # so far it is ten days long: two weeks back it is not there
    (one,) = found(small_city).values()
    assert (one.event, one.count, one.usual) == (long, 6, 1.0)


def test_the_page_lists_them_and_each_number_opens_its_messages(small_city, agency, pushkina):
    burst(small_city, 5)
    burst(small_city, 2, point=ACROSS_TOWN)
    head = User.objects.create_user("head", agency=agency, roles=["leader"])
    client = signed_in(head)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/desk/figures/closures/").content.decode()
        ((address, number),) = re.findall(r'href="(/desk/figures/closures/\d+/\?[^"]*)">(\d+)</a>', page)
        assert (number, client.get(unescape(address)).context["count"]) == ("5", "5")
        assert client.get("/desk/figures/closures/?since=x").status_code == 400
        assert client.get("/desk/figures/closures/999999/").status_code == 404
    assert found(small_city, first=(NOW - DAY).date()) == {}  # it had ended by then
