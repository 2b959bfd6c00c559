"""A setting that was changed stands in the log: who, what, from what to what; never a password."""

import json
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from appeals.models import Category
from roadmap.admin import Office
from roadmap.models import Area, OfficialPage, Road, SettingChange, User
from roadmap.models.history import HistoryIsFixed
from roadmap.setting_up import changes
from tests.conftest import signed_in
from tests.plan import area
from tests.test_roles import patterns

pytestmark = pytest.mark.django_db
SECRET = "a-new-pass-word-7"
SHAPE = json.loads(area((-500, 0), (500, 0), (500, 400), (-500, 400)).json)
NORTH = {"type": "Feature", "properties": {"name": "Северный", "kind": "district"}, "geometry": SHAPE}
AREAS = json.dumps({"type": "FeatureCollection", "features": [NORTH]})
AGENCIES = json.dumps([{"name": "Горсвет", "slug": "city-light"}])


@pytest.fixture
def boss(agency):
    return User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"])


@pytest.fixture
def office(boss):
    return signed_in(boss)


def form_of(client, address: str) -> dict:
    """What a browser would send back unchanged."""
    context = client.get(address).context
    forms = [context["adminform"].form, *(each.formset.management_form for each in context["inline_admin_formsets"])]
    forms += [form for each in context["inline_admin_formsets"] for form in each.formset.forms]
    sent = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if isinstance(value, list) and bound.name != "roles":
                continue
            if value is not None and value is not False and not isinstance(value, dict):
                sent[bound.html_name] = value
    return sent


def change_page(row) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def saved(client, row, **told):
    return client.post(change_page(row), form_of(client, change_page(row)) | told)


def latest() -> SettingChange:
    return SettingChange.objects.first()


def test_what_an_agency_was_and_is_stands_in_the_log(office, boss, agency):
    assert saved(office, agency, phone="+7 3452 11-11-11").status_code == 302
    entry = latest()
    assert (entry.verb, entry.subject, entry.number, entry.by) == ("changed", "roadmap.agency", agency.pk, boss)
    assert entry.differences == [["phone", "+7 3452 00-00-01", "+7 3452 11-11-11"]]


def test_saved_as_it_was_is_no_change(office, agency):
    assert saved(office, agency).status_code == 302
    assert not SettingChange.objects.exists()


def test_an_official_page_on_the_agencys_page_is_noted_and_its_removal_too(office, agency):
    page = {"official_pages-0-url": "https://vk.com/roads", "official_pages-0-network": "vk"}
    prefix = OfficialPage._meta.get_field("agency").remote_field.get_accessor_name()
    page = {name.replace("official_pages", prefix): value for name, value in page.items()}
    assert saved(office, agency, **page).status_code == 302
    assert (latest().verb, latest().subject) == ("added", "roadmap.officialpage")
    assert saved(office, agency, **{f"{prefix}-0-DELETE": "on"}).status_code == 302
    assert (latest().verb, latest().subject) == ("removed", "roadmap.officialpage")
    assert not OfficialPage.objects.exists()


def test_a_territory_that_was_chosen_is_noted_by_the_names_of_its_areas(office, agency, districts):
    west, east = Area.objects.get(slug="west"), Area.objects.get(slug="east")
    agency.territory.set([west])
    assert saved(office, agency, territory=[west.pk, east.pk]).status_code == 302
    assert latest().differences == [["territory", "Западный округ", "Восточный округ, Западный округ"]]
    assert saved(office, agency, territory=[west.pk, east.pk]).status_code == 302
    assert SettingChange.objects.count() == 1


def test_a_new_row_is_one_line_with_what_was_chosen_for_it(office, districts):
    west = Area.objects.get(slug="west")
    told = {"name": "Мосты", "slug": "bridges", "position": "3", "areas": [west.pk]}
    assert office.post("/admin/closures/storytheme/add/", told).status_code == 302
    entry = SettingChange.objects.get()
    assert (entry.verb, entry.title) == ("added", "Мосты") and ["areas", "", "Западный округ"] in entry.differences


def test_what_differs_far_behind_in_a_long_text_is_noted_from_there(boss, small_city):
    road = Road.objects.get(name="улица Пушкина")
    road.variants = [f"Пушкинская {number}" for number in range(100)]
    before = changes.state_of(road)
    road.variants = [*road.variants[:-1], "Пушкинский тракт"]
    changes.note_saved(road, before, by=boss, at=timezone.now())
    ((_name, was, is_now),) = latest().differences
    assert was.startswith("…") and was.endswith("Пушкинская 99") and is_now.endswith("Пушкинский тракт")
    assert max(len(was), len(is_now)) <= changes.LONGEST
    changes.note_removed(road, by=boss, at=timezone.now())
    assert max(len(words) for each in latest().differences for words in each) == changes.LONGEST + 1


def test_roles_are_told_in_words(office, dispatcher):
    assert saved(office, dispatcher, roles=["dispatcher", "approver"]).status_code == 302
    assert latest().differences == [["roles", "диспетчер", "диспетчер, согласующий"]]


def test_a_password_is_noted_and_never_told(office, boss, dispatcher):
    address = f"/admin/roadmap/user/{dispatcher.pk}/password/"
    new = {"password1": SECRET, "password2": SECRET, "usable_password": "true", "set-password": "1"}
    assert office.post(address, new).status_code == 302
    assert (latest().verb, latest().number) == ("password", dispatcher.pk)
    own = {"old_password": "pass-word-1", "new_password1": SECRET, "new_password2": SECRET}
    assert office.post("/password/", own).status_code == 302
    assert (latest().verb, latest().number) == ("password", boss.pk)
    assert not any("pass" in str(entry.differences) for entry in SettingChange.objects.all())


