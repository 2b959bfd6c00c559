"""Drafts and changes of the own agency's events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response

from closures import actions
from closures.api.staff.clashes import check_clashes
from closures.api.staff.desk import DeskView
from closures.api.staff.fields import (
    LaneSerializer,
    LinesField,
    PlaceField,
    RestrictionInput,
    ScheduleField,
    ShapeField,
    confirmed_by,
    some_of,
)
from closures.api.staff.source import FromNotice, keep_source
from closures.api.staff.unusual import check_unusual, confirmed_codes
from closures.api.staff.versions import check_first
from closures.detours.listed import streets_listed
from closures.kinds import CHOICES, Shape
from closures.kinds.states import State
from closures.models import Phase, PhasePlace, ProposedChange, RoadEvent
from closures.models.lists import Cause, Direction, Exemption, SignalMode, VehicleClass, VehicleImpact
from closures.snapshot import rounded
from closures.unusual import unusual_in
from closures.validation import MOST_LOCATIONS, PhaseRefused, check_geometry
from roadmap.api.fields import Choice, Day, Key, Listed, MomentField, Parts, Row, Text, Whole
from roadmap.models import City, Delivery, TrafficSignal, User


class LocationInput(Parts):
    """One of the places where a stage holds at the same time; with `id` it is that row, and what is not given stays."""

    id = Whole(required=False, min_value=1, max_value=2**63 - 1)
    geometry = ShapeField(required=False)
    direction = Choice(Direction.choices, required=False)
    toward = Text(max_length=120, required=False, allow_blank=True)
    places = Listed(source="words", child=PlaceField(), required=False, max_length=10)


class PhaseInput(Parts):
    """A stage; with `id` it is the stage of that event, and what is not given stays. Numbers follow the starts.

    `geometry`, `places`, `direction` and `toward` are the short form for the one place that most stages have.
    """

    id = Whole(required=False, min_value=1, max_value=2**63 - 1)
    number = serializers.IntegerField(read_only=True)
    actual_start = serializers.DateTimeField(read_only=True, allow_null=True)
    actual_end = serializers.DateTimeField(read_only=True, allow_null=True)
    start_source = confirmed_by("who confirmed the start; empty: only the plan says so")
    end_source = confirmed_by("who confirmed the end; empty: nobody has")
    name = Text(max_length=120, required=False, allow_blank=True)
    geometry = ShapeField(required=False)
    places = Listed(child=PlaceField(), required=False, max_length=10)
    direction = Choice(Direction.choices, required=False)
    toward = Text(max_length=120, required=False, allow_blank=True)
    locations = LocationInput(many=True, required=False, max_length=MOST_LOCATIONS)
    planned_start = MomentField()
    planned_end = MomentField(required=False, allow_null=True)
    schedule = ScheduleField(required=False)
    vehicle_impact = Choice(VehicleImpact.choices, required=False)
    lanes = LaneSerializer(many=True, required=False, max_length=20)
    restrictions = RestrictionInput(many=True, required=False, max_length=20)
    vehicle_classes = some_of(VehicleClass)
    exemptions = some_of(Exemption)


def words(longest: int, **values) -> Text:
    return Text(max_length=longest, required=False, allow_blank=True, **values)


def _list(longest: int) -> Listed:
    return Listed(child=Text(max_length=longest), required=False, max_length=60)


class EventInput(Parts):
    """What the desk's form sends; times without an offset are the city's wall clock."""

    kind = Choice(CHOICES, required=False)
    cause = Choice(Cause.choices, required=False)
    reason = words(300)
    severity = Whole(min_value=1, max_value=5, required=False)
    performer = words(200)
    client = words(200)
    contact = words(120)
    note = words(1000)
    act_kind = words(80)
    act_number = words(60)
    act_on = Day(required=False, allow_null=True)
    act_body = words(200)
    detour = words(500)
    detour_roads = _list(200)
    detour_geometry = LinesField(required=False, allow_null=True, help_text="the way round, in its traffic's direction")
    bus_routes = _list(12)
    stops_removed = _list(120)
    signal = Row(queryset=TrafficSignal.objects.all(), required=False, allow_null=True)
    signal_mode = Choice(SignalMode.choices, required=False, allow_blank=True)
    parking_places = Whole(min_value=0, max_value=100_000, required=False, allow_null=True)
    phases = PhaseInput(many=True, required=False)
    comment = words(300)
    confirmed = confirmed_codes()
    clash_reason = words(300, help_text="why it goes on although it clashes, as a refusal named under `clashes`")


class EntryKey(Parts):
    entry_key = Key(required=False, help_text="the form's own: what the same person sends under it again is one event")


class NewEventInput(EventInput, EntryKey, FromNotice):
    pass


class ChangedEventInput(EventInput, FromNotice):
    pass


class EventOutput(serializers.ModelSerializer):
    """The event as the desk edits it."""

    phases = PhaseInput(many=True)
    headline = serializers.CharField(source="shown_headline")
    place = serializers.CharField(source="shown_place")
    hours = serializers.CharField(source="shown_hours")
    state = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")
    detour_geometry = LinesField(allow_null=True)
    is_posted = serializers.SerializerMethodField(help_text="whether this version is told in posts")
    proposal = serializers.SerializerMethodField(help_text="what approve and return name of the change that waits")
    is_proposed = serializers.SerializerMethodField(help_text="whether a change of it waits for a second person")

    class Meta:
        model = RoadEvent
        fields = (
            *("id", "kind", "status", "state", "cause", "reason", "severity", "performer", "client", "contact", "note"),
            *("act_kind", "act_number", "act_on", "act_body", "detour", "detour_roads", "bus_routes", "stops_removed"),
            "detour_geometry",
            *("signal", "signal_mode", "parking_places", "phases", "headline", "place", "hours", "version", "url"),
            *("is_posted", "is_proposed", "proposal"),
        )

    @extend_schema_field(serializers.ChoiceField([*map(str, State)]))
    def get_state(self, event: RoadEvent) -> str:
        return event.state_at(timezone.now())

    def get_is_posted(self, event: RoadEvent) -> bool:
        return Delivery.objects.filter(subject=event.subject, version=event.version).exists()

    def get_proposal(self, event: RoadEvent) -> str:
        waiting = ProposedChange.objects.filter(event=event).first()
        return waiting.digest if waiting else ""

    def get_is_proposed(self, event: RoadEvent) -> bool:
        return ProposedChange.objects.filter(event=event, returned_by=None).exists()


OF_ONE_PLACE = {"geometry": "geometry", "direction": "direction", "toward": "toward", "places": "words"}


@dataclass(frozen=True)
class Entry:
    """What came in, checked: `phases` is None where none were sent, `confirmed` what is unusual and meant,
    `clash_reason` why what clashes goes on."""

    fields: dict
    phases: list[dict] | None
    comment: str
    confirmed: set[str]
    clash_reason: str


def read_input(request, city: City) -> Entry:
    return entry_of(request.data, city)


def entry_of(values: Mapping, city: City) -> Entry:
    with timezone.override(city.zone):
        form = EventInput(data=values)
        form.is_valid(raise_exception=True)
    fields = dict(form.validated_data)
    phases, comment = fields.pop("phases", None), fields.pop("comment", "")
    reason, confirmed = fields.pop("clash_reason", ""), set(fields.pop("confirmed", ()))
    _check_way_round(city, fields.get("detour_geometry"))
    if "detour_roads" in fields:
        fields["detour_roads"] = streets_listed(fields["detour_roads"], city)
    return Entry(fields, phases, comment, confirmed, reason)


def _check_way_round(city: City, lines: GEOSGeometry | None) -> None:
    """Raises ValidationError."""
    if lines is None:
        return
    try:
        check_geometry((Shape.LINE,), city, lines)
    except DjangoValidationError as error:
        raise ValidationError({"detour_geometry": error.message_dict["geometry"]}) from error


def keep_drawings(event: RoadEvent, given: list[dict]) -> None:
    """A drawing is given out with six digits; who gives it back as it was has drawn nothing anew.

    Raises PhaseRefused.
    """
    phases = {phase.pk: phase for phase in event.phases.prefetch_related("locations")}
    for number, values in enumerate(given, start=1):
        phase = phases.get(values.get("id"))
        there = list(phase.locations.all()) if phase else []
        _take_what_was_changed(values, there)
        _check_short_form(number, values, phase)
        _keep_drawing(values, there[0] if len(there) == 1 else None)
        for place in values.get("locations", ()):
            _keep_drawing(place, next((each for each in there if each.pk == place.get("id")), None))


def _take_what_was_changed(values: dict, there: list[PhasePlace]) -> None:
    """A stage is given out with its place in both forms; who gives both back and changed the short one means that."""
    if "locations" not in values or len(there) != 1 or len(values["locations"]) != 1:
        return
    (location,), (before,) = values["locations"], there
    for name, field in OF_ONE_PLACE.items():
        same = _said(location.get(field, getattr(before, field))) == _said(getattr(before, field))
        if name in values and same:
            location[field] = values[name]


def _check_short_form(number: int, values: dict, phase: Phase | None) -> None:
    """Of several places the short form tells nothing: given back as it was it is left, changed it is refused."""
    if phase is None or len(values.get("locations", ())) < 2:
        return
    if changed := [name for name in OF_ONE_PLACE if name in values and _is_new(values[name], getattr(phase, name))]:
        words = _("There are several places: change this of the place that you mean, in `locations`.")
        raise PhaseRefused(number, dict.fromkeys(changed, words))


def _is_new(given: object, stored: object) -> bool:
    return _said(given) != _said(stored)


def _said(value: object) -> object:
    return rounded(value) if isinstance(value, GEOSGeometry) else value


def _keep_drawing(values: dict, before: PhasePlace | None) -> None:
    if before and "geometry" in values and rounded(values["geometry"]) == rounded(before.geometry):
        values["geometry"] = before.geometry


def key_of(request) -> UUID | None:
    form = EntryKey(data=request.data)
    form.is_valid(raise_exception=True)
    return form.validated_data.get("entry_key")


def draft_of(request, city: City, *, key: UUID | None = None) -> RoadEvent:
    """A new draft of the caller's agency from what came in."""
    if request.user.agency is None:
        raise ValidationError({"agency": [_("You belong to no agency; ask the administrator.")]})
    entry = read_input(request, city)
    if "kind" not in entry.fields:
        raise ValidationError({"kind": [_("Say what it is.")]})
    return actions.draft(
        kind=entry.fields.pop("kind"),
        city=city,
        agency=request.user.agency,
        fields=entry.fields,
        phases=entry.phases or [],
        by=request.user,
        at=timezone.now(),
        key=key,
    )


