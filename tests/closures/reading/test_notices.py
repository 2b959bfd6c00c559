"""Notices of many cities are read as they were labelled by hand."""

from datetime import datetime

import pytest

from closures.reading import drafts_of, notice_label, read_notice
from tests import gazetteers

from .more_notices import MORE_NOTICES
from .notices import NOTICES

PUBLISHED = datetime(2025, 6, 2, 10)  # a Monday


def read(text, published=PUBLISHED, city="Омск"):
    return read_notice(text, published, gazetteers.of(city))


def comparable(place):
    """Names of bridges and landmarks are free; everything else must be equal."""
    if place is None:
        return None
    key = {name: fold(value) for name, value in place.items() if name in ("type", "on", "with", "from", "to", "house")}
    if place["type"] == "crossing":
        return {"type": "crossing", "streets": {key["on"], key["with"]}}
    if place["type"] in ("between", "range_of_houses"):
        return {"type": place["type"], "on": key["on"], "ends": {key["from"], key["to"]}}
    return key


def fold(value):
    return value and value.lower().replace("ё", "е").replace(" ", "")


def windows(schedule):
    return {
        (one["start"][:16], one["end"] and one["end"][:16], tuple(one["daily"] or ()), tuple(one["weekdays"] or ()))
        for one in schedule
    }


def ends(schedule):
    """Midnight and the minute before it are one end."""
    return {
        (start, end and end.replace("T23:59", "T24:00"), daily, days) for start, end, daily, days in windows(schedule)
    }


def day_before_midnight(schedule):
    from datetime import timedelta

    found = []
    for one in schedule:
        end = one["end"] and datetime.fromisoformat(one["end"][:16])
        if end and end.hour == end.minute == 0:
            end -= timedelta(minutes=1)
        found.append({**one, "end": end and end.isoformat()[:16]})
    return found


@pytest.mark.parametrize("notice", [*NOTICES, *MORE_NOTICES], ids=lambda one: f"{one['city']} {one['text'][:40]}")
def test_a_notice_is_read_as_labelled(notice):
    label = notice_label(read(notice["text"], datetime.fromisoformat(notice["published"]), notice["city"]))
    assert label["kind"] == notice["kind"]
    assert comparable(label["place"]) == comparable(notice["place"])
    assert {fold(name) for name in label["streets"]} == {fold(name) for name in notice["streets"]}
    assert windows(day_before_midnight(label["schedule"])) == windows(day_before_midnight(notice["schedule"]))
    assert label["impact"] == notice["impact"]
    assert {fold(name) for name in label["detour_streets"]} == {fold(name) for name in notice["detour_streets"]}


def test_every_field_points_at_its_words():
    notice = read("С 3 июня по улице Лермонтова закрыт проезд, ремонт теплотрассы. Объезд по улице Жукова.")
    said = {one.field: one.text for one in notice.said}
    assert said["place"] == "улице Лермонтова"
    assert said["detour"] == "улице Жукова"
    assert said["schedule"] == "С 3 июня"
    assert said["cause"] == "теплотрасс"
    assert all(notice.text[one.start : one.end] == one.text and 0 < one.confidence <= 1 for one in notice.said)


def test_an_extension_keeps_the_old_and_the_new_end():
    notice = read("Перекрытие улицы Лермонтова продлено до 20 июня. Прежний срок — до 5 июня.")
    assert (notice.kind, notice.new_end, notice.old_end) == ("extension", datetime(2025, 6, 21), datetime(2025, 6, 6))


def test_a_wrong_weekday_is_a_question():
    assert read("В среду, 5 июня, закроют улицу Лермонтова.").questions == ("среду ≠ 05.06.2025",)
    assert read("В четверг, 5 июня, закроют улицу Лермонтова.").questions == ()


def test_places_with_hours_of_their_own_become_drafts_of_their_own():
    notice = read(
        "Перекрытия 12 июня.\nУлица Гоголя (Советская – Пушкина) с 10:00 до 22:00.\n"
        "Улица Ленина (Гоголя – Мира) с 12:00 до 23:00."
    )
    drafts = drafts_of(notice)
    assert [[location["places"][0]["on"] for location in draft.locations] for draft in drafts] == [
        ["улица Гоголя"],
        ["улица Ленина"],
    ]
    assert [draft.windows[0].start.hour for draft in drafts] == [10, 12]


def test_places_that_share_their_hours_are_one_draft():
    drafts = drafts_of(read("12 июня с 10:00 до 22:00 закроют улицу Гоголя и улицу Ленина."))
    assert [len(draft.locations) for draft in drafts] == [2]


def test_routes_and_stops_are_told():
    transport = read("Улица Мира закрыта. Автобусы № 2, 57д и 71 идут в объезд, остановка «Школа» исключена.").transport
    assert transport.routes == ("2", "57д", "71")
    assert transport.stops_removed == ("Школа",)


def test_the_sender_is_told():
    assert read("С 5 июня закрыта улица Мира, сообщает МКУ «Тюменьгортранс».").sender == "МКУ «Тюменьгортранс»"
