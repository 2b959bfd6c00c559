"""The declarations: complete, drawn by what both maps know, and nowhere beside them is a kind told by its name."""

import json
import re
from itertools import product

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from closures.kinds import KINDS, Shape
from closures.kinds.passages import Passage
from closures.models import RoadEvent
from closures.models.lists import VehicleImpact
from closures.reading.notice import EVENT_KINDS
from closures.validation import check_geometry
from roadmap.colours import Colours, stylesheet
from roadmap.picture.shapes import PATTERNS
from roadmap.signs import files
from tests.closures.factories import draft
from tests.conftest import ROOT
from tests.plan import lonlat

STYLES = ROOT / "closures" / "static" / "closures" / "js" / "styles.js"
EDITOR = ROOT / "templates" / "desk" / "event.html"
RING = [lonlat(*point) for point in ((0, 0), (100, 0), (100, 100), (0, 0))]
GIVEN = {
    "POINT": {"type": "Point", "coordinates": RING[0]},
    "LINESTRING": {"type": "LineString", "coordinates": RING[:2]},
    "MULTILINESTRING": {"type": "MultiLineString", "coordinates": [RING[:2], RING[1:3]]},
    "POLYGON": {"type": "Polygon", "coordinates": [RING]},
    "MULTIPOLYGON": {"type": "MultiPolygon", "coordinates": [[RING]]},
}
FITS = {
    "closure": {"LINESTRING", "MULTILINESTRING"},
    "repair-zone": {"LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON"},
    "signal-outage": {"POINT"},
    "parking-change": {"LINESTRING", "MULTILINESTRING"},
    "public-event": {"LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON"},
}


def drawn(given: dict) -> GEOSGeometry:
    return GEOSGeometry(json.dumps(given), srid=4326)


def words_of(table: str, text: str) -> set[str]:
    """The keys of a table of styles.js."""
    body = re.search(rf"const {table} = {{\n(.*?)^}};", text, re.DOTALL | re.MULTILINE)[1]
    return set(re.findall(r'^  "?(\w*)"?[:,]', body, re.MULTILINE))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_declaration_names_what_there_is(kind):
    styles, editor = (path.read_text(encoding="utf-8") for path in (STYLES, EDITOR))
    for look in kind.looks:
        assert files()[look.sign].parent == ROOT / "closures" / "signs"
        assert look.line in words_of("LINES", styles)
        assert look.line in {*PATTERNS, ""}
        assert look.area in words_of("AREAS", styles) or "Polygon" not in kind.shapes
    boxes = {name for names in re.findall(r'data-part="([\w ]+)"', editor) for name in names.split()}
    assert set(kind.form.parts) <= boxes
    assert kind.form.impact in VehicleImpact.values


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_whatever_is_left_of_the_way_has_a_look_and_a_manner(kind):
    for passage, impact in product(Passage, VehicleImpact.values):
        for classes in ([], ["lorry"], ["bus", "bicycle"]):
            assert kind.look_of(passage, classes, impact) in kind.looks
    for impact in VehicleImpact.values:
        assert kind.manners.of(impact).name


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_red_means_no_way_through_whatever_the_kind(kind):
    told = {passage.value: kind.colours_of(passage).light for passage in Passage}
    assert [told["closed"], told["limited"], told["restricted"]] == ["#c3211b", "#c27400", "#6d4526"]
    assert {told["open"], told["unknown"]} == {kind.colours.light}
    assert kind.colours.light not in {"#c3211b", "#c27400", "#6d4526"}


def test_a_closure_has_a_sign_by_what_is_left_of_the_way():
    signs = {passage.value: KINDS["closure"].look_of(passage, [], "unknown").sign for passage in Passage}
    assert signs.pop("closed") == "closure"
    assert signs.pop("restricted") == "some-vehicles"
    assert set(signs.values()) == {"narrowing"}
    assert KINDS["closure"].look_of("limited", [], "all-lanes-closed").sign == "one-way"
    assert KINDS["closure"].look_of("restricted", ["bus", "lorry"], "all-lanes-open").sign == "lorries"
    assert KINDS["closure"].look_of("restricted", ["pedestrian"], "all-lanes-closed").sign == "pedestrians"
    assert KINDS["closure"].look_of("restricted", ["pedestrian", "bus"], "all-lanes-closed").sign == "some-vehicles"
    assert KINDS["closure"].look_of("closed", ["lorry"], "all-lanes-closed").sign == "closure"


