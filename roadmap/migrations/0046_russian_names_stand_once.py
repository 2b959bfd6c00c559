from django.db import migrations

CITIES = "UPDATE roadmap_city SET names = names - 'ru' WHERE names ? 'ru'"
AREAS = "UPDATE roadmap_area SET names = names - 'ru' WHERE names ? 'ru'"
ROADS = "UPDATE roadmap_road SET names = names - 'ru' WHERE names ? 'ru'"


class Migration(migrations.Migration):
    """The Russian name is the column `name`: beside another in `names` a renaming changed nothing."""

    dependencies = [("roadmap", "0045_posts_are_approved")]

    operations = [migrations.RunSQL([CITIES, AREAS, ROADS], migrations.RunSQL.noop)]
