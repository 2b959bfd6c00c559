"""The rate of answers on time: what counts, what no trick improves, and that it equals a count written by hand."""

from datetime import timedelta

import pytest
from django.db import connection

from appeals import actions, objecting, violations
from appeals.figures.asked import Asked
from appeals.figures.cuts import Figures, figures_of
from appeals.figures.rates import FEWEST, Rate, wilson
from appeals.models import Appeal
from roadmap.models import City
from tests.appeals.factories import ACROSS_TOWN, IN_THE_PARK, PUSHKINA, appeal
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = NOW + 60 * DAY  # the term is 30 days: long after it
ASKS = {"source": "source", "category": "category", "area": "area", "counted_agency": "agency"}


def figures(at=LATER) -> Figures:
    """As the pages ask for them."""
    return figures_of(Appeal.objects.all(), Asked(City.objects.get()), at)


def rate(at=LATER) -> Rate:
    return figures(at).rate


def rates(cut: str, at=LATER) -> dict:
    """By what the list of a line asks for."""
    [lines] = [each.lines for each in figures(at).cuts if each.name == cut]
    return {getattr(line.asked, ASKS[cut]): line.rate for line in lines}


def told(found: Rate) -> tuple[int, int, int]:
    return found.on_time, found.closed, found.open_overdue


@pytest.fixture
def make(small_city, agency, operator):
    """Messages in the situations that matter, by name."""

    def make(situation: str, **where) -> Appeal:
        message = appeal(small_city, **where)
        due = message.answer_due_at
        match situation:
            case "on time":
                actions.answer(message, "Готово.", by=operator, at=due - HOUR)
            case "late":
                actions.answer(message, "Готово.", by=operator, at=due + HOUR)
            case "open":
                pass
            case "rejected":
                actions.reject(message, reason="Не дорога", by=operator, at=due - HOUR)
            case "rejected late":
                actions.reject(message, reason="Не дорога", by=operator, at=due + HOUR)
            case "back":
                actions.answer(message, "Готово.", by=operator, at=due - HOUR)
                objecting.reopen(message, at=due + 2 * HOUR)
            case "settled":
                actions.answer(message, "Готово.", by=operator, at=due - HOUR)
                actions.close(message, at=due + DAY)
        return Appeal.objects.get(pk=message.pk)

    return make


@pytest.mark.parametrize(
    ("situation", "counted"),
    [
        ("on time", (1, 1, 0)),
        ("settled", (1, 1, 0)),
        ("late", (0, 1, 0)),
        ("open", (0, 0, 1)),
        ("back", (0, 0, 1)),
        ("rejected", (0, 0, 0)),
        ("rejected late", (0, 1, 0)),
    ],
)
def test_what_each_message_counts_for(situation, counted, make):
    """Before the clock has written down what is broken, and after."""
    make(situation)
    assert told(rate()) == counted
    violations.find(LATER)
    assert told(rate()) == counted


def test_an_open_message_whose_term_runs_counts_for_nothing(make):
    message = make("open")
    assert told(rate(message.answer_due_at)) == (0, 0, 0)
    assert told(rate(message.answer_due_at + HOUR)) == (0, 0, 1)


def test_a_message_joined_to_another_counts_through_that_one_unless_it_was_late_by_then(make, operator):
    main, early, late = make("open"), make("open"), make("open")
    actions.join(early, main, by=operator, at=early.answer_due_at - HOUR)
    actions.answer(main, "Готово.", by=operator, at=main.answer_due_at)
    assert told(rate(late.answer_due_at)) == (1, 1, 0)
    actions.join(late, main, by=operator, at=late.answer_due_at + HOUR)
    assert told(rate()) == (1, 2, 0)


def test_under_thirty_cases_no_rate_is_told():
    few, enough = Rate(on_time=FEWEST - 1, closed=FEWEST - 1), Rate(on_time=20, closed=25, open_overdue=5)
    assert (few.is_hidden, few.share, few.interval, few.percent, few.percents) == (True, None, None, None, None)
    assert (enough.cases, enough.is_hidden, enough.share, enough.percent) == (30, False, 20 / 30, 67)


