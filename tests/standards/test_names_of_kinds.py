"""The names that kinds have in other formats, against the formats' own lists."""

import json
import re

import pytest

from closures.kinds import KINDS
from tests.conftest import SHARED

WZDX = SHARED / "data" / "wzdx" / "schemas" / "4.2" / "RoadEventFeature.json"
DATEX2 = SHARED / "data" / "datex2" / "xsd-3.5" / "DATEXII_3_Situation.xsd"
OPEN511 = {"CONSTRUCTION", "SPECIAL_EVENT", "INCIDENT", "WEATHER_CONDITION", "ROAD_CONDITION"}  # its specification, 1.0


def named(name: str) -> set[str]:
    return {told for kind in KINDS.values() if (told := getattr(kind.standards, name))}


@pytest.mark.shared_data
def test_wzdx_knows_its_types_of_events():
    known = json.loads(WZDX.read_text(encoding="utf-8"))["definitions"]["EventType"]["enum"]
    assert named("wzdx") <= set(known)


@pytest.mark.shared_data
def test_datex_ii_has_such_records():
    known = set(re.findall(r'complexType name="(\w+)"', DATEX2.read_text(encoding="utf-8")))
    assert named("datex2") <= known


def test_open511_has_such_types():
    assert named("open511") <= OPEN511


def test_only_a_closed_road_is_a_closure_for_navigators():
    """CIFS sends drivers round a ROAD_CLOSED, so that nothing else may be told as one."""
    assert all(type_ == "HAZARD" and sub.startswith("HAZARD_ON_ROAD_") for type_, sub in named("cifs"))
    assert all(type_ == "ROAD_CLOSED" and sub.startswith("ROAD_CLOSED_") for type_, sub in named("cifs_closed"))
