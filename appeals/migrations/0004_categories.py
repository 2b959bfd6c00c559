"""The categories of messages about roads, and the terms that hold until an installation sets its own."""

from datetime import date

from django.db import migrations

VALID_FROM = date(2020, 1, 1)
FAST = "Accelerated subjects of the feedback platform: up to 10 days"
USUAL = "30 calendar days, as for appeals under 59-FZ"
AT_ONCE = "GOST R 50597-2017: dangerous places are fenced within 2 hours, objects removed within 3"

# code, Russian, English, danger, warranty, first reply in working hours, answer in days, counting, source
ROWS = [
    ("pothole", "Яма, провал", "Pothole", False, True, 4, 10, "calendar", FAST),
    ("manhole", "Люк, решётка", "Manhole or grate", False, True, 2, 10, "calendar", FAST),
    ("traffic_light", "Светофор", "Traffic light", False, False, 2, 10, "calendar", FAST),
    ("sign", "Дорожный знак", "Road sign", False, False, 4, 10, "calendar", FAST),
    ("marking", "Разметка", "Road marking", False, True, 4, 30, "calendar", USUAL),
    ("lighting", "Освещение", "Street lighting", False, False, 4, 10, "calendar", FAST),
    ("snow_ice", "Снег, гололёд", "Snow and ice", False, False, 2, 10, "calendar", FAST),
    ("flood", "Лужа, подтопление", "Flooding", False, False, 4, 10, "calendar", FAST),
    ("obstacle", "Препятствие на дороге", "Obstacle on the road", False, False, 1, 1, "calendar", AT_ONCE),
    ("sidewalk", "Тротуар, бордюр, ограждение", "Sidewalk, kerb, railing", False, True, 4, 30, "calendar", USUAL),
    ("parking", "Парковка, схема движения", "Parking and traffic scheme", False, False, 4, 30, "calendar", USUAL),
    ("closure_question", "Вопрос о перекрытии", "Question about a closure", False, False, 4, 1, "working", "Within a working day"),
    ("danger", "Угроза жизни", "Danger to life", True, False, 1, 1, "calendar", AT_ONCE),
    ("other", "Другое", "Something else", False, False, 4, 30, "calendar", USUAL),
]


def add(apps, schema_editor):
    Category = apps.get_model("appeals", "Category")
    TermRule = apps.get_model("appeals", "TermRule")
    for position, (code, ru, en, is_danger, is_under_warranty, hours, days, counting, source) in enumerate(ROWS, 1):
        category = Category.objects.create(
            code=code,
            name=ru,
            names={"ru": ru, "en": en},
            is_danger=is_danger,
            is_under_warranty=is_under_warranty,
            position=position,
        )
        TermRule.objects.create(
            category=category,
            valid_from=VALID_FROM,
            first_reply_hours=hours,
            answer_days=days,
            counting=counting,
            source=source,
        )
    TermRule.objects.create(valid_from=VALID_FROM, first_reply_hours=4, answer_days=30, source=USUAL)


def remove(apps, schema_editor):
    """Terms of categories go with them; a category that messages use stays and stops the way back."""
    apps.get_model("appeals", "TermRule").objects.filter(city=None, valid_from=VALID_FROM).delete()
    apps.get_model("appeals", "Category").objects.filter(code__in=[row[0] for row in ROWS]).delete()


class Migration(migrations.Migration):
    dependencies = [("appeals", "0003_terms_and_calendar")]

    operations = [migrations.RunPython(add, remove)]
