"""Which streets each phase lies on, as the event had it of all of them: what its places name and its spans hold."""

import django.contrib.postgres.fields
from django.db import migrations, models

# As closures.derive has it: an area over more than five streets has those that its words name.
FILL = """
UPDATE closures_phase AS phase SET roads = held.roads
FROM (
    SELECT told.phase_id, array_agg(DISTINCT told.name) AS roads
    FROM (
        SELECT place.phase_id, named.name
        FROM closures_phaseplace AS place
        CROSS JOIN LATERAL jsonb_array_elements(place.words) AS word
        CROSS JOIN LATERAL (VALUES (word ->> 'on'), (word ->> 'with')) AS named (name)
        UNION ALL
        SELECT span.phase_id, unnest(array_agg(DISTINCT road.name))
        FROM closures_segmentspan AS span
        JOIN closures_phase AS phase ON phase.id = span.phase_id
        JOIN roadmap_roadsegment AS segment ON segment.id = span.segment_id
        JOIN roadmap_road AS road ON road.id = segment.road_id
        GROUP BY span.phase_id, phase.geometry
        HAVING ST_Dimension(phase.geometry) < 2 OR count(DISTINCT road.name) <= 5
    ) AS told
    WHERE told.name <> ''
    GROUP BY told.phase_id
) AS held
WHERE held.phase_id = phase.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0018_outages_between_stages'),
        ('roadmap', '0014_rules_in_sentences'),
    ]

    operations = [
        migrations.AddField(
            model_name='phase',
            name='roads',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, editable=False, size=None),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
