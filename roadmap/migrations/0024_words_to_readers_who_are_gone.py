from django.db import migrations, models

SILENCE_THE_GONE = """
UPDATE roadmap_delivery AS told SET title = '', text = '', caption = '', url = ''
WHERE action = 'notice'
  AND NOT EXISTS (SELECT FROM roadmap_subscriber AS reader WHERE told.recipient = 'subscriber:' || reader.id)
"""


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0023_when_it_was_handed_over")]

    operations = [
        migrations.RemoveIndex("delivery", "notice_waits"),
        migrations.AddIndex(
            "delivery",
            models.Index(fields=["recipient"], condition=models.Q(action="notice"), name="notice_of_reader"),
        ),
        migrations.RunSQL(SILENCE_THE_GONE, migrations.RunSQL.noop),
    ]
