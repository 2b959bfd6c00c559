"""Next year's works: what the programme shows to whom, what clashes, what could be dug once, and moving by days."""

import copy
import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.utils import translation

from closures import actions, amending, recording
from closures.models import Phase, RoadEvent, SegmentSpan
from closures.programme import moving, pairs, time_line
from closures.programme.works import Year, works_in
from closures.workflow import MoveRefused
from roadmap.models import Road, RoadSegment
from tests.closures.desk import EVENTS, version_of
from tests.closures.factories import area, draft, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MAY = datetime(2027, 5, 2, 19, tzinfo=UTC)  # 3 May 2027, 00:00 in the small city
HALF, OTHER_HALF = line((0, 200), (100, 200)), line((100, 200), (200, 200))
PAGE = "/desk/programme/"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def year(small_city):
    return Year.of(small_city, 2027)


def planned(agency, start=MAY, days=14, *, make=draft, **values):
    told = {"planned_start": start, "planned_end": start and start + days * DAY}
    fields = {name: values.pop(name) for name in list(values) if name in ("performer", "kind", "by")}
    return make(agency, phases=[phase(**told | values)], **fields)


# --- what it holds


def test_the_programme_holds_drafts_and_published_works_of_its_year(agency, other_agency, small_city, year):
    shown = [planned(agency), planned(other_agency, make=published), planned(agency, MAY - 200 * DAY, 150)]
    planned(agency, MAY - 365 * DAY)
    planned(agency, MAY + 365 * DAY)
    planned(agency, kind="parking-change")
    actions.cancel(planned(agency), by=None, at=NOW)
    assert set(works_in(small_city, year)) == set(shown)


def test_a_year_begins_by_the_citys_clock(small_city, year):
    assert (year.start, year.end) == (datetime(2026, 12, 31, 19, tzinfo=UTC), datetime(2027, 12, 31, 19, tzinfo=UTC))
    assert [year.week_of(year.start + days * DAY) for days in (-9, 0, 6, 7, 364, 400)] == [1, 1, 1, 2, 53, 53]


def test_today_is_a_line_in_its_own_year_alone(agency, dispatcher, small_city):
    assert Year.of(small_city, 2026).day_of(NOW) == (23, 6)  # 10 June is the 161st day
    assert Year.of(small_city, 2027).day_of(NOW) is None
    published(agency)
    page = signed_in(dispatcher).get(f"{PAGE}?year=2026").content.decode()
    assert 'class="time-line__today from-23 to-23 day-6"' in page


def test_a_dispatcher_opens_and_moves_the_own_bodys_works_alone(agency, other_agency, dispatcher):
    mine, theirs = planned(agency), planned(other_agency, geometry=line((-200, 200), (0, 200)))
    shown = signed_in(dispatcher).get(f"{PAGE}?year=2027").content.decode()
    assert f"/desk/events/{mine.pk}/" in shown and f"/desk/events/{theirs.pk}/" not in shown
    assert f'data-event="{theirs.pk}"' in shown and "Тепловые сети" in shown
    assert shown.count(f'data-version="{mine.version}"') == 1


@pytest.mark.parametrize("name", ["operator", None])
def test_others_find_no_programme(name, request, agency):
    client = signed_in(request.getfixturevalue(name)) if name else request.getfixturevalue("anonymous")
    for answer in (client.get(PAGE), client.post(f"{PAGE}join/")):
        assert answer.status_code == 404 if name else "/login/" in answer.url


def rows(client, query: str) -> list[tuple[str, list[int]]]:
    """Names of the rows and the numbers of their works."""
    return [
        (name, [bar.event.pk for bar in bars]) for name, bars in client.get(f"{PAGE}?year=2027&{query}").context["rows"]
    ]


def test_rows_are_by_street_or_by_contractor(agency, dispatcher):
    planned(agency, performer="АО «Тепло»")
    planned(agency, geometry=line((-200, -10), (0, -10)), performer="АО «Тепло»")
    desk = signed_in(dispatcher)
    two = planned(agency, geometry=line((-200, -10), (0, -10)), performer="АО «Тепло»")
    RoadEvent.objects.filter(pk=two.pk).update(roads=[*two.roads, "улица Пушкина"])
    assert [two.pk in works for _name, works in rows(desk, "by=street")] == [True, True]
    Road.objects.filter(name="улица Пушкина").update(names={"en": "Poet Street"})
    with translation.override("en"):  # as the city calls it in English, found by either name
        english = desk.get(f"{PAGE}?year=2027&by=street&q=пушкин", headers={"Accept-Language": "en"})
        assert [name for name, _bars in english.context["rows"]] == ["Poet Street"]
    by_street, by_contractor = (
        desk.get(f"{PAGE}?year=2027&by={by}").content.decode() for by in ("street", "contractor")
    )
    name = '<h2 class="time-line__name">'
    assert by_street.count(name) == 2 and f"{name}улица Пушкина" in by_street
    assert by_contractor.count(name) == 1 and f"{name}АО «Тепло»" in by_contractor


