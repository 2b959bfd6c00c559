
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap', '0013_deliveries_that_went_wrong'),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='agency',
            name='one_default_agency_a_city',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('city',), name='one_default_agency_a_city', violation_error_message='Another agency of this city answers by default already.'),
        ),
        migrations.AlterConstraint(
            model_name='city',
            name='plan_counts_after_an_hour_at_least',
            constraint=models.CheckConstraint(condition=models.Q(('plan_counts_after_h', None), ('plan_counts_after_h__gte', 1), _connector='OR'), name='plan_counts_after_an_hour_at_least', violation_error_message='Give an hour at least, or leave it empty.'),
        ),
    ]
