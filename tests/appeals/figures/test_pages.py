"""Figures by network, topic, district, body and period: sums match their lists; CSV; seasons; in public."""

import csv
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from appeals import actions, violations
from appeals.answering import correct
from appeals.figures.asked import Asked
from appeals.figures.charts import bars, lines
from appeals.figures.cuts import figures_of
from appeals.figures.heat import heat_of
from appeals.figures.seasons import seasons_of
from appeals.models import Appeal
from appeals.splitting import Part, split
from roadmap.models import Agency, User
from roadmap.postgis import box_of
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, appeal, category, personal, rule
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HERE, LIST = "/desk/figures/", "/desk/figures/messages/"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def head(agency):
    return User.objects.create_user("head", agency=agency, roles=["leader"])


@pytest.fixture
def year(small_city, agency, other_agency, operator, districts):
    """Some of each network, topic, district and body; some late, some forwarded after their term."""
    told = [("site", "pothole", PUSHKINA), ("network", "lighting", ACROSS_TOWN), ("open311", "pothole", ACROSS_TOWN)]
    for number, days in enumerate((1, 20, 33, 70, 71, 300, 364, 365, 800)):
        source, code, point = told[number % 3]
        message = appeal(small_city, at=NOW - days * DAY, source=source, code=code, point=point)
        if number % 2:
            at = min(message.submitted_at + (2 if number % 4 == 1 else 100) * DAY, NOW)
            actions.answer(message, "Готово.", by=operator, at=at)
    late = appeal(small_city, at=NOW - 90 * DAY)
    actions.forward(late, other_agency, reason="Не наше", by=operator, at=NOW - DAY)
    violations.find(NOW)


