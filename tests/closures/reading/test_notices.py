"""What a notice is read as, beside the figures of `tests/training/test_own_texts.py`."""

from datetime import datetime

import pytest

from closures.reading import read_notice
from tests import gazetteers

PUBLISHED = datetime(2025, 6, 2, 10)  # a Monday


def read(text, published=PUBLISHED, city="Омск"):
    return read_notice(text, published, gazetteers.of(city))


def test_every_field_points_at_its_words():
    notice = read("С 3 июня по улице Лермонтова закрыт проезд, ремонт теплотрассы. Объезд по улице Жукова.")
    said = {one.field: one.text for one in notice.said}
    assert said["place"] == "улице Лермонтова"
    assert said["detour"] == "улице Жукова"
    assert said["schedule"] == "С 3 июня"
    assert said["cause"] == "теплотрассы"
    assert all(notice.text[one.start : one.end] == one.text and 0 < one.confidence <= 1 for one in notice.said)


@pytest.mark.parametrize("typed", ["＜b＞{}＜/b＞", "&amp;amp;amp;amp;lt;b&amp;amp;amp;amp;gt;{}", "＆nbsp；{}"])
def test_words_are_pointed_at_however_mark_up_was_wrapped(typed):
    notice = read(typed.format("Улица Лермонтова, дом 7,") + " закрыта с 3 июня.")
    assert all(notice.text[one.start : one.end] == one.text for one in notice.mentions)


def test_what_is_told_after_a_long_preamble_has_its_meaning():
    preamble = "Просим отнестись с пониманием и выбирать путь заранее. " * 50
    assert read(preamble + "С 3 июня улица Лермонтова закрыта для проезда.").kind == "closure"


def test_an_extension_keeps_the_old_and_the_new_end():
    notice = read("Перекрытие улицы Лермонтова продлено до 20 июня. Прежний срок — до 5 июня.")
    assert (notice.kind, notice.new_end, notice.old_end) == ("extension", datetime(2025, 6, 21), datetime(2025, 6, 6))


def test_a_wrong_weekday_is_a_question():
    assert read("В среду, 5 июня, закроют улицу Лермонтова.").questions == ("среду ≠ 05.06.2025",)
    assert read("В четверг, 5 июня, закроют улицу Лермонтова.").questions == ()


def test_routes_and_stops_are_told():
    transport = read("Улица Мира закрыта. Автобусы № 2, 57д и 71 идут в объезд, остановка «Школа» исключена.").transport
    assert transport.routes == ("2", "57д", "71")
    assert transport.stops_removed == ("Школа",)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("С 5 июня закрыта улица Мира, сообщает МКУ «Тюменьгортранс».", "МКУ «Тюменьгортранс»"),
        ("С 5 июня закрыта улица Мира, уточнили в Госавтоинспекции.", "Госавтоинспекции"),
        ("Комитет городского хозяйства просит: с 5 июня улица Мира закрыта.", "Комитет городского хозяйства"),
        ("ЦОДД информирует: с 5 июня улица Мира закрыта.", "ЦОДД"),
    ],
)
def test_the_sender_is_told(text, sender):
    notice = read(text)
    assert (notice.sender, [one.place["on"] for one in notice.affected]) == (sender, ["улица Мира"])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("По Гагарина от Мира до Гоголя проезд закрыт, ремонт путепровода", ["between"]),
        ("Из-за реконструкции моста закрыта Гагарина от Мира до Гоголя", ["between"]),
        ("Закрыты Гагарина от Мира до Гоголя и мост", ["between", "bridge"]),
        ("Закрыт путепровод, начался ремонт", ["bridge"]),
    ],
)
def test_a_nameless_bridge_that_is_repaired_is_why_a_street_is_shut(text, kinds):
    assert [place["type"] for place in read(text).places] == kinds
