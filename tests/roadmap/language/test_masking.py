"""What goes to a model of a resident's message: the road, not the resident."""

import re

import pytest

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.masking import masked
from roadmap.language.masking.names import NAME
from roadmap.language.masking.numbers import FLAT, LINK, MAIL, NUMBER, PHONE, without_numbers
from tests import effort, gazetteers, hostile

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
    ("зовут меня зульфия, яма", ["зульфия"], NAME),
    ("зовут меня Кржыж, яма", ["Кржыж"], NAME),
    ("Пишет вам Чан Ван Тхо", ["Чан", "Ван", "Тхо"], NAME),
    ("Прошу ответить Шарафутдиновой", ["Шарафутдиновой"], NAME),
    ("Жалоба от Бикбулатова", ["Бикбулатова"], NAME),
    ("Прошу Кульмаметова принять меры", ["Кульмаметова"], NAME),
    ("Яма. Шарафутдинова зульфия", ["Шарафутдинова", "зульфия"], NAME),
    ("марат шарафутдинов жалуется", ["марат", "шарафутдинов"], NAME),
    ("Яма. кузнецов п.с.", ["кузнецов", "п.с"], NAME),
    ("Яма, п.с. кузнецов", ["кузнецов", "п.с"], NAME),
    ("Яма. С ув. кузнецов", ["кузнецов"], NAME),
    ("Яма. С ув. бикбулатов", ["бикбулатов"], NAME),
    ("Oleg Kuznetsov, яма", ["Oleg", "Kuznetsov"], NAME),
    ("Яма. Kuznetsov P.S.", ["Kuznetsov", "P.S"], NAME),
    ("Пишет Maria Kim", ["Maria", "Kim"], NAME),
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


SEPARATED = [
    f"8{one}913{one}204{one}57{one}61"
    for one in (" ", "-", "–", "—", " — ", "/", "_", "·", ",", ".", "*", "|", "~", "  ", ") ", "\n")
]
PHONES = [
    *SEPARATED,
    "10.06.2026 8-913-204-57-61",
    "8-913-204-57-61 10.06.2026",
    "12.30 8 913 204 57 61",
    "8 (3462) 45.67.89",
    "8 (3462) 12.10.11",
    "тел. 45.67.89",
    "31.12.2026 тел. 45.67.89",
    "+7 [913] 204-57-61",
    "+7 ( 913 ) 204 - 57 - 61",
    "8-913-2O4-57-61",
    "8 9О3 204 57 61",
    "позвоните 204-576",
    "телефон - 45 67 89",
    "телефон для связи: 45-67",
    "номер моего телефона 45 67 89",
    "моб. 913 204 57 61",
    "99.99.2026 8913 204 57 61",
]
MAILS = [
    "petrenko(собака)mail.ru",
    "petrenko[собака]mail.ru",
    "petrenko (собака) mail.ru",
    "petrenko собака mail.ru",
    "petrenko собака mail точка ru",
    "petrenko (at) mail (dot) ru",
    "petrenko@mail,ru",
    "petrenko@mail. ru",
    "petrenko@mail .ru",
    "petrenko @ mail.ru",
    "petrenko@mail",
    "petrenko @ mail",
    '"petrenko oleg"@mail.ru',
    "petrenko@почта.рф",
    "на почту petrenko.oleg",
    "petrenko at mail.ru",
    "petrenko[a]mail.ru",
    "petrenko «собака» mail.ru",
    "petrenko_собака_mail.ru",
    "petrenko#mail.ru",
    "petrenkomail.ru",
]
LINKS = [
    "instagram.com/petrenko",
    "vkontakte.ru/petrenko",
    "avito.ru/user/petrenko",
    "tg://resolve?domain=petrenko",
    "vk .com/petrenko",
    "http : // vk.com/petrenko",
    "youtube.com/@petrenko",
    "VK.COM/petrenko",
    "@petrenko",
    "@ petrenko_oleg",
    "тг: petrenko_oleg",
    "телеграм petrenko",
    "Мой ник petrenko72",
    "вк id3307petrenko",
    "vk/petrenko",
    "vk com/petrenko",
    "vk точка com/petrenko",
    "ник «petrenko»",
    "мой инст petrenko",
    "ник: Ураган407",
    "https://пример.рф/petrenko",
]
PLATES = [
    "Е407РН72",
    "Е 407 РН 72",
    "е407рн72",
    "е407рн",
    "Е407РН|172",
    "E407PH72",
    "номер е 407 рн",
    "г/н у 407 рн",
    "тойота е 407 рн 72",
    "Е.407.РН",
    "Е4O7РН72",
    "е 407 рн 72 регион",
    "АЕ 407 72",
    "4071 АЕ 72",
    "АЕ4071 72",
]
NUMBERS = [
    "родилась 12.03.1961",
    "дата рождения 12 марта 1961",
    "12.03.1961 г.р.",
    "1961 года рождения",
    "родился в марте 1961",
    "1961 г.рождения",
    "рожд. 12.03.1961",
    "ЛС 12345",
    "д.р. 12.03.61",
    "лицевой счёт 12345",
    "л/с 12345",
    "паспорт 71 04 123456",
    "паспорт серия 7104 номер 123456",
    "счёт № 40817",
    "полис 1234 5678 9012 3456",
]
FLATS = [
    "в 12 квартире",
    "в 12-й квартире",
    "12 кв.",
    "12кв",
    "5/12 кв",
    "д5кв12",
    "кв-ра 12",
    "кв-12",
    "кв_12",
    "кв:12",
    "кв N12",
    "кв № 12",
    "Кв. #12",
    "кварт. 12",
    "квартира номер 12",
    "в квартире под номером 12",
    "кв(12)",
    "квю 12",
    "ком. 12",
    "в двенадцатой квартире",
    "комната 12",
    "квартиры 8 и 12",
    "квартира двенадцать",
    "(12 кв)",
]
FIGURES = [
    *((text, PHONE) for text in PHONES),
    *((text, MAIL) for text in MAILS),
    *((text, LINK) for text in LINKS),
    *((text, NUMBER) for text in PLATES + NUMBERS),
    *((text, FLAT) for text in FLATS),
]
OF_FIGURES = re.compile(r"204|45|petrenko|407|12345|1961|7104|123456|40817|5678|\b12(?!\.\d)|кв12|двенадцат|\.61")


