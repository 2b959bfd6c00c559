"""Street names from the state address registry (ГАР), and from an extract that is not the city's network."""

import gzip
import io
import json
import random
import tracemalloc
import zipfile
from itertools import pairwise
from xml.sax.saxutils import quoteattr

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from roadmap.importers import registry, registry_rows
from roadmap.importers.registry_names import kind_of, street_name, streets_named
from roadmap.models import Road

from .maps import geojson, line

CITY, VILLAGE, QUARTER, REGION = 500, 600, 700, 100
ROWS = (  # number, name, type, level, and what differs from a row that holds
    (REGION, "Тюменская", "обл", 1),
    (CITY, "Малый", "г", 5),
    (VILLAGE, "Дальний", "п", 6),
    (QUARTER, "Тура", "мкр", 7),
    (1, "Пушкина", "ул", 8),
    (2, "КРЕМЛЕВСКАЯ", "ул", 8),
    (3, "Холодильная", "ул", 8),
    (4, "Степной 8-й", "пер", 8),
    (5, "50 лет Октября", "ул", 8),
    (6, "Мира", "пр-кт", 8),
    (7, "Сельская", "ул.", 8),
    (8, "Старинная", "ул", 8, {"ISACTUAL": "0"}),
    (9, "Закрытая", "ул", 8, {"ISACTIVE": "0"}),
    (10, "12", "км", 8),
    (11, "", "ул", 8),
    (12, "холодильная", "ул", 8),
    (13, "Подгорный", "взвз", 8),
)
PARENTS = {CITY: REGION, VILLAGE: REGION, QUARTER: CITY, 7: VILLAGE, 3: QUARTER}
NEW = {"Холодильная улица", "8-й Степной переулок", "улица 50 лет Октября", "проспект Мира"}
SKIPPED = {"no-name": 1, "no-street-kind": 2, "not-a-street": 4, "not-active": 1, "not-actual": 1, "same-name": 1}


def told(rows=ROWS) -> list[dict[str, str]]:
    base = {"ID": "1", "OBJECTGUID": "00000000-0000-0000-0000-000000000000", "ISACTUAL": "1", "ISACTIVE": "1"}
    return [
        base | {"OBJECTID": str(number), "NAME": name, "TYPENAME": kind, "LEVEL": str(level)} | dict(*rest)
        for number, name, kind, level, *rest in rows
    ]


def hierarchy() -> list[dict[str, str]]:
    numbers = [number for number, *_ in ROWS if number != REGION] + [9001]  # the last is a house
    base = {"ISACTIVE": "1"}
    pairs = ((number, PARENTS.get(number, CITY)) for number in numbers)
    return [
        *(base | {"OBJECTID": str(number), "PARENTOBJID": str(parent)} for number, parent in pairs),
        {"OBJECTID": "7", "PARENTOBJID": str(CITY), "ISACTIVE": "0"},
    ]


TYPES = [{"LEVEL": "8", "SHORTNAME": "взвз", "NAME": "Взвоз", "ISACTIVE": "true"}]


