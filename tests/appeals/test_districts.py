"""Pages of districts: any point of the city opens exactly one, which says who answers and what is shut there."""

import json
import re
from datetime import date, timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError

from appeals import actions
from appeals.figures.rates import Rate
from closures import confirming
from roadmap.importers.areas import import_areas
from roadmap.models import Agency, Area, OfficialPage
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, answered, appeal, personal, spot
from tests.closures.factories import active, line, phase, published
from tests.conftest import NOW, ROOT

pytestmark = pytest.mark.django_db
WEST, EAST = "Западный округ", "Восточный округ"
BORDER_LON = 65.5416521  # x = 100 on the drawing, as the file has it


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def districts(small_city):
    import_areas(ROOT / "fixtures" / "small_city_areas.geojson", city_slug=small_city.slug)
    return {area.name: area for area in Area.objects.districts().filter(city=small_city)}


def at(client, point):
    return client.get("/districts/at/", {"lat": point.y, "lon": point.x})


def test_the_page_says_how_the_office_is_reached(anonymous, districts):
    page = anonymous.get("/districts/zapadny/").content.decode()
    for told in (
        *("проспект Ленина, 9", "пн–пт 9:00–18:00", 'href="tel:+7(3452)00-00-11"', 'href="tel:+7(3452)00-00-12"'),
        *("mailto:uprava-zapadnaya@example.org", "Глава управы", "https://uprava-zapadnaya.example.org/"),
    ):
        assert told in page
    assert 'href="/districts/zapadny/"' in anonymous.get("/districts/").content.decode()


def test_a_point_opens_the_district_that_it_lies_in(anonymous, districts):
    assert at(anonymous, spot(-100, 100)).url == "/districts/zapadny/"
    assert at(anonymous, spot(300, 100)).url == "/districts/vostochny/"


def test_a_point_on_the_border_opens_exactly_one_always_the_same(anonymous, districts):
    asked = {"lat": 57.15, "lon": BORDER_LON}
    first = anonymous.get("/districts/at/", asked).url
    assert first == "/districts/vostochny/"  # «Восточный» stands before «Западный»
    western, eastern = districts[WEST], districts[EAST]
    assert western.geometry.intersects(spot(100, 0).__class__(BORDER_LON, 57.15, srid=4326))
    eastern.delete()
    eastern.pk = None
    eastern.save()  # now the row that was made last
    assert anonymous.get("/districts/at/", asked).url == first


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"lat": "north", "lon": "65.5"}, 400),
        ({"lat": "nan", "lon": "inf"}, 400),
        ({"lat": "57.15"}, 400),
        ({"lat": "0", "lon": "0"}, 400),
        ({"q": "нет такой улицы, 1"}, 400),
    ],
)
def test_what_is_no_place_of_the_city_is_said_on_the_page(anonymous, districts, asked, status):
    answer = anonymous.get("/districts/at/", asked)
    assert answer.status_code == status
    assert re.search(r'role="alert">[^<]{10,}<', answer.content.decode())


@pytest.mark.parametrize(
    ("asked", "names"), [({}, "lat, lon"), ({"lon": "65.5"}, "lat"), ({"lat": "57.1", "lon": "91°"}, "lon")]
)
def test_which_part_of_a_point_is_missing_is_said(small_city, anonymous, asked, names):
    page = anonymous.get("/districts/at/", asked).content.decode()
    assert f"Не указано или не градусы: {names}." in page


def test_an_address_opens_its_district(anonymous, districts):
    assert anonymous.get("/districts/at/", {"q": "улица Пушкина, 13"}).status_code == 302


@pytest.mark.parametrize(
    ("words", "district"),
    [
        ("Пушкина 13", "zapadny"),
        ("пушкина и речной", "vostochny"),
        ("Садовый мост", "vostochny"),
        ("Кремлёвская", "zapadny"),
        ("восточный округ", "vostochny"),
        ("57.15, 65.535", "zapadny"),
        ("сад", "vostochny"),  # улица and мост, both in one district: nobody has to choose
    ],
)
def test_any_place_that_the_search_knows_opens_its_district(anonymous, districts, words, district):
    assert anonymous.get("/districts/at/", {"q": words}).url == f"/districts/{district}/"