@pytest.mark.parametrize(("text", "told"), FIGURES)
def test_a_number_goes_however_it_is_written(text, told):
    left = masked(f"Яма во дворе, {text}", NOWHERE)
    assert told in left
    assert OF_FIGURES.findall(left.replace("12.30", "").replace("31.12.2026", "")) == []


@pytest.mark.parametrize(
    "flat", ["кв-ра 12", "кв 12", "кв. 12", "квартира 12", "кв:12", ", 12 кв", " в 12 квартире", "/12 кв"]
)
def test_a_flat_goes_and_its_house_stays(flat):
    assert masked(f"Яма на Герцена 5 {flat}", gazetteers.tyumen()).startswith("Яма на Герцена 5")
    assert "12" not in masked(f"Яма на Герцена 5 {flat}", gazetteers.tyumen())


def test_a_date_beside_a_phone_stays():
    assert masked("С 10.06.2026 8-913-204-57-61", NOWHERE) == f"С 10.06.2026 {PHONE}"


@pytest.mark.parametrize(
    "text",
    [
        "Дома 5, 7, 9, 11, 13, 15, 17 без света",
        "Дома 112-114, 116-118 и 120/2 с 10.06.2026 по 12.06.2026",
        "Перекрыто 10.06.2026 - 12.06.2026, 22.00-06.00",
        "Перекрыто 22.00-06.00 10.06-12.06",
        "Перекрыто 2026-06-10 2026-06-12",
        "Яма на улице 50 лет Октября, 25",
        "Автобусы «№ 25», № 30 и 51 стоят с 8:00 до 19:30",
        "Яма на 123 км, с 123 км по 125 км, км 12+350 – 12+980",
        "По ГОСТ Р 50597-2017 и ГОСТ 33220-2015 яма опасна",
        "Потратили 1 250 000 000 рублей, ещё 4500000 руб. и 12 млн",
        "Яма 12 кв. м, глубиной 20 см, ещё 5 кв.м и 8 кв метров",
        "В 12 квартале 120 квартир без воды, 3 комнаты топит",
        "На остановке собака бегает. Прошу забрать",
        "Трасса Р254, на Р 404 яма",
        "За счёт бюджета 2026 года",
        "Звонили в 112 в 10:30",
        "От дома 11 «в» до дома 13(б), дом 9 [а]",
        "Яма от 120 на 60 см, к 100 на 5 человек, 40 х 200 см",
        "Знаки 3.24, 4.2.1 и 8.2.1, с 8 до 22, пн-пт 8.00-17.00",
        "Дом 1961 года постройки, день рождения города 2026",
    ],
)
def test_figures_of_the_road_stay(text):
    assert masked(text, gazetteers.tyumen()) == text


