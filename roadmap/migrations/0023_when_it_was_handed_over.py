from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0022_houses_as_they_are_typed")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="handed_over_at",
            field=models.DateTimeField(null=True, blank=True, editable=False),
        )
        for name in ("delivery", "effect")
    ]
