"""The form of /subscribe/: who is told, of which place, what, when. Each field that is wrong is named."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from closures.form_errors import refused
from closures.kinds import CHOICES, KINDS
from closures.models import Trip
from closures.models.subscription import EVERY_DAY, EVERY_HOUR, RADII_M
from closures.subscriptions.described import WEEKEND, WORKDAYS
from closures.subscriptions.reader_form import ReaderForm
from roadmap.language.text import alike
from roadmap.models import Area, City, Road
from roadmap.places.houses import houses_at, street_and_house
from roadmap.places.search import streets_like
from roadmap.postgis import point_at

NAMES_MOST = 5


class Where:
    CITY, DISTRICT, STREET, AROUND, TRIP = "city", "district", "street", "around", "trip"


PLACES = [
    (Where.STREET, _("A street")),
    (Where.AROUND, _("Near a place")),
    (Where.DISTRICT, _("A district")),
    (Where.CITY, _("The whole city")),
]
A_TRIP = (Where.TRIP, _("My trip"))  # asked for on its own page
DAYS = [("every", _("every day")), ("workdays", _("workdays")), ("weekend", _("weekends"))]
BITS_OF_DAYS = {"every": EVERY_DAY, "workdays": WORKDAYS, "weekend": WEEKEND}
HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(25)]


def _hours(first: int, last: int) -> int:
    """As bits; from 22 to 6 runs over midnight, an hour to itself is the whole day."""
    span = (last - first) % 24 or 24
    return sum(1 << (first + step) % 24 for step in range(span))


def _hour(choices: list[tuple[str, str]], usual: int, why: Promise) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=choices, coerce=int, empty_value=usual, required=False, error_messages=refused(why)
    )


class SubscribeForm(ReaderForm):
    where = forms.ChoiceField(choices=[*PLACES, A_TRIP], error_messages=refused(_("Where: choose one from the list.")))
    trip = forms.CharField(max_length=64, required=False)
    district = forms.SlugField(max_length=80, required=False, error_messages=refused(_("Choose a district.")))
    street = forms.CharField(max_length=200, required=False)
    place = forms.CharField(max_length=200, required=False)
    lon = forms.FloatField(
        min_value=-180,
        max_value=180,
        required=False,
        error_messages=refused(_("Longitude: a number from −180 to 180.")),
    )
    lat = forms.FloatField(
        min_value=-90, max_value=90, required=False, error_messages=refused(_("Latitude: a number from −90 to 90."))
    )
    radius_m = forms.TypedChoiceField(
        choices=[(radius, radius) for radius in RADII_M],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=refused(_("How near: choose one from the list.")),
    )
    kinds = forms.MultipleChoiceField(
        choices=CHOICES, required=False, error_messages=refused(_("Of what: choose from the list."))
    )
    only_closed = forms.BooleanField(required=False)
    days = forms.ChoiceField(
        choices=DAYS, required=False, error_messages=refused(_("Days that matter: choose one from the list."))
    )
    hour_from = _hour(HOURS, 0, _("From which hour: choose one from the list."))
    hour_to = _hour(HOURS, 24, _("Until which hour: choose one from the list."))
    digest = forms.TypedChoiceField(
        choices=[("now", _("at once")), ("daily", _("once a day"))],
        empty_value="now",
        required=False,
        error_messages=refused(_("How often: at once or once a day.")),
    )
    digest_hour = _hour(HOURS[:24], 8, _("At which hour once a day: choose one from the list."))
    quiet = forms.BooleanField(required=False)

    def __init__(self, data, *, city: City):
        super().__init__(data)
        self.city = city
        self.streets: list[Road] = []  # to choose from, where the words fit several

    def clean(self) -> dict:
        told = super().clean()
        find = {
            Where.DISTRICT: ("district", self._find_district),
            Where.STREET: ("street", self._find_street),
            Where.AROUND: ("place", self._find_point),
            Where.TRIP: ("trip", self._find_trip),
        }
        field, found_in = find.get(told.get("where"), ("where", self._find_city))
        told["found"] = {} if field in self.errors else found_in(told)
        return told

    def _find_city(self, told: dict) -> dict:
        return {"whole_city": self.city}

    def _find_district(self, told: dict) -> dict:
        area = Area.objects.districts().filter(city=self.city, slug=told.get("district", "")).first()
        if area is None:
            self.add_error("district", translated("Choose a district."))
        return {"area": area}

    def _find_street(self, told: dict) -> dict:
        words = told.get("street", "").strip()
        known = Road.objects.filter(city=self.city)
        exact = list(known.filter(slug=words)[:1] or known.called(words)[:2]) if words else []
        if len(exact) == 1:
            return {"road": exact[0]}
        self.streets = streets_like(self.city, words, NAMES_MOST) if words else []
        shown = [road for road in self.streets if alike(road.shown_name) == alike(words)]
        if len(shown) == 1:
            return {"road": shown[0]}
        if self.streets:
            self.add_error("street", translated("Which of these streets is it?"))
        else:
            self.add_error("street", translated("There is no such street on the map. Write its name."))
        return {}

    def _find_trip(self, told: dict) -> dict:
        trip = Trip.objects.filter(city=self.city, secret=told.get("trip", "")).first()
        if trip is None:
            self.refuse_trip()
        return {"trip": trip}

    def refuse_trip(self) -> None:
        self.add_error("trip", translated("This trip is deleted or forgotten."))

    def _find_point(self, told: dict) -> dict:
        radius_m = told.get("radius_m") or RADII_M[2]
        words = told.get("place", "").strip()
        if not words and self.errors.keys() & {"lon", "lat"}:
            return {}
        point = self._house(words) if words else _point_of(told)
        if point is None:
            self.add_error("place", translated("Write a street and a house, or let the browser tell where you are."))
        elif not self.city.box.intersects(point):
            self.add_error("place", translated("This place is outside the city's map."))
        return {"point": point, "radius_m": radius_m}

    def _house(self, words: str):
        street, house = street_and_house(words)
        roads = streets_like(self.city, street, NAMES_MOST, or_houses=True) if street and house else []
        found = next(iter(houses_at(self.city, roads, house)), None)
        return found and found.point

    @property
    def wish(self) -> dict:
        """As Subscription has it; of a form that is valid."""
        told = self.cleaned_data
        is_daily, has_hours = told["digest"] == "daily", told["where"] != Where.TRIP
        return told["found"] | {
            "kinds": sorted(told["kinds"]) if set(told["kinds"]) != set(KINDS) else [],
            "only_closed": told["only_closed"],
            "days": BITS_OF_DAYS[told["days"] or "every"] if has_hours else EVERY_DAY,
            "hours": _hours(told["hour_from"], told["hour_to"]) if has_hours and _are_some(told) else EVERY_HOUR,
            "is_quiet_at_night": told["quiet"] and not is_daily,
            "digest_hour": told["digest_hour"] if is_daily else None,
        }


def _are_some(told: dict) -> bool:
    return (told["hour_from"] % 24, told["hour_to"] % 24) != (0, 0)


def _point_of(told: dict):
    lon, lat = told.get("lon"), told.get("lat")
    return None if lon is None or lat is None else point_at(lon, lat)
