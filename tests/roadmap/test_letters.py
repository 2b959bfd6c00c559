"""Letters are folded in one place."""

import re
import unicodedata
from pathlib import Path
from time import perf_counter

import pytest

from roadmap.language.text import LOOK_ALIKES, alike, clean, clean_name, fold, plain, plain_in_place

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
    before = perf_counter()
    assert len(clean(piece * 100_000)) <= 4_500
    assert perf_counter() - before < 0.05


def test_a_name_keeps_what_a_text_loses():
    """Streets are known by what is stored: a name is cleaned as it always was."""
    assert clean_name("Ма\u0301йская <улица> HA ２") == "Ма\u0301йская <улица> HA ２"


def test_a_folded_word_is_as_long_as_the_word():
    assert [fold(word) for word in ("Mайcкaя", "ОKТябpя", "Ёлка", "Sky")] == ["майская", "октября", "елка", "sky"]
    assert len(fold("İстанбул")) == len("İстанбул")


@pytest.mark.parametrize("name", ["Южно\u2010Уральская", "ЮЖНО-УРАЛЬСКАЯ", "«Южно–Уральская»", " южно‑уральская\u00a0"])
def test_whole_names_are_alike_however_they_are_typed(name):
    assert alike(name) == "южно-уральская"
