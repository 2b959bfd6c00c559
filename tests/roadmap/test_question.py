"""What a page's address asks; old and mistyped links still show the map."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from roadmap.question import Question, not_read

ZONE = ZoneInfo("Asia/Yekaterinburg")
NOW = datetime(2026, 6, 10, 20, 0, tzinfo=UTC)  # Thursday 11 June, 01:00 there


def asked(text: str) -> Question:
    return Question.read(QueryDict(text), ZONE, NOW)


def days(question: Question) -> tuple[str, str]:
    return tuple(f"{moment:%d.%m %H:%M}" for moment in question.window)


def test_without_a_word_all_that_is_not_over_is_asked():
    question = asked("")
    assert (question.when, question.moment, question.window, question.kinds) == ("", None, None, frozenset())


def test_days_run_from_midnight_to_midnight_of_the_city():
    assert days(asked("when=today")) == ("11.06 00:00", "12.06 00:00")
    assert days(asked("when=tomorrow")) == ("12.06 00:00", "13.06 00:00")


def test_this_week_ends_with_its_sunday():
    assert days(asked("when=week")) == ("11.06 00:00", "15.06 00:00")


def test_a_moment_is_of_the_citys_clock():
    assert asked("when=moment&moment=2026-06-12T22:00").moment == datetime(2026, 6, 12, 17, 0, tzinfo=UTC)


def test_now_is_the_readers_present():
    assert asked("when=now").moment == NOW


def test_kinds_come_with_commas_or_one_by_one():
    assert asked("kind=closure,appeals").kinds == asked("kind=closure&kind=appeals").kinds == {"closure", "appeals"}


@pytest.mark.parametrize(
    "text",
    [
        "when=yesterday",
        "when=moment",
        "when=moment&moment=tomorrow",
        "when=moment&moment=0001-01-01T00:00",
        "bbox=1,2,3",
        "bbox=nan,1,2,3",
        "bbox=9,9,1,1",
        "bbox=9,1,1,9",
        "bbox=9,1,9,2",
    ],
)
def test_what_cannot_be_read_is_left_out(text):
    question = asked(text)
    assert (question.moment, question.window, question.box) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "zoom"), [("map=13/57.15/65.54", 13), ("", None), ("map=near", None), ("map=-1/5/5", None)]
)
def test_the_maps_zoom_is_read_from_its_view(text, zoom):
    assert asked(text).zoom == zoom


def test_a_box_is_west_south_east_north():
    assert asked("bbox=65.5,57.1,65.6,57.2").box.extent == (65.5, 57.1, 65.6, 57.2)


def test_a_box_across_the_180th_meridian_is_its_two_halves():
    area = asked("bbox=177,64,-179,65").box
    assert [half.extent for half in area] == [(177, 64, 180, 65), (-180, 64, -179, 65)]
    assert asked("bbox=177,64,-180,65").box.extent == (177, 64, 180, 65)


def test_a_moment_of_the_api_is_read_by_the_page_too():
    assert asked("at=2026-06-12T22:00").moment == datetime(2026, 6, 12, 17, 0, tzinfo=UTC)
    assert asked("at=2026-06-12T22:00:00Z").moment == datetime(2026, 6, 12, 22, 0, tzinfo=UTC)
    assert asked("at=2026-06-12T22:00").moment_text == "2026-06-12T22:00"


KNOWN = {"kind": frozenset({"closure", "none"}), "passage": frozenset({"closed", "open"})}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "when=week&kind=closure&passage=closed&map=13/57.1500/65.5400&open=event-1&utm_source=vk",
        "when=moment&moment=2026-06-12T22:00",
        "at=2026-06-12T22:00&kind=",
        "map=12.5/-57/165&page=7&moment=anything",
    ],
)
def test_what_an_address_asks_is_read(address):
    assert not_read(QueryDict(address), asked(address), KNOWN) == ()


@pytest.mark.parametrize(
    ("address", "left_out"),
    [
        ("at=tomorrow", ("at=tomorrow",)),
        ("at=9999-12-31T23:59:00-14:00", ("at=9999-12-31T23:59:00-14:00",)),
        ("when=moment&moment=31.12.2026", ("moment=31.12.2026",)),
        ("when=someday", ("when=someday",)),
        ("from=2026-06-12&to=2026-06-13", ("from=2026-06-12", "to=2026-06-13")),
        ("impact=all-lanes-closed&state=active", ("impact=all-lanes-closed", "state=active")),
        ("kind=closure,volcano&passage=ajar", ("kind=closure,volcano", "passage=ajar")),
        ("map=99/57/65", ("map=99/57/65",)),
        ("map=12/500/65", ("map=12/500/65",)),
        ("map=here", ("map=here",)),
    ],
)
def test_what_an_address_asks_in_vain_is_named(address, left_out):
    assert not_read(QueryDict(address), asked(address), KNOWN) == left_out
