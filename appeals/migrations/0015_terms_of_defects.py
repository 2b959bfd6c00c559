"""Terms of GOST R 50597-2017 that hold until an installation sets its own: hours from finding, by the street's group."""

from datetime import date

from django.db import migrations

VALID_FROM = date(2018, 9, 1)  # the standard is in force
POTHOLES = "GOST R 50597-2017: 1 to 12 days by category; groups of streets as the default table pairs them"
ROWS = [
    *[("pothole", group, 24 * days, POTHOLES) for group, days in zip("АБВГДЕ", (1, 3, 5, 7, 10, 12), strict=True)],
    ("manhole", "", 3, "Broken covers are fenced at once and replaced within 3 hours"),
    ("traffic_light", "", 24, "GOST R 50597-2017, 6.4.2: 1 day"),
    ("sign", "", 72, "GOST R 50597-2017, table 6.1: 3 days; of priority and prohibition 1 day"),
    ("obstacle", "", 3, "GOST R 50597-2017: foreign objects on the carriageway, 3 hours"),
    ("danger", "", 2, "GOST R 50597-2017, 4.4: a dangerous place is fenced within 2 hours"),
]


def add(apps, schema_editor):
    Category = apps.get_model("appeals", "Category")
    RepairTerm = apps.get_model("appeals", "RepairTerm")
    categories = {category.code: category for category in Category.objects.all()}
    for code, group, hours, source in ROWS:
        if code in categories:  # an installation may have removed it
            RepairTerm.objects.create(
                category=categories[code], group=group, hours=hours, valid_from=VALID_FROM, source=source
            )


def remove(apps, schema_editor):
    apps.get_model("appeals", "RepairTerm").objects.filter(city=None, valid_from=VALID_FROM).delete()


class Migration(migrations.Migration):
    dependencies = [("appeals", "0014_terms_of_repairs_and_hours")]

    operations = [migrations.RunPython(add, remove)]