@pytest.mark.parametrize(("kind", "fits"), FITS.items(), ids=FITS)
def test_what_may_be_drawn(small_city, kind, fits):
    for name, given in GIVEN.items():
        geometry = drawn(given)
        if name in fits:
            check_geometry(KINDS[kind].shapes, small_city, geometry)
        else:
            with pytest.raises(ValidationError):
                check_geometry(KINDS[kind].shapes, small_city, geometry)


@pytest.mark.parametrize(
    ("language", "shapes", "given", "told"),
    [
        ("ru", (Shape.LINE,), "POLYGON", "Прогон скота: отметьте линию вдоль улицы, а не площадь."),
        ("ru", (Shape.LINE, Shape.AREA), "POINT", "Прогон скота: отметьте линию вдоль улицы или площадь, а не точку."),
        ("en", (Shape.POINT,), "LINESTRING", "Прогон скота: draw a point, not a line along the street."),
        ("en", (Shape.POINT,), "MULTIPOINT", "Прогон скота: draw a point."),
    ],
)
def test_a_shape_that_does_not_fit_is_told_by_the_declaration(small_city, language, shapes, given, told):
    points = {"type": "MultiPoint", "coordinates": RING[:2]}
    with override(language), pytest.raises(ValidationError) as refused:
        check_geometry(shapes, small_city, drawn(GIVEN.get(given, points)), title="прогон скота")
    assert refused.value.message_dict == {"geometry": [told]}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "fits"), FITS.items(), ids=FITS)
def test_the_database_holds_to_it(agency, kind, fits):
    event = draft(agency, kind=kind)
    for name, given in GIVEN.items():
        geometry = drawn(given)
        stored = RoadEvent.objects.filter(pk=event.pk)
        if name in fits:
            assert stored.update(geometry=geometry) == 1
        else:
            with pytest.raises(IntegrityError, match="event_geometry_fits_kind"), transaction.atomic():
                stored.update(geometry=geometry)


def test_the_reader_knows_each_of_its_words_once():
    words = [word for kind in KINDS.values() for word in kind.read_as]
    assert len(words) == len(set(words)) == len(EVENT_KINDS)
    assert EVENT_KINDS["restriction"] == "closure"


def test_colours_reach_pages_as_a_stylesheet():
    text = stylesheet([(("closure", "narrowing"), Colours("#c00", "#e44"))], {"shut": Colours("#a00", "#f44")})
    day, night = text.split("@media (prefers-color-scheme: dark)")
    assert "--kind-closure: #c00;" in day
    assert "--kind-closure: #e44;" in night
    assert ".sign--narrowing { --sign: var(--kind-closure); }" in night
    assert ("--shut: #a00;" in day, "--shut: #f44;" in night) == (True, True)
    assert night.index(".shut { --sign: var(--shut); }") > night.index(".sign--narrowing"), "a tone wins"


@pytest.mark.django_db
def test_the_stylesheet_is_kept_for_ever_under_its_own_address(client, small_city):
    address = re.search(r"/colours-\w+\.css", client.get("/list/").content.decode())[0]
    answer = client.get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    for kind in KINDS.values():
        assert f"--kind-{kind.value}: {kind.colours.light};".encode() in answer.content
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    old = client.get("/colours-0.css")
    assert old.content == answer.content
    assert "immutable" not in old["Cache-Control"]


def test_no_kind_is_told_by_its_name_elsewhere():
    """What kinds differ in stands in their declarations; the texts' and the reader's own words are other words."""
    own = {"closures/kinds/declared.py", "closures/kinds/manners.py"}
    folders = [ROOT / name for name in ("roadmap", "closures", "appeals", "templates", "deploy", "tests/bench")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".js", ".html", ".css"}]
    names = "|".join(re.escape(value) for value in KINDS)
    told = re.compile(rf"""kind\w*["']?\s*(?:[=!]==?|\bin\b|:)\s*[(\[]*["'](?:{names})["']|--(?:{names})\b""")
    wrong = [
        f"{name}: {found[0]}"
        for path in files
        if "migrations" not in path.parts and (name := path.relative_to(ROOT).as_posix()) not in own
        if (found := told.search(path.read_text(encoding="utf-8")))
    ]
    assert [each for each in wrong if not each.startswith(("closures/reading/", "roadmap/language/"))] == []
