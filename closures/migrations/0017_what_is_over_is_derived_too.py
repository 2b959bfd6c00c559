"""Also what is over is told by its phases and in English; a phase that an early end left without a day has its term."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


TERM = """
WITH planned AS (
    SELECT id, coalesce(actual_start, planned_start) AS start, coalesce(actual_end, planned_end) AS finish
    FROM closures_phase WHERE during IS NULL
)
UPDATE closures_phase AS phase SET
    during = tstzrange(start, CASE WHEN finish > start THEN finish END),
    told = tstzrange(start, CASE WHEN finish > start THEN finish END), in_force = '{}', held_on = '{}'
FROM planned WHERE planned.id = phase.id
"""

A_TURN = timedelta(milliseconds=200)  # one after another, so that nothing else waits behind a city's whole past


def leave_to_be_derived(apps, schema_editor):
    """The earlier step left what is not over."""
    events = apps.get_model("closures", "RoadEvent").objects.filter(status__in=["finished", "cancelled"])
    effect = apps.get_model("roadmap", "Effect")
    now = timezone.now()
    rows = (
        effect(name="derive-event", key=pk, arguments={"pk": pk}, created_at=now, next_try_at=now + number * A_TURN)
        for number, pk in enumerate(events.order_by("-pk").values_list("pk", flat=True).iterator())
    )
    effect.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0016_rules_in_sentences'),
    ]

    operations = [
        migrations.RunSQL(TERM, migrations.RunSQL.noop),
        migrations.RunPython(leave_to_be_derived, migrations.RunPython.noop),
    ]
