"""Where the terms that came with the program are from, in the language of those who read it in /admin/. What somebody
has written there stays."""

from django.db import migrations

WORDS = {
    "GOST R 50597-2017: 1 to 12 days by category; groups of streets as the default table pairs them": (
        "ГОСТ Р 50597-2017: от 1 до 12 суток по категории дороги; группы улиц соотнесены с категориями таблицей"
    ),
    "Broken covers are fenced at once and replaced within 3 hours": (
        "Разбитую крышку сразу ограждают и заменяют в течение 3 часов"
    ),
    "GOST R 50597-2017, 6.4.2: 1 day": "ГОСТ Р 50597-2017, 6.4.2: 1 сутки",
    "GOST R 50597-2017, table 6.1: 3 days; of priority and prohibition 1 day": (
        "ГОСТ Р 50597-2017, таблица 6.1: 3 суток; знаки приоритета и запрещающие — 1 сутки"
    ),
    "GOST R 50597-2017: foreign objects on the carriageway, 3 hours": (
        "ГОСТ Р 50597-2017: посторонние предметы на проезжей части — 3 часа"
    ),
    "GOST R 50597-2017, 4.4: a dangerous place is fenced within 2 hours": (
        "ГОСТ Р 50597-2017, 4.4: опасное место ограждают в течение 2 часов"
    ),
    "GOST R 50597-2017: dangerous places are fenced within 2 hours, objects removed within 3": (
        "ГОСТ Р 50597-2017: опасные места ограждают в течение 2 часов, предметы убирают за 3 часа"
    ),
    "Within a working day": "В течение рабочего дня",
}


def say(apps, words: dict[str, str]) -> None:
    for name in ("TermRule", "RepairTerm"):
        for before, after in words.items():
            apps.get_model("appeals", name).objects.filter(source=before).update(source=after)


def in_russian(apps, schema_editor):
    say(apps, WORDS)


def in_english(apps, schema_editor):
    say(apps, {after: before for before, after in WORDS.items()})


class Migration(migrations.Migration):
    dependencies = [("appeals", "0042_reasons_in_english")]

    operations = [migrations.RunPython(in_russian, in_english)]
