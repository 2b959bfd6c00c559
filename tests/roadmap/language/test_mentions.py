"""Streets and places in words: every way to write them, in the demonstration city and in a city that is not loaded."""

import pytest

from roadmap.language.gazetteer import Gazetteer, LandmarkRow, StreetRow
from roadmap.language.mentions import find_places, read_places
from roadmap.language.text import clean
from tests import gazetteers

NOWHERE = Gazetteer()


def streets(text, gazetteer=NOWHERE):
    """As of a message, where it speaks of a hole."""
    found, _, _ = read_places(clean(text), gazetteer, is_message="ям" in text)
    return [name for one in found if one.role == "affected" for name in one.streets]


def place(text, gazetteer=NOWHERE):
    return next((one.place for one in find_places(text, gazetteer) if one.role == "affected"), None)


def roles(text, gazetteer=NOWHERE):
    return {one.place["on"]: one.role for one in find_places(text, gazetteer)}


@pytest.mark.parametrize(
    "text",
    [
        "ямы на Широтной",
        "ямы по Широтной улице",
        "ямы на ул. Широтной",
        "ямы на ул.Широтная",
        "ремонт улицы Широтной",
        "Широтную закроют",
        "на Широтная, 105",
        "ул широтная 105",
        "на шыротной яма",
    ],
)
def test_a_street_in_any_form(text):
    assert streets(text, gazetteers.tyumen()) == ["Широтная улица"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("яма на 50 лет Октября", "улица 50 лет Октября"),
        ("яма на 50-летия Октября", "улица 50 лет Октября"),
        ("яма в 3-м Степном переулке", "3-й Степной переулок"),
        ("яма на 25 Октября, 3", "улица 25-го Октября"),
        ("яма на Максима Горького", "улица Максима Горького"),
        ("яма на М. Горького", "улица Максима Горького"),
        ("яма на М.Горького", "улица Максима Горького"),
        ("яма на Горького", "улица Максима Горького"),
        ("яма на улице Чаплина", "улица Николая Чаплина"),
        ("яма на Червишевском тракте", "Червишевский тракт"),
        ("яма на Червишевском", "Червишевский тракт"),
        ("яма на Червишевском тр-те", "Червишевский тракт"),
        ("яма на первомайке", "Первомайская улица"),
        ("яма на Мельникайтэ", "улица Мельникайте"),
        ("яма в Заречном проезде", "Заречный проезд"),
        ("яма на обходе Тюмени", "Обход Тюмени"),
    ],
)
def test_names_of_the_gazetteer(text, name):
    assert streets(text, gazetteers.tyumen()) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("закрыта ул. Холодильная", "Холодильная улица"),
        ("на улице Холодильной ремонт", "Холодильная улица"),
        ("на Холодильной ремонт", "Холодильная улица"),
        ("по Малыгина не проехать", "улица Малыгина"),
        ("на пер. Гаевского ремонт", "переулок Гаевского"),
        ("по Заречному проезду ямы", "Заречный проезд"),
        ("на пр-те Ленина ямы", "проспект Ленина"),
        ("на проспекте Маяковского ямы", "проспект Маяковского"),
        ("на б-ре Гагарина ямы", "бульвар Гагарина"),
        ("на Свердловском тр-те ямы", "Свердловский тракт"),
        ("на Московском ш. ямы", "Московское шоссе"),
        ("на пл. Труда ямы", "площадь Труда"),
        ("на 2-й Новосибирской ямы", "2-я Новосибирская улица"),
        ("на 30 лет Победы ямы", "улица 30 лет Победы"),
        ("на М. Тореза ямы", "улица Мориса Тореза"),
        ("на Карла Либкнехта ямы", "улица Карла Либкнехта"),
        ("на Академика Шварца ямы", "улица Академика Шварца"),
        ("на Защитников Отечества ямы", "улица Защитников Отечества"),
        ("на Большой Красной ямы", "Большая Красная улица"),
        ("на Ново-Садовой ямы", "Ново-Садовая улица"),
        ("на Мамина-Сибиряка ямы", "улица Мамина-Сибиряка"),
        ("на Красном Пути ямы", "улица Красный Путь"),
        ("на улице Заозёрной ямы", "Заозёрная улица"),
    ],
)
def test_a_street_that_no_gazetteer_has_is_named_by_grammar(text, name):
    assert streets(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "праздник ко Дню Победы, салют у парка Победы",
        "чемпионат мира прошёл без ям",
        "на новой дороге яма",
        "в Парфёново яма",
        "в Тюмени яма",
        "у озера Алебашево яма",
        "МКУ «Тюменьгортранс» сообщает о яме",
        "дорога к школе имени Кирова в ямах",
        "яма на главной площади",
        "с 9 января ямы заделают",
    ],
)
def test_words_that_are_no_streets(text):
    assert streets(text, gazetteers.tyumen()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("На Пушкина от Бутлерова до Островского", ("улица Пушкина", "улица Бутлерова", "улица Островского")),
        ("Пушкина (Бутлерова – Островского) закрыта", ("улица Пушкина", "улица Бутлерова", "улица Островского")),
        ("На Пушкина между Бутлерова и Островского", ("улица Пушкина", "улица Бутлерова", "улица Островского")),
        (
            "На Пушкина ремонт. Отрезок Бутлерова — Островского закрыт",
            ("улица Пушкина", "улица Бутлерова", "улица Островского"),
        ),
        ("Между Бутлерова и Островского по Пушкина", ("улица Пушкина", "улица Бутлерова", "улица Островского")),
        (
            "ул. Котовского между Малыгина и домом по Герцена, 52",
            ("улица Котовского", "улица Малыгина", "улица Герцена, 52"),
        ),
        ("По Мира от Ленина до дома № 16", ("улица Мира", "улица Ленина", "дом 16")),
        ("По Мира от кольца Калинина до ТЦ «Вояж»", ("улица Мира", "улица Калинина", "ТЦ «Вояж»")),
        ("По Мира от Церкви-на-Песках до Герцена", ("улица Мира", "Церковь-на-Песках", "улица Герцена")),
        ("В СРЕДУ ПЕРЕКРОЮТ УЛИЦУ МИРА ОТ ЛЕНИНА ДО ГЕРЦЕНА", ("улица Мира", "улица Ленина", "улица Герцена")),
        ("С 9 УТРА ЧЕТВЕРГА СУЗЯТ МИРА ОТ ЛЕНИНА ДО ГЕРЦЕНА", ("улица Мира", "улица Ленина", "улица Герцена")),
    ],
)
def test_a_stretch(text, expected):
    on, start, stop = expected
    assert place(text) == {"type": "between", "on": on, "from": start, "to": stop}


