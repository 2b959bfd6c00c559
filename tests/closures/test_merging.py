"""Stages of two versions of one event made into one, where some are saved nowhere yet: no browser is needed for it."""

import pytest

from tests.node import ran

ROOM = "closures/static/closures/js/merge.js"
SCRIPT = """
import { readFileSync } from "node:fs";
const { newStages, mergedStages } = await import(process.cwd() + "/%s");
const { before, mine, theirs } = JSON.parse(readFileSync(0));
const added = newStages(before, mine, theirs, (stage) => stage);
console.log(JSON.stringify(mergedStages(mine, theirs, () => true, {}, added)));
"""


def merged(before, mine, theirs):
    stages = {"before": before, "mine": mine, "theirs": theirs}
    given = {name: [{"id": 7}, *({"name": each} for each in told)] for name, told in stages.items()}
    first, *rest = ran(SCRIPT % ROOM, given=given, is_module=True)
    assert first["id"] == 7
    return [each["name"] for each in rest]


@pytest.mark.parametrize(
    ("before", "mine", "theirs", "told"),
    [
        ([], [], ["waits"], ["waits"]),
        ([], ["mine"], ["waits"], ["waits", "mine"]),
        (["waits"], ["waits"], ["waits"], ["waits"]),
        (["waits"], ["mine"], ["waits"], ["mine"]),
        (["waits"], ["waits"], ["later"], ["later"]),
        (["waits"], ["mine"], ["later"], ["later", "mine"]),
        (["one", "two"], ["two"], ["one", "two"], ["two"]),
        (["waits"], ["waits"], [], []),
    ],
)
def test_a_stage_that_is_saved_nowhere_is_neither_lost_nor_doubled(before, mine, theirs, told):
    assert merged(before, mine, theirs) == told
