"""A start is confirmed where that of each stage is; what was ended before its first hours lasts until then."""

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone


def leave_to_be_derived(apps, schema_editor):
    events = apps.get_model("closures", "RoadEvent").objects
    effect = apps.get_model("roadmap", "Effect")
    now = timezone.now()
    differ = Q(is_confirmed=True, stages__gt=1) | Q(status="finished", during__endswith__gt=F("ended_at"))
    rows = (
        effect(name="derive-event", key=pk, arguments={"pk": pk}, created_at=now, next_try_at=now)
        for pk in events.filter(differ).order_by("-pk").values_list("pk", flat=True).iterator()
    )
    effect.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0023_headlines_of_stages'),
    ]

    operations = [
        migrations.RunPython(leave_to_be_derived, migrations.RunPython.noop),
    ]