def test_each_cut_sums_to_the_whole_and_equals_a_count_by_hand(year, small_city):
    """Seed row "message statistics by network": any period, by network × topic × district × body, with its rate."""
    asked = Asked(small_city, first=(NOW - 364 * DAY).date(), last=NOW.date())
    found = figures_of(Appeal.objects.all(), asked, NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, count(*) FROM appeals_appeal WHERE submitted_at >= '2025-06-11+05' GROUP BY 1")
        by_hand = dict(cursor.fetchall())
    assert {line.asked.source: line.count for line in found.cuts[0].lines} == by_hand
    assert found.count == sum(by_hand.values()) == 8
    for cut in found.cuts:
        assert sum(line.count for line in cut.lines) == found.count
        assert sum((line.rate for line in cut.lines), type(found.rate)()) == found.rate
        for line in cut.lines:
            assert line.asked.rows(Appeal.objects.all(), NOW).count() == line.count
    months = [line.asked.first for line in found.cuts[-1].lines]
    assert months == sorted(months)


def test_parts_of_one_topic_with_one_body_are_one_message_and_the_latest_of_them_counts(
    small_city, agency, other_agency, operator
):
    rule(small_city, "lighting", other_agency, "-")
    at = NOW - 20 * DAY
    whole = appeal(small_city, at=at)
    parts = split(whole, [Part(category("pothole"), "и ещё"), Part(category("lighting"), "темно")], by=operator, at=at)
    assert [part.agency for part in parts] == [agency, other_agency]
    actions.answer(whole, "Готово.", by=operator, at=at + DAY)
    asked = Asked(small_city)
    assert whole.answer_due_at < NOW, "the other part is overdue"
    found = figures_of(Appeal.objects.all(), asked, NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT DISTINCT coalesce(split_from_id, id), category_id, agency_id"
            " FROM appeals_appeal) AS once"
        )
        assert found.count == cursor.fetchone()[0] == 2
    assert (found.rate.on_time, found.rate.open_overdue) == (0, 2)
    assert set(asked.rows(Appeal.objects.all(), NOW)) == set(parts)
    actions.answer(parts[0], "Готово.", by=operator, at=at + 2 * DAY)
    assert figures_of(Appeal.objects.all(), asked, NOW).rate.on_time == 1, "all of it was done in time"


def test_parts_of_one_topic_with_two_bodies_are_two_messages_each_of_its_body(
    small_city, agency, other_agency, operator
):
    at = NOW - 40 * DAY
    whole = appeal(small_city, at=at)
    (part,) = split(whole, [Part(category("pothole"), "и ещё")], by=operator, at=at)
    actions.forward(part, other_agency, reason="Не наше", by=operator, at=at + DAY)
    actions.answer(whole, "Готово.", by=operator, at=at + DAY)
    assert part.answer_due_at < NOW
    for asked in (Asked(small_city), Asked(small_city, first=at.date(), last=at.date(), category=whole.category)):
        found = figures_of(Appeal.objects.all(), asked, NOW)
        (bodies,) = (cut for cut in found.cuts if cut.name == "counted_agency")
        told = {line.asked.agency: (line.rate.on_time, line.rate.open_overdue) for line in bodies.lines}
        assert told == {agency: (1, 0), other_agency: (0, 1)}


def test_what_each_body_told_to_be_no_road_matter_is_counted(year, small_city, agency, operator, head):
    row = appeal(small_city, at=NOW - DAY)
    actions.reject(row, reason="Не дорога.", by=operator, at=NOW)
    found = figures_of(Appeal.objects.all(), Asked(small_city), NOW)
    (bodies,) = (cut for cut in found.cuts if cut.name == "counted_agency")
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, count(*) FROM appeals_appeal WHERE status = 'rejected' GROUP BY 1")
        assert {line.asked.agency.pk: line.rejected for line in bodies.lines} == dict(cursor.fetchall())
    assert found.rejected == 1
    assert list(found.asked.rejected.rows(Appeal.objects.all(), NOW)) == [row]


def test_an_answer_put_right_after_its_term_keeps_its_first_moment_on_time_or_late(small_city, agency, operator):
    """Expected by the moments of the first answers alone."""
    in_time, late = (appeal(small_city, at=NOW - 20 * DAY) for _ in range(2))
    due = in_time.answer_due_at
    actions.answer(in_time, "Приняли.", by=operator, at=due - DAY)
    actions.answer(late, "Приняли.", by=operator, at=due + DAY)
    for row in (in_time, late):
        correct(row, "Заделаем в мае.", outcome="planned", by=operator, at=due + 2 * DAY)
    violations.find(NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT appeal_id FROM (SELECT DISTINCT ON (appeal_id) appeal_id, at FROM appeals_appealchange"
            " WHERE verb = 'answered' ORDER BY appeal_id, version) AS first WHERE at <= %s",
            [due],
        )
        assert cursor.fetchall() == [(in_time.pk,)]
    assert list(Asked(small_city).on_time.rows(Appeal.objects.all(), NOW)) == [in_time]
    desk = signed_in(operator).get(f"/desk/appeals/{late.pk}/").content.decode()
    sender = signed_in(operator).get(late.get_secret_url()).content.decode()
    for page in (desk, sender):
        assert "Приняли." in page
        assert "Заделаем в мае." in page


def test_late_ones_stay_with_the_body_that_had_them(year, small_city, agency, other_agency):
    found = figures_of(Appeal.objects.all(), Asked(small_city), NOW)
    (bodies,) = (cut for cut in found.cuts if cut.name == "counted_agency")
    assert [line.asked.agency for line in bodies.lines] == [agency]
    assert other_agency.appeals.count() == 1


def test_every_number_of_the_page_opens_a_list_of_as_many(year, head):
    client = signed_in(head)
    page = client.get(HERE).content.decode()
    links = re.findall(rf'href="({LIST}\?[^"]*)">(\d+)</a>', page)
    assert len(links) > 40
    for address, number in set(links):
        assert client.get(unescape(address)).context["count"] == number, address


def test_the_page_is_asked_by_filters_and_refuses_what_it_cannot_read(year, head):
    client = signed_in(head)
    told = client.get(HERE, {"source": "network", "since": "2020-01-01"}).context["figures"]
    assert told.count == Appeal.objects.filter(source="network").count()
    for query in ("since=x", "agency=nobody", "category=none", "until=2020-01-01&since=2021-01-01"):
        assert client.get(f"{HERE}?{query}").status_code == 400
        assert client.get(f"{HERE}table.csv?{query}").status_code == 400


def test_an_operator_counts_the_own_body_and_others_find_nothing(year, operator, dispatcher, other_agency):
    elsewhere = User.objects.create_user("elsewhere", agency=other_agency, roles=["operator"])
    asked = {"since": "2000-01-01"}
    assert signed_in(operator).get(HERE, asked).context["figures"].count == 9
    assert signed_in(elsewhere).get(HERE, asked).context["figures"].count == 1
    assert signed_in(dispatcher).get(HERE).status_code == 404
    assert Client().get(HERE)["Location"].startswith("/login/")


def test_the_file_has_the_numbers_of_the_page_and_no_formulas(year, head):
    Agency.objects.filter(slug="road-department").update(name="=1+1", short_name="")
    answer = signed_in(head).get(f"{HERE}table.csv", {"since": "2000-01-01"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Разрез", "Значение", "Сообщения"]
    assert rows[1][2] == "10"
    assert "'=1+1" in {row[1] for row in rows}
    of_source = [row for row in rows if row[0] == "Откуда пришли"]
    assert sum(int(row[2]) for row in of_source) == 10


def test_a_message_of_new_years_night_is_of_its_month_by_the_citys_clock(small_city, agency):
    """23:30 in UTC on 31 December is January in the city; a year later the row beside it."""
    for year in (2024, 2025):
        appeal(small_city, at=datetime(year, 12, 31, 23, 30, tzinfo=UTC))
    (season,) = seasons_of(Appeal.objects.all(), Asked(small_city), NOW)
    counts = {year: [count for count, _asked in months] for year, months in season.years}
    assert counts == {2026: [1] + 11 * [0], 2025: [1] + 11 * [0], 2024: 12 * [0]}
    of_january = season.years[0][1][0][1]
    assert of_january.rows(Appeal.objects.all(), NOW).count() == 1
    (months,) = (
        cut.lines for cut in figures_of(Appeal.objects.all(), Asked(small_city), NOW).cuts if cut.name == "month"
    )
    assert [str(line.asked.first) for line in months] == ["2025-01-01", "2026-01-01"]


def test_topics_by_season_open_their_lists(year, head):
    client = signed_in(head)
    page = client.get(f"{HERE}seasons/").content.decode()
    links = re.findall(rf'href="({LIST}\?[^"]*)">(\d+)</a>', page)
    assert sum(int(number) for _address, number in links) == 10
    assert all(client.get(unescape(address)).context["count"] == number for address, number in links)
    assert page.count("<polyline") == 3 * 2


def test_charts_are_as_long_as_their_numbers():
    chart = bars([("a", 10), ("b", 5), ("c", 0)])
    assert [bar.percent for bar in chart] == [100, 50, 0]
    assert chart[0].words == "a: 10"
    assert bars([]) == []
    assert lines([("2026", [0, 4, 2])]).lines == [("2026", "0.0,140.0 160.0,0.0 320.0,70.0")]


def test_in_public_bodies_and_districts_have_their_rates_and_nothing_of_a_message(year, small_city, anonymous):
    for _each in range(40):
        personal(small_city, photos=[])
    page = anonymous.get("/figures/")
    words = page.content.decode()
    assert page.status_code == 200
    assert [cut.name for cut in page.context["cuts"]] == ["counted_agency", "area"]
    assert "Западный округ" in words
    assert "Весь город: 48 сообщений" in words  # 40, seven of the last 365 days, and the late one
    assert "менее 30 случаев" in words
    few = [line for cut in page.context["cuts"] for line in cut.lines if line.rate.is_hidden and line.rate.cases]
    assert words.count('<span class="muted">—</span>') >= len(few) > 0  # no share can be made of what stands beside it
    assert not [word for word in ("Секретова", "anna@", "999", "подъезда", "/m/", LIST) if word in words]


def test_in_public_they_are_counted_once_in_some_minutes_for_each_language(year, small_city, anonymous):
    def shown(language: str = "ru") -> tuple[int, bool]:
        with CaptureQueriesContext(connection) as asked:
            page = anonymous.get("/figures/", headers={"accept-language": language})
        is_counted = any("GROUPING SETS" in (query["sql"] or "") for query in asked)
        return page.context["figures"].count, is_counted

    assert [shown(), shown()] == [(8, True), (8, False)]
    assert [shown("en"), shown("en")] == [(8, True), (8, False)]
    appeal(small_city)
    with time_machine.travel(NOW + timedelta(minutes=14), tick=False):
        assert shown() == (8, False)
    with time_machine.travel(NOW + timedelta(minutes=15, seconds=1), tick=False):
        assert shown() == (9, True)
    with time_machine.travel(NOW + DAY, tick=False):
        assert shown()[1], "another day's year"


def test_the_page_reads_the_messages_once(year, head, django_assert_max_num_queries):
    client = signed_in(head)
    client.get(HERE)
    with django_assert_max_num_queries(16):
        client.get(HERE)


def test_the_heat_map_counts_by_squares(year, small_city, head):
    heat = heat_of(Appeal.objects.all(), Asked(small_city), NOW)
    assert sum(count for _west, _south, count in heat.cells) == 10
    west, south, _count = heat.cells[0]
    box = west, south, west + heat.east_step, south + heat.north_step
    inside = Appeal.objects.filter(snapped_point__within=box_of(*box)).count()
    assert inside == heat.cells[0][2] > 0
    page = signed_in(head).get(f"{HERE}heat/", {"since": "2000-01-01"})
    assert page.context["heat"] == heat
    street = next(asked for name, count, asked in page.context["streets"] if (name, count) == ("улица Пушкина", 4))
    assert street.rows(Appeal.objects.all(), NOW).count() == 4
    assert f"/desk/figures/messages/?{escape(street.query)}" in page.content.decode()
    assert signed_in(head).get(f"{HERE}heat/?since=x").status_code == 400
