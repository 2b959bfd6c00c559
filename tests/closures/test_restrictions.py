"""Limits, bans and conditions: entered by their declared names, told in words everywhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from closures import posts
from closures.differences import differences
from closures.kinds.restrictions import RESTRICTIONS, Given, told
from closures.models.lists import VehicleImpact
from closures.wording import write
from tests.closures.desk import EVENTS, change
from tests.closures.factories import draft, phase, published
from tests.closures.wording_events import EVENTS as RECORDS
from tests.closures.wording_events import moment_of
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
NO_BREAK = "\u00a0"
SPEED = {"type": "speed-limit", "value": 40, "unit": "km/h"}
WIDTH = {"type": "reduced-width", "value": 3.5, "unit": "meters"}
NARROW = {"type": "narrow-lanes"}

# Digitraffic's kinds of restriction (road works v2), and where each stands here: a restriction, what is left for
# traffic, or a field of its own.
DIGITRAFFIC = {
    "speed limit": "speed-limit",
    "traffic lights": "temporary-traffic-lights",
    "multiple lanes closed": "some-lanes-closed",
    "single lane closed": "some-lanes-closed",
    "single carriageway closed": "contra-flow-traffic",
    "road closed": "all-lanes-closed",
    "single alternate line traffic": "alternating-one-way",
    "contra flow traffic": "contra-flow-traffic",
    "intermittent short term stops": "intermittent-short-term-stops",
    "intermittent short term closure": "intermittent-short-term-closure",
    "intermittent stops and closure effective": "intermittent-short-term-closure",
    "narrow lanes": "narrow-lanes",
    "detour signs": "detour-signs",
    "detour curves steep": "detour-curves-steep",
    "detour surface gravel": "detour-surface-gravel",
    "detour gross weight limit": "detour-gross-weight-limit",
    "slow moving maintenance vehicle": "slow-moving-maintenance-vehicle",
    "estimated delay": "estimated-delay",
    "estimated delay during rush hour": "estimated-delay-during-rush-hour",
    "vehicle height limit": "reduced-height",
    "vehicle width limit": "reduced-width",
    "vehicle length limit": "reduced-length",
    "vehicle gross weight limit": "gross-weight-limit",
    "road surface paved": "road-surface-paved",
    "road surface milled": "road-surface-milled",
    "road surface gravel": "road-surface-gravel",
    "open fire heater in use": "open-fire-heater-in-use",
}


@pytest.mark.parametrize(("theirs", "ours"), DIGITRAFFIC.items())
def test_what_digitraffic_can_say_can_be_said_here(theirs, ours):
    assert ours in RESTRICTIONS or ours in VehicleImpact.values


@pytest.mark.parametrize("each", RESTRICTIONS.values(), ids=RESTRICTIONS)
def test_each_is_said_in_both_languages_with_its_measure(each):
    value = each.most if each.measure else None
    russian, english = (each.told(value, "", is_english=is_english) for is_english in (False, True))
    assert russian and english and "{" not in russian + english
    assert (f"{each.most:g}" in russian, f"{each.most:g}" in english) == (bool(each.measure),) * 2
    titles = []
    for language in ("ru", "en"):
        with override(language):
            titles.append(str(each.title))
    assert titles[0] != titles[1]  # the catalogue has it


@pytest.mark.parametrize(
    ("given", "russian", "english"),
    [
        (SPEED, f"скорость не более 40{NO_BREAK}км/ч", f"speed limit 40{NO_BREAK}km/h"),
        (WIDTH, f"ширина не более 3,5{NO_BREAK}м", f"width up to 3.5{NO_BREAK}m"),
        ({"type": "reduced-width", "value": 300, "unit": "centimeters"}, f"ширина не более 3{NO_BREAK}м",
         f"width up to 3{NO_BREAK}m"),
        ({"type": "reduced-weight"}, "", ""),
        ({"type": "tyre-chains-required"}, "tyre chains required", "tyre chains required"),
    ],
)  # fmt: skip
def test_how_one_is_said(given, russian, english):
    assert (Given.of(given).told(is_english=False), Given.of(given).told(is_english=True)) == (russian, english)


def test_each_is_said_once():
    assert told([NARROW, SPEED, NARROW], is_english=True) == ["narrow lanes", f"speed limit 40{NO_BREAK}km/h"]


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def given_stage(**values) -> dict:
    line = {"type": "LineString", "coordinates": [lonlat(0, 200), lonlat(200, 200)]}
    start = timezone.now() + timedelta(days=1)
    times = {"planned_start": start.isoformat(), "planned_end": (start + timedelta(days=2)).isoformat()}
    return {"geometry": line, **times} | values


def refused(desk, given: dict) -> dict:
    answer = desk.post(EVENTS, {"kind": "closure", "phases": [given_stage(restrictions=[given])]}, "application/json")
    assert answer.status_code == 400, answer.content
    return answer.json()["phases"]["0"]["restrictions"]["0"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"type": "speed-limit"}, "value"),
        ({"type": "speed-limit", "value": 400}, "value"),
        ({"type": "speed-limit", "value": 2}, "value"),
        ({"type": "speed-limit", "value": 40, "unit": "tons"}, "unit"),
        ({"type": "reduced-width", "value": 3, "unit": "kilometres"}, "unit"),
        ({"type": "reduced-width", "value": 3, "unit": "centimeters"}, "value"),  # 3 cm
        ({"type": "no-such-thing"}, "type"),
        ({"value": 3}, "type"),
    ],
)
def test_what_nobody_means_is_refused_with_its_field(desk, given, field):
    assert [*refused(desk, given)] == [field]


def test_a_limit_keeps_its_unit_and_a_ban_has_no_measure(desk):
    centimetres = {"type": "reduced-width", "value": 300, "unit": "centimeters"}
    given = [{"type": "speed-limit", "value": 40}, centimetres, {"type": "narrow-lanes", "value": 4, "unit": "m"}]
    answer = desk.post(EVENTS, {"kind": "closure", "phases": [given_stage(restrictions=given)]}, "application/json")
    assert answer.json()["phases"][0]["restrictions"] == [SPEED, centimetres, NARROW]


def test_the_post_tells_them(agency):
    event = draft(agency, phases=[phase(restrictions=[SPEED, WIDTH])])
    change = event.changes.get()
    texts = (
        posts.texts_of(change)
        if change.verb in posts.PHASES
        else posts.preview(event, change.state, "announced", at=timezone.now())
    )
    assert f"Ограничения: скорость не более 40{NO_BREAK}км/ч, ширина не более 3,5{NO_BREAK}м." in texts.long


def staged(first: tuple, second: tuple):
    facts, words, at = next(
        (facts, words, at) for facts, words, at in RECORDS.values() if facts.is_staged and words == "announced"
    )
    one, two, *_others = facts.phases
    return (
        replace(facts, phases=(replace(one, limits=first), replace(two, limits=second))),
        words,
        moment_of(at),
    )


def test_stages_with_limits_of_their_own_tell_each_its_own():
    facts, words, at = staged((Given.of(SPEED),), (Given.of(WIDTH),))
    text = write(facts, words, at=at).long
    first, second = (
        next(line for line in text.splitlines() if told in line) for told in ("40\u00a0км/ч", "3,5\u00a0м")
    )
    assert first != second
    assert "Ограничения" not in text


def test_stages_with_the_same_limits_tell_them_once():
    facts, words, at = staged((Given.of(SPEED),), (Given.of(SPEED),))
    assert write(facts, words, at=at).long.count("км/ч") == 1


def test_the_page_and_the_history_tell_them(client, desk, agency):
    event = published(agency, at=timezone.now(), phases=[phase(restrictions=[SPEED])])
    page = client.get(event.get_absolute_url()).content.decode()
    assert f"Скорость не более 40{NO_BREAK}км/ч" in page
    stage = desk.get(f"{EVENTS}{event.pk}/").json()["phases"][0]
    assert change(desk, event.pk, {"phases": [stage | {"restrictions": [WIDTH]}]}).status_code == 200
    _first, before, after = event.changes.order_by("version").values_list("state", flat=True)
    (found,) = differences(before, after, event.city.zone, timezone.now() + timedelta(hours=1))
    assert (found.before, found.now) == (f"скорость не более 40{NO_BREAK}км/ч", f"ширина не более 3,5{NO_BREAK}м")
