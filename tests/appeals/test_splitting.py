"""One message about several things; and many about one."""

from datetime import timedelta
from importlib import import_module
from io import StringIO
from itertools import pairwise

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from appeals import actions, asking, erasing, violations
from appeals.models import Appeal
from appeals.splitting import Part, split
from appeals.workflow import MoveRefused
from tests.appeals.factories import answered, appeal, category, personal, rule
from tests.conftest import NOW, signed_in

WEEK = timedelta(days=7)


def parts_of(row, *codes, by, at=NOW, photos=()):
    return split(row, [Part(category(code), f"про {code}") for code in codes], photos=photos, by=by, at=at)


def test_parts_have_their_own_kind_body_and_clock_from_the_day_of_the_whole(small_city, agency, other_agency, operator):
    rule(small_city, "lighting", other_agency)
    whole = personal(small_city, at=NOW - WEEK)
    alone = appeal(small_city, code="lighting", at=NOW - WEEK)
    (part,) = parts_of(whole, "lighting", by=operator, photos=[whole.photos.get().pk])
    assert (part.category.code, part.agency, part.text) == ("lighting", other_agency, "про lighting")
    assert (part.answer_due_at, part.submitted_at) == (alone.answer_due_at, NOW - WEEK)
    assert (part.author_email, part.street, part.split_from) == (whole.author_email, whole.street, whole)
    assert part.secret != whole.secret
    copy, own = part.photos.get(), whole.photos.get()
    assert (copy.is_released, copy.file.name != own.file.name) == (False, True)
    assert copy.file.read() == own.file.read()
    whole.refresh_from_db()
    assert (whole.status, whole.changes.last().verb) == ("new", "split")
    assert part.number in whole.changes.last().comment


def test_who_deletes_the_own_data_on_one_page_deletes_those_of_all_parts(small_city, agency, operator, resident):
    whole, alone = personal(small_city), personal(small_city)
    (part,) = parts_of(whole, "sign", by=operator, photos=[whole.photos.get().pk])
    resident.post(part.get_secret_url(), {"verb": "erase"})
    for row in (whole, part, alone):
        row.refresh_from_db()
    assert (whole.author_name, part.text, part.photos.count(), alone.author_name) == ("", "", 0, "Анна Секретова")


def test_a_term_broken_before_the_split_is_of_the_body_that_had_the_whole(small_city, agency, other_agency, operator):
    rule(small_city, "lighting", other_agency)
    old, young = appeal(small_city, at=NOW - 6 * WEEK), appeal(small_city)
    (late,), (fresh,) = (parts_of(row, "lighting", by=operator) for row in (old, young))
    assert (late.agency, late.changes.get().at) == (other_agency, NOW)
    violations.find(fresh.answer_due_at + WEEK)
    assert {each.agency for each in late.violations.all()} == {agency}
    assert {each.agency for each in fresh.violations.all()} == {other_agency}


def test_a_part_has_the_time_that_the_whole_was_given(small_city, agency, operator):
    whole = appeal(small_city)
    asking.ask(whole, "Какой дом?", by=operator, at=whole.answer_due_at - timedelta(hours=1))
    whole.refresh_from_db()
    (part,) = parts_of(whole, "sign", by=operator, at=whole.questions.get().asked_at + timedelta(days=1))
    (smaller,) = parts_of(part, "lighting", by=operator, at=part.changes.first().at)
    assert part.answer_due_at == smaller.answer_due_at == whole.answer_due_at
    assert part.changes.first().state["answer_due_at"] == part.answer_due_at.isoformat()


def test_a_part_of_a_part_is_erased_with_the_whole_and_the_whole_with_it(small_city, agency, operator, resident):
    for asked_on in ("whole", "part of a part", "by number"):
        whole = personal(small_city)
        (part,) = parts_of(whole, "sign", by=operator)
        (smaller,) = parts_of(part, "lighting", by=operator)
        assert list(whole.parts.order_by("pk")) == [part, smaller]
        if asked_on == "by number":
            call_command("anonymize", "--appeal", part.number, stdout=StringIO())
        else:
            page = (whole if asked_on == "whole" else smaller).get_secret_url()
            assert resident.post(page, {"verb": "erase"}).status_code == 302
        for row in (whole, part, smaller):
            row.refresh_from_db()
            assert (row.author_name, row.author_email, row.text) == ("", "", ""), asked_on


def test_an_older_part_of_a_part_is_tied_to_the_whole(small_city, agency):
    tie = import_module("appeals.migrations.0029_parts_are_of_the_whole").TO_THE_WHOLE
    rows = [appeal(small_city) for _ in range(4)]
    for above, below in pairwise(rows):
        Appeal.objects.filter(pk=below.pk).update(split_from=above)
    with connection.cursor() as cursor:
        cursor.execute(tie)
    whole, *parts = rows
    assert set(whole.parts.all()) == set(parts)


def test_only_an_open_message_is_split_into_something_and_not_into_too_much(small_city, agency, operator):
    with pytest.raises(MoveRefused):
        parts_of(answered(small_city, by=operator), "sign", by=operator)
    row = appeal(small_city)
    for codes in ((), ("sign",) * 6):
        with pytest.raises(ValidationError):
            parts_of(row, *codes, by=operator)
    assert Appeal.objects.count() == 2
    (part, *_others) = parts_of(row, *("sign",) * 4, by=operator)
    with pytest.raises(ValidationError):
        parts_of(part, "lighting", "sign", by=operator)
    assert len(parts_of(part, "lighting", by=operator)) == 1, "five are the most of one message"


def test_the_desk_splits_gives_notes_and_counts(small_city, agency, operator):
    with time_machine.travel(NOW, tick=False):
        desk, row = signed_in(operator), personal(small_city)
        url = f"/desk/appeals/{row.pk}/"
        told = {"verb": "split", "category1": "sign", "text1": "Знак упал", "photos": [row.photos.get().pk]}
        assert desk.post(url, {"verb": "split"}).status_code == 400
        assert desk.post(url, told | {"photos": ["999999"]}).status_code == 400
        assert desk.post(url, told).status_code == 302
        assert row.parts.get().photos.count() == 1
        assert "Выделено:" in desk.get(url).content.decode()
        for _ in range(2):
            actions.join(appeal(small_city), row, by=operator, at=NOW)
        assert "3 сообщения об одном" in desk.get(url).content.decode()
        assert "3 сообщения об одном" in desk.get("/desk/appeals/").content.decode()


def test_notes_are_read_by_colleagues_and_never_by_the_sender(
    small_city, agency, other_agency, operator, other_dispatcher, resident
):
    row = personal(small_city)
    desk, url = signed_in(operator), f"/desk/appeals/{row.pk}/"
    version = row.version
    assert desk.post(url, {"verb": "note", "text": " "}).status_code == 400
    desk.post(url, {"verb": "note", "text": "Бригада будет в пятницу"})
    row.refresh_from_db()
    assert (row.version, "Бригада" in desk.get(url).content.decode()) == (version, True)
    assert "Бригада" not in resident.get(row.get_secret_url()).content.decode()
    actions.forward(row, other_agency, reason="-", by=operator, at=NOW)
    theirs = signed_in(other_dispatcher)
    theirs.post(url, {"verb": "note", "text": "Это не наша труба"})
    assert "Бригада" in theirs.get(url).content.decode(), "who has it now reads all"
    ours = desk.get(url).content.decode()
    assert ("Бригада" in ours, "труба" in ours) == (True, False)
    erasing.erase_author(row, at=NOW)
    assert not row.notes.exists()
