"""A setting that was changed stands in the log: who, what, from what to what; never a password."""

import pytest
from django.utils import timezone

from appeals.models import Category
from roadmap.models import OfficialPage, SettingChange, User
from roadmap.models.history import HistoryIsFixed
from roadmap.setting_up import changes
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
SECRET = "a-new-pass-word-7"


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
