"""Stored ways round are laid on the network, so that a later closure on one is found."""

from django.db import migrations
from django.utils import timezone


def leave_to_be_laid(apps, schema_editor):
    effect = apps.get_model("roadmap", "Effect")
    now = timezone.now()
    events = apps.get_model("closures", "RoadEvent").objects.exclude(detour_geometry=None)
    lasting = events.filter(status__in=("draft", "in-review", "published")).order_by("pk")
    rows = (
        effect(name="derive-event", key=pk, arguments={"pk": pk}, created_at=now, next_try_at=now)
        for pk in lasting.values_list("pk", flat=True).iterator()
    )
    effect.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ("closures", "0039_clashes"),
        ("roadmap", "0021_words_to_readers"),
    ]

    operations = [migrations.RunPython(leave_to_be_laid, migrations.RunPython.noop)]
