"""Each event has its foreman's link from its first moment; those of before get theirs."""

from django.db import migrations
from django.utils import timezone

from roadmap.secret_links import new_secret

BATCH = 2_000


def make_links(apps, _editor):
    event, link = (apps.get_model("closures", name) for name in ("RoadEvent", "SiteLink"))
    now, without = timezone.now(), event.objects.filter(site_link=None).values_list("pk", flat=True)
    rows = (link(event_id=pk, secret=new_secret(), made_at=now) for pk in list(without))
    link.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("closures", "0050_steps_of_proposals")]

    operations = [migrations.RunPython(make_links, migrations.RunPython.noop)]
