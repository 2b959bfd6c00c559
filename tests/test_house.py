"""The house of STYLE.md: which way imports go, and that nothing from outside has crept in."""

import ast
import re
import subprocess
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("roadmap", "closures", "appeals")
MAY_IMPORT = {"roadmap": {"roadmap"}, "closures": {"roadmap", "closures"}, "appeals": set(APPS)}
LONGEST_LINE_OF_A_PAGE = 570  # what was broken up last; lower it with the next
ROOF = {"settings", "urls", "celery", "wsgi", "asgi"}


def modules(app: str) -> list[Path]:
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


@cache
def imported(path: Path) -> frozenset[str]:
    """Dotted names that a module imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            room = ".".join([*_above(path, node.level), *filter(None, [node.module])])
            names |= {room} | {f"{room}.{alias.name}" for alias in node.names}
    return frozenset(names)


def _above(path: Path, level: int) -> tuple[str, ...]:
    """The room that a relative import counts from; one dot is the own one."""
    return path.relative_to(ROOT).parts[:-level] if level else ()


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("app", APPS)
def test_imports_go_one_way(app):
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(app)
        for name in imported(path)
        if name.split(".")[0] in APPS and name.split(".")[0] not in MAY_IMPORT[app]
    ]
    assert wrong == []


def test_no_modules_import_each_other():
    """Also not for a type's name alone, or inside a function."""
    names = {dotted(path): imported(path) for app in APPS for path in modules(app)}
    reads = {name: set(wanted & names.keys()) - {name} for name, wanted in names.items()}
    for wanted in reads.values():
        wanted -= {room for one in wanted for room in _rooms_of(one)}
    TopologicalSorter(reads).prepare()


def _rooms_of(name: str) -> set[str]:
    """The packages that a module lies in: whoever imports it from one of them asks for no more."""
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts))}


@pytest.mark.parametrize("app", APPS)
def test_templates_go_one_way(app):
    """What a page is made of lies in its own app or in a lower one."""
    named = re.compile(r"""{% (?:include|extends) ["'](\w+)/""")
    pages = sorted((ROOT / "templates" / app).rglob("*.html"))
    assert pages
    wrong = [
        f"{page.relative_to(ROOT)} is made of {name}"
        for page in pages
        for name in named.findall(page.read_text(encoding="utf-8"))
        if name in APPS and name not in MAY_IMPORT[app]
    ]
    assert wrong == []


def test_no_line_of_a_page_is_too_long_to_be_read():
    """Where white space would be seen, a piece has a template of its own. Texts of posts are lines as they are sent."""
    lengths = {
        f"{page.relative_to(ROOT)}:{number}": len(line)
        for page in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
    }
    assert {place: length for place, length in lengths.items() if length > LONGEST_LINE_OF_A_PAGE} == {}


def test_every_cell_of_a_table_that_stacks_on_a_phone_says_what_it_is():
    """There the head is not seen: the first cell is a row's title, and each of the others carries its own."""
    stacked = re.compile(r'<table class="[^"]*table--stacks.*?</table>', re.DOTALL)
    tables = [
        (str(page.relative_to(ROOT)), table)
        for page in (ROOT / "templates").rglob("*.html")
        for table in stacked.findall(page.read_text(encoding="utf-8"))
    ]
    assert tables
    assert [page for page, table in tables if table.count("data-label=") != table.count('scope="col"') - 1] == []


def test_a_text_holds_no_markup():
    """The filter puts tags around Russian words on an English page; a letter has none."""
    texts = [page for page in (ROOT / "templates").rglob("*.txt") if "|russian" in page.read_text(encoding="utf-8")]
    assert texts == []


def test_the_ground_does_not_lean_on_the_roof():
    """Settings are asked through django.conf; only the app's start finds the Celery application."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for app in APPS
        for path in modules(app)
        for name in imported(path)
        if name.startswith("roadmap.") and name.split(".")[1] in ROOF and path.stem not in ROOF | {"apps"}
    ]
    assert wrong == []


def test_the_wing_of_language_is_plain_python():
    """Text → mentions → facts: neither Django nor the database, nor another room but `schedule`."""
    wing = [path for path in modules("roadmap") if "language" in path.parts]
    assert wing
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in wing
        for name in imported(path)
        if name.split(".")[0] in {"django", "rest_framework", "celery", *APPS}
        and not name.startswith(("roadmap.language", "roadmap.schedule"))
    ]
    assert wrong == []


def test_a_task_never_calls_an_action():
    tasks = [path for app in APPS for path in modules(app) if path.name == "tasks.py"]
    assert tasks
    verbs = re.compile(r"(?:^|\.)(?:actions|amending|confirming|by_plan|undoing)(?:\.|$)")
    assert not [path for path in tasks if any(map(verbs.search, imported(path)))]


def test_a_view_is_no_library_of_another():
    """What several views need stands below them."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for app in APPS
        for path in modules(app)
        for name in imported(path)
        if path.parent.name == "views" and name.split(".")[0] in APPS and name.split(".")[1:2] == ["views"]
    ]
    assert wrong == []


def test_no_page_stands_on_an_api():
    """What both show and do stands below both."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for app in APPS
        for path in modules(app)
        for name in imported(path)
        if path.parent.name == "views" and name.split(".")[0] in APPS and name.split(".")[1:2] == ["api"]
    ]
    assert wrong == []


@pytest.mark.parametrize("app", ["closures", "appeals"])
def test_nothing_stands_on_the_api_of_its_app(app):
    """The fields and parameters of roadmap.api are what others build theirs of."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(app)
        for name in imported(path)
        if "api" not in path.parts and name.startswith(f"{app}.api")
    ]
    assert wrong == []


def test_requests_to_the_server_have_one_caller():
    """Of pages: the service worker's scripts stand between a page and the server."""
    found = [path for app in APPS for path in (ROOT / app).rglob("static/**/*.js")]
    scripts = [path for path in found if path.parent.name != "worker"]
    call = re.compile(r"(?<![\w.])fetch\(")
    assert [path.name for path in scripts if call.search(path.read_text(encoding="utf-8"))] == ["request.js"]


def test_leaflet_has_one_door():
    """Pages get our own map from map.js; its neighbours draw what lies on it and the ground under it."""
    room = ROOT / "roadmap" / "static" / "roadmap" / "js"
    knows = re.compile(
        r"(?<![\w.$])(?:L\.[A-Za-z]|(?:window|globalThis)\.L\b|(?:window\.|globalThis\.)?protomapsL\b)|global L\b"
    )
    scripts = [path for app in APPS for path in (ROOT / app).rglob("static/**/*.js")]
    found = {path for path in scripts if knows.search(path.read_text(encoding="utf-8"))}
    assert found == {room / name for name in ("map.js", "drawing.js", "signs.js", "basemap.js", "tiles.js")}
    behind = re.compile(r"""from "[^"]*/basemap\.js\"""")
    assert {path for path in scripts if behind.search(path.read_text(encoding="utf-8"))} == {room / "map.js"}


def test_pages_name_no_other_host():
    ours = [path for app in APPS for kind in ("js", "css") for path in (ROOT / app).rglob(f"static/**/*.{kind}")]
    pages = [*(ROOT / "templates").rglob("*.html"), *ours]
    foreign = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?https?://(?!www\.openstreetmap\.org)""")
    assert [path.name for path in pages if foreign.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_of_the_workplace_is_committed():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    third_party = [name for name in listed.split("\0") if re.search(r"\.(pbf|pmtiles|whl|osm\.gz|min\.js|mo)$", name)]
    assert third_party == []
