"""Columns of a message that agree always, whoever writes them: the database refuses what contradicts itself."""

import pytest
from django.contrib.gis.geos import LineString, MultiLineString
from django.db import IntegrityError, transaction
from django.db.models import F

from appeals import actions
from appeals.models import Appeal
from appeals.workflow import Status
from tests.appeals.factories import in_status
from tests.conftest import NOW

STRETCH = MultiLineString(LineString((65.54, 57.15), (65.55, 57.15)), srid=4326)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "told", "name"),
    [
        ("duplicate", {"duplicate_of": None}, "appeal_joined_has_its_main"),
        ("rejected", {"duplicate_of": F("pk")}, "appeal_joined_has_its_main"),
        ("in-work", {"duplicate_of": F("pk")}, "appeal_joined_has_its_main"),
        ("answered", {"answered_at": None}, "appeal_answered_at_its_moment"),
        ("closed", {"answered_at": None}, "appeal_answered_at_its_moment"),
        ("in-work", {"answered_at": NOW}, "appeal_answered_at_its_moment"),
        ("rejected", {"answered_at": NOW}, "appeal_answered_at_its_moment"),
        ("closed", {"settled_at": None}, "appeal_ended_at_its_moment"),
        ("rejected", {"settled_at": None}, "appeal_ended_at_its_moment"),
        ("duplicate", {"settled_at": None}, "appeal_ended_at_its_moment"),
        ("new", {"settled_at": NOW}, "appeal_ended_at_its_moment"),
        ("answered", {"settled_at": NOW}, "appeal_ended_at_its_moment"),
        ("answered", {"first_replied_at": None}, "appeal_not_open_was_replied_to"),
        ("rejected", {"first_replied_at": None}, "appeal_not_open_was_replied_to"),
        ("in-work", {"outcome": "fixed"}, "appeal_without_answer_has_no_outcome"),
        ("rejected", {"rating": 5}, "appeal_without_answer_has_no_outcome"),
        ("in-work", {"answer": "Готово."}, "appeal_open_has_no_answer"),
        ("new", {"stretch": STRETCH}, "appeal_stretch_has_its_length"),
        ("new", {"stretch_m": 70.0}, "appeal_stretch_has_its_length"),
        ("new", {"accuracy_m": 12.0, "point": None}, "appeal_accuracy_is_of_its_point"),
    ],
)
def test_what_contradicts_the_status_is_refused(status, told, name, small_city, agency, operator):
    message = in_status(status, small_city, by=operator)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Appeal.objects.filter(pk=message.pk).update(**told)


@pytest.mark.parametrize("status", Status.values)
def test_what_the_verbs_leave_agrees(status, small_city, agency, operator):
    assert in_status(status, small_city, by=operator).status == status


def test_a_rejected_message_that_is_taken_up_again_has_no_answer(small_city, agency, operator):
    message = actions.take(in_status("rejected", small_city, by=operator), by=operator, at=NOW)
    assert (message.status, message.answer) == ("in-work", "")
    assert message.changes.get(verb="rejected").comment == "Не дорога", "why is kept in the history"


def test_the_first_of_joined_messages_cannot_go_alone(small_city, agency, operator):
    joined = in_status("duplicate", small_city, by=operator)
    with pytest.raises(IntegrityError), transaction.atomic():
        joined.duplicate_of.delete()
