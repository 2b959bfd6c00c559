from django.db import migrations

THEMES = (
    ("likes", "Лайк", "Liked"),
    ("info", "Инфо", "Information"),
    ("construction", "Строительство", "Construction"),
    ("memo", "Памятка", "Good to know"),
    ("roads", "Дороги", "Roads"),
    ("contests", "Конкурсы", "Contests"),
    ("facts", "Факты", "Facts"),
    ("projects", "Проекты", "Projects"),
)


def add_themes(apps, schema_editor):
    theme_of = apps.get_model("closures", "StoryTheme").objects
    for position, (slug, name, english) in enumerate(THEMES):
        theme_of.get_or_create(slug=slug, defaults={"name": name, "names": {"en": english}, "position": position})


class Migration(migrations.Migration):
    dependencies = [("closures", "0031_stories")]

    operations = [migrations.RunPython(add_themes, migrations.RunPython.noop)]