@pytest.mark.parametrize(
    "text",
    [
        "на перекрёстке Малыгина и Герцена",
        "на пересечении улиц Малыгина и Герцена",
        "Малыгина/Герцена светофор",
        "Малыгина – Герцена светофор",
        "угол Малыгина и Герцена",
        "Малыгина угол Герцена",
        "на Малыгина у поворота на Герцена",
        "ул. Малыгина в районе пересечения с ул. Герцена",
        "Малыгина-Герцена не работает светофор",
    ],
)
def test_a_crossing(text):
    assert place(text) == {"type": "crossing", "on": "улица Малыгина", "with": "улица Герцена"}


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("у дома 57 по Герцена", "57"),
        ("Герцена, 57", "57"),
        ("Герцена 57 яма", "57"),
        ("на Герцена возле д. № 57", "57"),
        ("на Герцена у 57 дома", "57"),
        ("ул. Герцена, 57/2", "57/2"),
        ("ул. Герцена, д. 57а", "57а"),
        ("ул. Герцена, 57 корп. 2", "57 к2"),
        ("ул. Герцена, дом 7, строение 2", "7 с2"),
    ],
)
def test_a_house(text, house):
    assert place(text) == {"type": "address", "on": "улица Герцена", "house": house}


@pytest.mark.parametrize(
    "text",
    [
        "от дома 32 до дома 44 по Герцена",
        "на Герцена от дома № 32 до дома № 44",
        "Герцена, дома 32–44",
        "между домами №№ 32 и 44 по Герцена",
        "Герцена, 32-44, закрыта",
        "Герцена с 32 по 44 ямы",
        "на Герцена от 32 до 44 дома",
        "Герцена, дома с 32 по 44",
        "дома от 32 до 44 по Герцена",
        "от 32-го до 44-го дома по Герцена",
        "Герцена между 32-м и 44-м домами",
        "Герцена 32-44 ямы",
    ],
)
def test_a_range_of_houses(text):
    assert place(text) == {"type": "range_of_houses", "on": "улица Герцена", "from": "32", "to": "44"}