def test_rows_by_month_begin_with_what_goes_on_from_the_year_before(agency, dispatcher):
    may, from_before, may_again = planned(agency), planned(agency, MAY - 200 * DAY, 150), planned(agency, MAY + 3 * DAY)
    assert rows(signed_in(dispatcher), "by=month") == [("Январь", [from_before.pk]), ("Май", [may.pk, may_again.pk])]


def test_a_year_comes_page_by_page_and_a_street_that_is_cut_goes_on_with_its_name(agency, dispatcher, monkeypatch):
    monkeypatch.setattr(time_line, "PAGE", 2)
    of_pushkin = [planned(agency, MAY + days * DAY) for days in (0, 30, 60)]
    of_other = planned(agency, geometry=line((-200, -10), (0, -10)))
    other, pushkin = of_other.roads[0], of_pushkin[0].roads[0]
    desk = signed_in(dispatcher)
    pages = [rows(desk, f"page={number}") for number in (1, 2)]
    assert pages[0] == [(other, [of_other.pk]), (pushkin, [of_pushkin[0].pk])]
    assert pages[1] == [(pushkin, [each.pk for each in of_pushkin[1:]])]
    assert rows(desk, f"q={other.upper()}") == pages[0][:1]
    assert "1 из 2" in desk.get(f"{PAGE}?year=2027").content.decode().replace("\xa0", " ")


def test_clashes_are_counted_over_the_whole_year_and_shown_alone(agency, other_agency, dispatcher, monkeypatch):
    monkeypatch.setattr(time_line, "PAGE", 1)
    quiet = planned(agency, geometry=line((-200, -10), (0, -10)))
    one, other = planned(agency), planned(other_agency, geometry=HALF)
    desk = signed_in(dispatcher)
    shown = desk.get(f"{PAGE}?year=2027").content.decode()
    assert f'data-event="{quiet.pk}"' in shown and "2 работы пересекаются" in shown
    narrow = [rows(desk, f"only=clashes&page={number}") for number in (1, 2, 3)]
    assert {pk for page in narrow for _name, works in page for pk in works} == {one.pk, other.pk}
    assert other.shown_headline in desk.get(f"{PAGE}?year=2027&only=clashes").content.decode()  # though on another page


def test_what_is_cut_of_pairs_is_told(agency, other_agency, dispatcher, monkeypatch):
    monkeypatch.setattr(pairs, "MOST_PAIRS", 1), monkeypatch.setattr(pairs, "MOST_CLASHES", 1)
    planned(agency), planned(other_agency, geometry=HALF), planned(other_agency, MAY + 7 * DAY, performer="Вода")
    planned(other_agency, MAY + 60 * DAY)
    shown = signed_in(dispatcher).get(f"{PAGE}?year=2027").content.decode().replace("\xa0", " ")
    assert "с меньшим общим участком: 2" in shown and "Показаны 1 с самым длинным участком из " in shown


@pytest.mark.parametrize("asked", ["", "?year=", "?year=abc", "?year=99999999999999999999", "?year=-1", "?by=nobody"])
def test_nonsense_is_next_year(asked, agency, dispatcher):
    assert "2027" in signed_in(dispatcher).get(PAGE + asked).content.decode()


# --- clashes


CLASHING = {
    "the same": {},
    "a part": {"geometry": HALF},
    "one day in common": {"start": MAY + 13 * DAY},
    "one direction of both": {"direction": "forward"},
    "an area over it": {"geometry": area((50, 150), (150, 150), (150, 250), (50, 250)), "kind": "repair-zone"},
}
NOT_CLASHING = {
    "following": {"start": MAY + 14 * DAY},
    "the next stretch": {"geometry": line((200, 200), (350, 200))},
    "all lanes open": {"vehicle_impact": "all-lanes-open"},
    "by day and by night": {"schedule": {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}]}},
}
BY_DAY = {"hours": [{"weekdays": None, "start": "06:00", "end": "22:00"}]}


