"""What stood on a phase goes to its place; what is derived is filled."""

from django.db import migrations
from django.utils import timezone


PLACES = """
INSERT INTO closures_phaseplace (phase_id, number, geometry, direction, toward, words)
SELECT id, 1, geometry, direction, toward, places FROM closures_phase
"""

# Back again: the words of all places; of several the shape that was derived of them stays.
BACK = """
UPDATE closures_phase AS phase SET
    places = held.words, toward = held.toward,
    geometry = CASE WHEN held.number = 1 THEN held.geometry ELSE phase.geometry END,
    direction = CASE WHEN held.number = 1 THEN held.direction ELSE phase.direction END
FROM (
    SELECT phase_id, count(*) AS number, (array_agg(geometry ORDER BY number))[1] AS geometry,
           (array_agg(direction ORDER BY number))[1] AS direction, (array_agg(toward ORDER BY number))[1] AS toward,
           (SELECT coalesce(jsonb_agg(word ORDER BY others.number, at), '[]')
            FROM closures_phaseplace AS others
            CROSS JOIN LATERAL jsonb_array_elements(others.words) WITH ORDINALITY AS each (word, at)
            WHERE others.phase_id = place.phase_id) AS words
    FROM closures_phaseplace AS place GROUP BY phase_id
) AS held
WHERE held.phase_id = phase.id
"""

# As far as SQL can tell; what is not over is derived whole by the effects that the last step leaves.
PHASES = """
WITH held AS (
    SELECT phase.id, event.headline, event.place, event.hours, event.in_force,
           event.headline_en, event.place_en, event.hours_en,
           tstzrange(coalesce(phase.actual_start, phase.planned_start),
                     least(coalesce(phase.actual_end, phase.planned_end), event.ended_at)) AS during,
           cardinality(phase.vehicle_classes) > 0 AND NOT 'all' = ANY(phase.vehicle_classes) AS is_for_some
    FROM closures_phase AS phase JOIN closures_roadevent AS event ON event.id = phase.event_id
    WHERE event.ended_at IS NULL OR event.ended_at > coalesce(phase.actual_start, phase.planned_start)
)
UPDATE closures_phase AS phase SET
    during = held.during, told = held.during, headline = held.headline, place = held.place, hours = held.hours,
    headline_en = held.headline_en, place_en = held.place_en, hours_en = held.hours_en,
    in_force = coalesce(held.in_force, '{}') * tstzmultirange(held.during), held_on = '{}',
    told_impact = CASE WHEN is_for_some THEN 'all-lanes-open' ELSE vehicle_impact END,
    told_classes = CASE WHEN is_for_some THEN vehicle_classes ELSE '{}' END,
    told_restrictions = CASE WHEN is_for_some AND 'lorry' = ANY(vehicle_classes) AND vehicle_impact = 'all-lanes-closed'
                        THEN restrictions || '[{"type": "no-trucks"}]' ELSE restrictions END,
    passage = CASE WHEN vehicle_impact LIKE 'all-lanes-open%' THEN 'open' WHEN is_for_some THEN 'restricted'
              WHEN vehicle_impact = 'unknown' THEN 'unknown'
              WHEN vehicle_impact = 'all-lanes-closed' AND direction = 'both' THEN 'closed' ELSE 'limited' END
FROM held WHERE held.id = phase.id
"""

EVENTS = """
WITH together AS (
    SELECT event_id, count(*) AS stages, range_agg(during) AS spells,
           min(CASE passage WHEN 'closed' THEN 1 WHEN 'limited' THEN 2 WHEN 'restricted' THEN 3 WHEN 'open' THEN 4
               ELSE 5 END) AS passage
    FROM closures_phase GROUP BY event_id
)
UPDATE closures_roadevent AS event SET
    stages = together.stages, spells = together.spells, reach = together.spells, told = event.during, held_on = '{}',
    passage = (ARRAY['closed', 'limited', 'restricted', 'open', 'unknown'])[together.passage]
FROM together WHERE together.event_id = event.id
"""

LASTING = ("draft", "in-review", "published")


def leave_to_be_derived(apps, schema_editor):
    """Hours after the plan's end, words of each phase, classes: by the code that derives them, after the start."""
    events = apps.get_model("closures", "RoadEvent").objects.filter(status__in=LASTING)
    effect = apps.get_model("roadmap", "Effect")
    now = timezone.now()
    rows = (
        effect(name="derive-event", key=pk, arguments={"pk": pk}, created_at=now, next_try_at=now)
        for pk in events.values_list("pk", flat=True).iterator()
    )
    effect.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('closures', '0010_phases_have_places'),
    ]

    operations = [
        migrations.RunSQL(PLACES, BACK),
        migrations.RunSQL(PHASES, migrations.RunSQL.noop),
        migrations.RunSQL(EVENTS, migrations.RunSQL.noop),
        migrations.RunPython(leave_to_be_derived, migrations.RunPython.noop),
    ]
