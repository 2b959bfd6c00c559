from django.db import migrations

RUSSIAN_ONCE = "UPDATE closures_storytheme SET names = names - 'ru' WHERE names ? 'ru'"


class Migration(migrations.Migration):
    """The Russian name is the column `name`: beside another in `names` a renaming changed nothing."""

    dependencies = [("closures", "0056_reminded_on_the_eve")]

    operations = [migrations.RunSQL(RUSSIAN_ONCE, migrations.RunSQL.noop)]