def _keep_way_round(event: RoadEvent, fields: dict) -> None:
    """As `keep_drawings`: given back with the six digits that were given out, it is the same."""
    given, stored = fields.get("detour_geometry"), event.detour_geometry
    if given and stored and rounded(given) == rounded(stored):
        fields["detour_geometry"] = stored


def take_change(event: RoadEvent, entry: Entry, *, by: User, at: datetime, proposed_by: User | None) -> None:
    """What came in of an event that is held. Raises ValidationError, NeedsApproval."""
    if entry.fields.get("kind", event.kind) != event.kind:
        raise ValidationError({"kind": [_("The kind of an event cannot change; cancel it and enter another.")]})
    fields = {name: value for name, value in entry.fields.items() if name != "kind"}
    known = unusual_in(event, at)
    keep_drawings(event, entry.phases or [])
    _keep_way_round(event, fields)
    told = {"fields": fields, "phases": entry.phases, "comment": entry.comment}
    actions.change(event, by=by, at=at, proposed_by=proposed_by, **told)
    changed = RoadEvent.objects.select_related("city", "agency").get(pk=event.pk)
    check_unusual(changed, at, known=known, confirmed=entry.confirmed)
    check_clashes(changed, at, reason=entry.clash_reason, by=by)


class ChangingView(DeskView):
    told_as = EventOutput
    has_version = True

    def changed(self, event: RoadEvent) -> Response:
        """What the request says of an event that is held."""
        entry, now, user = read_input(self.request, event.city), timezone.now(), self.request.user
        take_in = partial(take_change, event, entry, by=user, at=now)
        return self.done_or_proposed(event, ProposedChange.Verb.CHANGE, lambda author: take_in(proposed_by=author))