def test_a_district_that_is_named_opens_though_another_lies_inside_it(anonymous, small_city, districts):
    whole = districts[WEST].geometry.union(districts[EAST].geometry).unary_union.convex_hull
    Area.objects.create(city=small_city, name="Весь округ", slug="whole", geometry=MultiPolygon(whole))
    found = [anonymous.get("/districts/at/", {"q": name}).url for name in ("Весь округ", WEST, EAST)]
    assert found == ["/districts/whole/", "/districts/zapadny/", "/districts/vostochny/"]


def test_what_was_looked_for_is_kept_nowhere_and_so_many_times_a_minute(anonymous, districts, settings):
    settings.RATES = {"locate": "2/minute"}
    answers = [anonymous.get("/districts/at/", {"q": words}) for words in ("Пушкина 13", "улица Пушкина", "Садовая")]
    assert [answer.status_code for answer in answers] == [302, 200, 429]
    assert {answer["Cache-Control"] for answer in answers[:2]} == {"no-store"}


def test_words_that_the_map_does_not_know_are_told_what_it_does(anonymous, districts):
    page = anonymous.get("/districts/at/", {"q": "нет такой улицы, 1"})
    assert "улицу, дом, перекрёсток" in page.text.split('role="alert">')[1].split("<")[0]


@pytest.mark.parametrize("words", ["улица Пушкина", "Пушкина 999"])
def test_a_street_of_several_districts_offers_them(anonymous, districts, words):
    page = anonymous.get("/districts/at/", {"q": words})
    assert page.status_code == 200
    choices = page.text.split('id="which"')[1].split("</section>")[0]
    assert 'href="/districts/zapadny/"' in choices
    assert 'href="/districts/vostochny/"' in choices


def test_works_of_the_other_side_are_not_told(anonymous, agency, districts):
    begins = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    here = active(agency, phases=[phase(geometry=line((-200, 200), (0, 200)), **begins)])
    there = active(agency, phases=[phase(geometry=line((200, 200), (440, 200)), **begins)])
    later = published(agency, phases=[phase(geometry=line((-200, -200), (0, -200)))])
    answer = anonymous.get("/districts/zapadny/")
    assert [row["event"] for row in answer.context["works"].now] == [here]
    assert [row["event"] for row in answer.context["works"].later] == [later]
    drawn = json.loads(re.search(r'id="features" type="application/json">(.*?)</script>', answer.content.decode())[1])
    assert {feature["id"] for feature in drawn} == {here.pk, later.pk}
    assert f"/events/{there.pk}/" in anonymous.get("/districts/vostochny/").content.decode()


def test_of_two_stages_the_one_of_today_says_in_which_district_it_is(anonymous, agency, districts):
    """West of the border until yesterday, east of it since."""
    over = phase(
        geometry=line((-200, 200), (0, 200)),
        planned_start=NOW - timedelta(days=3),
        planned_end=NOW - timedelta(days=1),
    )
    on = phase(
        geometry=line((200, 200), (440, 200)),
        planned_start=NOW - timedelta(days=1),
        planned_end=NOW + timedelta(days=2),
    )
    event = published(agency, at=NOW - timedelta(days=4), phases=[over, on])
    confirming.confirm(event, phase=1, ended_at=NOW - timedelta(days=1), by=None, at=NOW)
    works = {slug: anonymous.get(f"/districts/{slug}/").context["works"] for slug in ("zapadny", "vostochny")}
    assert [row["event"] for row in works["vostochny"].now] == [event]
    assert (works["zapadny"].now, works["zapadny"].later) == ([], [])


def test_a_list_is_cut_only_where_there_are_more(anonymous, agency, districts, monkeypatch):
    monkeypatch.setattr("appeals.districts.MOST", 2)
    active(agency), active(agency)
    works = anonymous.get("/districts/vostochny/").context["works"]
    assert (len(works.now), works.is_cut) == (2, False)
    active(agency)
    works = anonymous.get("/districts/vostochny/").context["works"]
    assert (len(works.now), works.is_cut) == (2, True)


def test_figures_are_of_the_last_year_and_what_was_answered_late_is_overdue_no_more(
    anonymous, small_city, operator, districts
):
    west = spot(-100, 203)
    appeal(small_city, west, at=NOW - timedelta(days=400))
    late = appeal(small_city, west, at=NOW - timedelta(days=60))
    assert late.is_overdue_at(NOW)
    actions.answer(late, "Яма заделана.", by=operator, at=NOW)
    figures = anonymous.get("/districts/zapadny/").context["figures"]
    assert (figures.total, figures.rate) == (1, Rate(on_time=0, closed=1, open_overdue=0))


