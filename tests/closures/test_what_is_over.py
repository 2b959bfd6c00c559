"""After the update that made phases what is shown, what was over already is told by its phases, too."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from closures.models import Phase
from roadmap.models import Effect
from tests.closures import factories

pytestmark = pytest.mark.django_db
update = import_module("closures.migrations.0017_what_is_over_is_derived_too")


def test_a_phase_that_an_early_end_left_without_a_day_has_its_term(agency):
    event = factories.published(agency)
    event.phases.update(during=None, told=None, in_force=None, held_on=None)
    with connection.cursor() as cursor:
        cursor.execute(update.TERM)
    phase = Phase.objects.get(event=event)
    assert (phase.during.lower, phase.during.upper) == (phase.planned_start, phase.planned_end)
    assert (phase.told, phase.in_force, phase.held_on) == (phase.during, [], [])


def test_what_is_over_is_derived_one_after_another_and_nothing_else(agency):
    over = [factories.draft(agency), factories.draft(agency)]
    for event, status in zip(over, ("cancelled", "finished"), strict=True):
        event.status = status
        event.save(update_fields=["status"])
    factories.draft(agency)
    update.leave_to_be_derived(apps, None)
    later, sooner = Effect.objects.filter(name="derive-event").order_by("-next_try_at")
    assert [sooner.arguments["pk"], later.arguments["pk"]] == [over[1].pk, over[0].pk]
    assert later.next_try_at - sooner.next_try_at == update.A_TURN
