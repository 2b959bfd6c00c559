"""Whoever of the staff is shown a resident's name, contact, words or photo leaves a row."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from roadmap.models import PersonalLook
from roadmap.models.history import HistoryIsFixed
from roadmap.personal_looks import How, noted
from tests.appeals.factories import personal, photo_of
from tests.conftest import NOW, ROOT, signed_in
from tests.roles import API, PAGES
from tests.test_roles import address_of, people, world  # noqa: F401 - fixtures of the table of callers

pytestmark = pytest.mark.django_db
MARKS = ("Секретова", "anna@example.org", "999 000-00-00", "у моего подъезда")
IN_ADMIN = ("appeals/appeal/", "appeals/appeal/{message}/change/", "roadmap/user/")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def test_every_door_of_the_desk_that_shows_a_mark_leaves_a_row(people, world):  # noqa: F811
    """By the table of callers: what an administrator gets there holds no mark unless a look was noted."""
    office, silent, shown = signed_in(people["administrator"]), [], 0
    addresses = [address_of(row, world) for row in (*PAGES, *API) if row.method == "get"]
    for path in [*addresses, *(f"/admin/{each.format(**world)}" for each in IN_ADMIN), "/morning/"]:
        before = PersonalLook.objects.count()
        answer = office.get(path)
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_photo = answer["Content-Type"] == "image/jpeg" and "appeals" in path
        if is_photo or any(mark in told.decode(errors="ignore") for mark in MARKS):
            shown += 1
            if PersonalLook.objects.count() == before:
                silent.append(path)
    assert silent == []
    assert shown >= 3  # the message, its photo, and the same in the admin


def test_a_page_a_list_a_search_and_a_photo_each_leave_one_row(agency, operator, small_city):
    desk, messages = signed_in(operator), [personal(small_city), personal(small_city, text="Ещё одна")]
    first = messages[0]
    desk.get("/desk/appeals/")
    desk.get("/desk/appeals/", {"street": "Пушкина"})
    desk.get(f"/desk/appeals/{first.pk}/")
    for photo in ("desk-appeal-photo", "desk-crew-photo"):
        desk.get(reverse(photo, args=[first.pk, photo_of(first).name]))
    rows = list(PersonalLook.objects.order_by("pk"))
    assert [row.how for row in rows] == ["listed", "searched", "opened", "opened", "opened"]
    assert [sorted(row.numbers) for row in rows] == [[each.pk for each in messages]] * 2 + [[first.pk]] * 3
    assert {(row.by, row.subject, row.at) for row in rows} == {(operator, "appeals.appeal", NOW)}
    assert "anna" not in str(list(PersonalLook.objects.values()))


def test_a_stranger_who_finds_nothing_leaves_none(agency, other_dispatcher, small_city):
    assert signed_in(other_dispatcher).get(f"/desk/appeals/{personal(small_city).pk}/").status_code == 404
    assert not PersonalLook.objects.exists()


def test_rows_are_added_and_kept_for_their_term(agency, operator, small_city):
    message = personal(small_city)
    noted(How.OPENED, message, by=operator, at=NOW)
    row = PersonalLook.objects.get()
    for forbidden in (row.delete, row.save, PersonalLook.objects.all().delete):
        with pytest.raises(HistoryIsFixed):
            forbidden()
    with pytest.raises(HistoryIsFixed):
        PersonalLook.objects.update(how="listed")
    assert PersonalLook.objects.forget(NOW + timedelta(days=365)) == 0
    assert PersonalLook.objects.forget(NOW + timedelta(days=366)) == 1


def test_the_administrator_sees_who_looked_at_which_message(people, world, small_city):  # noqa: F811
    message = personal(small_city, text="Другая")
    signed_in(people["operator"]).get(f"/desk/appeals/{message.pk}/")
    noted(How.EXPORTED, *[message] * 3, by=people["administrator"], at=NOW - timedelta(days=40))
    office = signed_in(people["administrator"])

    def listed(**asked):
        return [row.how for row in office.get("/desk/setup/looks/", asked).context["page"].rows]

    assert listed() == ["opened", "exported"]
    assert listed(number=message.pk, how="opened") == listed(by=people["operator"].pk) == ["opened"]
    assert listed(number=message.pk + 999) == listed(how="downloaded") == []
    assert listed(since="2026-06-10", number="нет", by="x") == ["opened"]
    assert listed(to="2026-06-09") == ["exported"]
    assert listed(number=f"26-{message.pk:05d}") == ["opened", "exported"]
    page = office.get("/desk/setup/looks/").content.decode()
    assert f"Сообщение: 26-{message.pk:05d}<" in page
    assert f"Сообщения: 26-{message.pk:05d}, 26-{message.pk:05d}, " in page


def test_a_list_costs_one_row_more_however_long(agency, operator, small_city, django_assert_num_queries):
    rows = [personal(small_city) for _number in range(3)]
    with django_assert_num_queries(1):
        noted(How.LISTED, *rows, by=operator, at=NOW)
    assert PersonalLook.objects.count() == 1


def test_rooms_of_messages_note_looks_and_not_lines_alone():
    """A line in the log is swept with the log: whoever shows a message goes by roadmap.personal_looks."""
    line = re.compile(r"(?<![\w.])note\(\s*f?[\"'](?:opened|listed|searched|exported|downloaded)")
    paths = (ROOT / "appeals").rglob("*.py")
    assert [path.name for path in paths if line.search(path.read_text(encoding="utf-8"))] == []
