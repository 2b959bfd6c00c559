"""Columns that Django has no field for: what they write into a fixture they read back."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from closures.models import RoadEvent
from roadmap.fields import DateTimeMultiRangeField
from tests.closures.factories import draft

FIRST, SECOND, THIRD = (datetime(2026, 6, day, 22, tzinfo=UTC) for day in (10, 11, 12))
FIELD = DateTimeMultiRangeField()


@pytest.mark.parametrize("windows", [[(FIRST, SECOND), (THIRD, None)], [(None, None)], [], None])
def test_a_dump_is_loaded_again(agency, tmp_path, windows):
    event = draft(agency)
    RoadEvent.objects.filter(pk=event.pk).update(in_force=windows)
    out, file = StringIO(), tmp_path / "events.json"
    call_command("dumpdata", "closures.roadevent", stdout=out)
    file.write_text(out.getvalue(), encoding="utf-8")
    RoadEvent.objects.filter(pk=event.pk).update(in_force=[(FIRST, THIRD)])
    call_command("loaddata", str(file), verbosity=0)
    assert RoadEvent.objects.get(pk=event.pk).in_force == windows


@pytest.mark.parametrize(
    "value",
    ["tonight", "[1]", [(FIRST,)], [("soon", None)], [(5, None)], [(SECOND, FIRST)], [("2026-06-10T22:00", None)], 7],
)
def test_what_is_no_set_of_windows_is_refused(value):
    with pytest.raises(ValidationError) as refusal:
        FIELD.to_python(value)
    assert refusal.value.code == "invalid"
