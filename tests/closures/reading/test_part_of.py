"""What speaks of one place, stage or day of an event is not offered for the whole of it."""

from datetime import timedelta

import pytest
import time_machine

from closures.models import RoadEvent
from closures.reading.earlier import Earlier, earlier_events, is_clear
from closures.reading.pasted import read_pasted
from tests.closures.factories import line, phase, published
from tests.conftest import NOW
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
STRETCH = "улицы Пушкина от Баумана до Речного переулка"
PUSHKINA, BAUMANA, LONGER = line((0, 200), (200, 200)), line((0, 20), (0, 190)), line((-190, 200), (200, 200))
LATER = {"planned_start": NOW + 5 * DAY, "planned_end": NOW + 6 * DAY}  # 15 to 16 June, at noon
TWO_PLACES = [phase(), phase(geometry=BAUMANA)]
TWO_STAGES = [phase(), phase(**LATER)]  # 11 to 13 June and then


def told(dispatcher, text: str, at=NOW) -> Earlier:
    city = dispatcher.agency.city
    pasted = read_pasted(text, at.astimezone(city.zone).replace(tzinfo=None), city)
    (entry,) = pasted.entries
    (one,) = earlier_events(dispatcher, pasted, entry, at)
    return one


CANCELLED, EXTENDED = f"Закрытие {STRETCH} отменили.", f"До 20 июня продлили закрытие {STRETCH}."
PARTS = {
    "one of two places is prolonged": (EXTENDED, TWO_PLACES, "улица Баумана"),
    "one of two places is put off": (f"Закрытие {STRETCH} перенесли с 11 на 20 июня.", TWO_PLACES, "улица Баумана"),
    "half of a stretch": (CANCELLED, [phase(geometry=LONGER)], "улица Пушкина"),
    "one direction": (
        f"До 25 июня продлили закрытие {STRETCH} в сторону Речного переулка.",
        [phase()],
        "улица Пушкина",
    ),
    "the first stage is prolonged": (f"До 14 июня продлили закрытие {STRETCH}.", TWO_STAGES, "15 июня, 12:00"),
    "a day within": (f"Закрытие {STRETCH} 12 июня отменили.", [phase()], "13 июня"),
    "one stage is put off": (f"Закрытие {STRETCH} перенесли с 11 на 20 июня.", TWO_STAGES, "15 июня, 12:00"),
}


@pytest.mark.parametrize(("text", "phases", "rest"), PARTS.values(), ids=PARTS)
def test_of_a_part_no_verb_is_offered_and_the_whole_is_named(dispatcher, agency, text, phases, rest):
    event = published(agency, phases=phases)
    one = told(dispatcher, text)
    assert (one.event, one.verb, one.moment, one.start) == (event, "", None, None)
    assert one.difference.startswith("Сказано только про часть события (улица Пушкина): ")
    assert rest in one.difference.split(" В событии: ")[1]


ONE_SIDE = "До 25 июня продлили закрытие проспекта Ленина от Баумана до Речного переулка в сторону Речного переулка."
WHOLES = {
    "called off": (CANCELLED, [phase()], "cancel"),
    "called off by its first day": (f"Закрытие {STRETCH} 11 июня отменили.", [phase()], "cancel"),
    "called off by its days": (f"Закрытие {STRETCH} с 11 по 13 июня отменили.", [phase()], "cancel"),
    "called off, of a longer street": ("Закрытие улицы Пушкина отменили.", [phase()], "cancel"),
    "prolonged": (EXTENDED, TWO_STAGES, "change"),
    "the one way of a carriageway": (
        ONE_SIDE,
        [phase(geometry=line((5, -10), (195, -10)), direction="forward")],
        "change",
    ),
}


@pytest.mark.parametrize(("text", "phases", "verb"), WHOLES.values(), ids=WHOLES)
def test_of_the_whole_the_verb_is_offered(dispatcher, agency, text, phases, verb):
    published(agency, phases=phases)
    assert told(dispatcher, text).verb == verb


def test_a_stage_that_is_over_counts_no_more_and_one_that_comes_is_not_opened(dispatcher, agency):
    published(agency, phases=[phase(geometry=BAUMANA), phase(**LATER)])
    text = f"Движение по {STRETCH} открыто.".replace("улицы", "улице")
    with time_machine.travel(NOW + 5.5 * DAY, tick=False):
        assert told(dispatcher, text, NOW + 5.5 * DAY).verb == "finish"


OPEN = f"Движение по {STRETCH} открыто.".replace("улицы", "улице")
GOES_ON = OPEN.replace(".", ", а на улице Баумана от Пушкина до проспекта Ленина работы продолжаются.")
TAKEN_OUT = {  # text, stages, days from now, how it is told, [(stage, its places, whether it ends)]
    "one of two places is called off": (CANCELLED, TWO_PLACES, 0, "не состоится: улица Пушкина", [(1, 1, False)]),
    "one of two is open before it began": (OPEN, TWO_PLACES, 0, "не состоится: улица Пушкина", [(1, 1, False)]),
    "one of two is open while the other goes on": (GOES_ON, TWO_PLACES, 2, "открыто с 12 июня", [(1, 1, True)]),
    "the first stage by its day": (
        f"Закрытие {STRETCH} 11 июня отменили.",
        TWO_STAGES,
        0,
        "остаётся: 15 июня",
        [(1, 1, False)],
    ),
    "the stage that runs": (OPEN, TWO_STAGES, 2, "продолжается: 15 июня", [(1, 1, True)]),
}


