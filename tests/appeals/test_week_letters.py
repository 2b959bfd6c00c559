"""The week's report by mail: on Monday at eight, once a week to each leader who wants it, as a file."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from pypdf import PdfReader

from appeals.models import Appeal
from appeals.week_letters import tell_leaders
from roadmap import delivery
from roadmap.models import Delivery, User
from tests.appeals.factories import appeal
from tests.appeals.test_morning import leader

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTHING_OVERDUE = "Просрочено, по организациямНичего."
MONDAY = datetime.fromisoformat("2026-06-15T08:00+05:00")  # of the small city


@pytest.fixture
def head(agency):
    return leader(agency)


def letters(mailbox, at) -> list:
    for pk in Delivery.objects.filter(subject__startswith="week:", state="waiting").values_list("pk", flat=True):
        delivery.send(pk, at)
    return mailbox.letters


def words_of(letter) -> str:
    (file,) = letter.iter_attachments()
    pages = PdfReader(BytesIO(file.get_content())).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace("\u00a0", " ")


def test_on_monday_at_eight_each_leader_has_one_report_of_the_week_that_is_over(small_city, head, agency, mailbox):
    for day in (7, 8, 10, 14, 15):  # of June; the week is from the 8th to the 14th
        appeal(small_city, at=MONDAY.replace(day=day, hour=6))
    leader(agency, "deputy")
    leader(agency, "does-not-want-it", wants_week=False)
    leader(agency, "operator-only", roles=["operator"])
    moments = (MONDAY - timedelta(seconds=1), MONDAY, MONDAY + timedelta(minutes=1), MONDAY + DAY, MONDAY + 6 * DAY)
    assert [tell_leaders(at) for at in moments] == [0, 2, 0, 0, 0]
    found = letters(mailbox, MONDAY)
    assert {letter["To"] for letter in found} == {"head@example.org", "deputy@example.org"}
    assert "08.06.2026 – 14.06.2026" in found[0]["Subject"]
    (file,) = found[0].iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("application/pdf", "messages-2026-06-08.pdf")
    assert "3 (+2)" in words_of(found[0])  # three of the week, one of the week before
    assert tell_leaders(MONDAY + 7 * DAY) == 2


@pytest.mark.parametrize("days", [1, 3, 6])
def test_where_nothing_ran_on_monday_it_is_told_on_any_later_day_of_the_week(small_city, head, mailbox, days):
    """At any hour: it is late already."""
    at = MONDAY + days * DAY - 7 * HOUR
    assert [tell_leaders(at), tell_leaders(at + HOUR)] == [1, 0]
    (letter,) = letters(mailbox, at)
    assert "08.06.2026 – 14.06.2026" in letter["Subject"]
    assert tell_leaders(MONDAY + 7 * DAY) == 1


def test_a_letter_that_is_sent_days_later_tells_what_was_late_when_it_was_written(small_city, head, agency, mailbox):
    """Not what has become late since: a second letter of the same day would tell something else."""
    row = appeal(small_city, at=MONDAY - DAY)
    Appeal.objects.filter(pk=row.pk).update(answer_due_at=MONDAY + DAY)
    tell_leaders(MONDAY)
    with time_machine.travel(MONDAY + 3 * DAY, tick=False):
        (letter,) = letters(mailbox, MONDAY + 3 * DAY)
    assert NOTHING_OVERDUE in words_of(letter)
    tell_leaders(MONDAY + 7 * DAY)
    assert NOTHING_OVERDUE not in words_of(letters(mailbox, MONDAY + 7 * DAY)[-1])


def test_one_who_was_killed_between_two_letters_goes_on_with_the_next_and_sends_none_twice(head, agency, mailbox):
    leader(agency, "deputy")
    tell_leaders(MONDAY)
    letters(mailbox, MONDAY)
    Delivery.objects.filter(recipient=f"user:{head.pk}").delete()  # as if the process had died before this one's row
    assert tell_leaders(MONDAY + HOUR) == 1
    assert [letter["To"] for letter in letters(mailbox, MONDAY + HOUR)].count("deputy@example.org") == 1
    Delivery.objects.update(state="sending")  # as if it had died in the call: nobody sends it blindly again
    assert tell_leaders(MONDAY + HOUR) == 0


def test_who_led_when_it_was_written_and_leads_no_more_is_sent_nothing(head, mailbox):
    tell_leaders(MONDAY)
    User.objects.update(is_active=False)
    assert letters(mailbox, MONDAY) == []


def test_without_a_mail_server_no_row_is_made(head):
    assert tell_leaders(MONDAY) == 0
