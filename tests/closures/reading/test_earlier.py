"""Which published event a notice speaks of: how much of its stretch is shared, and what makes one the likelier."""

from datetime import timedelta

import pytest

from closures.models import RoadEvent
from closures.models.lists import Cause, Direction
from closures.reading.earlier import CLEARLY, earlier_events
from closures.reading.pasted import read_pasted
from tests.closures.factories import phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
STRETCH = "улицы Пушкина от Баумана до Речного переулка"
OTHER_DAYS = {"planned_start": NOW + timedelta(days=5), "planned_end": NOW + timedelta(days=9)}  # to 19 June


def scores(dispatcher, text: str) -> dict[int, float]:
    written = NOW.astimezone(dispatcher.agency.city.zone).replace(tzinfo=None)
    pasted = read_pasted(text, written, dispatcher.agency.city)
    (entry,) = pasted.entries
    return {one.event.pk: one.score for one in earlier_events(dispatcher, pasted, entry, NOW)}


def test_the_old_end_that_is_told_makes_its_event_clearly_likelier(dispatcher, agency):
    other, meant = published(agency), published(agency, phases=[phase(**OTHER_DAYS)])
    found = scores(dispatcher, f"Продлили до 25 июня закрытие {STRETCH} (было до 19 июня).")
    assert found[meant.pk] >= CLEARLY * found[other.pk]
    alike = scores(dispatcher, f"До 25 июня продлили закрытие {STRETCH}.")
    assert alike[meant.pk] == alike[other.pk]


def test_the_cause_that_is_told_makes_its_event_likelier_and_an_untold_one_none(dispatcher, agency):
    other = published(agency, cause=Cause.GAS)
    meant = published(agency, cause=Cause.HEAT_NETWORK)
    found = scores(dispatcher, f"До 25 июня продлили закрытие {STRETCH}: ремонт теплотрассы.")
    assert found[meant.pk] > found[other.pk]
    RoadEvent.objects.update(cause=Cause.UNKNOWN)
    untold = scores(dispatcher, f"До 25 июня продлили закрытие {STRETCH}.")
    assert untold[meant.pk] == untold[other.pk] == found[other.pk]


def test_the_old_end_weighs_more_than_the_cause(dispatcher, agency):
    by_cause = published(agency, cause=Cause.HEAT_NETWORK)
    by_end = published(agency, cause=Cause.GAS, phases=[phase(**OTHER_DAYS)])
    text = f"Продлили до 25 июня закрытие {STRETCH} (было до 19 июня): ремонт теплотрассы."
    assert list(scores(dispatcher, text)) == [by_end.pk, by_cause.pk]


@pytest.mark.parametrize(
    ("direction", "is_meant"), [(Direction.FORWARD, True), (Direction.BOTH, True), (Direction.BACKWARD, False)]
)
def test_the_other_direction_of_a_stretch_is_not_shared(dispatcher, agency, direction, is_meant):
    event = published(agency, phases=[phase(direction=direction)])
    text = f"До 25 июня продлили закрытие {STRETCH} в сторону Речного переулка."
    assert list(scores(dispatcher, text)) == ([event.pk] if is_meant else [])


def test_an_opening_for_a_while_opens_no_verb_on_the_whole(dispatcher, agency):
    published(agency)
    city = agency.city
    written = NOW.astimezone(city.zone).replace(tzinfo=None)
    verbs = []
    for text in (f"Движение на участке {STRETCH} открыли.", f"Движение на участке {STRETCH} открыли на сутки."):
        pasted = read_pasted(text, written, city)
        verbs += [one.verb for one in earlier_events(dispatcher, pasted, pasted.entries[0], NOW)]
    assert verbs == ["cancel", ""]  # it has not begun
