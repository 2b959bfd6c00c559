"""Accounts: the administrator's role keeps them in /admin/, none is deleted, and authorship stays."""

import pytest
from django.core.management import call_command
from django.db.models import ProtectedError
from django.test import Client

from roadmap.models import User
from tests.appeals.factories import answered
from tests.closures.factories import draft
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
USERS = "/admin/roadmap/user/"


@pytest.fixture
def administrator(agency):
    return User.objects.create_user("chief", password="pass-word-1", agency=agency, roles=["administrator"])


@pytest.fixture
def office(administrator):
    return signed_in(administrator)


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root", password="pass-word-1")


def form_of(user: User, **told) -> dict:
    """What the form of an account sends; a box that is not ticked sends nothing."""
    sent = {"username": user.username, "roles": user.roles, "agency": user.agency_id or "", "is_active": "on"} | told
    return {name: value for name, value in sent.items() if value is not None}


def test_the_role_opens_the_admin_and_nothing_else_does(administrator, dispatcher):
    assert (administrator.is_staff, dispatcher.is_staff) == (True, False)
    assert signed_in(administrator).get("/admin/").status_code == 200
    administrator.roles = ["leader"]
    administrator.save()
    assert signed_in(administrator).get("/admin/").status_code == 302


def test_an_administrator_who_was_deactivated_may_nothing(administrator):
    administrator.is_active = False
    assert not administrator.has_perm("roadmap.change_user")
    assert not administrator.has_module_perms("roadmap")
    assert not administrator.has_role("operator")


def test_a_superuser_is_made_on_the_machine(db):
    call_command("createsuperuser", username="root", email="", interactive=False)
    assert User.objects.get(username="root").is_staff


def test_roles_are_boxes_to_tick(office, operator):
    page = office.get(f"{USERS}{operator.pk}/change/").content.decode()
    assert page.count('type="checkbox" name="roles"') == 6
    assert "диспетчер" in page
    assert (
        office.post(f"{USERS}{operator.pk}/change/", form_of(operator, roles=["operator", "leader"])).status_code == 302
    )
    operator.refresh_from_db()
    assert operator.roles == ["operator", "leader"]


def test_a_role_that_does_not_exist_is_refused(office, operator):
    answer = office.post(f"{USERS}{operator.pk}/change/", form_of(operator, roles=["emperor"]))
    assert answer.status_code == 200
    assert "emperor" in answer.content.decode()
    operator.refresh_from_db()
    assert operator.roles == ["operator"]


def test_a_new_account_gets_its_roles_at_once(office, agency):
    told = {"username": "ivanova", "password1": "новый-Пароль-77", "password2": "новый-Пароль-77", "roles": ["leader"]}
    assert office.post(f"{USERS}add/", told | {"usable_password": "true", "agency": agency.pk}).status_code == 302
    assert User.objects.get(username="ivanova").roles == ["leader"]


def test_nobody_becomes_a_superuser_by_a_form(office, administrator, operator):
    for user in (operator, administrator):
        office.post(f"{USERS}{user.pk}/change/", form_of(user, is_superuser="on", user_permissions=["1"], groups=[]))
        user.refresh_from_db()
        assert not user.is_superuser
        assert not user.user_permissions.exists()


def test_nobody_takes_the_own_role_away_or_shuts_the_own_door(office, administrator):
    office.post(f"{USERS}{administrator.pk}/change/", form_of(administrator, roles=["leader"], is_active=None))
    office.post(USERS, {"action": "deactivate", "_selected_action": [administrator.pk]})
    administrator.refresh_from_db()
    assert (administrator.roles, administrator.is_active) == (["administrator"], True)


def test_an_administrator_may_not_touch_a_superuser(office, root):
    assert office.post(f"{USERS}{root.pk}/change/", form_of(root, is_active=None)).status_code == 403
    told = {"password1": "новый-Пароль-77", "password2": "новый-Пароль-77", "usable_password": "true"}
    assert office.post(f"{USERS}{root.pk}/password/", told).status_code == 403
    office.post(USERS, {"action": "deactivate", "_selected_action": [root.pk]})
    root.refresh_from_db()
    assert root.is_active
    assert root.check_password("pass-word-1")


def test_a_superuser_may_deactivate_another(root):
    other = User.objects.create_superuser("other", password="pass-word-1")
    signed_in(root).post(USERS, {"action": "deactivate", "_selected_action": [other.pk]})
    other.refresh_from_db()
    assert not other.is_active


# Deactivated, not deleted


def deactivated_by_action(office: Client, user: User) -> None:
    office.post(USERS, {"action": "deactivate", "_selected_action": [user.pk]})


def deactivated_by_form(office: Client, user: User) -> None:
    office.post(f"{USERS}{user.pk}/change/", form_of(user, is_active=None))


@pytest.mark.parametrize("deactivated", [deactivated_by_action, deactivated_by_form])
def test_who_is_deactivated_is_out_of_every_browser_for_good(deactivated, office, operator, dispatcher):
    browser, another = signed_in(operator), signed_in(dispatcher)
    deactivated(office, operator)
    operator.refresh_from_db()
    assert not operator.is_active
    assert browser.get("/password/").status_code == 302
    assert Client().post("/login/", {"username": "operator", "password": "pass-word-1"}).status_code == 200
    operator.is_active = True
    operator.save()
    assert browser.get("/password/").status_code == 302
    assert another.get("/password/").status_code == 200


def test_there_is_no_way_to_delete_an_account(office, root, operator):
    for browser in (office, signed_in(root)):
        assert browser.post(f"{USERS}{operator.pk}/delete/", {"post": "yes"}).status_code == 403
        browser.post(USERS, {"action": "delete_selected", "_selected_action": [operator.pk], "post": "yes"})
    assert User.objects.filter(pk=operator.pk).exists()


def test_what_somebody_did_keeps_its_author(small_city, agency, operator, dispatcher):
    answered(small_city, by=operator)
    draft(agency, by=dispatcher)
    for author in (operator, dispatcher):
        with pytest.raises(ProtectedError):
            author.delete()
