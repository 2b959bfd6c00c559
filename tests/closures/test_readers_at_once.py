"""A reader who ends, asks and deletes at the same moment: nobody is shown an error, and nothing is left half."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.test import Client

from closures.models import Subscription, Trip
from closures.models.subscription import CONFIRMED_WITHIN
from closures.subscriptions import actions, fan_out
from closures.trips import keeping
from roadmap import notices
from roadmap.models import City, Delivery, Subscriber
from tests.closures.factories import published
from tests.closures.trips import EAST_ON_PUSHKINA, trip
from tests.conftest import NOW
from tests.hands import Hand

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"channel": "mail", "email": "anna@example.org", "where": "city"}
AS_JSON = {"Accept": "application/json"}
HOW = {"is_quiet_at_night": False, "digest_hour": None}


@pytest.fixture
def city(agency):
    return agency.city


@pytest.fixture
def reader(city):
    values = {"channel": "mail", "address": "anna@example.org", "language": "ru", "created_at": NOW}
    return Subscriber.objects.create(city=city, **values)


def wish(reader, **place) -> Subscription:
    place = place or {"whole_city": reader.city}
    return Subscription.objects.create(subscriber=reader, created_at=NOW, confirmed_at=NOW, **place)


def status(post) -> int:
    return post.done().result.status_code


def posted(address: str, values: dict | None = None) -> Hand:
    """Somebody else's click."""
    return Hand(lambda: Client(raise_request_exception=False).post(address, values or {}, headers=AS_JSON))


def test_two_ends_of_the_last_wish_both_say_that_it_is_ended(reader):
    last = wish(reader)
    click = {"verb": "end", "pk": last.pk}
    with transaction.atomic():
        actions.end(last, at=NOW)
        second = posted(reader.get_absolute_url(), click)
        assert second.waits()
    assert status(second) == 200
    assert not Subscriber.objects.exists()


def test_who_asks_while_being_forgotten_comes_anew(reader, mailbox):
    wish(reader)
    with transaction.atomic():
        actions.end_all(reader)
        asking = posted("/subscribe/", FORM)
        assert asking.waits()
    assert status(asking) == 200
    assert Subscriber.objects.get().pk != reader.pk
    assert Subscription.objects.get().subscriber == Subscriber.objects.get()


def test_who_is_forgotten_while_asking_takes_the_new_wish_along(reader, city):
    with transaction.atomic():
        actions.ask_by_mail(reader.address, HOW | {"whole_city": city}, city=city, language="ru", at=NOW)
        ending = posted(f"/unsubscribe/{reader.secret}/")
        assert ending.waits()
    assert status(ending) == 200
    assert not Subscriber.objects.exists()
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()


def test_a_mailbox_that_is_none_waits_for_a_wish_that_is_asked_for(reader, city):
    with transaction.atomic():
        actions.ask_by_mail(reader.address, HOW | {"whole_city": city}, city=city, language="ru", at=NOW)
        worker = Hand(lambda: Subscriber.objects.forget(reader.pk))
        assert worker.waits()
    assert worker.done().error is None
    assert not Subscription.objects.exists()


def test_a_trip_that_is_deleted_while_somebody_asks_to_hear_of_it_is_named(city, mailbox):
    gone = trip(city, *EAST_ON_PUSHKINA)
    with transaction.atomic():
        actions.end_trip(gone, at=NOW)
        asking = posted("/subscribe/", FORM | {"where": "trip", "trip": gone.secret})
        assert asking.waits()
    assert status(asking) == 400
    assert list(asking.result.json()) == ["trip"]
    assert not Subscriber.objects.exists()


def test_a_trip_that_somebody_asks_to_hear_of_is_deleted_with_the_wish(reader, city):
    kept = trip(city, *EAST_ON_PUSHKINA)
    with transaction.atomic():
        actions.ask_by_mail(reader.address, HOW | {"trip": kept}, city=city, language="ru", at=NOW)
        deleting = posted(kept.get_absolute_url(), {"verb": "delete"})
        assert deleting.waits()
    assert status(deleting) == 302
    assert not Trip.objects.exists()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(("values", "answer"), [({"verb": "delete"}, 302), ({"verb": "times", "vehicle": "car"}, 404)])
def test_a_trip_that_is_deleted_in_this_moment_is_gone_for_the_other(city, reader, values, answer):
    kept = trip(city, *EAST_ON_PUSHKINA)
    wish(reader, trip=kept)
    with transaction.atomic():
        actions.end_trip(kept, at=NOW)
        second = posted(kept.get_absolute_url(), values)
        assert second.waits()
    assert status(second) == answer


def test_a_trip_that_is_asked_for_is_not_forgotten_meanwhile(city, reader):
    kept = trip(city, *EAST_ON_PUSHKINA)
    later = NOW + Trip.KEPT + timedelta(days=1)
    with transaction.atomic():
        actions.ask_by_mail(reader.address, HOW | {"trip": kept}, city=city, language="ru", at=NOW)
        assert Hand(lambda: keeping.forget(later)).done().result == 0


def test_everything_that_touches_a_reader_holds_the_reader_first(city, reader, agency):
    """One order for all: reader, then what belongs to the reader; so none waits for another in a ring."""
    wanted, _other = wish(reader), wish(reader)
    event = published(agency, at=NOW)
    change = event.changes.last()
    Subscription.objects.create(subscriber=reader, created_at=NOW - 2 * CONFIRMED_WITHIN, whole_city=city)
    notice = notices.Notice(reader.pk, "mail", fan_out.content_of(change, "ru"), NOW)
    notices.tell("road-event:0", 1, [notice], city=city, at=NOW)
    verbs = {
        "fan out": lambda: transaction.atomic(fan_out.tell)(at=NOW, change=change.pk, after=0),
        "forget unconfirmed": lambda: actions.forget_unconfirmed(NOW),
        "end": lambda: actions.end(wanted, at=NOW),
        "end all": lambda: actions.end_all(reader),
    }
    for name, verb in verbs.items():
        with transaction.atomic():
            Subscriber.objects.held(reader.pk)
            second = Hand(verb)
            assert second.waits(), name
            free = partial(Delivery.objects.filter(recipient=reader.recipient).select_for_update, nowait=True)
            list(free()), list(Subscription.objects.select_for_update(nowait=True))
        assert second.done().error is None, name
    assert not City.objects.filter(subscribers__isnull=False).exists()
