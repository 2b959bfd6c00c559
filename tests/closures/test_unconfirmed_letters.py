"""Each morning a body that has a desk and an address hears once what nobody has confirmed."""

from datetime import timedelta

import pytest

from closures.unconfirmed_letters import tell_offices
from roadmap import delivery
from roadmap.models import Delivery
from tests.closures.factories import phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
EIGHT = NOW - 4 * HOUR  # in the small city, where it is noon


@pytest.fixture
def silent(agency):
    agency.email = "roads@example.org"
    agency.save()
    times = {"planned_start": EIGHT - 3 * HOUR, "planned_end": EIGHT + 20 * HOUR}
    return published(agency, at=EIGHT - 9 * HOUR, phases=[phase(**times)], performer="Теплосеть", contact="+7 900 1")


def letters(mailbox, at):
    for pk in Delivery.objects.due(at).filter(channel="office-mail").values_list("pk", flat=True):
        delivery.send(pk, at)
    return mailbox.letters


def test_in_the_morning_once_a_day(silent, dispatcher, mailbox):
    assert [tell_offices(EIGHT + timedelta(minutes=minutes)) for minutes in (0, 10, 50, 190)] == [1, 0, 0, 0]
    (letter,) = letters(mailbox, EIGHT + HOUR)
    words = letter.get_content()
    assert letter["To"] == "roads@example.org"
    assert letter["Subject"] == "Не подтверждено: работы ждут вашего слова"
    assert "Начало работ не подтверждено:" in words
    assert "улица Пушкина" in words
    assert "Теплосеть, +7 900 1" in words
    assert f"/desk/events/{silent.pk}/" in words
    assert "roads@example.org" not in "".join(Delivery.objects.values_list("recipient", flat=True))
    assert tell_offices(EIGHT + 24 * HOUR) == 1
    assert len(letters(mailbox, EIGHT + 24 * HOUR)) == 2


def test_before_that_hour_nobody_is_told(silent, dispatcher, mailbox):
    assert [tell_offices(EIGHT + hours * HOUR) for hours in (-1, -7)] == [0, 0]


def test_where_the_worker_was_away_in_the_morning_it_goes_later_that_day(silent, dispatcher, mailbox):
    assert [tell_offices(EIGHT + hours * HOUR) for hours in (5, 6)] == [1, 0]
    assert len(letters(mailbox, EIGHT + 6 * HOUR)) == 1


def test_who_had_nothing_to_confirm_in_the_morning_hears_no_more_that_day(silent, dispatcher, mailbox):
    silent.phases.update(actual_start=EIGHT - 3 * HOUR, start_source="foreman")
    assert tell_offices(EIGHT) == 0
    silent.phases.update(actual_start=None, start_source="")
    assert [tell_offices(EIGHT + HOUR), tell_offices(EIGHT + 24 * HOUR)] == [0, 1]


def test_who_has_no_desk_hears_nothing(silent, mailbox):
    assert tell_offices(EIGHT) == 0


def test_who_has_nothing_to_confirm_hears_nothing(silent, dispatcher, mailbox):
    silent.phases.update(actual_start=EIGHT - 3 * HOUR, start_source="foreman")
    assert tell_offices(EIGHT) == 0


def test_without_a_mail_server_no_row_is_made(silent, dispatcher):
    assert tell_offices(EIGHT) == 0
    assert not Delivery.objects.filter(channel="office-mail").exists()


def test_a_refused_letter_is_tried_again_and_an_address_that_is_gone_ends_it(silent, agency, dispatcher, mailbox):
    tell_offices(EIGHT)
    mailbox.refusals = ["451 later"]
    assert letters(mailbox, EIGHT) == []
    row = Delivery.objects.get(channel="office-mail")
    assert row.state == "waiting"
    agency.email = ""
    agency.save()
    assert letters(mailbox, EIGHT + HOUR) == []
    row.refresh_from_db()
    assert (row.state, row.why) == ("refused", "У организации нет адреса.")
