"""What the parameters of the list of road events ask for; lists and tiles read them alike.

SQL is made once for all who ask for the same with other values: `of_any_values` is what they have in common.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.contrib.gis.geos import Polygon
from django.db.models import BigIntegerField, CharField, DateTimeField, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from closures.kinds import KINDS
from closures.kinds.passages import Passage
from closures.kinds.states import REPORTED_STATES, Window, status_of
from closures.models import Phase, RoadEvent
from closures.models.asked import Asked
from closures.models.event import RoadEventQuerySet
from closures.models.lists import SOME_VEHICLES, VehicleImpact
from roadmap.api import lists
from roadmap.api.parameters import moment, parameter, some_of, words
from roadmap.api.words import SLUG
from roadmap.given import Compiled, Given
from roadmap.models import City

GIVEN = {
    "city": Given("city", BigIntegerField()),
    "agency": Given("agency", CharField()),
    "since": Given("since", DateTimeField()),
    "after": Given("after", BigIntegerField()),
    "most": Given("most", BigIntegerField()),
}
QUESTION = (  # what `Wanted.read` reads beside the place and the pages
    moment("at", "what holds then, hours and exceptions counted"),
    moment("from", "start of a window: what holds in it at any time"),
    moment("to", "end of the window; later than its start"),
    some_of("kind", "kinds", among=KINDS),
    some_of("impact", "what is left for traffic of all classes", among=VehicleImpact.values),
    some_of("passage", "what is left of the way", among=[*map(str, Passage)]),
    some_of("vehicle_class", "what is for these classes of vehicles only", among=SOME_VEHICLES),
    some_of("state", "states, as of `at`", among=[*map(str, REPORTED_STATES)]),
    parameter("agency", SLUG, "slug of the agency"),
    words("road", "the street's full name"),
    moment("updated_since", "only what changed later, ended and cancelled events too"),
)
MOST_IN_TILE = 20_000  # phases
KEPT = 256  # kinds of questions; a map asks a few dozen


@dataclass(frozen=True)
class Wanted:
    """`since` is that of `updated_since`, `after` the last id of the page before, `most` one more than a page holds."""

    asked: Asked
    city: int
    kinds: tuple[str, ...]
    states: tuple[str, ...]
    agency: str
    since: datetime | None
    is_split: bool
    after: int
    most: int

    @classmethod
    def read(cls, request: HttpRequest, city: City, now: datetime) -> "Wanted":
        """Raises ValidationError."""
        return cls(
            _asked_in(request, city, now),
            city.pk,
            kinds=lists.words_in(request, "kind", KINDS),
            states=lists.words_in(request, "state", REPORTED_STATES),
            agency=lists.slug_in(request, "agency"),
            since=lists.moment_in(request, "updated_since", city),
            is_split=bool(lists.words_in(request, "split", ["phase"])),
            after=lists.cursor_in(request),
            most=lists.limit_in(request) + 1,
        )

    @classmethod
    def of_window(cls, request: HttpRequest, city: City, now: datetime, window: Window) -> "Wanted":
        """The same filters, of a window that the request says in another way. Raises ValidationError."""
        return cls(
            replace(_filters_in(request, now), window=window),
            city.pk,
            kinds=lists.words_in(request, "kind", KINDS),
            states=(),
            agency=lists.slug_in(request, "agency"),
            since=None,
            is_split=True,
            after=0,
            most=lists.MOST,
        )

    def in_tile(self, reach: Polygon) -> "Wanted":
        """Each phase by itself, whichever lies there; no pages."""
        return replace(self, asked=replace(self.asked, box=reach), is_split=True, after=0, most=MOST_IN_TILE)

    def numbers_of_phases(self) -> tuple[str, list]:
        """SQL of a column `id`, with its values."""
        compiled = _compiled_numbers(self.of_any_values())
        return compiled.sql, compiled.values(self.values)

    @property
    def values(self) -> dict[str, object]:
        """What comes for each `Given` when the SQL is run."""
        return self.asked.values | {name: getattr(self, name) for name in GIVEN}

    def of_any_values(self) -> "Wanted":
        """With a `Given` in the place of each value; values of closed lists stay."""
        open_to = {name: given for name, given in GIVEN.items() if getattr(self, name)}
        return replace(self, asked=self.asked.of_any_values(), **open_to)

    def rows(self) -> QuerySet:
        """Events, or phases where each is told by itself: all that follow the page before."""
        rows = self.phases() if self.is_split else self.events()
        return (rows.filter(pk__gt=self.after) if self.after else rows).order_by("pk")

    def events(self) -> RoadEventQuerySet:
        """Without a time: all that is published and not yet over."""
        events = self._narrowed()
        if self.states:
            events = self._in_states(events)
        return events.public().of_any_time(self.asked) if self._is_of_any_time else events.answering(self.asked)

    def phases(self) -> QuerySet[Phase]:
        """Each by itself: its own state counts."""
        events, phases = self._narrowed().on_street(self.asked.road), Phase.objects.all()  # by the index
        if self.states:
            phases = self._in_states(phases)
            if not self.asked.has_time:
                events = events.filter(status__in={status_of(state) for state in self.states})
        if self._is_of_any_time:
            return phases.filter(event__in=events.public()).of_any_time(self.asked)
        return phases.filter(event__in=events.told(self.asked)).answering(self.asked)

    def _in_states(self, rows: QuerySet) -> QuerySet:
        """At a moment in the past what is over by now may have had any."""
        at = self.asked.seen_at
        return (
            rows.with_state(at).filter(state__in=self.states)
            if self.asked.has_time
            else rows.in_states(self.states, at)
        )

    def _narrowed(self) -> RoadEventQuerySet:
        asked = {"kind__in": self.kinds, "agency__slug": self.agency, "updated_at__gt": self.since}
        return RoadEvent.objects.filter(city=self.city, **{name: value for name, value in asked.items() if value})

    @property
    def _is_of_any_time(self) -> bool:
        return bool(self.since or self.states) and not self.asked.has_time


@lru_cache(maxsize=KEPT)
def _compiled_numbers(wanted: Wanted) -> Compiled:
    return Compiled.of(wanted.phases().order_by("pk").values_list("pk"), at_most=GIVEN["most"])


def _asked_in(request: HttpRequest, city: City, now: datetime) -> Asked:
    """What is asked of time, place and traffic."""
    at, window = lists.moment_in(request, "at", city), _window(request, city)
    if at and window:
        raise ValidationError({"at": [_("Give either a moment (at) or a window (from, to).")]})
    return replace(_filters_in(request, now), at=at, window=window)


def _filters_in(request: HttpRequest, now: datetime) -> Asked:
    """Of place and traffic."""
    return Asked(
        now,
        box=lists.box_in(request),
        road=lists.parameter(request, "road"),
        impacts=lists.words_in(request, "impact", VehicleImpact.values),
        passages=lists.words_in(request, "passage", [*Passage]),
        vehicle_classes=lists.words_in(request, "vehicle_class", SOME_VEHICLES),
    )


def _window(request: HttpRequest, city: City) -> Window | None:
    since, until = lists.moment_in(request, "from", city), lists.moment_in(request, "to", city)
    if since and until and until <= since:
        raise ValidationError({"to": [_("The end must be later than the start.")]})
    return (since, until) if since or until else None
