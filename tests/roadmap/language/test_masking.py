"""What goes to a model of a resident's message: the road, not the resident."""

import time

import pytest

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.masking import FLAT, LINK, MAIL, NAME, NUMBER, PHONE, masked
from tests import gazetteers

NOWHERE = Gazetteer()

PERSONAL = [
    ("меня зовут мария иванова, яма во дворе", ["мария", "иванова"], NAME),
    ("Яма. С уважением, Кржыжопольский И. И.", ["Кржыж", "И. И"], NAME),
    ("Яма. И.И. Ковтун", ["Ковтун"], NAME),
    ("Петров Сергей Иванович сообщает: провал", ["Петров", "Сергей", "Иванович"], NAME),
    ("обещал сергей петрович и не сделал", ["сергей", "петрович"], NAME),
    ("Яма так и не заделана. Светлана", ["Светлана"], NAME),
    ("Сосед Ахмед Магомедов упал", ["Ахмед", "Магомедов"], NAME),
    ("Анна-Мария Шмидт просит знак", ["Анна", "Мария", "Шмидт"], NAME),
    ("звоните +7 (912) 345-67-89", ["912", "345", "67-89"], PHONE),
    ("звоните 8 912 345 67 89 вечером", ["912", "345"], PHONE),
    ("мой номер 89123456789", ["8912"], PHONE),
    ("городской 45-67-89", ["45-67"], PHONE),
    ("тел. 45 67 89", ["45 67"], PHONE),
    ("пишите ivan.petrov+yama@mail.ru", ["ivan", "mail.ru"], MAIL),
    ("почта ivan(at)mail.ru", ["ivan"], MAIL),
    ("я vk.com/id123456", ["123456", "vk.com"], LINK),
    ("я в телеграме @ivan_72", ["ivan_72"], LINK),
    ("паспорт 123456", ["123456"], NUMBER),
    ("живу в кв. 15", ["15"], FLAT),
]


@pytest.mark.parametrize(("text", "gone", "told"), PERSONAL)
@pytest.mark.parametrize("gazetteer", [NOWHERE, gazetteers.tyumen()], ids=["no list", "list"])
def test_what_is_personal_goes(text, gone, told, gazetteer):
    left = masked(text, gazetteer)
    assert [words for words in gone if words in left] == []
    assert told in left


@pytest.mark.parametrize(
    "text",
    [
        "На проспекте Мира закрыт выезд",
        "Провал на улице Максима Горького у дома 5",
        "Светофор на перекрёстке улиц Ленина и Пушкина не горит с 12.07.2025",
        "Перекопали всё с 22:00 до 06:00, 12 и 13 июля, у парка Победы",
        "Яма 40 на 60 см, дом 118, маршрут 25",
    ],
)
def test_the_road_stays(text):
    assert masked(text, gazetteers.tyumen()) == text


def test_a_street_of_the_list_stays_where_a_place_is_told_and_goes_where_a_person_may_be():
    assert "Герцена 70" in masked("Провал на Герцена 70", gazetteers.tyumen())
    assert "Герцен" not in masked("Жаловались Герцену. С уважением, Герцена", gazetteers.tyumen())


def test_a_hostile_text_is_masked_in_no_time():
    for text in ("а.б+" * 30_000, "1 " * 50_000, "8(9" * 40_000, "Иван И. " * 15_000, "@" * 100_000):
        started = time.thread_time()
        masked(text, NOWHERE)
        assert time.thread_time() - started < 1
