"""The class of an event's main street and how many metres it holds, as closures.derive has them: lists are in that order."""

from django.db import migrations, models

from roadmap.importers.tags import RANKS

CLASSES = ", ".join(f"('{name}', {rank})" for name, rank in RANKS.items())
FILL = f"""
UPDATE closures_roadevent AS event SET road_class = held.road_class, held_m = held.held_m
FROM (
    SELECT phase.event_id, min(coalesce(class.rank, 10)) AS road_class,
           round(sum((span.end_position - span.start_position) * segment.length_m))::int AS held_m
    FROM closures_segmentspan AS span
    JOIN closures_phase AS phase ON phase.id = span.phase_id
    JOIN roadmap_roadsegment AS segment ON segment.id = span.segment_id
    LEFT JOIN (VALUES {CLASSES}) AS class (name, rank) ON class.name = segment.highway
    GROUP BY phase.event_id
) AS held
WHERE held.event_id = event.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0032_themes_of_stories'),
        ('roadmap', '0016_second_reader_of_a_city'),
    ]

    operations = [
        migrations.AddField(
            model_name='roadevent',
            name='road_class',
            field=models.PositiveSmallIntegerField(default=10, editable=False),
        ),
        migrations.AddField(
            model_name='roadevent',
            name='held_m',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
