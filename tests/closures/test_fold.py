"""Groups of the desk's form that hold nothing are folded on a narrow screen, and stand open on a wide one."""

from tests.conftest import ROOT
from tests.node import ran

FOLD = """
const narrow = { matches: false, addEventListener: (name, does) => { narrow[name] = does; } };
const box = (...fields) => ({ open: false, querySelectorAll: () => fields });
const text = (value) => ({ type: "text", value });
const check = (checked) => ({ type: "checkbox", checked, value: "on" });
const field = text("");
const boxes = [box(field), box(text("  "), check(false)), box(text("а")), box(check(true))];
globalThis.window = { matchMedia: () => narrow };
globalThis.document = { querySelectorAll: () => boxes };
const { fold, unfold } = await import(process.argv[1]);
const told = [];
const note = (does) => { does(); told.push(boxes.map(({ open }) => open)); };
const turn = (matches) => () => { narrow.matches = matches; narrow.change(); };
note(fold);
note(turn(true));
note(() => { field.value = "б"; boxes[1].open = true; unfold(); });
note(() => { field.value = ""; turn(true)(); });
note(turn(false));
console.log(JSON.stringify(told));
"""


def test_what_holds_nothing_is_folded_as_the_screen_is_turned():
    script = ROOT / "closures/static/closures/js/fold.js"
    assert ran(FOLD, script.as_uri(), is_module=True) == [
        [True, True, True, True],  # wide
        [False, False, True, True],  # turned narrow: what is filled stays in sight
        [True, True, True, True],  # filled in since, or opened by hand
        [False, False, True, True],
        [True, True, True, True],  # turned back
    ]