def test_a_new_user_is_noted_without_the_password(office, agency):
    told = {"username": "anna", "password1": SECRET, "password2": SECRET, "usable_password": "true"}
    assert (
        office.post("/admin/roadmap/user/add/", told | {"agency": agency.pk, "roles": ["operator"]}).status_code == 302
    )
    entry = latest()
    assert (entry.verb, entry.title) == ("added", "anna")
    assert ["roles", "", "оператор"] in entry.differences
    assert not {"password", "last_login"} & {name for name, *_words in entry.differences}


def test_what_is_removed_keeps_what_it_was(office):
    row = Category.objects.create(code="bridges", name="Мосты")
    assert office.post(f"/admin/appeals/category/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert (latest().verb, latest().title) == ("removed", "Мосты")
    assert ["name", "Мосты", ""] in latest().differences


def test_rows_removed_together_are_noted_one_by_one(office):
    rows = [Category.objects.create(code=f"bridges-{n}", name=f"Мосты {n}") for n in (1, 2)]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    assert office.post("/admin/appeals/category/", chosen).status_code == 302
    assert sorted(SettingChange.objects.values_list("title", flat=True)) == ["Мосты 1", "Мосты 2"]


def test_the_log_is_added_to_and_never_rewritten(boss, agency):
    changes.note_removed(agency, by=boss, at=timezone.now())
    entry = latest()
    entry.title = "x"
    for rewrite in (entry.save, entry.delete, SettingChange.objects.all().delete):
        with pytest.raises(HistoryIsFixed):
            rewrite()
    with pytest.raises(HistoryIsFixed):
        SettingChange.objects.update(title="x")


# --- nothing escapes


def test_no_field_of_the_admin_escapes_the_log(rf, boss):
    """Whatever an administrator may write there is told by name: columns, and rows that are chosen."""
    request, escaped = rf.get("/admin/"), []
    request.user = boss
    for model, page in admin.site._registry.items():
        if not (page.has_add_permission(request) or page.has_change_permission(request)):
            continue
        assert isinstance(page, Office), model
        rows = [(model, page), *((inline.model, inline) for inline in page.get_inline_instances(request))]
        for noun, shown in rows:
            form = shown.get_form(request, noun(), change=True) if shown is page else shown.get_formset(request).form
            told = {field.name for field in changes.told_fields(noun)} | changes.NEVER_TOLD | {"id", "DELETE"}
            escaped += [f"{noun._meta.label}.{name}" for name in form.base_fields if name not in told]
    assert escaped == []


# Each address of the set-up that takes a POST: what it writes is in the log (the test that shows it), or is no setting.
NOTED = {
    "desk-setup-take": "roadmap/test_setup_uploads.py",  # by a worker
    "desk-setup-area-file": "roadmap/test_setup_areas.py",
    "desk-setup-segments": "roadmap/test_setup_segments.py",
    "desk-setup-table-file": "roadmap/test_setup_segments.py",
    "desk-setup-street": "roadmap/test_setup.py",
    **dict.fromkeys(("desk-setup-rule-new", "desk-setup-rule", "desk-setup-zone"), "appeals/test_rules.py"),
    **dict.fromkeys(("desk-setup-category-new", "desk-setup-category"), "appeals/test_category_questions.py"),
    "desk-setup-centre": "roadmap/test_centre.py",
    "desk-setup-keys": "standards/test_open311.py",
    "desk-setup-key-revoke": "standards/test_open311.py",
    "desk-source-new": "closures/sources/test_pages.py",
    "desk-source-settings": "closures/sources/test_pages.py",
    "desk-source-map": "closures/sources/test_pages.py",
    "password": "roadmap/test_setting_changes.py",
}
NO_SETTING = {
    **dict.fromkeys(("desk-setup-roads", "desk-setup-areas", "desk-setup-table", "desk-source"), "a file is kept"),
    **dict.fromkeys(("desk-setup-again", "desk-setup-drop"), "a file that waits"),
    "desk-setup-person": "what is kept of a person is read, and the look is noted",
    "desk-source-take": "events, which have their history",
}
SET_UP = ("desk/setup/", "desk/sources/", "password/")


def test_every_address_of_the_set_up_that_writes_is_known_to_write_the_log(office):
    writing = set()
    for path, pattern in patterns():
        if path.startswith(SET_UP):
            numbers = dict.fromkeys(pattern.pattern.converters, 0)
            if office.post(reverse(pattern.name, kwargs=numbers)).status_code != 405:
                writing.add(pattern.name)
    assert writing == {*NOTED, *NO_SETTING}
    shown = {name: (Path(__file__).parents[1] / path).read_text(encoding="utf-8") for name, path in NOTED.items()}
    assert [name for name, text in shown.items() if "SettingChange" not in text] == []


@pytest.mark.parametrize(
    ("command", "written"),
    [("import_areas", "areas"), ("import_street_names", "streets"), ("import_agencies", "agencies")],
)
def test_an_import_at_the_console_is_noted_with_its_file(command, written, small_city, tmp_path, capsys):
    contents = {"areas": AREAS, "streets": "name\nулица Новая\n", "agencies": AGENCIES}
    file = tmp_path / ("of-the-city.tsv" if written == "streets" else "of-the-city.json")
    file.write_text(contents[written], encoding="utf-8")
    call_command(command, file, city=small_city.slug)
    entry = latest()
    assert (entry.verb, entry.number, entry.by) == ("imported", small_city.pk, None)
    assert ["file", "", file.name] in entry.differences and [written, "", "1"] in entry.differences
