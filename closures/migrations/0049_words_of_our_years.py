"""A word from the street tells of a moment that Python can read; one that could not be read told nothing."""

import datetime

from django.db import migrations, models

FORGET = """
    UPDATE closures_sitereport
    SET moment = NULL, answer = CASE answer WHEN 'asks' THEN 'declined' ELSE answer END
    WHERE moment <= '1999-12-31T00:00Z' OR moment >= '2101-01-02T00:00Z'
"""
YEARS = [datetime.datetime(*day, tzinfo=datetime.UTC) for day in ((1999, 12, 31), (2101, 1, 2))]


class Migration(migrations.Migration):
    dependencies = [("closures", "0048_clashes_at_public_events")]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="sitereport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("moment", None),
                    models.Q(("moment__gt", YEARS[0]), ("moment__lt", YEARS[1])),
                    _connector="OR",
                ),
                name="site_report_of_our_years",
            ),
        ),
    ]
