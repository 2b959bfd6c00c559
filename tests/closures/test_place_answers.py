"""The answer to a search: what holds at a place now and tonight, this week, later; on the map and on the list."""

import re
from datetime import timedelta

import pytest

from tests.appeals.factories import appeal
from tests.closures.factories import line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
GROUPS = ("До утра", "На неделе", "Позже")


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def events(agency):
    """At noon: one of Пушкина tonight from 23:00, one in three days, one in three weeks; and one of Ленина now."""

    def shut(after, lasting, *points):
        begin = NOW + after
        times = {"planned_start": begin, "planned_end": begin + lasting}
        return published(agency, at=NOW, phases=[phase(geometry=line(*points), **times)]).pk

    day, hour = timedelta(days=1), timedelta(hours=1)
    return {
        "tonight": shut(11 * hour, 6 * hour, (0, 200), (200, 200)),
        "week": shut(3 * day, day, (0, 200), (200, 200)),
        "later": shut(21 * day, day, (-200, 200), (0, 200)),
        "elsewhere": shut(-hour, day, (-200, -10), (0, -10)),
    }


def groups(response) -> dict[str, list[int]]:
    """Heading → numbers of the events below it."""
    text = response.content.decode()
    parts = re.split(r'<h3 class="answer__group">(.*?)</h3>', text)
    told = zip(parts[1::2], parts[2::2], strict=True)
    return {title: [int(pk) for pk in re.findall(r'href="/events/(\d+)/"', part)] for title, part in told}


@pytest.mark.parametrize("path", ["/", "/list/"])
def test_a_street_is_told_by_time(anonymous, events, path):
    found = groups(anonymous.get(path, {"q": "пушкиной"}))
    assert found == dict(zip(GROUPS, ([events["tonight"]], [events["week"]], [events["later"]]), strict=True))


def test_tonight_ends_when_it_does_in_the_list(anonymous, agency, monkeypatch):
    """At half past five: what begins at nine is none of this night, nor is it by the list's own headings."""
    early, hour = NOW + timedelta(hours=17, minutes=30), timedelta(hours=1)
    day = phase(planned_start=early + 3.5 * hour, planned_end=early + 5 * hour)
    event = published(agency, at=NOW, phases=[day])
    monkeypatch.setattr("django.utils.timezone.now", lambda: early)
    assert groups(anonymous.get("/list/", {"q": "Пушкина"})) == {GROUPS[0]: [], GROUPS[1]: [event.pk]}
    assert [str(group["title"]) for group in anonymous.get("/list/").context["groups"]] == ["В ближайшие семь дней"]


def test_seven_days_end_alike_in_the_answer_and_in_the_list(anonymous, agency):
    """What begins seven days from now to the minute is later; what begins an hour before is not."""
    begins = [NOW + timedelta(days=7, hours=-1), NOW + timedelta(days=7)]
    lasting = timedelta(days=1)
    soon, later = (
        published(agency, at=NOW, phases=[phase(planned_start=begin, planned_end=begin + lasting)]).pk
        for begin in begins
    )
    found = groups(anonymous.get("/list/", {"q": "Пушкина"}))
    listed = {str(group["title"]): group["number"] for group in anonymous.get("/list/").context["groups"]}
    assert found == {GROUPS[0]: [], GROUPS[1]: [soon], GROUPS[2]: [later]}
    assert listed == {"В ближайшие семь дней": 1, "Позже": 1}


def test_a_street_with_nothing_says_so(anonymous, events):
    answer = anonymous.get("/", {"q": "Садовая", "part": "list"})
    assert groups(answer) == {"До утра": [], "На неделе": []}
    assert "До утра ограничений нет." in answer.content.decode()


def test_a_house_asks_for_its_part_of_the_street(anonymous, events):
    """Number 17 stands at x = 230, 21/2 at x = 560; a house's part of the street reaches 150 m to either side."""
    found = groups(anonymous.get("/", {"q": "Пушкина 17"}))
    assert found == {"До утра": [events["tonight"]], "На неделе": [events["week"]]}
    assert groups(anonymous.get("/", {"q": "Пушкина 21/2"})) == {"До утра": [], "На неделе": []}


def test_a_crossing_asks_for_its_surroundings(anonymous, events):
    found = groups(anonymous.get("/", {"q": "Пушкина и Баумана"}))
    assert found["До утра"] == [events["tonight"]]
    assert found["Позже"] == [events["later"]]


def test_a_district_asks_for_its_area(anonymous, events, districts):
    found = groups(anonymous.get("/", {"q": "Восточный округ"}))
    assert found["До утра"] == [events["tonight"]]
    assert "Позже" not in found


def test_a_moment_of_the_question_makes_one_group(anonymous, events):
    found = groups(anonymous.get("/", {"q": "Пушкина", "when": "moment", "moment": "2026-06-13T13:00"}))
    assert found == {"В выбранное время": [events["week"]]}


@pytest.mark.parametrize("path", ["/", "/list/"])
@pytest.mark.parametrize("typed", ["щщщщщ", "\0", "<script>", "x" * 10_000, "%"])
def test_nothing_found_says_what_to_try(anonymous, path, typed):
    answer = anonymous.get(path, {"q": typed})
    if typed != "\0":  # nobody can read that, as nowhere on the site
        assert "две улицы" in answer.content.decode()
    assert answer.status_code in (200, 400)


def test_an_answer_asks_a_bounded_number_of_questions(anonymous, events, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        anonymous.get("/", {"q": "Пушкина"})


def in_short(client, typed) -> list[str]:
    part = client.get("/", {"q": typed, "part": "list"}).content.decode()
    line = re.search(r"<template data-now[^>]*>(.*?)</template>", part, re.DOTALL)[1]
    return [re.sub(r"<[^>]+>", "", row) for row in re.findall(r"<li.*?</li>", line)]


def test_the_answer_in_short_tells_the_gravest_of_each_time(anonymous, events, agency):
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(hours=1)}
    published(agency, at=NOW, phases=[phase(geometry=line((0, 200), (200, 200)), **times)])
    assert in_short(anonymous, "пушкина") == [
        "До утра: движение закрыто, 10 июня, 11:00–13:00 и ещё 1",
        "На неделе: движение закрыто, 13 июня, 12:00 – 14 июня, 12:00",
        "Позже: движение закрыто, 1 июля, 12:00 – 2 июля, 12:00",
    ]


def test_of_all_kinds_the_gravest_comes_first(anonymous, agency):
    """The layer of closures comes before that of public events."""
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(hours=1)}
    narrowed, shut = (
        published(agency, at=NOW, kind=kind, phases=[phase(vehicle_impact=impact, **times)]).pk
        for kind, impact in (("closure", "some-lanes-closed"), ("public-event", "all-lanes-closed"))
    )
    assert groups(anonymous.get("/", {"q": "Пушкина"}))[GROUPS[0]] == [shut, narrowed]


def test_in_short_nothing_is_told_of_messages(anonymous, small_city, agency):
    appeal(small_city)
    assert "Сообщения жителей" in groups(anonymous.get("/", {"q": "Пушкина"}))
    assert [line.partition(":")[0] for line in in_short(anonymous, "пушкина")] == [*GROUPS[:2]]


def test_in_short_a_free_week_is_not_told_of_a_street_that_is_shut_already(anonymous, events):
    assert in_short(anonymous, "ленина")[0].startswith("До утра: ")
    assert in_short(anonymous, "ленина")[1] == "На неделе: больше ничего"
    assert in_short(anonymous, "садовая") == [
        "До утра: ограничений нет",
        "На неделе: ограничений нет",
    ]