@pytest.mark.parametrize(
    ("good", "cases", "edges"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_the_interval_is_wilsons(good, cases, edges):
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, the score method without correction."""
    assert wilson(good, cases) == pytest.approx(edges, abs=0.00005)


def test_no_trick_improves_the_rate(make, agency, other_agency, operator):
    for _each in range(20):
        make("on time")
    overdue = [make("open") for _each in range(15)]
    violations.find(LATER)
    mine = rates("counted_agency")[agency]
    assert mine.share == 20 / 35

    def now(at=LATER):
        return rates("counted_agency", at)[agency].share

    closed, forwarded, joined, left, set_aside = overdue[:5]
    actions.answer(closed, "Готово.", by=operator, at=LATER)  # closed for the look of it: late all the same …
    assert now() == mine.share
    objecting.reopen(closed, at=LATER + HOUR)  # … and as never closed when it comes back
    assert now() == mine.share
    actions.forward(forwarded, other_agency, reason="Не наше", by=operator, at=LATER)
    assert now() == mine.share
    assert rates("counted_agency").keys() == {agency}  # the receiver is not blamed
    actions.join(joined, left, by=operator, at=LATER)
    actions.reject(set_aside, reason="Не дорога", by=operator, at=LATER)
    assert now() == mine.share
    assert now(LATER + 300 * DAY) == mine.share  # left open


def test_what_was_broken_stays_late_though_its_term_is_moved_afterwards(make, operator):
    message = make("open")
    violations.find(LATER)
    Appeal.objects.filter(pk=message.pk).update(answer_due_at=LATER + 30 * DAY)
    actions.answer(message, "Готово.", by=operator, at=LATER + DAY)
    assert told(rate(LATER + 2 * DAY)) == (0, 1, 0)


def test_forwarding_restarts_no_clock(make, other_agency, operator):
    message = make("open")
    actions.forward(message, other_agency, reason="Не наше", by=operator, at=message.answer_due_at - HOUR)
    assert rates("counted_agency", message.answer_due_at + HOUR) == {other_agency: Rate(open_overdue=1)}


def test_one_quick_case_makes_no_rate(make):
    make("on time")
    assert rate().share is None


BY_HAND = """
SELECT {by}, count(*) FILTER (WHERE appeal.status IN ('answered', 'closed') AND answered_at <= answer_due_at),
       count(*) FILTER (WHERE appeal.status IN ('answered', 'closed')
                        OR appeal.status IN ('rejected', 'duplicate') AND settled_at > answer_due_at),
       count(*) FILTER (WHERE appeal.status IN ('new', 'in-work') AND answer_due_at < %s)
FROM appeals_appeal AS appeal GROUP BY 1
"""


def test_the_numbers_are_those_of_a_count_by_hand(make, districts, django_assert_num_queries):
    situations = ["on time", "late", "open", "rejected", "rejected late", "back", "settled"]
    for place, code, source in (
        (PUSHKINA, "pothole", "site"),
        (ACROSS_TOWN, "lighting", "network"),
        (IN_THE_PARK, "pothole", "staff"),
    ):
        for situation in situations:
            make(situation, point=place, code=code, source=source)
    violations.find(LATER)
    for cut, column in (
        ("counted_agency", "appeal.agency_id"),
        ("area", "appeal.area_id"),
        ("category", "appeal.category_id"),
        ("source", "appeal.source"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND.format(by=column), [LATER])
            by_hand = {value: tuple(numbers) for value, *numbers in cursor.fetchall()}
        assert {getattr(value, "pk", value): told(each) for value, each in rates(cut).items()} == by_hand
        assert tuple(map(sum, zip(*by_hand.values(), strict=True))) == told(rate()) == (6, 12, 6)
    with django_assert_num_queries(6):  # the city, the months, the messages, and the names of three cuts
        figures()
