"""Who may answer for a delivery in question."""

import pytest

from roadmap.models import Agency, City, Delivery, User
from tests.closures.factories import published
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(agency) -> Delivery:
    delivery = Delivery.objects.filter(subject=published(agency).subject).first()
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.UNKNOWN)
    return delivery


def settle(user, delivery: Delivery) -> str:
    signed_in(user).post(f"/desk/deliveries/{delivery.pk}/", {"verdict": "there"})
    return Delivery.objects.get(pk=delivery.pk).state


def test_a_dispatcher_of_the_city_settles_it(asked, dispatcher):
    assert settle(dispatcher, asked) == "sent"


def test_an_operator_does_not(asked, operator):
    assert settle(operator, asked) == "unknown"


def test_a_dispatcher_of_another_city_neither_sees_nor_settles_it(asked, small_city):
    city = City.objects.create(
        slug="elsewhere", name="Elsewhere", time_zone="UTC", metric_srid=32631, box=small_city.box
    )
    there = Agency.objects.create(city=city, slug="elsewhere", name="Elsewhere")
    stranger = User.objects.create_user("stranger", password="pass-word-1", agency=there, roles=["dispatcher"])
    assert settle(stranger, asked) == "unknown"
    assert asked.title not in signed_in(stranger).get("/desk/deliveries/").content.decode()
