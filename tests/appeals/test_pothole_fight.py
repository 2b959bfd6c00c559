"""The pothole's way: pin → segment → owner → a term that all see → overdue → “fixed” with its photo → refuted.

That the next level is told when the term has passed is shown in tests/appeals/test_term_letters.py.
"""

from datetime import timedelta

import pytest
import time_machine

from appeals import actions, objecting
from appeals.proof import NotProved
from appeals.workflow import MoveRefused, Outcome
from roadmap.models import RoadSegment
from tests.appeals.factories import PUSHKINA, appeal, noted
from tests.conftest import NOW

DAY = timedelta(days=1)


def test_from_the_pin_to_the_owner_and_the_term_that_everybody_sees_to_the_photo_and_the_refutation(
    small_city, agency, other_agency, operator, resident
):
    RoadSegment.objects.filter(road__name="улица Пушкина").update(owner=other_agency)
    with time_machine.travel(NOW, tick=False):
        sent = appeal(small_city, PUSHKINA)
        assert (sent.segment.road.name, sent.agency) == ("улица Пушкина", other_agency)
    due = sent.answer_due_at

    def public(at) -> dict:
        with time_machine.travel(at, tick=False):
            (told,) = resident.get("/api/v1/appeals/").json()["features"]
        return told["properties"]

    told = public(NOW)
    assert (told["agency_name"], told["due_on"], told["is_overdue"]) == (
        "Тепловые сети",
        f"{due.astimezone(small_city.zone):%Y-%m-%d}",
        False,
    )
    assert public(due + timedelta(seconds=1))["is_overdue"] is True

    late = due + DAY
    with pytest.raises(NotProved):
        actions.answer(sent, "Заделали.", outcome=Outcome.FIXED, by=operator, at=late)
    told = {"outcome": Outcome.FIXED, "by": operator}
    actions.answer(sent, "Заделали.", photos=[noted(late, PUSHKINA)], at=late, **told)

    fifteenth, sixteenth = late + 15 * DAY, late + 16 * DAY
    with pytest.raises(MoveRefused):
        objecting.reopen(sent, at=sixteenth)
    back = objecting.reopen(sent, at=fifteenth)
    assert (back.status, back.answer_due_at, back.outcome) == ("in-work", due, "")
    with pytest.raises(NotProved):
        actions.answer(sent, "Заделали.", photos=[noted(late, PUSHKINA)], at=sixteenth, **told)
