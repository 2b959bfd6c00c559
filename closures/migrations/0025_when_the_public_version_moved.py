import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0024_what_was_confirmed_of_stages'),
    ]

    operations = [
        migrations.AddField(
            model_name='publicversion',
            name='moved_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
