"""Times follow the city: on pages, in forms, in the admin, whatever the zone of the installation."""

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from roadmap.city_clock import CityClock
from roadmap.models import City
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
NOON_UTC = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def anadyr(small_city):
    """Seven hours east of the installation's zone."""
    small_city.time_zone = "Asia/Anadyr"
    small_city.save(update_fields=["time_zone"])


def told(user) -> str:
    """What a template, a form and the database make of a moment during a request."""

    def view(request):
        page = Template("{{ at|date:'d.m H:i' }}").render(Context({"at": NOON_UTC}))
        typed = timezone.make_aware(datetime(2026, 6, 10, 9))
        return HttpResponse(f"{page} {typed} {timezone.get_current_timezone_name()}")

    request = RequestFactory().get("/")
    request.user = user
    return CityClock(view)(request).content.decode()


def test_a_page_goes_by_the_clock_of_the_city_shown(anadyr, anonymous, django_user_model):
    assert told(django_user_model()) == "11.06 00:00 2026-06-10 09:00:00+12:00 Asia/Anadyr"
    assert timezone.get_current_timezone_name() == "Asia/Yekaterinburg"


def test_staff_go_by_the_clock_of_their_agency_s_city(anadyr, dispatcher):
    other = City.objects.get(pk=dispatcher.agency.city_id)
    other.pk, other.slug, other.time_zone, other.imported_at = None, "other", "Europe/Kaliningrad", None
    other.save()
    assert told(dispatcher).endswith("Asia/Anadyr")
    dispatcher.agency.city = other
    assert told(dispatcher) == "10.06 14:00 2026-06-10 09:00:00+02:00 Europe/Kaliningrad"


def test_the_admin_tells_and_takes_times_by_the_city_s_clock(anadyr, agency, django_user_model):
    boss = django_user_model.objects.create_superuser("boss", password="pass-word-1", agency=agency)
    django_user_model.objects.filter(pk=boss.pk).update(date_joined=NOON_UTC)
    page = signed_in(boss).get(f"/admin/roadmap/user/{boss.pk}/change/", headers={"Accept-Language": "en"})
    assert "June 11, 2026, midnight" in page.content.decode()


def test_an_answer_that_tells_no_wall_clock_asks_for_no_zone(anadyr, django_user_model, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = django_user_model()
    with django_assert_num_queries(0):
        assert CityClock(lambda request: HttpResponse("ok"))(request).status_code == 200