@pytest.mark.parametrize("values", CLASHING.values(), ids=CLASHING)
def test_drafts_on_one_carriageway_at_the_same_time_clash(values, agency, other_agency, small_city, year):
    one, other = planned(agency), planned(other_agency, **values)
    assert pairs.of_year(small_city, year).clashing == [(one.pk, other.pk)]


def test_two_bans_for_lorries_clash_though_they_take_no_lane(agency, other_agency, small_city, year):
    one, other = (planned(each, vehicle_classes=["lorry"]) for each in (agency, other_agency))
    assert pairs.of_year(small_city, year).clashing == [(one.pk, other.pk)]


@pytest.mark.parametrize("values", NOT_CLASHING.values(), ids=NOT_CLASHING)
def test_what_follows_touches_or_leaves_all_lanes_clashes_with_nothing(values, agency, other_agency, small_city, year):
    planned(agency, schedule=BY_DAY if "schedule" in values else {})
    planned(other_agency, **values)
    assert pairs.of_year(small_city, year).clashing == []


def test_a_clash_is_marked_with_the_name_of_the_other(agency, other_agency, dispatcher):
    planned(agency), planned(other_agency, geometry=HALF)
    shown = signed_in(dispatcher).get(f"{PAGE}?year=2027").content.decode()
    assert "2 работы пересекаются" in shown and shown.count("bar--clash") == 3  # two bars and the legend
    assert "Пересечение:" in shown


# --- dig once


LATER = MAY + 60 * DAY
TO_JOIN = {
    "two months later": {},
    "half a year before": {"start": MAY - 190 * DAY},
    "just following": {"start": MAY + 14 * DAY},
    "a year later to the day": {"start": MAY + (14 + 365) * DAY},
    "a part of it": {"geometry": HALF},
    "another direction": {"direction": "backward"},
}
NEAR_MISSES = {
    "at the same time": {"start": MAY + 7 * DAY},
    "more than a year later": {"start": MAY + (14 + 366) * DAY},
    "another stretch": {"geometry": line((200, 200), (350, 200))},
    "a street that it crosses": {"geometry": line((100, 10), (100, 190))},
    "the same performer": {"performer": "ао «тепло»"},
    "a parking ban": {"kind": "parking-change"},
}


@pytest.mark.parametrize("values", TO_JOIN.values(), ids=TO_JOIN)
def test_works_of_two_bodies_on_one_stretch_within_a_year_are_found(
    values, agency, other_agency, small_city, year, dispatcher
):
    one, other = planned(agency), planned(other_agency, **{"start": LATER} | values)
    (pair,) = pairs.dig_once(pairs.of_year(small_city, year), dispatcher)
    assert {pair.one, pair.other} == {one, other}
    assert (pair.moved, pair.kept) == (one, other)
    assert pair.street == "улица Пушкина" and 90 <= pair.shared_m <= 202


