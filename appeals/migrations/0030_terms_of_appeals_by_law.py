from datetime import date

from django.db import migrations

# Federal law 59-FZ is in force from 2 November 2006. Registration within 3 days (article 8), an answer within 30 days
# from that, 30 more at most (article 12). The first reply is that it is registered.
RULE = {
    "city": None,
    "category": None,
    "channel": "",
    "legal_kind": "statutory",
    "valid_from": date(2006, 11, 2),
}
TERM = {
    "first_reply_hours": 72,
    "hours_are": "clock",
    "registration_days": 3,
    "answer_days": 30,
    "counting": "calendar",
    "on_day_off": "before",
    "extension_days": 30,
    "source": "59-ФЗ, ст. 8 и 12",
}


def add(apps, schema_editor):
    """One that an installation has written itself stays."""
    rules = apps.get_model("appeals", "TermRule").objects
    if not rules.filter(legal_kind="statutory", category=None).exists():
        rules.create(**RULE, **TERM)


def remove(apps, schema_editor):
    apps.get_model("appeals", "TermRule").objects.filter(**RULE, source=TERM["source"]).delete()


class Migration(migrations.Migration):
    dependencies = [("appeals", "0029_parts_are_of_the_whole")]

    operations = [migrations.RunPython(add, remove)]
