"""The dispatcher's pages: the own agency's events, and the editor."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from closures.api.staff.events import EventOutput
from closures.api.staff.versions import etag_of
from closures.kinds import KINDS, restrictions
from closures.kinds.states import UNSEEN, State, told_state
from closures.models import RoadEvent
from closures.models.lists import Cause, Exemption, SignalMode, Source, VehicleClass, VehicleImpact
from closures.workflow import Status
from roadmap.channels import CHANNELS
from roadmap.models import City, Delivery, User
from roadmap.models.people import Role
from roadmap.moments import WEEKDAY_CHOICES, moment_words, period_words
from roadmap.pages import count_of, page_of

PAGE = 30
WALL = "%Y-%m-%dT%H:%M"  # as datetime-local inputs take it
TABS = (
    ("active", _("Active"), [State.ACTIVE, State.OVERDUE]),
    ("planned", _("Planned"), [State.PLANNED]),
    ("draft", _("Drafts"), UNSEEN),
    ("over", _("Over"), [State.FINISHED, State.CANCELLED]),
)


@require_safe
@login_required
def events(request: HttpRequest) -> HttpResponse:
    """Everybody comes here after signing in: an operator has the messages for a desk, who has none goes to the map."""
    user, now = request.user, timezone.now()
    if user.has_role(Role.OPERATOR) and not user.has_role(Role.DISPATCHER, Role.APPROVER):
        return redirect("desk-appeals")
    if user.has_role(Role.EDITOR) and not user.has_role(Role.DISPATCHER, Role.APPROVER):
        return redirect("desk-stories")
    if not user.has_role(Role.DISPATCHER, Role.APPROVER):
        messages.info(request, _("You are signed in. Your role has no pages of its own: this is everybody's map."))
        return redirect("map")
    mine = RoadEvent.objects.editable_by(user).select_related("city")
    state = request.GET.get("state", TABS[0][0])
    tabs = [
        {"value": value, "title": title, "count": count_of(_of_tab(mine, value, now))} for value, title, _states in TABS
    ]
    found = _of_tab(mine, state, now).defer("geometry", "detour_geometry")
    page = page_of(found, request, by="-updated_at", size=PAGE)
    for each in page.rows:
        _shown(each, now)
    return render(request, "desk/events.html", {"tabs": tabs, "state": state, "page": page})


def _of_tab(mine: QuerySet[RoadEvent], tab: str, now: datetime) -> QuerySet[RoadEvent]:
    states = next((states for value, _title, states in TABS if value == tab), TABS[-1][2])
    return mine.in_states(states, now)


def _shown(event: RoadEvent, now: datetime) -> RoadEvent:
    """The event with what its row says."""
    event.shown_state = told_state(event.state_at(now), is_in_force=event.in_force_at(now))
    event.state_word = event.word_of(event.shown_state)
    event.when = period_words(event.start, event.end, event.city.zone, now) if event.start else ""
    return event


def pages_of(user: User, numbers: Collection[int]) -> dict[int, str]:
    """settings.SUBJECT_PAGES: by the number of the event."""
    editable = RoadEvent.objects.editable_by(user).filter(pk__in=numbers).values_list("pk", flat=True)
    return {pk: reverse("desk-event", args=[pk]) for pk in editable}


@require_safe
@login_required
def new_event(request: HttpRequest) -> HttpResponse:
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404
    city = request.user.agency.city if request.user.agency else City.objects.shown()
    if city is None:
        raise Http404
    return render(request, "desk/event.html", _editor(city) | {"entry_key": uuid4()})


@require_safe
@login_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RoadEvent.objects.editable_by(request.user).select_related("city"), pk=pk)
    now = timezone.now()
    with timezone.override(found.city.zone):
        initial = EventOutput(found).data
    context = _editor(found.city) | {
        "event": _shown(found, now),
        "initial": initial,
        "version": etag_of(found),
        "history": found.changes.select_related("by").order_by("-version"),
        **_facts(found, now),
        "lock": _lock(found),
        "deliveries": Delivery.objects.filter(subject=found.subject).order_by("-version", "channel"),
    }
    return render(request, "desk/event.html", context)


def _facts(event: RoadEvent, now: datetime) -> dict:
    """What is known of the start of the phase of the day, and the moment that the page proposes to confirm."""
    phase, zone = event.phases.of_the_day(now), event.city.zone
    return {
        "sources": Source.choices,
        "confirmed_start": phase.actual_start and moment_words(phase.actual_start, zone, now),
        "proposed_start": f"{min(phase.start, now).astimezone(zone):{WALL}}",
        "proposed_end": f"{_proposed_end(event, now).astimezone(zone):{WALL}}",
    }


def _proposed_end(event: RoadEvent, now: datetime) -> datetime:
    """As it was planned, where that is still to come; else a day from now."""
    planned = event.phases.order_by("number").last().planned_end
    return planned if planned and planned > now else now + timedelta(days=1)


def _lock(event: RoadEvent) -> dict | None:
    """Why no more than the words can be corrected, or (`is_whole`) not even those."""
    if event.status == Status.FINISHED:
        return {
            "why": _(
                "The event is over: where, when and what was left for traffic is history. Its words can be corrected; "
                "if works go on, take it up again."
            ),
            "is_whole": False,
        }
    if event.status != Status.CANCELLED:
        return None
    if event.published_at is None:
        return {"why": _("The draft is deleted: nothing of it changes any more."), "is_whole": True}
    return {
        "why": _("The event is cancelled: nothing of it changes any more. Should it take place, enter a new one."),
        "is_whole": True,
    }


def _editor(city: City) -> dict:
    """What the editor's form and script need: the closed lists and the addresses."""
    return {
        "city": city,
        "kinds": KINDS.values(),
        "forms": {value: kind.describe_form() for value, kind in KINDS.items()},
        "causes": Cause.choices,
        "impacts": VehicleImpact.choices,
        "signal_modes": SignalMode.choices,
        "vehicle_classes": VehicleClass.choices,
        "exemptions": Exemption.choices,
        "restriction_groups": restrictions.GROUPS,
        "weekdays": WEEKDAY_CHOICES,
        "unconfigured": [channel.title for channel in CHANNELS.values() if not channel.is_configured()],
        "addresses": {
            "events": reverse("api-desk-events"),
            "desk": reverse("desk"),
            "page": reverse("desk-event", args=[0]),
            "login": reverse("login"),
            "preview": reverse("api-desk-preview"),
            "stretch": reverse("api-desk-stretch"),
            "match": reverse("api-desk-match"),
            "roads": reverse("api-roads"),
            "junctions": reverse("api-road-junctions", args=[0]),
            "signals": reverse("api-traffic-signals"),
        },
    }
