"""A question about a trip, as the form brought it → the trip, kept for whoever wants it; or why there is none yet."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from closures.models import Trip
from closures.trips import handed, keeping
from closures.trips.ends import End, are_one, find_end
from closures.trips.forms import TimesForm, TripForm
from closures.trips.open_part import on_open_part
from roadmap.callers import caller_of
from roadmap.limits import take, too_often
from roadmap.models import City
from roadmap.paths import Way, way
from roadmap.tracks import MOST_BYTES, NoTrack, read_gpx, way_along

ENDS = ("start", "end")


class CannotTell(Exception):
    """Why there is no answer yet: by field, in words. Those of `ENDS` may have choices instead."""

    def __init__(self, errors: Mapping[str, str], status: int = HTTPStatus.OK):
        super().__init__(errors)
        self.errors, self.status = dict(errors), status


def take_turn(rate: str, request: HttpRequest) -> None:
    """Raises CannotTell where this address has asked too often."""
    if seconds := take(rate, caller_of(request)):
        raise CannotTell({"": too_often(seconds)}, HTTPStatus.TOO_MANY_REQUESTS)


class Asking:
    """One question of the form, as it came: both ends in words, a GPX file, or the way that was made of one."""

    def __init__(self, city: City, query: QueryDict, file: UploadedFile | None, at: datetime):
        self.city, self.query, self.file, self.at = city, query, file, at
        self.ends: dict[str, End] = {}

    @property
    def is_asked(self) -> bool:
        return self.is_drawn or self.is_to_be_shown or any(self.query.get(name, "").strip() for name in ENDS)

    @property
    def is_drawn(self) -> bool:
        return bool(self.file or self.query.get("way"))

    @property
    def is_to_be_shown(self) -> bool:
        """A file, or its way with other times, is answered as words are; only who asks for it has it kept."""
        return bool(self.file) or self.query.get("verb") == "show"

    def kept(self, request: HttpRequest) -> Trip:
        """Saved; the way that is looked for counts also where none is found. Raises CannotTell."""
        take_turn("trip-ways", request)
        trip = self.trip()
        take_turn("trips", request)
        trip.save()
        return trip

    def trip(self) -> Trip:
        """Unsaved. Raises CannotTell."""
        if self.is_to_be_shown and not self.is_drawn:
            raise CannotTell({"gpx": _("Choose a GPX file.")}, HTTPStatus.BAD_REQUEST)
        return self._drawn() if self.is_drawn else self._between_ends()

    def _drawn(self) -> Trip:
        form = TimesForm(self.query)
        if errors := {name: list_[0] for name, list_ in form.errors.items()}:
            raise CannotTell(errors, HTTPStatus.BAD_REQUEST)
        found = self._from_file() if self.file else self._from_page()
        return self._trip_over(form, found, is_drawn=True)

    def _between_ends(self) -> Trip:
        form = TripForm(self.query)
        self.ends = {name: find_end(self.city, words) for name in ENDS if (words := self.query.get(name, "").strip())}
        errors = {name: list_[0] for name, list_ in form.errors.items()}
        errors |= {name: end.why for name, end in self.ends.items() if end.why}
        if errors:
            raise CannotTell(errors, HTTPStatus.BAD_REQUEST)
        if any(end.point is None for end in self.ends.values()):
            raise CannotTell({})
        return self._over(form)

    def _over(self, form: TripForm) -> Trip:
        trip = Trip(city=self.city, created_at=self.at)
        trip.take(form.cleaned_data["vehicle"], form.measures())
        trip.keep_to(form.schedule())
        self.ends = {name: on_open_part(trip, end, self.at) for name, end in self.ends.items()}
        start, end = (self.ends[name] for name in ENDS)
        if are_one(start.point, end.point):
            raise CannotTell({"end": _("Both ends are the same place.")}, HTTPStatus.BAD_REQUEST)
        found = way(self.city, start.point, end.point, at=self.at, vehicle=trip.driven)
        if found is None:
            raise CannotTell({"end": _("The map knows no way between these two places.")}, HTTPStatus.BAD_REQUEST)
        return self._trip_over(form, found, words=(start.words, end.words))

    def _trip_over(self, form: TimesForm, found: Way, **values) -> Trip:
        return keeping.trip_over(
            self.city,
            found,
            schedule=form.schedule(),
            vehicle=form.cleaned_data["vehicle"],
            measures=form.measures(),
            at=self.at,
            **values,
        )

    def _from_file(self) -> Way:
        if self.file.size > MOST_BYTES:
            raise CannotTell(
                {"gpx": _("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1_000_000}},
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            )
        try:
            return way_along(self.city, read_gpx(self.file, self.city), at=self.at)
        except NoTrack as error:
            raise CannotTell({"gpx": str(error)}, HTTPStatus.BAD_REQUEST) from error

    def _from_page(self) -> Way:
        try:
            return handed.way_of(self.query["way"], self.city)
        except handed.NoWay as error:
            raise CannotTell(
                {"gpx": _("This way is too old. Choose the file again.")}, HTTPStatus.BAD_REQUEST
            ) from error
