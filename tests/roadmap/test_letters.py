"""Letters are folded in one place."""

import re
import unicodedata
from pathlib import Path

import pytest

from roadmap.language.text import LOOK_ALIKES, alike, clean, clean_name, fold, plain, plain_in_place
from roadmap.letters import Alike
from roadmap.models import Road
from tests import effort
from tests.node import ran

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(("text", "expected"), [("Кремлёвская УЛИЦА", "кремлевская улица"), ("Ёлка", "елка"), ("", "")])
def test_case_and_yo_do_not_count(text, expected):
    assert plain(text) == plain_in_place(text) == expected


def test_places_in_a_text_stay_where_a_letter_becomes_two():
    assert plain_in_place("İ на улице Ёлочной").index("елочной") == "İ на улице Ёлочной".index("Ё")


def test_latin_letters_that_look_russian_are_russian():
    assert "Coвeтcкaя XАTA".translate(LOOK_ALIKES) == "Советская ХАТА"


def test_nobody_folds_by_hand():
    ours = [path for app in ("roadmap", "closures", "appeals") for path in (ROOT / app).rglob("*.py")]
    by_hand = re.compile(r"""replace\(["']ё["']|maketrans\("[A-Za-z]+", "[А-я]|\\u00ad|\\u200b""")
    assert [str(path.relative_to(ROOT)) for path in ours if by_hand.search(path.read_text(encoding="utf-8"))] == [
        "roadmap/language/text.py"
    ]


TYPED = "Закрыта Майская улица, объезд по улице Королёва."


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", TYPED),
        "Закры\u0301та Ма\u0301йская улица, объезд по улице Королёва.",
        "Зaкpытa Maйcкaя yлицa, oбъeзд пo yлицe Kopoлёвa.",
        "За\u00adкрыта Май\u200bская ули\u2060ца, объезд по улице Королёва\ufeff.",
        "Закрыта\u00a0Майская\u202fулица,&nbsp;объезд&amp;nbsp;по улице <b>Королёва</b>.",
        "Зaкрыта Майская улица, объезд по улице Короле\u0308ва.",
    ],
)
def test_a_text_is_read_as_the_eye_reads_it(typed):
    assert clean(typed) == clean(clean(typed)) == TYPED


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("C 9 утра HA улице Мира", "С 9 утра НА улице Мира"),
        ("ждём B 2２:3０ y дома 6\ufe0f\u20e3", "ждём В 22:30 у дома 6"),
        ("c 6∶00 до 7−8", "с 6:00 до 7–8"),
        ("раз<br/>два</p>три", "раз\nдва\nтри"),
        ("раз\r\nдва\rтри\u2028четыре", "раз\nдва\nтри\nчетыре"),
        ("\x00яма\x07", " яма "),
        ("ЯМА НА УЛ. 50 ЛЕТ ВЛКСМ\nУл. Мира, ГИБДД", "Яма на Ул. 50 Лет ВЛКСМ\nУл. Мира, ГИБДД"),
        ("яма <5 см, а > b", "яма <5 см, а > b"),
    ],
)
def test_a_text_is_read_as_it_was_meant(typed, read):
    assert clean(typed) == read


@pytest.mark.parametrize(
    "text",
    [
        "Кафе «Sky» на трассе M-5, A-108",
        "почта TEXAC@mail.ru, vk.com/cap, ТЦ «IKEA»",
        "Toyota BMW у QR-кода, SMS и Wi-Fi",
        "A hole on the road, see the map",
        "Р-254",
    ],
)
def test_what_is_latin_stays_so(text):
    assert clean(text) == text


@pytest.mark.parametrize("piece", ["<", "&", "&amp;", "<b", "<b>", "aб", "a", "\u0301", "-", "A "])
def test_hostile_text_is_cleaned_at_once(piece):
    """A text that somebody meant is read as far."""
    ordinary, text = "Яма на улице Герцена, у дома 5. " * 3_000, piece * 100_000
    assert len(clean(text)) <= 4_500
    assert effort.seconds(lambda: clean(text)) < 10 * effort.seconds(lambda: clean(ordinary))


def test_a_name_keeps_what_a_text_loses():
    """Streets are known by what is stored: a name is cleaned as it always was."""
    assert clean_name("Ма\u0301йская <улица> HA ２") == "Ма\u0301йская <улица> HA ２"


def test_a_folded_word_is_as_long_as_the_word():
    assert [fold(word) for word in ("Mайcкaя", "ОKТябpя", "Ёлка", "Sky")] == ["майская", "октября", "елка", "sky"]
    assert len(fold("İстанбул")) == len("İстанбул")


@pytest.mark.parametrize("name", ["Южно\u2010Уральская", "ЮЖНО-УРАЛЬСКАЯ", "«Южно–Уральская»", " южно‑уральская\u00a0"])
def test_whole_names_are_alike_however_they_are_typed(name):
    assert alike(name) == "южно-уральская"


SAME = {  # what is stored, and how it is typed
    "улица Королёва": [
        "УЛИЦА КОРОЛЕВА",
        "улица Короле\u0308ва",
        " улица\u00a0Королёва ",
        "yлицa Kopoлёвa",
        "ули\u00adца Королёва",
    ],
    "Южно-Уральский проезд": ["Южно‑Уральский проезд", "южно–уральский проезд", "Южно\u2010Уральский\u200b проезд"],
    "улица «Правды»": ["улица Правды", 'улица "Правды"', "улица “Пра\u0301вды”"],
    "Майская улица": [unicodedata.normalize("NFD", "Майская улица"), "майскaя УЛИЦА"],
}
PAIRS = [(name, typed) for name, all_typed in SAME.items() for typed in [name, *all_typed]]
OTHERS = [
    "Sky",
    "QR-код",
    "трасса M-5",
    "8-й Степной пер.",
    "Ёлка",
    "Oкtябpя",
    "",
    " ",
    "улица\tМира\n",
    "А\u030a",
    "IT-парк №2",
]
BROWSER = """
const { alike } = await import(process.argv[1]);
const { readFileSync } = await import("node:fs");
const texts = JSON.parse(readFileSync(0));
console.log(JSON.stringify(texts.map(alike)));
"""


@pytest.mark.parametrize(("name", "typed"), PAIRS)
def test_what_is_typed_is_alike_to_what_is_stored(name, typed):
    assert alike(typed) == alike(name)


@pytest.mark.django_db
def test_the_database_compares_as_python_does(small_city):
    roads = [Road(city=small_city, name=name, slug=str(number)) for number, name in enumerate(SAME)]
    Road.objects.bulk_create(roads)
    found = dict(Road.objects.annotate(alike=Alike("name")).values_list("name", "alike"))
    assert {name: alike(name) for name in found} == found
    assert [[road.name for road in Road.objects.called(typed)] for _name, typed in PAIRS] == [
        [name] for name, _ in PAIRS
    ]


@pytest.mark.django_db
def test_variants_and_old_names_are_found_alike(small_city):
    Road.objects.create(
        city=small_city, name="А", slug="a", variants=["Лесная", "улица Королёва"], old_names=["«Заря»"]
    )
    assert [Road.objects.called(typed).exists() for typed in ("УЛИЦА КОРОЛЕВА", "заря", "Королёва")] == [
        True,
        True,
        False,
    ]


def test_the_browser_compares_as_python_does():
    script = ROOT / "roadmap" / "static" / "roadmap" / "js" / "letters.js"
    texts = [*(typed for _name, typed in PAIRS), *OTHERS]
    assert ran(BROWSER, script.as_uri(), given=texts, is_module=True) == [alike(text) for text in texts]
