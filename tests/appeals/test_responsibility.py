"""Which body answers, and the reason that the resident reads."""

from datetime import date, timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.utils.translation import override

from appeals.models import Category, ResponsibilityRule
from appeals.place import understand
from appeals.responsibility import Case, NobodyAnswers, responsible_in
from roadmap.models import Agency, Area, RoadSegment
from roadmap.postgis import box_of
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, category, rule, spot

ON = date(2026, 6, 10)


@pytest.fixture
def pushkina(small_city) -> RoadSegment:
    return understand(small_city, PUSHKINA).segment


def who(city, code="pothole", *, segment=None, area=None, on=ON):
    return responsible_in(Case(city, category(code), segment, area, on))


def test_a_rule_of_the_category_goes_first(small_city, agency, other_agency, pushkina):
    pushkina.owner = agency
    rule(small_city, "traffic_light", other_agency, "светофоры города")
    found = who(small_city, "traffic_light", segment=pushkina)
    assert found.agency == other_agency
    assert str(found.why) == "Категория «Светофор»: светофоры города."
    assert who(small_city, "pothole", segment=pushkina).agency == agency


@pytest.mark.parametrize(("days", "is_contractor"), [(1, True), (0, True), (-1, False)])
def test_the_end_of_the_warranty_flips_the_addressee(small_city, agency, other_agency, pushkina, days, is_contractor):
    pushkina.owner, pushkina.warranty_contractor = agency, other_agency
    pushkina.warranty_until = ON + timedelta(days=days)
    assert (who(small_city, segment=pushkina).agency == other_agency) is is_contractor


def test_a_warranty_does_not_cover_lamps(small_city, agency, other_agency, pushkina):
    pushkina.owner, pushkina.warranty_contractor, pushkina.warranty_until = agency, other_agency, date(2030, 1, 1)
    assert who(small_city, "lighting", segment=pushkina).agency == agency


def test_the_sentence_about_a_warranty_names_street_and_day(small_city, other_agency, pushkina):
    pushkina.warranty_contractor, pushkina.warranty_until = other_agency, date(2028, 10, 1)
    assert str(who(small_city, segment=pushkina).why) == (
        "улица Пушкина на гарантии до 1 октября 2028: дефекты устраняет подрядчик."
    )


def test_the_sentence_is_said_in_the_language_of_who_reads_it(small_city, other_agency, pushkina):
    pushkina.warranty_contractor, pushkina.warranty_until = other_agency, date(2028, 10, 1)
    told = who(small_city, segment=pushkina).why
    with override("en"):
        assert str(told) == "Pushkina Street is under warranty until 1 October 2028: the contractor mends it."
    assert str(told) == "улица Пушкина на гарантии до 1 октября 2028: дефекты устраняет подрядчик."


def test_a_road_without_a_name_is_this_road(small_city, other_agency, pushkina):
    pushkina.road, pushkina.owner = None, other_agency
    assert str(who(small_city, segment=pushkina).why) == "Эту дорогу содержит эта организация."
    pushkina.warranty_contractor, pushkina.warranty_until = other_agency, date(2028, 10, 1)
    assert str(who(small_city, segment=pushkina).why).startswith("Эта дорога на гарантии до 1 октября 2028")


def test_the_owner_of_the_road_goes_before_the_district(small_city, agency, other_agency, pushkina):
    area = Area(city=small_city, name="Западный округ", agency=agency)
    pushkina.owner = other_agency
    found = who(small_city, segment=pushkina, area=area)
    assert found.agency == other_agency
    assert "улица Пушкина" in str(found.why)


def test_the_district_answers_where_no_owner_is_on_record(small_city, agency, other_agency, pushkina):
    area = Area(city=small_city, name="Западный округ", agency=other_agency)
    found = who(small_city, segment=pushkina, area=area)
    assert found.agency == other_agency
    assert "Западный округ" in str(found.why)
    with override("en"):
        assert str(found.why) == "The place is in its district: Zapadnyy District."


def test_in_english_street_and_district_are_called_as_an_administrator_wrote(small_city, other_agency, pushkina):
    area = Area(city=small_city, name="Западный округ", names={"en": "West End"}, agency=other_agency)
    by_district = who(small_city, area=area).why
    pushkina.road.names, pushkina.owner = {"en": "Pushkin Street"}, other_agency
    by_owner = who(small_city, segment=pushkina).why
    with override("en"):
        assert str(by_district) == "The place is in its district: West End."
        assert str(by_owner) == "Pushkin Street is in the care of this body."
    assert str(by_district) == "Место находится в её районе: Западный округ."


def test_a_point_without_a_street_still_has_its_district(small_city, agency, other_agency):
    area = Area(city=small_city, name="Западный округ", agency=other_agency)
    assert who(small_city, area=area).agency == other_agency


def test_the_default_body_answers_for_the_rest(small_city, agency, pushkina):
    assert who(small_city, segment=pushkina).agency == agency


def test_no_body_at_all_is_an_error_for_the_installation(small_city, pushkina):
    Agency.objects.filter(city=small_city).update(is_default=False)
    with pytest.raises(NobodyAnswers, match="small-city"):
        who(small_city, segment=pushkina)


def test_on_a_border_the_district_named_first_answers_always(small_city, agency, other_agency):
    border = spot(100, 150)
    Area.objects.filter(city=small_city).delete()
    west, east = box_of(65.5, 57.1, border.x, 57.2), box_of(border.x, 57.1, 65.6, 57.2)
    for name, box, body in [("Западный", west, agency), ("Восточный", east, other_agency)]:
        Area.objects.create(city=small_city, slug=name, name=name, agency=body, geometry=MultiPolygon(box))
    assert {understand(small_city, border).area.name for _ in range(5)} == {"Восточный"}


def test_categories_are_told_in_the_readers_language(db, settings):
    pothole = Category.objects.get(code="pothole")
    with override("en"):
        assert str(pothole) == "Pothole"
    with override("ru"):
        assert str(pothole) == "Яма, провал"


def test_a_place_across_town_is_another_street(small_city):
    assert understand(small_city, ACROSS_TOWN).street == "улица 8 Марта"


def test_the_reason_of_a_rule_is_read_in_english_where_somebody_wrote_it(small_city, other_agency):
    made = rule(small_city, "traffic_light", other_agency, "светофоры города.")
    told = who(small_city, "traffic_light").why
    with override("en"):
        assert str(told) == "Category “Traffic light”: светофоры города."
    ResponsibilityRule.objects.filter(pk=made.pk).update(why_en="the lights of the city.")
    told = who(small_city, "traffic_light").why
    assert str(told) == "Категория «Светофор»: светофоры города."
    with override("en"):
        assert str(told) == "Category “Traffic light”: the lights of the city."