def xml(rows, head='<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    items = "".join(f"<OBJECT {' '.join(f'{key}={quoteattr(value)}' for key, value in row.items())} />" for row in rows)
    return f"\ufeff{head}<ADDRESSOBJECTS>{items}</ADDRESSOBJECTS>".encode()


def table(rows, delimiter=";") -> bytes:
    columns = list(rows[0])
    return "\n".join(delimiter.join(row) for row in [columns, *(map(row.get, columns) for row in rows)]).encode()


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def region(ending="XML", write=xml) -> bytes:
    day = f"20261101_0a1b.{ending}"
    return packed(
        **{
            f"AS_ADDR_OBJ_TYPES_{day}": write(TYPES),
            f"72/AS_ADDR_OBJ_{day}": write(told()),
            f"72/AS_ADM_HIERARCHY_{day}": write(hierarchy()),
            f"72/AS_ADDR_OBJ_PARAMS_{day}": b"not read",
            f"72/AS_HOUSES_{day}": b"not read",
        }
    )


@pytest.fixture
def run(small_city, tmp_path, capsys):
    small_city.name = "Малый"
    small_city.save()

    def run(name, content, *options):
        path = tmp_path / name
        path.write_bytes(content)
        call_command("import_street_names", str(path), "--city", "small-city", *map(str, options))
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    return run


def names(city) -> set[str]:
    return set(Road.objects.filter(city=city).values_list("name", flat=True))


WORDS = {"1": "True", "0": "false"}
FORMS = {
    "AS_ADDR_OBJ_20261101_0a1b.XML": xml(told()),
    "objects.xml": xml(told()),
    "objects.xml.gz": gzip.compress(xml(told())),
    "utf16.xml": xml(told(), '<?xml version="1.0" encoding="utf-16"?>').decode("utf-8-sig").encode("utf-16"),
    "objects.csv": table(told()),
    "commas.csv": table(told(), ","),
    "words.csv": table([row | {key: WORDS[row[key]] for key in ("ISACTUAL", "ISACTIVE")} for row in told()]),
    "objects.csv.gz": gzip.compress(table(told(), "\t")),
    "objects.zip": packed(**{"AS_ADDR_OBJ_20261101_0a1b.XML": xml(told())}),
    "table.zip": packed(**{"AS_ADDR_OBJ_20261101_0a1b.csv": table(told())}),
}


@pytest.mark.parametrize("name", FORMS)
def test_streets_of_a_file_in_every_form(run, small_city, name):
    before = names(small_city)
    summary = run(name, FORMS[name])
    assert names(small_city) - before == NEW | {"Сельская улица"}
    assert summary == {"city": "small-city", "streets": 7, "new": 5, "known": 2, "skipped": SKIPPED}


@pytest.mark.parametrize("content", [region(), region("CSV", table)], ids=["xml", "csv"])
def test_of_a_region_only_the_streets_of_the_city(run, small_city, content):
    """Also those that lie in a quarter of it, under the kind words of the registry's own list of types."""
    before = names(small_city)
    summary = run("72.zip", content)
    assert names(small_city) - before == NEW | {"Подгорный взвоз"}
    assert summary["skipped"] == SKIPPED | {"no-street-kind": 1, "other-place": 1}


def test_the_hierarchy_may_lie_beside_and_the_city_be_told_by_its_number(run, small_city, tmp_path):
    before = names(small_city)
    (tmp_path / "tree.xml").write_bytes(xml(hierarchy()))
    summary = run("objects.xml", xml(told()), "--hierarchy", tmp_path / "tree.xml", "--city-object", VILLAGE)
    assert names(small_city) - before == {"Сельская улица"}
    assert (summary["streets"], summary["skipped"]["other-place"]) == (1, 9)


def test_known_streets_keep_their_rows_and_a_second_time_changes_nothing(run, small_city):
    known = dict(Road.objects.filter(city=small_city).values_list("name", "pk"))
    run("72.zip", region())
    after = list(Road.objects.filter(city=small_city).order_by("pk").values())
    assert known.items() <= {row["name"]: row["id"] for row in after}.items()
    assert "КРЕМЛЕВСКАЯ улица" not in str(after)
    assert run("72.zip", region())["new"] == 0
    assert list(Road.objects.filter(city=small_city).order_by("pk").values()) == after


def test_a_name_that_the_map_has_as_a_variant_is_no_other_street(run, small_city):
    pushkin = Road.objects.get(city=small_city, name="улица Пушкина")
    Road.objects.filter(pk=pushkin.pk).update(variants=["улица 50 лет Октября"], old_names=["проспект Мира"])
    assert run("objects.xml", xml(told()))["new"] == 4
    assert not Road.objects.filter(city=small_city, name="улица 50 лет Октября").exists()
    assert Road.objects.filter(city=small_city, name="проспект Мира").exists()  # what another bore before it


@pytest.mark.parametrize("city", ["Другой", ""])
def test_a_city_that_the_registry_does_not_name_is_asked_for(run, small_city, city):
    small_city.name = city
    small_city.save()
    with translation.override("en"), pytest.raises(CommandError, match="--city-object"):
        run("72.zip", region())


def test_a_city_of_a_name_that_two_bear_is_asked_for(run):
    twins = xml([*told(), *told([(501, "Малый", "г", 5)])])
    day = "20261101_0a1b.XML"
    content = packed(**{f"AS_ADDR_OBJ_{day}": twins, f"AS_MUN_HIERARCHY_{day}": xml(hierarchy())})
    with translation.override("en"), pytest.raises(CommandError, match="500 .г Малый.; 501"):
        run("72.zip", content)
    assert run("72.zip", content, "--city-object", 500)["new"] == 4


ENTITIES = (f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in pairwise("abcdefghi"))
LAUGHS = f"<!DOCTYPE x [<!ENTITY a 'ha'>{''.join(ENTITIES)}]>"


def broken_lzma() -> bytes:
    """A zip whose one file was packed by LZMA and lost its middle."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("AS_ADDR_OBJ_2026.XML", random.Random(1).randbytes(4000))
    content = whole.getvalue()
    return content[:80] + b"\xff" * 2000 + content[2080:]


STREET = told([(1, "Мира", "ул", 8)])
HOSTILE = {
    "laughs.xml": f"{LAUGHS}<R><OBJECT OBJECTID='1' NAME='&i;' LEVEL='8'/></R>".encode(),
    "outside.xml": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    "deep.xml": b"<a>" * 1_000_000,
    "nul.xml": bytes(5000),
    "nul-inside.xml": xml(STREET).replace(b"OBJECT ", b"OBJECT \0"),
    "encoding.xml": xml(STREET).decode("utf-8-sig").encode("cp1251"),
    "no-such-encoding.xml": b'<?xml version="1.0" encoding="klingon"?><x/>',
    "cut.xml": xml(STREET)[:-20],
    "empty.xml": b"",
    "no-street.xml": xml(told([(5, "Малый", "г", 5)])),
    "endless.xml": b"<R><OBJECT NAME='" + b"a" * 12_000_000,
    "text.xml.gz": b"no gzip",
    "cut.xml.gz": gzip.compress(xml(told()))[:-20],
    "swelling.xml.gz": gzip.compress(b"<R>" + b" " * 100_000_000),
    "encoding.csv": "OBJECTID;NAME;TYPENAME;LEVEL\n1;Мира;ул;8".encode("cp1251"),
    "endless.csv": b"OBJECTID;NAME;TYPENAME;LEVEL\n" + b"1" * 10_000_000,
    "quote.csv": b'OBJECTID;NAME;TYPENAME;LEVEL\n"' + b"1\n" * 200_000,
    "many-values.csv": b'OBJECTID;NAME;TYPENAME;LEVEL\n1;a;b;"\n' + (b'"' + b";ab" * 20_000 + b';"\n') * 5,
    "no-columns.csv": b"OBJECTID;NAME\n1;2",
    "text.zip": b"PK no zip",
    "empty.zip": packed(),
    "foreign.zip": packed(**{"readme.txt": b"hello"}),
    "broken-lzma.zip": broken_lzma(),
    "swelling.zip": packed(**{"AS_ADDR_OBJ_2026.XML": b"<R>" + b" " * 100_000_000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_and_change_nothing(run, small_city, name):
    before = names(small_city)
    with pytest.raises(CommandError):
        run(name, HOSTILE[name])
    assert names(small_city) == before


def test_a_region_is_read_piece_by_piece(tmp_path):
    """Twenty megabytes, and no more than a few of them held at a time."""
    begin, item = xml(told([(9, "Ленина", "ул", 8)])).removesuffix(b"</ADDRESSOBJECTS>").rsplit(b"<OBJECT ")
    path = tmp_path / "region.xml.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(begin)
        for _ in range(10):
            file.write((b"<OBJECT " + item + b"<X A='1'/>\r\n") * 5_000)
        file.write(b"</ADDRESSOBJECTS>")
    tracemalloc.start()
    assert sum(1 for found in registry_rows.files(path) for _row in registry_rows.rows(found)) == 100_000
    assert tracemalloc.get_traced_memory()[1] < 6 << 20
    tracemalloc.stop()


def test_an_endless_chain_of_parents_ends(run, tmp_path):
    (tmp_path / "tree.csv").write_bytes(b"OBJECTID,PARENTOBJID,ISACTIVE\n1,700,1\n700,1,1\n3,500,1\n500,500,1\n")
    assert run("objects.xml", xml(told()), "--hierarchy", tmp_path / "tree.csv")["streets"] == 1


@pytest.mark.parametrize(
    ("name", "type_name", "written"),
    [
        ("Малыгина", "ул", "улица Малыгина"),
        ("Терешковой", "ул.", "улица Терешковой"),
        ("Луговая 2-я", "ул", "2-я Луговая улица"),
        ("Механизаторов 2-я", "УЛ", "2-я улица Механизаторов"),
        ("Малая Боровская", "ул", "Малая Боровская улица"),
        ("Набережная", "ул", "Набережная улица"),
        ("Туры", "наб", "набережная Туры"),
        ("Полевой", "проезд", "Полевой проезд"),
        ("Солнечный", "пр-д", "Солнечный проезд"),
        ("Победы", "б-р", "бульвар Победы"),
        ("Московское", "ш", "Московское шоссе"),
        ("Центральная", "пл", "Центральная площадь"),
        ("Зелёный", "туп", "Зелёный тупик"),
        ("Ялуторовский", "тракт", "Ялуторовский тракт"),
        ("Червишевский тракт", "ул", "Червишевский тракт"),
        ("Липовая", "ал", "Липовая аллея"),
        ("3-я", "лн", "3-я линия"),
        ("Тура", "мкр", "микрорайон Тура"),
        ("Обход Тюмени", "дор", "дорога Обход Тюмени"),
        ("25-го Октября", "ул", "улица 25-го Октября"),
        ("Дружбы", "проул", "проулок Дружбы"),
    ],
)
def test_names_stand_in_openstreetmaps_order(name, type_name, written):
    assert street_name(name, kind_of(type_name, {})) == written


@pytest.mark.parametrize(
    ("name", "written", "variants"),
    [
        ("им В.И. Чапаева", "улица Чапаева", ["улица В.И. Чапаева", "улица им В.И. Чапаева"]),
        ("им Щепкина М.С.", "улица Щепкина", ["улица М.С. Щепкина", "улица им Щепкина М.С."]),
        ("Врубеля М.А.", "улица Врубеля", ["улица М.А. Врубеля", "улица Врубеля М.А."]),
        ("Врубеля М А", "улица Врубеля", ["улица М.А. Врубеля", "улица Врубеля М А"]),
        ("А.Н.Скрябина", "улица Скрябина", ["улица А.Н. Скрябина", "улица А.Н.Скрябина"]),
        (
            "Академика Капицы П.Л.",
            "улица Академика Капицы",
            ["улица Академика П.Л. Капицы", "улица Академика Капицы П.Л."],
        ),
        ("имени Вернадского", "улица Вернадского", ["улица имени Вернадского"]),
        ("им.Пржевальского", "улица Пржевальского", ["улица им.Пржевальского"]),
        ("Бр. Кашириных", "улица Братьев Кашириных", ["улица Бр. Кашириных"]),
        ("Рябиновка 1-я", "улица 1-я Рябиновка", []),
        ("Б. Липовая", "улица Б. Липовая", []),
        ("Заречная А", "улица Заречная А", []),
    ],
)
def test_persons_are_called_as_people_call_them_and_the_registrys_form_is_a_variant(name, written, variants):
    street = streets_named(name, kind_of("ул", {}))[0]
    assert (street.name, street.kind_word, list(street.variants)) == (written, "улица", variants)


def test_namesakes_keep_their_initials(run, small_city):
    before = names(small_city)
    people = ("Щепкина М.С.", "Щепкина П.И.", "Врубеля М.А.", "М.А. Врубеля")
    run("objects.xml", xml(told([(number, name, "ул", 8) for number, name in enumerate(people, 1)])))
    assert names(small_city) - before == {"улица М.С. Щепкина", "улица П.И. Щепкина", "улица Врубеля"}


@pytest.mark.parametrize("known", ["улица Пржевальского", "улица им.Пржевальского"])
def test_a_persons_street_that_is_known_in_either_form_is_no_second_street(run, small_city, known):
    row = Road.objects.create(city=small_city, name=known, slug="known", kind_word="улица")
    content = xml(told([(1, "им.Пржевальского", "ул", 8)]))
    assert run("objects.xml", content)["new"] == 0
    row.refresh_from_db()
    assert {row.name, *row.variants} == {"улица Пржевальского", "улица им.Пржевальского"}
    assert run("objects.xml", content)["new"] == 0


@pytest.mark.parametrize("type_name", ["км", "сквер", "снт", "взвз", "", ".", "x"])
def test_what_is_no_street_has_no_kind(type_name):
    assert kind_of(type_name, {}) is None


def test_another_extract_gives_names_only(run, small_city, tmp_path):
    before = names(small_city)
    features = [
        line((0, 0), (9000, 0), highway="residential", name="Дальняя улица", alt_name="Дальняя"),
        line((0, 0), (9000, 90), highway="residential", name="Пушкина улица"),
        line((0, 0), (900, 90), highway="footway", name="Аллея сада"),
        line((0, 0), (900, 99), highway="service", name="Мира; Пушкина улица"),
    ]
    path = geojson(tmp_path / "other.geojson", *features)
    summary = run("other.geojson", path.read_bytes())
    assert names(small_city) - before == {"Дальняя улица", "Мира"}
    assert (summary["new"], summary["known"]) == (2, 1)
    assert Road.objects.get(city=small_city, name="Дальняя улица").variants == ["Дальняя"]
    assert not Road.objects.get(city=small_city, name="Дальняя улица").segments.exists()
    assert run("other.geojson", path.read_bytes())["new"] == 0


def test_the_whole_country_is_refused_before_it_fills_the_memory(run, monkeypatch):
    monkeypatch.setattr(registry, "MOST_OBJECTS", 5)
    with translation.override("en"), pytest.raises(CommandError, match="more than a region"):
        run("72.zip", region())


def test_the_number_of_a_city_needs_a_hierarchy(run):
    with translation.override("en"), pytest.raises(CommandError, match="--hierarchy"):
        run("objects.xml", xml(told()), "--city-object", CITY)
