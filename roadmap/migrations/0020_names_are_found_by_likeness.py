"""What a street or a place is called, in one text for an index of trigrams: array_to_string alone is not immutable."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations

from roadmap.letters import Alike, AllNames

MAKE = """
CREATE FUNCTION roadmap_all_names(name text, variants text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT concat_ws(E'\\n', name, array_to_string(variants, E'\\n')) $$;
CREATE FUNCTION roadmap_all_names(name text, variants text[], old_names text[], names jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT concat_ws(
        E'\\n', name, array_to_string(variants || old_names, E'\\n'),
        (SELECT string_agg(value, E'\\n') FROM jsonb_each_text(names))
    )
$$;
"""
DROP = """
DROP FUNCTION roadmap_all_names(text, text[]);
DROP FUNCTION roadmap_all_names(text, text[], text[], jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0019_agency_without_pages")]

    operations = [
        migrations.RunSQL(MAKE, DROP),
        migrations.AddIndex(
            model_name="road",
            index=GinIndex(
                OpClass(Alike(AllNames("name", "variants", "old_names", "names")), "gin_trgm_ops"),
                name="road_called_like",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=GinIndex(OpClass(Alike(AllNames("name", "variants")), "gin_trgm_ops"), name="place_called_like"),
        ),
    ]
