import django.contrib.postgres.indexes
import django.db.models.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0011_places_of_phases_and_what_is_shown'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='roadevent',
            name='event_where_and_when',
        ),
        migrations.RemoveIndex(
            model_name='roadevent',
            name='event_where_and_when_all',
        ),
        migrations.AddIndex(
            model_name='phase',
            index=django.contrib.postgres.indexes.GistIndex(fields=['geometry', 'told'], name='phase_where_and_when'),
        ),
        migrations.AddIndex(
            model_name='roadevent',
            index=django.contrib.postgres.indexes.GistIndex(condition=models.Q(('status', 'published')), fields=['geometry', 'told'], name='event_where_and_when'),
        ),
        migrations.AddIndex(
            model_name='roadevent',
            index=django.contrib.postgres.indexes.GistIndex(fields=['geometry', 'told'], name='event_where_and_when_all'),
        ),
        migrations.AddConstraint(
            model_name='phaseplace',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('phase', 'number'), name='place_number_once_a_phase'),
        ),
        migrations.RemoveField(
            model_name='phase',
            name='places',
        ),
        migrations.RemoveField(
            model_name='phase',
            name='toward',
        ),
    ]
