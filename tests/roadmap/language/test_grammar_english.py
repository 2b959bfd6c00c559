"""Names and dates in English. Names are checked against GOST R 52290-2004, table Г.5, but for its apostrophes."""

import csv
import re
from collections import Counter

import pytest
from django.conf import settings

from roadmap.language.grammar import split_name
from roadmap.language.grammar.english import dates, names
from roadmap.language.grammar.english.letters import latin
from tests.roadmap.language.test_grammar_dates import WORKDAYS, schedule, seen


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("Челюскинцев", "Chelyuskintsev"),
        ("Ершова", "Yershova"),
        ("Алексеева", "Alekseyeva"),
        ("Подъездная", "Podyezdnaya"),
        ("Щёрса", "Shchersa"),
        ("Фёдора", "Fyodora"),
        ("Ёлочная", "Yolochnaya"),
        ("Казачьи Луга", "Kazachyi Luga"),
        ("ВЛКСМ", "VLKSM"),
        ("Мельникайте", "Melnikayte"),
        ("Эрвье", "Ervye"),
        ("Юных", "Yunykh"),
        ("Хохрякова", "Khokhryakova"),
        ("already Latin", "already Latin"),
    ],
)
def test_letters_are_those_of_road_signs(russian, english):
    assert latin(russian) == english


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("Калининский административный округ", "Kalininskiy Administrative District"),
        ("Вахитовский район", "Vakhitovskiy District"),
        ("район Ростокино", "Rostokino District"),
        ("Ярославский", "Yaroslavskiy"),
        ("посёлок Боровский", "Borovskiy Settlement"),
    ],
)
def test_the_kind_of_a_district_is_translated(russian, english):
    assert names.district(russian) == english


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("улица Республики", "Respubliki Street"),
        ("Холодильная улица", "Kholodilnaya Street"),
        ("2-я Луговая улица", "2nd Lugovaya Street"),
        ("8-й Степной переулок", "8th Stepnoy Lane"),
        ("11-й Заречный проезд", "11th Zarechnyy Passage"),
        ("2-й проезд Геологоразведчиков", "2nd Geologorazvedchikov Passage"),
        ("улица 50 лет Октября", "50 Let Oktyabrya Street"),
        ("площадь 400-летия Тюмени", "400-letiya Tyumeni Square"),
        ("Велижанское шоссе", "Velizhanskoye Highway"),
        ("Обход Тюмени", "Obkhod Tyumeni"),
        ("мост Влюблённых", "Vlyublyonnykh Bridge"),
        ("улица Пожарных и Спасателей", "Pozharnykh i Spasateley Street"),
        ("Тюменская кольцевая автодорога", "Tyumenskaya Koltsevaya Road"),
        ("низовой мост через Туру", "Nizovoy most cherez Turu"),
        ("Арбат", "Arbat"),
        ("Mannerheimintie", "Mannerheimintie"),
    ],
)
def test_the_kind_word_is_translated_and_the_name_is_not(russian, english):
    assert names.name(russian) == english


ENDINGS = {"ский": "skiy", "ный": "nyy", "ый": "yy", "ий": "iy", "ой": "oy", "ая": "aya", "яя": "yaya", "ое": "oye"}


def street_names():
    """Of both cities that come with the code."""
    rows = csv.DictReader(
        (settings.BASE_DIR / "fixtures" / "tyumen/streets.tsv").open(encoding="utf-8"), delimiter="\t"
    )
    mapped = "".join(
        (settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8")
        for name in ("small_city.osm", "tyumen/tyumen.osm")
    )
    roads = [road for road in re.findall(r"<way .*?</way>", mapped, re.DOTALL) if 'k="highway"' in road]
    return sorted(
        {row["name"] for row in rows} | {name for road in roads for name in re.findall(r'k="name" v="(.*?)"', road)}
    )


def test_every_street_is_told_by_one_rule():
    """Each adjective's ending in one way, each word but “i” with a capital, its kind in English as the table has it."""
    adjectives = Counter()
    for russian in street_names():
        *proper, kind = names.name(russian).split(" ")
        assert [word for word in proper if word[0] != word[0].upper() and word != "i"] == [], russian
        words = [word for word in russian.split(" ") if word not in names.KIND_WORDS]
        if split_name(russian).is_capital:
            continue  # «Обход Тюмени» is a name as a whole
        assert names.KIND_WORDS[split_name(russian).kind_word] == " ".join(names.name(russian).split(" ")[len(words) :])
        for word, latin_word in zip(words, proper, strict=False):
            for ending, told in ENDINGS.items():
                if word.endswith(ending) and not word[0].isdigit():
                    adjectives[ending] += 1
                    assert latin_word.endswith(told), russian
    assert set(adjectives) == set(ENDINGS)


def test_a_stored_name_wins():
    assert names.name("улица Ленина", {"улица Ленина": "Lenin Street"}) == "Lenin Street"
    assert names.bare("улица Ленина", {"улица Ленина": "Lenin Street"}) == "Lenin"


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("автовокзал", "the bus station"),
        ("центра", "the centre"),
        ("318-й километр", "kilometre 318"),
        ("улица Мира", "Mira Street"),
        ("Цирк Шапито", "Tsirk Shapito"),
    ],
)
def test_a_landmark_that_has_no_name_is_translated(russian, english):
    assert names.thing(russian) == english


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (113, "113th"), (22, "22nd")],
)
def test_ordinals(number, words):
    assert names.ordinal(number) == words


