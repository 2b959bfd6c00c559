import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0015_field_was_the_office'),
        ('roadmap', '0014_rules_in_sentences'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='roadevent',
            name='published_event_has_place_and_time',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'in-review', 'cancelled']), models.Q(('during__isnull', False), ('geometry__isnull', False)), _connector='OR'), name='published_event_has_place_and_time', violation_error_message='Say where and when before it is published.'),
        ),
        migrations.AlterConstraint(
            model_name='roadevent',
            name='event_lasts',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', True), _negated=True), name='event_lasts', violation_error_message='The end must be later than the start.'),
        ),
        migrations.AlterConstraint(
            model_name='roadevent',
            name='event_geometry_fits_kind',
            constraint=models.CheckConstraint(condition=models.Q(('geometry', None), models.Q(models.Q(('kind', 'closure')), models.Q(django.db.models.lookups.In(models.Func(models.F('geometry'), function='GeometryType', output_field=models.CharField()), ('LINESTRING', 'MULTILINESTRING')))), models.Q(models.Q(('kind', 'repair-zone')), models.Q(django.db.models.lookups.In(models.Func(models.F('geometry'), function='GeometryType', output_field=models.CharField()), ('LINESTRING', 'MULTILINESTRING', 'POLYGON', 'MULTIPOLYGON')))), models.Q(models.Q(('kind', 'signal-outage')), models.Q(django.db.models.lookups.In(models.Func(models.F('geometry'), function='GeometryType', output_field=models.CharField()), ('POINT',)))), models.Q(models.Q(('kind', 'parking-change')), models.Q(django.db.models.lookups.In(models.Func(models.F('geometry'), function='GeometryType', output_field=models.CharField()), ('LINESTRING', 'MULTILINESTRING')))), models.Q(models.Q(('kind', 'public-event')), models.Q(django.db.models.lookups.In(models.Func(models.F('geometry'), function='GeometryType', output_field=models.CharField()), ('LINESTRING', 'MULTILINESTRING', 'POLYGON', 'MULTIPOLYGON')))), _connector='OR'), name='event_geometry_fits_kind', violation_error_message='This kind of event is not drawn in this way.'),
        ),
    ]