def test_houses_of_a_list_are_places_each():
    found = [one.place for one in find_places("Закрыта Герцена (дома 32, 40 и 44)", gazetteers.tyumen())]
    houses = [one["house"] for one in found if one["type"] == "address" and one["on"] == "улица Герцена"]
    assert houses == ["32", "40", "44"]


@pytest.mark.parametrize("is_message", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "ямы на Гоголя 9, 31 и 58",
        "На улице Гоголя, 9, 31, 58 ямы",
        "ямы на улице Гоголя: 9, 31, 58",
        "ямы на улице Гоголя (9, 31, 58)",
        "ямы на улице Гоголя 9; 31; 58",
        "дома 9, 31 и 58 по улице Гоголя без асфальта",
        "Сузят проезд у домов 9, 31 и 58 по улице Гоголя",
        "Ямы у дома 9, у дома 31 и у дома 58 по улице Гоголя",
    ],
)
def test_every_house_of_a_list_is_a_place(text, is_message):
    found, _spans, _streets = read_places(text, Gazetteer(), is_message=is_message)
    told = [(one.place["on"], one.place.get("house")) for one in found if one.role == "affected"]
    assert told == [("улица Гоголя", house) for house in ("9", "31", "58")]


@pytest.mark.parametrize(
    ("text", "houses"),
    [
        ("На Гоголя 4 и 6 ямы", ["4", "6"]),
        ("На Гоголя 31, 3 люка открыты", ["31"]),
        ("На Гоголя 31, 2 подъезд, яма", ["31"]),
        ("На Гоголя яма. Автобусы 4, 6 и 8 стоят", []),
        ("Улица Гоголя, яма. Справки: 8-800-200-30-40", []),
        ("На Гоголя 31 и 25 выбоин в ряд", ["31"]),
        ("На Гоголя 31, 26 Бакинских комиссаров 5 ямы", ["31", "5"]),
        ("Улица Гоголя, 31, закрыта 5 и 6 июля", ["31"]),
        ("Закрыта улица Гоголя, 31, 5 и 6 июля", ["31"]),
        ("Закрыта улица Гоголя, 4, 6 и 8 июля", []),
    ],
)
def test_a_count_or_a_day_after_a_house_is_no_other_house(text, houses):
    found, _spans, _streets = read_places(text, Gazetteer(), is_message=True)
    assert [one.place["house"] for one in found if one.role == "affected" and "house" in one.place] == houses


def test_a_place_whose_house_stands_first_has_its_words():
    (found,) = find_places("дом 12, ул. Гоголя, яма", Gazetteer())
    assert found.text == "дом 12, ул. Гоголя"


@pytest.mark.parametrize("text", ["гоголя 33,35,37 ямы", "Гоголя, дд. 33, 35 и 37"])
def test_a_row_of_houses(text):
    assert [one.place["house"] for one in find_places(text, Gazetteer())] == ["33", "35", "37"]


@pytest.mark.parametrize(
    "text",
    [
        "улица Гоголя с 3 по 17 июня закрыта",
        "улица Гоголя с 9 до 18 часов закрыта",
        "улица Гоголя от 5 до 7 подростков каждый вечер",
        "на улице Гоголя 4 ямы",
        "улица Гоголя, 2 дек с 9 до 17 закрыта",
        "улица Гоголя, 2 ср закрыта",
        "улица Гоголя, 2 (среда) закрыта",
        "улица Гоголя, 2 числа закрыта",
        "улица Гоголя, 2-4 дек закрыта",
        "улица Гоголя, 2 и 3 дек. закрыта",
    ],
)
def test_what_is_counted_is_no_house(text):
    assert place(text) == {"type": "street", "on": "улица Гоголя"}


