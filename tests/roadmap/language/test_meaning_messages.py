"""What residents write about, and how much of the road it leaves."""

import pytest

from roadmap.language.meaning.message_evidence import evidence_of
from roadmap.language.meaning.messages import read_message_meaning


@pytest.mark.parametrize(
    ("text", "kind", "category"),
    [
        ("огромная яма у подъезда, пробил колесо", "complaint_pothole", "pothole"),
        ("люк без крышки посреди двора", "complaint_pothole", "manhole"),
        ("светофор потух, перейти нельзя", "complaint_signal", "traffic_light"),
        ("нарисуйте зебру у школы", "complaint_other", "marking"),
        ("лужа на всю улицу, ливневка забита", "complaint_other", "flood"),
        ("мусор не вывозят неделю, вонь", "not_road", ""),
        ("батареи холодные, в квартире плюс пятнадцать", "not_road", ""),
        ("автобус опять не пришел, ждали час", "not_road", ""),
        ("у магазина яма", "complaint_pothole", "pothole"),
    ],
)
def test_kind_and_category(text, kind, category):
    meaning = read_message_meaning(text, [])
    assert (meaning.kind, meaning.category) == (kind, category)
    assert meaning.why["kind"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("гололед на лесной, не посыпают", "complaint_other"),
        ("не убирают снег на лесной", "complaint_other"),
        ("не убирают снег во дворе на лесной", "not_road"),
        ("голубой автобус сбил столбик на лесной", "complaint_other"),
        ("где купить асфальт для дачи?", "not_road"),
    ],
)
def test_snow_of_a_street_is_its_matter_and_of_a_yard_is_not(text, kind):
    at = text.find("лесной")
    named = [(at, at + len("лесной"))] if at >= 0 else []
    assert read_message_meaning(text, named).kind == kind


def test_a_colour_is_no_bird():
    assert "animals" not in evidence_of("голубой автобус", [])
    assert "animals" in evidence_of("голуби на крыше", [])


@pytest.mark.parametrize(
    ("text", "impact"),
    [
        ("дерево упало поперек дороги", "all-lanes-closed"),
        ("все перекопали, не проехать", "all-lanes-closed"),
        ("столб лежит, осталась одна полоса", "some-lanes-closed"),
        ("столб лежит, пускают по очереди", "alternating-one-way"),
        ("знак закрыли ветки", "all-lanes-open"),
        ("яма на тротуаре", "all-lanes-open"),
    ],
)
def test_how_much_of_the_road_is_left(text, impact):
    assert read_message_meaning(text, []).impact == impact


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("яма у магазина", "at:shop"),
        ("фонарь не горит", "off&light"),
        ("яма и мусор", "1:hole"),
        ("светик потух", "^свети"),
    ],
)
def test_where_something_is_is_not_what_it_is(text, feature):
    assert feature in evidence_of(text, [])
