"""The verbs of a reader: ask for word, confirm, end. `at` is when it happens."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from closures.models import Heard, RoadEvent, Subscription, Trip
from closures.subscriptions.described import in_words
from closures.subscriptions.reach import reach_of
from roadmap.delivery import Content
from roadmap.models import City, Subscriber
from roadmap.notices import UNSUBSCRIBED, Notice, forget, tell

MOST = 20  # wishes of one reader
WISH = ("whole_city", "area", "road", "trip", "point", "radius_m", "kinds", "only_closed", "days", "hours")
HOW = ("is_quiet_at_night", "digest_hour")


class TripGone(Exception):
    """It was deleted while somebody asked to hear of it."""


@transaction.atomic
def ask_by_mail(address: str, wish: dict, *, city: City, language: str, at: datetime) -> None:
    """Nothing but the letter that asks for a confirmation goes there until it is given. Raises TripGone."""
    _hold_trip(wish)
    reader, _new = Subscriber.objects.select_for_update().get_or_create(
        city=city,
        channel=Subscriber.Channel.MAIL,
        address=address,
        defaults={"language": language, "created_at": at},
    )
    wanted = _wished(reader, wish, at)
    if wanted is None:
        return
    if not wanted.is_confirmed:
        _take_over(wanted, wish, at)
    _ask_to_confirm(wanted, at)


@transaction.atomic
def ask_by_push(endpoint: str, keys: dict, wish: dict, *, city: City, language: str, at: datetime) -> Subscriber:
    """The browser has asked its owner already: confirmed at once. Raises TripGone."""
    _hold_trip(wish)
    reader, _new = Subscriber.objects.update_or_create(
        city=city,
        channel=Subscriber.Channel.PUSH,
        address=endpoint,
        defaults={"language": language, "keys": keys},
        create_defaults={"language": language, "keys": keys, "created_at": at},
    )
    if wanted := _wished(reader, wish, at):
        _take_over(wanted, wish, at)
        confirm(wanted, at=at)
    return reader


def _hold_trip(wish: dict) -> None:
    """Before the reader, as where a trip is deleted."""
    trip = wish.get("trip")
    if trip is not None and Trip.objects.held(trip.pk) is None:
        raise TripGone


def _wished(reader: Subscriber, wish: dict, at: datetime) -> Subscription | None:
    """The same wish is not there twice, be it told another way; None where the reader has as many as anybody may."""
    same = {name: wish.get(name) for name in WISH if name != "point"}
    known = reader.subscriptions.filter(**{name: value for name, value in same.items() if value is not None})
    known = known.filter(point=wish["point"]) if wish.get("point") else known.filter(point=None)
    known = known.filter(**{name: None for name in ("whole_city", "area", "road", "trip") if wish.get(name) is None})
    if found := known.first():
        return found
    if reader.subscriptions.count() >= MOST:
        return None
    made = Subscription(subscriber=reader, created_at=at, **wish)
    made.draw_circle()
    made.save()
    return made


def _take_over(found: Subscription, wish: dict, at: datetime) -> None:
    for name in HOW:
        setattr(found, name, wish.get(name))
    found.created_at = at
    found.save(update_fields=[*HOW, "created_at"])


def _ask_to_confirm(wanted: Subscription, at: datetime) -> None:
    reader = wanted.subscriber
    with override(reader.language):
        content = Content(
            title=_("Confirm the subscription: road works, %(city)s") % {"city": reader.city.shown_name},
            text=in_words(wanted),
            caption="",
            url="",
        )
    last = reader.deliveries.filter(subject=wanted.subject).aggregate(last=Max("version"))["last"]
    notice = Notice(reader.pk, reader.channel, content, at)
    tell(wanted.subject, (last or 0) + 1, [notice], city=reader.city, at=at)


@transaction.atomic
def confirm(subscription: Subscription, *, at: datetime) -> None:
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=at)


@transaction.atomic
def end(subscription: Subscription, *, at: datetime) -> None:
    """What waits is withdrawn where no other wish of the reader asks for it; with the last the reader is forgotten."""
    reader = Subscriber.objects.held(subscription.subscriber_id)
    if reader is None:
        return
    reader.deliveries.filter(subject=subscription.subject).silence(UNSUBSCRIBED)
    subscription.delete()
    if reader.has_wishes:
        _withdraw_unwanted(reader, at)
    else:
        forget(reader)


@transaction.atomic
def end_trip(trip: Trip, *, at: datetime) -> None:
    """The trip goes, and with it every wish to hear of it."""
    held = Trip.objects.held(trip.pk)
    if held is None:
        return
    for wish in held.subscriptions.order_by("subscriber"):
        end(wish, at=at)
    held.delete()


@transaction.atomic
def end_all(reader: Subscriber) -> None:
    forget(reader)


def _withdraw_unwanted(reader: Subscriber, at: datetime) -> None:
    for event in RoadEvent.objects.filter(heard__subscriber=reader).select_related("city"):
        if not reader.subscriptions.reached_by(reach_of(event, at)).exists():
            reader.deliveries.filter(subject=event.subject).drop(UNSUBSCRIBED)
            reader.digest.filter(change__event=event).delete()
            Heard.objects.filter(event=event, subscriber=reader).delete()


def forget_unconfirmed(at: datetime) -> int:
    """Wishes that nobody confirmed in time, and whoever has no other; how many readers went."""
    readers = set(Subscription.objects.expired(at).values_list("subscriber", flat=True))
    return sum(_forget_unconfirmed(reader, at) for reader in sorted(readers))


@transaction.atomic
def _forget_unconfirmed(pk: int, at: datetime) -> bool:
    reader = Subscriber.objects.held(pk)
    if reader is None:
        return False
    for wish in reader.subscriptions.expired(at):
        reader.deliveries.filter(subject=wish.subject).silence(UNSUBSCRIBED)
        wish.delete()
    if reader.has_wishes:
        return False
    forget(reader)
    return True