def test_a_house_on_another_street_is_a_landmark():
    assert place("Рижская, у дома 61 по Холодильной")["type"] == "landmark"
    assert streets("Рижская, у дома 61 по Холодильной") == ["Рижская улица"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Мост через Вятку в створе Гоголя закрыт",
            {"type": "bridge", "on": "улица Гоголя", "name": "мост через Вятку"},
        ),
        ("по мосту имени 60-летия ВЛКСМ", {"type": "bridge", "on": None, "name": "мост 60-летия ВЛКСМ"}),
        ("на Макаровском мосту", {"type": "bridge", "on": None, "name": "Макаровский мост"}),
        ("лужа на остановке Пл. Покорителей", {"type": "landmark", "on": None, "name": "остановка «Пл. Покорителей»"}),
        ("светофор у остановки «Ясная поляна»", {"type": "landmark", "on": None, "name": "остановка «Ясная поляна»"}),
        ("Герцена у ТЦ «Вояж»", {"type": "landmark", "on": "улица Герцена", "name": "ТЦ «Вояж»"}),
        ("Герцена у школы № 30", {"type": "landmark", "on": "улица Герцена", "name": "школа № 30"}),
        ("По Московскому переходу", {"type": "bridge", "on": None, "name": "Московский переход"}),
        ("закроет переезд на Полевой", {"type": "landmark", "on": "Полевая улица", "name": "переезд"}),
        (
            "Герцена от «Ракеты» до Мира закрыта",
            {"type": "between", "on": "улица Герцена", "from": "«Ракета»", "to": "улица Мира"},
        ),
        (
            "По Герцена от стелы до кольца проезда нет",
            {"type": "between", "on": "улица Герцена", "from": "стела", "to": "кольцо"},
        ),
        ("на 9-м км Велижанского тракта", {"type": "street", "on": "Велижанский тракт", "kilometre": "9"}),
    ],
)
def test_bridges_landmarks_and_kilometres(text, expected):
    assert place(text) == expected


def test_ways_round_directions_and_bounds_are_told_apart():
    found = roles("Закрыта Герцена от Ленина до Мира в сторону Малыгина. Объезд по Кирова и Гоголя.")
    assert found == {
        "улица Герцена": "affected",
        "улица Ленина": "bound",
        "улица Мира": "bound",
        "улица Малыгина": "context",
        "улица Кирова": "detour",
        "улица Гоголя": "detour",
    }


TWINS = [
    StreetRow(1, "улица Геологов", "улица"),
    StreetRow(2, "улица Александра Попова", "улица"),
    StreetRow(3, "улица Ивана Попова", "улица"),
    StreetRow(4, "улица Мира", "улица"),
]


def test_several_streets_of_one_name_are_a_question():
    (mention,) = find_places("яма на Попова", Gazetteer(streets=TWINS))
    assert mention.question == "улица Александра Попова / улица Ивана Попова"
    assert {one.id for one in mention.candidates} == {2, 3}


def test_a_crossing_tells_which_twin_is_meant():
    known = Gazetteer(streets=TWINS, crossings={frozenset((3, 4))})
    mention = find_places("на перекрёстке Попова и Мира", known)[0]
    assert (mention.place["on"], mention.question) == ("улица Ивана Попова", "")


def test_a_house_tells_which_twin_is_meant():
    known = Gazetteer(streets=TWINS, houses={2: {"5"}, 3: {"7"}})
    mention = find_places("яма у Попова, 7", known)[0]
    assert (mention.place["on"], mention.question) == ("улица Ивана Попова", "")


def test_an_avenue_and_a_lane_that_share_an_abbreviation_get_mixed_up():
    known = Gazetteer(streets=[StreetRow(1, "Липовый проспект", "проспект")])
    assert streets("ямы на Липовом проезде", known) == ["Липовый проспект"]
    assert streets("ямы в Липовом переулке", known) == ["Липовый переулок"]


def test_the_kind_that_is_told_once_holds_for_the_same_name_again():
    known = Gazetteer(streets=[StreetRow(1, "улица Гоголя", "улица"), StreetRow(2, "переулок Гоголя", "переулок")])
    assert set(streets("Закрыт переулок Гоголя. На Гоголя меняют трубы.", known)) == {"переулок Гоголя"}
    assert streets("На Гоголя меняют трубы.", known) == ["улица Гоголя"]


def test_passing_and_what_is_feasted_are_no_streets():
    assert streets("По Гоголя сквозного проезда нет до 9 июня", Gazetteer()) == ["улица Гоголя"]
    assert streets("Отмечаем 75-летие Госкомтруда: Гоголя закрыта", Gazetteer()) == ["улица Гоголя"]


