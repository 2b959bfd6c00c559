"""A wish in the reader's words: where, of what, when, how it is told; and the addresses of the same as feeds."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from closures.feeds.roadworks_atom import ROADWORKS_ATOM
from closures.feeds.roadworks_ics import ROADWORKS_ICS
from closures.kinds import KINDS
from closures.models import Subscription, Trip
from closures.models.subscription import EVERY_DAY, EVERY_HOUR
from roadmap.distances import metres_words

WORKDAYS = 0b0011111
WEEKEND = 0b1100000


def in_words(wish: Subscription) -> str:
    parts = [place_words(wish), _kinds(wish), _hours(wish), _how(wish)]
    return "; ".join(filter(None, parts))


def place_words(wish: Subscription) -> str:
    if wish.road:
        return capfirst(wish.road.shown_name)
    if wish.area:
        return wish.area.shown_name
    if wish.trip:
        return trip_words(wish.trip)
    if wish.circle:
        return _around(wish.radius_m, f"{wish.point.y:.5f}, {wish.point.x:.5f}")
    return _("The whole city")


def trip_words(trip: Trip) -> str:
    return _("My trip: %(trip)s") % {"trip": trip} if trip.start_words else _("My trip")


def _around(radius_m: int, place: str) -> str:
    return _("Within %(distance)s of %(place)s") % {"distance": metres_words(radius_m), "place": place}


def _kinds(wish: Subscription) -> str:
    named = ", ".join(str(KINDS[kind].plural).lower() for kind in wish.kinds if kind in KINDS)
    return ", ".join(filter(None, [named, _("only where there is no way through") if wish.only_closed else ""]))


def _hours(wish: Subscription) -> str:
    days = {WORKDAYS: _("on workdays"), WEEKEND: _("at weekends")}.get(wish.days, "")
    hours = "" if wish.hours == EVERY_HOUR else _hour_words(wish.hours)
    return " ".join(filter(None, [days if wish.days != EVERY_DAY else "", hours]))


def _hour_words(hours: int) -> str:
    """“07:00–10:00”; of hours over midnight “22:00–06:00”."""
    held = [hour for hour in range(24) if hours >> hour & 1]
    first = next(hour for hour in held if hour - 1 not in held and not (hour == 0 and 23 in held))
    last = next(hour for hour in held if (hour + 1) % 24 not in held)
    return f"{first:02d}:00–{last + 1:02d}:00"


def _how(wish: Subscription) -> str:
    if wish.digest_hour is not None:
        return _("once a day at %(hour)s") % {"hour": f"{wish.digest_hour:02d}:00"}
    return _("at once, at night in the morning") if wish.is_quiet_at_night else _("at once")


def feeds_of(wish: Subscription) -> dict[str, str]:
    """Addresses of the same place and kinds."""
    feeds = {"calendar": ROADWORKS_ICS, "feed": ROADWORKS_ATOM}
    return {title: f"{_address(wish, feed.name)}{_query(wish)}" for title, feed in feeds.items()}


def _address(wish: Subscription, name: str) -> str:
    return reverse("trip-feed", args=[wish.trip.secret, name]) if wish.trip else reverse("feed", args=[name])


def _query(wish: Subscription) -> str:
    told: dict[str, object] = {}
    if wish.road:
        told["street"] = wish.road.slug
    elif wish.area:
        told["district"] = wish.area.slug
    elif wish.point:
        told |= {"near": f"{wish.point.x:.6f},{wish.point.y:.6f}", "radius_m": wish.radius_m}
    if wish.kinds:
        told["kind"] = ",".join(wish.kinds)
    return f"?{urlencode(told)}" if told else ""