@pytest.mark.parametrize(("text", "phases", "days", "words", "cuts"), TAKEN_OUT.values(), ids=TAKEN_OUT)
def test_what_is_open_is_taken_out_and_the_rest_stays(dispatcher, agency, text, phases, days, words, cuts):
    event = published(agency, phases=phases)
    at = NOW + days * DAY
    with time_machine.travel(at, tick=False):
        one = told(dispatcher, text, at)
    assert (one.event, one.verb, one.moment) == (event, "part", None)
    assert words in one.difference
    assert [(cut.phase.number, len(cut.locations), cut.end is not None) for cut in one.cuts] == cuts


STAYS = (
    "Улица Баумана остаётся закрытой, а по улице Пушкина движение открыто.",
    "Открыто движение по улице Пушкина. Улица Баумана пока закрыта.",
    "По улице Пушкина движение открыто, на улице Баумана ограничения сохраняются.",
    "Движение по улице Пушкина открыто; на улице Баумана работы ещё продолжаются.",
    "Улицу Пушкина открыли для движения, улица Баумана всё ещё перекрыта.",
)


@pytest.mark.parametrize("text", STAYS)
def test_what_stays_shut_beside_what_opens_is_not_opened(dispatcher, agency, text):
    opened, shut = published(agency), published(agency, phases=[phase(geometry=BAUMANA)])
    at = NOW + 2 * DAY
    city = agency.city
    with time_machine.travel(at, tick=False):
        pasted = read_pasted(text, at.astimezone(city.zone).replace(tzinfo=None), city)
        found = [one for entry in pasted.entries for one in earlier_events(dispatcher, pasted, entry, at)]
    assert [(one.event, one.verb) for one in found] == [(opened, "finish")]
    assert shut not in {one.event for one in found}


def test_what_opens_with_an_exception_opens_nothing_by_one_press(dispatcher, agency):
    event = published(agency)
    at = NOW + 2 * DAY
    with time_machine.travel(at, tick=False):
        one = told(dispatcher, "Открыто движение по улице Пушкина, кроме участка от Баумана до Речного переулка.", at)
    assert (one.event, one.verb, one.cuts) == (event, "", ())


def test_a_place_told_in_part_is_taken_out_by_nobody(dispatcher, agency):
    published(agency, phases=[phase(geometry=LONGER), phase(geometry=BAUMANA)])
    assert (told(dispatcher, CANCELLED).verb, told(dispatcher, CANCELLED).cuts) == ("", ())


def test_nothing_is_taken_out_where_nothing_would_be_left(dispatcher, agency):
    published(agency, phases=TWO_STAGES)
    at = NOW + 2 * DAY
    with time_machine.travel(at, tick=False):
        one = told(dispatcher, f"Закрытие {STRETCH} с 11 по 16 июня отменили.", at)
    assert (one.verb, one.cuts) == ("", ())


def test_many_stages_and_places_ask_the_database_as_often_as_few(dispatcher, agency):
    city = agency.city
    at = NOW + 2 * DAY
    pasted = read_pasted(OPEN, at.astimezone(city.zone).replace(tzinfo=None), city)
    short = [(x, x + 30) for x in range(20, 180, 20)]

    def asked(more: int) -> int:
        RoadEvent.objects.all().update(status="cancelled")
        beside = [phase(geometry=line((0, low), (0, high))) for low, high in short[:more]]
        later = [phase(planned_start=NOW + (5 + 2 * n) * DAY, planned_end=NOW + (6 + 2 * n) * DAY) for n in range(more)]
        two = {"locations": [{"geometry": PUSHKINA}, {"geometry": BAUMANA}]}
        both = [phase(planned_start=NOW + DAY + n * DAY / 24, **two) for n in range(more)]
        for each in both:
            del each["geometry"]
        published(agency, phases=[*both, *beside, *later])
        found = []
        number = queries_of(lambda: found.extend(earlier_events(dispatcher, pasted, pasted.entries[0], at)))
        assert [one.verb for one in found] == ["part"]
        return number

    asked(1)  # what is found out once a process does not count
    assert asked(1) == asked(8)


def test_of_several_stages_and_no_day_it_is_asked_which(dispatcher, agency):
    published(agency, phases=TWO_STAGES)
    city = agency.city
    pasted = read_pasted(CANCELLED, NOW.astimezone(city.zone).replace(tzinfo=None), city)
    found = earlier_events(dispatcher, pasted, pasted.entries[0], NOW)
    assert [(one.verb, [cut.phase.number for cut in one.cuts]) for one in found] == [
        ("cancel", []),
        ("part", [1]),
        ("part", [2]),
    ]
    assert found[0].difference.startswith("все этапы: ")
    assert not is_clear(found)
