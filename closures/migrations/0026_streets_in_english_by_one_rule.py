"""Street names in English that came with the map are told by the rule of road signs now, in every event."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

A_TURN = timedelta(milliseconds=200)  # one after another, so that nothing else waits behind a city's whole past


def forget_what_mappers_wrote(apps, schema_editor):
    """No import fills it any more; until now only imports did."""
    apps.get_model("roadmap", "Road").objects.exclude(names={}).update(names={})


def leave_to_be_derived(apps, schema_editor):
    effect = apps.get_model("roadmap", "Effect")
    now = timezone.now()
    events = apps.get_model("closures", "RoadEvent").objects.order_by("-pk").values_list("pk", flat=True)
    rows = (
        effect(name="derive-event", key=pk, arguments={"pk": pk}, created_at=now, next_try_at=now + number * A_TURN)
        for number, pk in enumerate(events.iterator())
    )
    effect.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0025_when_the_public_version_moved'),
        ('roadmap', '0014_rules_in_sentences'),
    ]

    operations = [
        migrations.RunPython(forget_what_mappers_wrote, migrations.RunPython.noop),
        migrations.RunPython(leave_to_be_derived, migrations.RunPython.noop),
    ]
