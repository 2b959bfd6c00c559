"""Of an event in several phases the headline names what each does to traffic: it is derived anew."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

A_TURN = timedelta(milliseconds=200)  # one after another, so that nothing else waits behind a city's whole past


def leave_to_be_derived(apps, schema_editor):
    """What is not over comes first."""
    events = apps.get_model("closures", "RoadEvent").objects.filter(stages__gt=1)
    effect = apps.get_model("roadmap", "Effect")
    now = timezone.now()
    rows = (
        effect(name="derive-event", key=pk, arguments={"pk": pk}, created_at=now, next_try_at=now + number * A_TURN)
        for number, pk in enumerate(events.order_by("ended_at", "-pk").values_list("pk", flat=True).iterator())
    )
    effect.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)  # some may wait to be derived already


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0022_excepted_days_are_told'),
    ]

    operations = [
        migrations.RunPython(leave_to_be_derived, migrations.RunPython.noop),
    ]
