from django.db import migrations

RUSSIAN_ONCE = "UPDATE closures_storytheme SET names = names - 'ru' WHERE names ? 'ru'"


class Migration(migrations.Migration):
    """The Russian name is the column `name`: beside another in `names` a renaming changed nothing."""

    dependencies = [("closures", "0055_a_holiday_is_a_cause")]

    operations = [migrations.RunSQL(RUSSIAN_ONCE, migrations.RunSQL.noop)]