# schedule, in words, in brief, its end
IN_WORDS = [
    (
        schedule("2026-06-12T22:00", "2026-06-15T06:00"),
        "from 22:00 on 12~June until 06:00 on 15~June",
        "from 22:00 12~Jun until 06:00 15~Jun",
        "until 06:00 on 15~June",
    ),
    (
        schedule("2026-06-12T09:00", "2026-06-12T17:00"),
        "on 12~June from 09:00 to 17:00",
        "on 12~Jun from 09:00 to 17:00",
        "until 17:00 on 12~June",
    ),
    (
        schedule("2026-06-12T09:00", "2026-06-13T00:00"),
        "on 12~June from 09:00 to 24:00",
        "on 12~Jun from 09:00 to 24:00",
        "until 24:00 on 12~June",
    ),
    (
        schedule("2026-07-04", "2026-07-12"),
        "from 4 to 11~July inclusive",
        "from 4 to 11~Jul inclusive",
        "through 11~July",
    ),
    (
        schedule("2026-06-28", "2026-07-02"),
        "from 28~June to 1~July inclusive",
        "from 28~Jun to 1~Jul inclusive",
        "through 1~July",
    ),
    (
        schedule("2026-12-28", "2027-01-10"),
        "from 28~December~2026 to 9~January~2027 inclusive",
        "from 28~Dec~2026 to 9~Jan~2027 inclusive",
        "through 9~January~2027",
    ),
    (schedule("2026-07-04", "2026-07-05"), "on 4~July", "on 4~Jul", "through 4~July"),
    (
        schedule("2026-06-12", None),
        "from 12~June until the works are finished",
        "from 12~Jun until the works are finished",
        "until the works are finished",
    ),
    (
        schedule("2026-06-12T08:30", None),
        "from 08:30 on 12~June until the works are finished",
        "from 08:30 12~Jun until the works are finished",
        "until the works are finished",
    ),
    (
        schedule("2026-06-01", "2026-06-06T06:00", ("22:00", "06:00")),
        "every night from 22:00 to 06:00, from 1 to 6~June (the last night: 5 to 6~June)",
        "every night from 22:00 to 06:00, from 1 to 6~Jun (the last night: 5 to 6~Jun)",
        "until 06:00 on 6~June",
    ),
    (
        schedule("2026-06-01", "2026-06-30", ("22:00", "00:00", ["mon", "wed", "thu"])),
        "from 1 to 29~June inclusive, on Mondays, Wednesdays and Thursdays from 22:00 to 24:00",
        "from 1 to 29~Jun inclusive, on Mondays, Wednesdays and Thursdays from 22:00 to 24:00",
        "through 29~June",
    ),
    (
        schedule("2026-06-01", "2026-06-21", ("09:00", "17:00", [*WORKDAYS, "sat"])),
        "from 1 to 20~June inclusive, Monday to Saturday from 09:00 to 17:00",
        "from 1 to 20~Jun inclusive, Monday to Saturday from 09:00 to 17:00",
        "until 17:00 on 20~June",
    ),
    (
        schedule("2026-06-08", "2026-06-27T06:00", ("22:00", "06:00", WORKDAYS), days_off=("2026-06-12",)),
        "from 8 to 26~June inclusive, on weekdays from 22:00 to 06:00 of the next day, except on 12~June",
        "from 8 to 26~Jun inclusive, on weekdays from 22:00 to 06:00 of the next day, except on 12~Jun",
        "until 06:00 on 27~June",
    ),
    (
        schedule("2026-06-05", "2026-06-10T06:00", ("22:00", "06:00"), days_off=("2026-06-06", "2026-06-07")),
        "every night from 22:00 to 06:00, from 5 to 10~June (the last night: 9 to 10~June), "
        "except the nights of 6 to 7~June and 7 to 8~June",
        "every night from 22:00 to 06:00, from 5 to 10~Jun (the last night: 9 to 10~Jun), "
        "except the nights of 6 to 7~Jun and 7 to 8~Jun",
        "until 06:00 on 10~June",
    ),
]


@pytest.mark.parametrize(("when", "words", "brief", "end"), IN_WORDS)
def test_when_it_holds(when, words, brief, end):
    assert seen(dates.when(when)) == words
    assert seen(dates.when(when, is_short=True)) == brief
    assert seen(dates.until(when)) == end


@pytest.mark.parametrize(
    ("hours", "brief"),
    [
        ((), ""),
        ((("22:00", "06:00"),), "daily 22:00–06:00"),
        ((("09:00", "17:00", WORKDAYS),), "weekdays 09:00–17:00"),
        ((("10:00", "18:00", ["mon", "tue", "wed", "thu"]),), "Mon–Thu 10:00–18:00"),
        ((("10:00", "00:00", ["sat"]), ("09:00", "12:00", ["mon", "thu"])), "Sat 10:00–24:00; Mon, Thu 09:00–12:00"),
    ],
)
def test_hours_in_brief(hours, brief):
    assert dates.hours_in_brief(schedule("2026-06-01", "2026-06-20", *hours)) == brief


def test_days_left_out_in_brief():
    when = schedule("2026-06-01", "2026-06-20T06:00", ("22:00", "06:00"), days_off=("2026-06-05", "2026-06-09"))
    assert seen(dates.timetable_in_brief(when)) == "daily 22:00–06:00, except on 5 and 9~June"