@pytest.mark.parametrize("values", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_near_misses_are_not_proposed(values, agency, other_agency, small_city, year, dispatcher):
    planned(agency, performer="АО «Тепло»"), planned(other_agency, **{"start": LATER} | values)
    assert pairs.dig_once(pairs.of_year(small_city, year), dispatcher) == []


def test_a_body_under_its_short_name_is_the_same_body(agency, small_city, year, dispatcher):
    agency.short_name = "ТДСУ"
    agency.save()
    planned(agency), planned(agency, LATER, performer="ТДСУ")
    assert pairs.dig_once(pairs.of_year(small_city, year), dispatcher) == []


def test_two_of_another_year_are_not_of_this_one(agency, other_agency, small_city, year, dispatcher):
    planned(agency, MAY - 300 * DAY), planned(other_agency, MAY - 200 * DAY)
    assert pairs.dig_once(pairs.of_year(small_city, year), dispatcher) == []


def test_two_performers_of_one_agency_are_two_bodies_and_the_later_draft_moves(agency, small_city, year, dispatcher):
    planned(agency, performer="Водоканал")
    later = planned(agency, LATER, performer="Тепло")
    (pair,) = pairs.dig_once(pairs.of_year(small_city, year), dispatcher)
    assert pair.moved == later


def test_what_is_published_stays_and_what_is_anothers_is_not_moved(
    agency, other_agency, small_city, year, dispatcher, other_dispatcher
):
    planned(agency, make=published), planned(other_agency, LATER)
    (pair,) = pairs.dig_once(pairs.of_year(small_city, year), dispatcher)
    assert pair.moved is None
    (pair,) = pairs.dig_once(pairs.of_year(small_city, year), other_dispatcher)
    assert pair.moved.agency == other_agency


def test_two_published_ones_are_past_joining(agency, other_agency, small_city, year, dispatcher):
    planned(agency, make=published), planned(other_agency, LATER, make=published)
    assert pairs.dig_once(pairs.of_year(small_city, year), dispatcher) == []


def joined(client, pair: tuple, version: int):
    one, other = pair
    told = {"one": one.pk, "other": other.pk, "version": version, "year": 2027, "by": "street"}
    return client.post(f"{PAGE}join/", told, follow=True).content.decode()


def test_one_button_moves_the_draft_and_leaves_the_other_body_a_remark(
    agency, other_agency, dispatcher, other_dispatcher
):
    mine, theirs = planned(agency, LATER, 3), planned(other_agency)
    assert "Перенесено" in joined(signed_in(dispatcher), (mine, theirs), mine.version)
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert (mine.start, mine.end) == (MAY, MAY + 3 * DAY)
    remark = theirs.changes.latest("version")
    assert (remark.verb, remark.by) == ("remarked", dispatcher)
    assert "Департамент дорог" in remark.comment and "3–5 мая 2027" in remark.comment
    page = signed_in(other_dispatcher).get(f"/desk/events/{theirs.pk}/").content.decode()
    assert "копать один раз" in page
    assert "Тепловые сети" in mine.changes.latest("version").comment


def test_a_draft_that_was_changed_meanwhile_is_not_moved(agency, other_agency, dispatcher):
    mine, theirs = planned(agency, LATER), planned(other_agency)
    amending.change(mine, fields={"reason": "Другое"}, by=None, at=NOW)
    assert "это изменил кто-то другой" in joined(signed_in(dispatcher), (mine, theirs), 1)
    mine.refresh_from_db()
    assert mine.start == LATER and theirs.changes.count() == 1


def test_nobody_joins_what_is_not_proposed(agency, other_agency, dispatcher):
    mine, theirs = planned(agency, LATER), planned(other_agency, geometry=line((200, 200), (350, 200)))
    assert "посмотрите ещё раз" in joined(signed_in(dispatcher), (mine, theirs), mine.version)
    mine.refresh_from_db()
    assert mine.start == LATER


def test_a_remark_is_nobodys_news_outside(agency, anonymous, follow_up):
    event = planned(agency, make=published)
    recording.note(event, "remarked", by=None, at=NOW, comment="Для своих")
    follow_up(NOW)
    assert "Для своих" not in anonymous.get(f"/events/{event.pk}/").content.decode()
    assert "Для своих" not in anonymous.get(f"/api/v1/road-events/{event.pk}/").content.decode()


# --- moving


def shifted(client, event, days, version=None):
    named = {"If-Match": version or version_of(client, event.pk)}
    return client.post(f"{EVENTS}{event.pk}/shift/", {"days": days}, content_type="application/json", headers=named)


@pytest.mark.parametrize("days", [-367, 367])
def test_a_draft_that_is_dragged_too_far_is_told_what_to_do(agency, dispatcher, days):
    answer = shifted(signed_in(dispatcher), planned(agency), days)
    assert answer.status_code == 400
    assert answer.json()["days"] == ["Черновик сдвигается не больше чем на год: для другого срока откройте его."]


def test_a_draft_moves_by_weeks_with_all_its_stages_and_the_days_left_out(agency, dispatcher):
    schedule = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}], "except": ["2027-05-09"]}
    stages = [
        phase(planned_start=MAY, planned_end=MAY + 10 * DAY, schedule=schedule),
        phase(planned_start=MAY + 10 * DAY, planned_end=None, geometry=OTHER_HALF),
    ]
    event, desk = draft(agency, phases=stages), signed_in(dispatcher)
    answer = shifted(desk, event, 7)
    assert answer.status_code == 200 and answer.headers["ETag"] == '"2"'
    first, second = event.phases.all()
    assert (first.planned_start, first.planned_end) == (MAY + 7 * DAY, MAY + 17 * DAY)
    assert (second.planned_start, second.planned_end) == (MAY + 17 * DAY, None)
    assert first.schedule["except"] == ["2027-05-16"]
    assert shifted(desk, event, -7).status_code == 200
    assert event.phases.first().planned_start == MAY


def test_nothing_is_moved_into_the_past(agency, dispatcher):
    event = planned(agency, NOW + 8 * DAY)
    moving.shift(event, days=-7, by=dispatcher, at=NOW)
    with pytest.raises(MoveRefused, match="прошлое"):
        moving.shift(event, days=-7, by=dispatcher, at=NOW)
    moving.shift(event, days=-1, by=dispatcher, at=NOW)


