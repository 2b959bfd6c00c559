"""An outage shuts out another of its signal by its stages, not by all the time between the first and the last."""

import django.contrib.postgres.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0017_what_is_over_is_derived_too'),
        ('roadmap', '0014_rules_in_sentences'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='roadevent',
            name='one_open_outage_a_signal',
        ),
        migrations.AddConstraint(
            model_name='roadevent',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind__in', ['signal-outage']), ('signal__isnull', False), ('status', 'published')), expressions=[('signal', '='), ('spells', '&&')], name='one_open_outage_a_signal', violation_error_message='This traffic signal already has an outage at that time.'),
        ),
    ]
