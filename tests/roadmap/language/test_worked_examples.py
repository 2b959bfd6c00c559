"""The three rows that docs/reading.md adds, each as its newcomer would try it."""

from datetime import datetime

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.meaning.notices import read_meaning
from roadmap.language.mentions import find_places
from roadmap.language.text import plain_in_place
from roadmap.language.times import read_times

SATURDAY, MONDAY_AFTER = datetime(2025, 6, 7), datetime(2025, 6, 9)


def test_a_figure_of_place():
    (found,) = find_places("Улица Гоголя закрыта наискосок от аптеки «Ромашка»", Gazetteer())
    assert found.place == {"type": "landmark", "on": "улица Гоголя", "name": "аптека «Ромашка»"}


def test_a_date_phrase():
    (window,) = read_times("Улицу Гоголя закроют на уикенд", datetime(2025, 6, 2), []).windows
    assert (window.start, window.end) == (SATURDAY, MONDAY_AFTER)


def test_a_cue():
    text = "Улицу Гоголя закупорили до 5 июня."
    meaning = read_meaning(plain_in_place(text), [(0, 12)])
    assert (meaning.kind, meaning.impact) == ("closure", "all-lanes-closed")
    assert any(words == "закупорили" for _, _, words in meaning.why["kind"])
