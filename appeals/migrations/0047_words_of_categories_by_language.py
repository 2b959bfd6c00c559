from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

RUSSIAN_ONCE = "UPDATE appeals_category SET names = names - 'ru' WHERE names ? 'ru'"


class Migration(migrations.Migration):
    """The Russian name is the column `name`: beside another in `names` a renaming changed nothing."""

    dependencies = [("appeals", "0046_messages_on_networks")]

    operations = [
        migrations.RunSQL(RUSSIAN_ONCE, migrations.RunSQL.noop),
        migrations.AddField(
            "categoryquestion",
            "words_en",
            models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="question in English"),
        ),
        migrations.AddField(
            "categoryquestion",
            "choices_en",
            ArrayField(
                models.CharField(max_length=120),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="the list in English",
            ),
        ),
    ]