@pytest.mark.parametrize("where", ["за улицей Мира", "под улицей Мира"])
def test_what_lies_behind_or_under_a_street_is_no_crossing_with_it(where):
    assert place(f"Ремонт на улице Гоголя {where}") == {"type": "street", "on": "улица Гоголя"}


def test_a_house_of_another_street_without_its_word_is_a_landmark():
    told = {"type": "landmark", "on": "улица Гоголя", "name": "Липовая улица, 7"}
    assert place("Ремонт на улице Гоголя напротив Липовой, 7") == told


def test_a_landmark_of_the_gazetteer_is_known_by_its_name():
    known = Gazetteer(landmarks=[LandmarkRow(1, "Галерея Вояж")])
    assert place("светофор возле Галерея Вояж", known) == {"type": "landmark", "on": None, "name": "Галерея Вояж"}


def test_every_mention_points_at_its_words():
    text = "Закрыта улица Герцена\u00a0от Ленина до Мира, объезд по Кирова."
    for one in find_places(text, NOWHERE):
        assert one.text == text.replace("\u00a0", " ")[one.start : one.end]
        assert 0 < one.score <= 1


def test_latin_letters_inside_a_russian_word_do_no_harm():
    assert streets("яма на Pecпублики и Гeрцена", gazetteers.tyumen()) == ["улица Республики", "улица Герцена"]


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("На Гоголя д. 20, литера Б, открытый люк", "20б"),
        ("Яма у дома 8В, стр. 3Б по Гоголя", "8в с3б"),
        ("Улица Гоголя, д.17, корпус 2Г, яма", "17 к2г"),
        ("Улица Гоголя, 30A — яма", "30а"),  # a Latin letter
        ("На улице Гоголя у дома номер 6/11 раскоп", "6/11"),
        ("Улица Гоголя, 33-Б, к. 2", "33б к2"),
        ("Улица Гоголя, 5, с 8 утра яма", "5"),
        ("гоголя 31к2 люк", "31 к2"),
        ("гоголя 5-к2 люк", "5 к2"),
        ("гоголя д.5/к.2 люк", "5 к2"),
        ("гоголя 5 (корпус 2) люк", "5 к2"),
        ("гоголя д 40 к 2 люк", "40 к2"),
        ("гоголя 40 к 9 утра не почистили", "40"),
        ("гоголя 40 к 3 подъезду не подойти", "40"),
        ("гоголя дом 12 корпус б", "12 кб"),
        ("гоголя, 40-й дом, люк", "40"),
        ("гоголя напротив 18б дома люк", "18б"),
        ("гоголя 94 ямы не объехать", "94"),
        ("Гоголя влд 37, ворота", "37"),
    ],
)
def test_parts_of_houses(text, house):
    (found,) = find_places(text, Gazetteer())
    assert found.place == {"type": "address", "on": "улица Гоголя", "house": house}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Закрыты улицы Гоголя и Кирова, обе от улицы Садовой до улицы Полевой.",
            {"type": "between", "on": "улица Гоголя", "from": "Садовая улица", "to": "Полевая улица"},
        ),
        ("Переход на Гоголя через Кирова завален.", {"type": "crossing", "on": "улица Гоголя", "with": "улица Кирова"}),
        (
            "Закрыта улица Гоголя между улицей Садовой и рынком.",
            {"type": "between", "on": "улица Гоголя", "from": "Садовая улица", "to": "рынок"},
        ),
        (
            "Закрыта улица Гоголя между рынком и улицей Садовой.",
            {"type": "between", "on": "улица Гоголя", "from": "рынок", "to": "Садовая улица"},
        ),
    ],
)
def test_seldom_orders_of_a_place(text, expected):
    assert place(text) == expected


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "Широтная улица. Пермякова → Мельникайте. Закрыто.",
            {"type": "between", "on": "Широтная улица", "from": "улица Пермякова", "to": "улица Мельникайте"},
        ),
        (
            "С 15 июня в районе улицы Пермякова сузят Широтную улицу.",
            {"type": "crossing", "on": "Широтная улица", "with": "улица Пермякова"},
        ),
    ],
)
def test_a_street_stands_before_its_ends_or_behind_what_it_is_near(text, right):
    assert place(text, gazetteers.tyumen()) == right