@pytest.mark.parametrize(
    "text",
    [
        "На проспекте Мира закрыт выезд",
        "Провал на улице Максима Горького у дома 5",
        "Светофор на перекрёстке улиц Ленина и Пушкина не горит с 12.07.2025",
        "Перекопали всё с 22:00 до 06:00, 12 и 13 июля, у парка Победы",
        "Яма 40 на 60 см, дом 118, маршрут 25",
        "Перекрыто от Герцена до Ленина",
        "С Ленина на Герцена не повернуть, между Герцена и Ленина яма",
        "Пишет вам жительница дома 5, с ув. жители двора",
        "Прошу Вас засыпать, т.е. убрать, ямы от Кленовоборовой до моста",
        "Прошу заделать яму на улице Олега Кошевого",
        "Яма у Burger King",
        "Объезд 12.07.2025 – 15.07.2025",
    ],
)
def test_the_road_stays(text):
    assert masked(text, gazetteers.tyumen()) == text


def test_a_street_of_the_list_stays_where_a_place_is_told_and_goes_where_a_person_may_be():
    assert "Герцена 70" in masked("Провал на Герцена 70", gazetteers.tyumen())
    assert "Герцен" not in masked("Жаловались Герцену. С уважением, Герцена", gazetteers.tyumen())


HOSTILE = [
    "а.б+",
    "1 ",
    "8(9",
    "Иван И. ",
    "@",
    "8 - ",
    "8,9",
    "a@",
    "a. ",
    "кв ",
    "1 кв",
    "собака a. ",
    "тел: ",
    "А123ВС",
    "1.1.",
]
OF_THE_HOUSE = hostile.texts()


ORDINARY = "Яма на улице Герцена у дома 5, звоните 8 912 345 67 89. С уважением, Иван Петров. " * 400
TIMES_AS_LONG = 10  # as an ordinary text, which is cut at the same length


@pytest.fixture(scope="module")
def ordinary():
    return effort.seconds(lambda: masked(ORDINARY, NOWHERE), tries=10)


@pytest.mark.parametrize("name", [*HOSTILE, *OF_THE_HOUSE])
def test_a_hostile_text_is_masked_in_no_time(name, ordinary):
    text = OF_THE_HOUSE.get(name, name * 30_000)
    assert effort.seconds(lambda: masked(text, NOWHERE)) < TIMES_AS_LONG * ordinary


@pytest.mark.parametrize("part", [*HOSTILE, *hostile.REPEATED.values()])
def test_numbers_of_a_longer_text_take_no_longer_a_letter(part):
    """Of texts beyond what is read of one, since a clock tells little of a short moment."""
    once, more = (part * (length // len(part)) for length in (5_000, 40_000))
    assert effort.seconds(lambda: without_numbers(more)) < 3 * 8 * effort.seconds(lambda: without_numbers(once))


@pytest.mark.parametrize(
    "text", ["справку взяли у Герцена", "ходили к Герцену", "письмо от Герцена", "едем с Герценом"]
)
def test_after_a_word_that_leads_to_persons_too_a_bare_name_goes(text):
    assert masked(text, gazetteers.tyumen()).endswith(NAME)
