"""Whether a page says that a script which it needs is missing: by what went wrong, and when."""

import pytest

from tests.conftest import ROOT
from tests.node import ran

ORIGIN = "https://map.example"
OURS, ANOTHERS, NOBODYS = ({"filename": name} for name in (f"{ORIGIN}/static/map.js", "https://ads.example/a.js", None))
STANDS = ["DOMContentLoaded", {}]
LOADED = """
const { readFileSync } = require("fs");
class HTMLScriptElement { constructor(dataset) { this.dataset = dataset; } }
const given = JSON.parse(readFileSync(0));
const hears = [], line = { hidden: true, querySelector: () => ({ addEventListener() {} }) };
const addEventListener = (name, does) => hears.push([name, does]);
const window = { addEventListener, location: { origin: given.origin } };
const document = { addEventListener, getElementById: () => line };
const run = new Function("window", "document", "HTMLScriptElement", readFileSync(process.argv[1], "utf8"));
run(window, document, HTMLScriptElement);
for (const [name, { script, ...event }] of given.happens) {
  if (script) event.target = new HTMLScriptElement(script);
  for (const [heard, does] of hears) if (heard === name) does(event);
}
console.log(!line.hidden);
"""
CASES = {
    "one of ours stops before the page stands": ([["error", OURS]], True),
    "one of ours stops later": ([STANDS, ["error", OURS]], False),
    "another's stops": ([["error", ANOTHERS]], False),
    "nobody knows which stops": ([["error", NOBODYS]], False),
    "one does not come, however late": ([STANDS, ["error", {"script": {"src": "x"}}]], True),
    "a spare one does not come": ([["error", {"script": {"spare": ""}}]], False),
    "a picture does not come": ([["error", {"target": {}}]], False),
}


@pytest.mark.parametrize(("happens", "is_told"), CASES.values(), ids=CASES)
def test_a_page_says_that_a_script_it_needs_is_missing(happens, is_told):
    script = ROOT / "roadmap/static/roadmap/js/loaded.js"
    assert ran(LOADED, str(script), given={"origin": ORIGIN, "happens": happens}) is is_told
