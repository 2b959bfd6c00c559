import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0030_terms_of_appeals_by_law"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="appeal", name="appeal_oldest_open"),
        migrations.AlterField(
            model_name="appeal",
            name="snapped_point",
            field=django.contrib.gis.db.models.fields.PointField(
                blank=True, null=True, spatial_index=False, srid=4326, verbose_name="place on the road"
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=django.contrib.postgres.indexes.GistIndex(
                fields=["snapped_point", "submitted_at"], name="appeal_near"
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("status__in", ("new", "in-work"))),
                fields=["city", "submitted_at"],
                include=("id", "category", "area", "agency", "assignee", "status", "answer_due_at"),
                name="appeal_oldest_open",
            ),
        ),
    ]
