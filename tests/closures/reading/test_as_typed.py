"""One notice in many typings: letters, spaces, marks and capitals change nothing of what is read."""

import unicodedata
from datetime import datetime

import pytest

from closures.reading.notice import read_notice
from roadmap.language.gazetteer import Gazetteer

PUBLISHED = datetime(2026, 6, 1, 9, 0)
PLAIN = "С 22:00 4 июня до 6:00 8 июня закрыта Ёлочная улица от улицы Королёва до Заводской из-за замены труб."
TYPINGS = {
    "decomposed": unicodedata.normalize("NFD", PLAIN),
    "latin": PLAIN.translate(str.maketrans("аеосрхСЕ", "aeocpxCE")),
    "a latin word": "C" + PLAIN[1:],
    "stressed": PLAIN.replace("закрыта", "закры\u0301та").replace("улицы", "у\u0301лицы"),
    "soft hyphens": PLAIN.replace("Заводской", "За\u00adвод\u00adской").replace("июня", "ию\u00adня"),
    "zero width": PLAIN.replace("Королёва", "Коро\u200bлёва").replace("до 6", "до\u2060 6\ufeff"),
    "unbreakable": PLAIN.replace(" ", "\u00a0"),
    "thin spaces": PLAIN.replace(" ", "\u2009\u202f"),
    "html": PLAIN.replace(" ", "&nbsp;").replace("Ёлочная", "<b>Ёлочная</b>").replace("Заводской", "Заводской<br>"),
    "full width": PLAIN.replace("22:00", "２２∶００").replace("6:00", "6꞉00"),
    "keycaps": PLAIN.replace("4 июня", "4\ufe0f\u20e3 июня").replace("8 июня", "8\u20e3 июня"),
    "without ё": PLAIN.replace("ё", "е").replace("Ё", "Е"),
    "capitals": PLAIN.upper(),
    "windows' lines": PLAIN.replace(" от улицы", "\r\nот улицы").replace("из-за", "\u2028из-за"),
}


def read(text):
    notice = read_notice(text, PUBLISHED, Gazetteer())
    (affected,) = (one for one in notice.mentions if one.role == "affected")
    place = {key: value.replace("ё", "е").replace("Ё", "Е") for key, value in affected.place.items()}
    return notice.kind, place, notice.windows, notice.impact


def test_the_plain_notice_is_read():
    kind, place, windows, _impact = read(PLAIN)
    assert kind == "closure"
    assert place == {"type": "between", "on": "Елочная улица", "from": "улица Королева", "to": "Заводская улица"}
    assert [(one.start, one.end) for one in windows] == [(datetime(2026, 6, 4, 22), datetime(2026, 6, 8, 6))]


@pytest.mark.parametrize("typing", TYPINGS)
def test_however_it_is_typed_the_same_is_read(typing):
    assert read(TYPINGS[typing]) == read(PLAIN)
