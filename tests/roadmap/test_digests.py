"""One digest in the evening in the place of many announcements, and it is kept true."""

from datetime import datetime, timedelta

import pytest

from roadmap import delivery, digests
from roadmap.accounts.timing import News
from roadmap.delivery import Content, enqueue
from roadmap.models import Delivery
from tests.roadmap.test_accounts import account
from tests.roadmap.test_posts import stands, telegram

__all__ = ["telegram"]
pytestmark = pytest.mark.django_db
State = Delivery.State


def here(agency, day: int, hour: int) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=agency.city.zone)


def told(agency, number: int, *, version=1, words=None, at=None, severity=3, starts=(15, 10), **how) -> Delivery:
    words = words or f"Закрытие {number}"
    news = News(severity, starts and here(agency, *starts))
    content = Content(words, words, words, f"http://testserver/events/{number}/")
    at, rows = at or here(agency, 10, 12), None
    rows = enqueue(
        f"road-event:{number}", version, content, city=agency.city, at=at, channels=["telegram"], news=news, **how
    )
    for row in rows:
        digests.follow(row, at)
    return rows[-1]


def work(at) -> None:
    digests.gather(at)
    while due := list(Delivery.objects.due(at).ready().values_list("pk", flat=True)):
        for pk in due:
            delivery.send(pk, at)


def test_twelve_announcements_of_a_day_are_one_digest_and_the_urgent_one_is_by_itself(agency, telegram):
    account(agency, digest_above=3)
    for number in range(1, 13):
        told(agency, number, severity=5 if number == 7 else 3)
    work(here(agency, 10, 13))
    work(here(agency, 10, 18))
    urgent, digest = stands(telegram)
    assert urgent == "Закрытие 7"
    assert digest.startswith("Дорожные работы: 11 анонсов")
    assert [digest.count(f"Закрытие {number}\n") for number in range(1, 13)] == [1] * 6 + [0] + [1] * 5


def test_no_more_than_so_many_go_by_themselves(agency, telegram):
    account(agency, digest_above=3)
    for number in range(1, 4):
        told(agency, number)
    work(here(agency, 10, 18))
    assert sorted(stands(telegram)) == ["Закрытие 1", "Закрытие 2", "Закрытие 3"]


def test_what_begins_before_the_evening_does_not_wait_for_it(agency):
    account(agency, digest_above=3)
    assert told(agency, 1, starts=(10, 15)).next_try_at == here(agency, 10, 12)
    assert told(agency, 2).next_try_at == here(agency, 10, 18)


def test_a_change_is_told_in_the_events_own_post_and_the_digest_follows(agency, telegram):
    account(agency, digest_above=1)
    for number in (1, 2):
        told(agency, number)
    work(here(agency, 10, 18))
    told(agency, 1, version=2, words="Отменено 1", at=here(agency, 11, 12), starts=None, only_corrects=True)
    work(here(agency, 11, 12))
    digest, own, corrected = sorted(telegram.calls, key=lambda call: call.fields["text"].startswith("Дорожные"))[::-1]
    assert [call.method for call in telegram.calls].count("editMessageText") == 1
    assert own.fields["text"] == "Отменено 1" or corrected.fields["text"] == "Отменено 1"
    edited = next(call for call in telegram.calls if call.method == "editMessageText")
    assert "1. Отменено 1\n" in edited.fields["text"]
    assert "2. Закрытие 2" in edited.fields["text"]


def test_a_change_before_the_evening_is_in_the_digest_as_it_is_by_then(agency, telegram):
    account(agency, digest_above=1)
    for number in (1, 2):
        told(agency, number)
    told(agency, 1, version=2, words="Закрытие 1 с пятницы", at=here(agency, 10, 13))
    work(here(agency, 10, 18))
    (digest,) = stands(telegram)
    assert "1. Закрытие 2" in digest
    assert "2. Закрытие 1 с пятницы" in digest


def test_many_long_lines_are_within_what_the_network_takes(agency, telegram):
    account(agency, digest_above=3)
    for number in range(60):
        told(agency, number, words=f"Закрытие {number}: улица " + "ы" * 90)
    work(here(agency, 10, 18))
    (digest,) = stands(telegram)
    assert len(digest) <= 4096
    assert digest.endswith("на карте.")


def test_an_undone_change_is_undone_in_the_digest(agency, telegram):
    account(agency, digest_above=1)
    for number in (1, 2):
        told(agency, number)
    work(here(agency, 10, 18))
    later = here(agency, 11, 12)
    row = told(agency, 1, version=2, words="Отменено 1", at=later, starts=None, not_before=later + timedelta(minutes=1))
    assert delivery.take_back("road-event:1", 2)
    digests.follow(row, later)
    work(later + timedelta(minutes=2))
    assert "1. Закрытие 1\n" in stands(telegram)[-1]
