from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0029_subscriptions'),
    ]

    operations = [
        migrations.AddField(
            model_name='trip',
            name='is_stale',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='trip',
            name='weight_t',
            field=models.FloatField(default=2.0, verbose_name='weight, t'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='trip',
            name='height_m',
            field=models.FloatField(default=2.0, verbose_name='height, m'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='trip',
            name='width_m',
            field=models.FloatField(default=2.0, verbose_name='width, m'),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='trip',
            index=models.Index(condition=models.Q(('is_stale', True)), fields=['opened_at'], name='trip_stale'),
        ),
    ]
