"""The administrator's lists open, and nothing there gets round the actions."""

import pytest
from django.contrib import admin

from roadmap.models import User
from tests.closures.factories import published
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return signed_in(User.objects.create_superuser("admin", password="pass-word-1"))


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda model: model._meta.label), ids=lambda m: m._meta.label
)
def test_every_list_opens(administrator, agency, model):
    published(agency)
    assert administrator.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/").status_code == 200


def test_an_event_can_be_looked_at_but_not_changed(administrator, agency):
    event = published(agency)
    address = f"/admin/closures/roadevent/{event.pk}/change/"
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"headline": "x"}).status_code == 403
    assert administrator.post(f"/admin/closures/roadevent/{event.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_dispatcher_is_no_administrator(dispatcher):
    assert signed_in(dispatcher).get("/admin/").status_code == 302
