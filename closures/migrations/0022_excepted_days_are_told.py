"""A row of the list and the API's `hours` tell the days left out, too: of the events that have such."""

from django.db import migrations
from django.utils import timezone


def leave_to_be_derived(apps, schema_editor):
    phases = apps.get_model("closures", "Phase").objects.filter(schedule__except__0__isnull=False)
    effect = apps.get_model("roadmap", "Effect")
    now = timezone.now()
    rows = (
        effect(name="derive-event", key=pk, arguments={"pk": pk}, created_at=now, next_try_at=now)
        for pk in sorted(set(phases.values_list("event_id", flat=True)))
    )
    effect.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)  # some may wait to be derived already


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0021_entered_once'),
    ]

    operations = [
        migrations.RunPython(leave_to_be_derived, migrations.RunPython.noop),
    ]
