from django.db import migrations

OFFICE = """
UPDATE closures_roadevent SET start_basis = 'office' WHERE start_basis = 'field';
UPDATE closures_roadevent SET end_basis = 'office' WHERE end_basis = 'field';
UPDATE closures_phase SET start_source = 'office' WHERE actual_start IS NOT NULL;
UPDATE closures_phase SET end_source = 'office' WHERE actual_end IS NOT NULL;
UPDATE closures_roadeventchange SET basis = 'office' WHERE basis = 'field';
UPDATE closures_roadeventchange SET state = jsonb_set(state, '{start_basis}', '"office"') WHERE state ->> 'start_basis' = 'field';
UPDATE closures_roadeventchange SET state = jsonb_set(state, '{end_basis}', '"office"') WHERE state ->> 'end_basis' = 'field';
"""
FIELD = """
UPDATE closures_roadevent SET start_basis = 'field' WHERE start_basis NOT IN ('', 'plan');
UPDATE closures_roadevent SET end_basis = 'field' WHERE end_basis NOT IN ('', 'plan');
UPDATE closures_roadeventchange SET basis = 'field' WHERE basis NOT IN ('', 'plan');
UPDATE closures_roadeventchange SET state = jsonb_set(state, '{start_basis}', '"field"')
WHERE state ->> 'start_basis' NOT IN ('', 'plan');
UPDATE closures_roadeventchange SET state = jsonb_set(state, '{end_basis}', '"field"')
WHERE state ->> 'end_basis' NOT IN ('', 'plan');
"""


class Migration(migrations.Migration):
    """What was kept as “from the field” came from one button, and that stood in an office: nobody proved more."""

    dependencies = [
        ('closures', '0014_overdue_is_told'),
    ]

    operations = [
        migrations.RunSQL(OFFICE, FIELD),
    ]
