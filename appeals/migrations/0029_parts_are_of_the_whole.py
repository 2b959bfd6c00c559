from django.db import migrations

# A part of a part was tied to the part: whoever erased the whole did not find it.
TO_THE_WHOLE = """
WITH RECURSIVE up AS (
    SELECT id, split_from_id AS above FROM appeals_appeal WHERE split_from_id IS NOT NULL
    UNION
    SELECT up.id, parent.split_from_id FROM up JOIN appeals_appeal AS parent ON parent.id = up.above
    WHERE parent.split_from_id IS NOT NULL
)
UPDATE appeals_appeal AS part SET split_from_id = up.above
FROM up JOIN appeals_appeal AS whole ON whole.id = up.above AND whole.split_from_id IS NULL
WHERE part.id = up.id AND part.split_from_id <> up.above
"""


class Migration(migrations.Migration):
    dependencies = [("appeals", "0028_figures_serve_lists_too")]

    operations = [migrations.RunSQL(TO_THE_WHOLE, migrations.RunSQL.noop)]