def test_a_draft_that_lies_in_the_past_is_moved_towards_today(agency, dispatcher):
    event = planned(agency, NOW - 8 * DAY)
    moving.shift(event, days=7, by=dispatcher, at=NOW)
    assert event.phases.get().planned_start == NOW - DAY


def test_a_move_keeps_the_hour_of_the_wall_where_summer_time_begins_between(agency, small_city):
    small_city.time_zone = "Europe/Berlin"
    small_city.save()
    agency.city.refresh_from_db()
    event = planned(agency, datetime(2027, 3, 27, 7, tzinfo=UTC), 1)  # 8:00; the clock is put forward on the 28th
    moving.shift(event, days=7, by=None, at=NOW)
    assert event.phases.get().planned_start == datetime(2027, 4, 3, 6, tzinfo=UTC)


def test_a_stale_version_and_what_is_published_are_refused(agency, dispatcher):
    event, desk = planned(agency), signed_in(dispatcher)
    amending.change(event, fields={"reason": "Другое"}, by=None, at=NOW)
    assert shifted(desk, event, 7, '"1"').status_code == 412
    assert desk.post(f"{EVENTS}{event.pk}/shift/", {"days": 7}, content_type="application/json").status_code == 428
    actions.publish(event, by=None, at=NOW)
    refused = shifted(desk, event, 7)
    assert refused.status_code == 400 and "только черновики" in json.dumps(refused.json(), ensure_ascii=False)
    assert event.phases.get().planned_start == MAY
    with pytest.raises(MoveRefused):
        moving.shift(event, days=7, by=dispatcher, at=NOW)


@pytest.mark.parametrize("days", [None, "abc", 367, -367, 1.5, True, [7]])
def test_a_move_by_nonsense_is_refused_with_its_field(days, agency, dispatcher):
    refused = shifted(signed_in(dispatcher), planned(agency), days)
    assert refused.status_code == 400 and "days" in refused.json()


def test_a_stranger_moves_nothing(agency, other_dispatcher, operator, anonymous):
    event = planned(agency)
    for client, status in ((signed_in(other_dispatcher), 404), (signed_in(operator), 403), (anonymous, 403)):
        assert shifted(client, event, 7, '"1"').status_code in (status, 401)
    assert event.phases.get().planned_start == MAY


# --- large


EACH = 300  # what five thousand take is measured by the bench


@pytest.fixture
def hundreds(agency, other_agency, small_city):
    """Copies of two works over all of the city's segments and the year, 70 days for each."""
    patterns = [planned(agency, performer="Тепло"), planned(other_agency, performer="Вода")]
    segments = list(RoadSegment.objects.filter(city=small_city).order_by("pk").values_list("pk", flat=True))
    spread = count()
    for pattern in patterns:
        (stage,) = pattern.phases.all()
        events = [_copy(pattern, next(spread) % 360) for _ in range(EACH)]
        RoadEvent.objects.bulk_create(events)
        phases = [_phase_of(event, stage) for event in events]
        Phase.objects.bulk_create(phases)
        SegmentSpan.objects.bulk_create(
            SegmentSpan(phase=each, segment_id=segments[number % len(segments)], start_position=0, end_position=1)
            for number, each in enumerate(phases)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE closures_roadevent, closures_phase, closures_segmentspan")
    return agency


def _copy(event: RoadEvent, days: int) -> RoadEvent:
    other = copy.copy(event)
    other.pk, other._state = None, copy.copy(event._state)
    other._state.adding = True
    start = datetime(2027, 1, 1, tzinfo=UTC) + days * DAY
    other.during = other.told = type(event.during)(start, start + 2 * DAY, "[)")
    other.in_force = other.spells = other.reach = [(start, start + 2 * DAY)]
    other.held_on = []
    return other


def _phase_of(event: RoadEvent, stage: Phase) -> Phase:
    other = copy.copy(stage)
    other.pk, other._state = None, copy.copy(stage._state)
    other._state.adding = True
    other.event, other.during, other.told, other.in_force = event, event.during, event.told, event.in_force
    other.held_on = []
    return other


def test_the_page_asks_few_questions_and_stays_light_with_hundreds_of_works(
    hundreds, dispatcher, django_assert_max_num_queries
):
    desk = signed_in(dispatcher)
    with django_assert_max_num_queries(18):
        answer = desk.get(f"{PAGE}?year=2027")
    shown = answer.content.decode()
    assert answer.context["page"].paginator.count == 2 * EACH + 2
    assert shown.count('class="bar from-') == time_line.PAGE
    assert len(shown) < 400_000
    assert shown.count('name="version"') <= pairs.MOST_PAIRS