class EventsDesk(ChangingView):
    @extend_schema(request=NewEventInput, responses={200: EventOutput, 201: EventOutput, 202: EventOutput})
    def post(self, request) -> Response:
        """A new draft.

        Sent again with the same `entry_key` (a lost answer, a double click) it is the same event, and what differs is
        a change of it; where it has been changed since, it answers 412 as a change would.
        """
        with transaction.atomic():
            key = key_of(request)
            if (before := self.entered_under(key)) is None:
                event = draft_of(request, self.city(), key=key)
                keep_source(request, event)
                return self.told(event.pk, status.HTTP_201_CREATED)
            check_first(before, self.told_as)
            return self.changed(before)

    def entered_under(self, key: UUID | None) -> RoadEvent | None:
        """Held; of one person one entry at a time is looked for and made."""
        if key is None:
            return None
        User.objects.select_for_update(no_key=True).get(pk=self.request.user.pk)
        mine = RoadEvent.objects.filter(created_by=self.request.user, entry_key=key)
        found = mine.select_for_update(of=("self",)).first()
        if found and not RoadEvent.objects.editable_by(self.request.user).filter(pk=found.pk).exists():
            raise PermissionDenied(_("You entered this as a member of another agency; only that one changes it now."))
        return found


class EventDesk(ChangingView):
    @extend_schema(responses=EventOutput)
    def get(self, request, pk: int) -> Response:
        """An event as the desk edits it."""
        return self.told(pk)

    @extend_schema(request=ChangedEventInput, responses={200: EventOutput, 202: EventOutput})
    def patch(self, request, pk: int) -> Response:
        """A change; of a published event the public is told. What is unusual and new in it asks to be confirmed."""
        with self.held(pk) as event:
            return self.changed(event)