def test_figures_are_those_of_the_page_of_figures_(anonymous, small_city, agency, operator, districts):
    west = spot(-100, 203)
    appeal(small_city, west)
    late = appeal(small_city, ACROSS_TOWN, at=NOW - timedelta(days=60))
    answered(small_city, by=operator, point=west, at=NOW - timedelta(days=2))
    actions.reject(appeal(small_city, west), reason="Это не дорога.", by=operator, at=NOW)
    appeal(small_city, spot(300, 203))
    answer = anonymous.get("/districts/zapadny/")
    figures = answer.context["figures"]
    assert late.is_overdue_at(NOW)
    by_status = {status: count for status, _label, count in figures.by_status if count}
    assert by_status == {"new": 2, "answered": 1, "rejected": 1}
    assert (figures.total, figures.rate) == (4, Rate(on_time=1, closed=1, open_overdue=1))
    assert "менее 30 случаев" in answer.content.decode()
    told = anonymous.get("/figures/").context["cuts"][1].lines
    line = next(line for line in told if line.title == WEST)
    assert (line.count, line.rate) == (figures.total, figures.rate)


def test_nothing_of_a_sender_is_on_the_page(anonymous, small_city, agency, districts):
    personal(small_city, point=PUSHKINA)
    pages = (
        anonymous.get("/districts/vostochny/").content.decode() + anonymous.get("/districts/zapadny/").content.decode()
    )
    assert not any(told in pages for told in ("Секретова", "anna@", "999 000", "подъезда"))


def test_the_page_asks_as_often_for_many_works_as_for_one(anonymous, agency, districts, django_assert_max_num_queries):
    for _number in range(6):
        active(agency)
    with django_assert_max_num_queries(12):
        anonymous.get("/districts/vostochny/")


def page_of(agency: Agency, **told) -> OfficialPage:
    values = {
        "network": "vk",
        "url": "https://vk.com/uprava",
        "mark": "official",
        "checked_on": date(2026, 6, 1),
    } | told
    return OfficialPage(agency=agency, **values)


def test_official_pages_stand_with_their_mark_and_day(anonymous, districts):
    page_of(districts[WEST].agency).save()
    page_of(districts[EAST].agency, network="telegram", url="https://t.me/uprava", mark="none", checked_on=None).save()
    west = anonymous.get("/districts/zapadny/").content.decode()
    assert 'href="https://vk.com/uprava"' in west and "1 июня 2026" in west and "t.me" not in west
    everything = anonymous.get("/directory/").content.decode()
    assert "vk.com/uprava" in everything and "t.me/uprava" in everything
    marked = anonymous.get("/directory/", {"mark": "official"}).content.decode()
    assert "vk.com/uprava" in marked and "t.me/uprava" not in marked and "example.org" not in marked
    assert "vk.com/uprava" in anonymous.get("/directory/?network=nonsense&page=x").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://vk.com/uprava"},
        {"url": "https://vk.com.evil.example/uprava"},
        {"url": "https://vk.com/"},
        {"url": "https://user:secret@vk.com/uprava"},
        {"network": "friendster"},
        {"checked_on": date(2026, 6, 11)},
        {"checked_on": None},
    ],
)
def test_a_page_that_is_none_is_refused(agency, wrong):
    with pytest.raises(ValidationError):
        page_of(agency, **wrong).full_clean()


def test_an_administrator_enters_pages_beside_their_body(admin_client, agency):
    address = f"/admin/roadmap/agency/{agency.pk}/change/"
    form = {
        "city": agency.city_id,
        "slug": agency.slug,
        "name": agency.name,
        "is_default": "on",
        "hold_s": 60,
        "official_pages-TOTAL_FORMS": 1,
        "official_pages-INITIAL_FORMS": 0,
        "official_pages-0-agency": agency.pk,
        "official_pages-0-network": "vk",
        "official_pages-0-mark": "verified",
        "official_pages-0-url": "http://vk.com/roads",
        "official_pages-0-checked_on": "2026-06-01",
    }
    assert "https://" in admin_client.post(address, form).content.decode()
    assert not OfficialPage.objects.exists()
    assert admin_client.post(address, form | {"official_pages-0-url": "https://vk.com/roads"}).status_code == 302
    assert OfficialPage.objects.get().mark == "verified"
