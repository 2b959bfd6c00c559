"""The dispatcher's editor of an event."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from closures.approval import is_approver, may_enter_at_once, may_publish
from closures.desk.event_form import EventOutput
from closures.desk.versions import etag_of
from closures.desk.waiting import with_own_waiting
from closures.desk_rows import MOST_CLASHES, is_told, review_of, shown_in_row, told_clash
from closures.history import steps
from closures.holding import held_step
from closures.joining import is_open, may_be_joined
from closures.kinds import KINDS, restrictions
from closures.models import EventTemplate, KnownClash, ProposedChange, RoadEvent, ScheduledPublication
from closures.models.lists import Cause, Exemption, SignalMode, Source, VehicleClass, VehicleImpact
from closures.notice_pages import box, entries_of, pasted_draft
from closures.posts import reminder_of
from closures.prefilled import as_new
from closures.proposals import may_approve
from closures.small_maps import drawings
from closures.street.told import street_context
from closures.workflow import UNSEEN, Status
from roadmap.accounts.places import silent_in
from roadmap.models import City, Delivery, User
from roadmap.models.people import Role
from roadmap.moments import WALL_CLOCK, WEEKDAY_CHOICES, moment_words
from roadmap.numbers import whole

LATEST = 10  # steps of the history beside the form
FEW = 6  # templates beside the form


def pages_of(user: User, numbers: Collection[int]) -> dict[int, str]:
    """settings.SUBJECT_PAGES: by the number of the event."""
    editable = RoadEvent.objects.editable_by(user).filter(pk__in=numbers).values_list("pk", flat=True)
    return {pk: reverse("desk-event", args=[pk]) for pk in editable}


@require_safe
@login_required
def new_event(request: HttpRequest) -> HttpResponse:
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404
    city = request.user.city
    if city is None:
        raise Http404
    agency = request.user.agency
    own = {"may_publish": may_enter_at_once(request.user), "hold_s": agency.hold_s if agency else 0}
    context = _editor(city) | own | {"entry_key": uuid4()} | box() | pasted_draft(request) | _start_from(request)
    return render(request, "desk/event.html", context)


def _start_from(request: HttpRequest) -> dict:
    """With `from` (an event's number) or `template` the form begins filled in."""
    usable = EventTemplate.objects.usable_by(request.user)
    if (number := whole(request.GET.get("from", ""))) is not None:
        found = get_object_or_404(RoadEvent.objects.editable_by(request.user).select_related("city"), pk=number)
        with timezone.override(found.city.zone):
            return {"prefilled": as_new(EventOutput(found).data), "prefilled_from": found.shown_headline}
    if (number := whole(request.GET.get("template", ""))) is not None:
        template = get_object_or_404(usable, pk=number)
        return {"prefilled": template.values, "prefilled_from": template.name}
    return {"templates": usable.defer("values")[:FEW]}


@require_safe
@login_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RoadEvent.objects.editable_by(request.user).select_related("city", "agency"), pk=pk)
    now = timezone.now()
    with timezone.override(found.city.zone):
        initial = with_own_waiting(found, EventOutput(found).data, request.user)
    context = (
        _editor(found.city)
        | _second_person(found, request.user, now)
        | {
            "event": shown_in_row(found, now),
            "initial": initial,
            "version": etag_of(found),
            **_history(found, now),
            **_parts(found, request.user),
            **_facts(found, now),
            "scheduled": ScheduledPublication.objects.filter(event=found, event__status__in=UNSEEN).first(),
            "held": _held(found, now),
            "hold_s": found.agency.hold_s,
            "lock": _lock(found),
            **street_context(found, request),
            "from_notices": entries_of(found),
            **pasted_draft(request),
            "known_clashes": _known_clashes(found),
            "deliveries": Delivery.objects.filter(subject__in=[found.subject, reminder_of(found)])
            .select_related("account")
            .with_overtaken()
            .order_by("-version", "channel", "-edition"),
        }
    )
    return render(request, "desk/event.html", context)


def _known_clashes(event: RoadEvent) -> list[dict]:
    """What stands first, then what was accepted once; the latest of each first."""
    rows = KnownClash.objects.of(event).select_related("event__agency", "other__agency", "by")
    shown = rows.order_by(F("resolved_at").desc(nulls_first=True), "-noticed_at")[:MOST_CLASHES]
    return [told for row in shown if is_told(told := told_clash(row, event))]


def _history(event: RoadEvent, now: datetime) -> dict:
    """The latest steps."""
    found = list(event.changes.select_related("by", "proposed_by").order_by("-version")[: LATEST + 1])
    return {"history": steps(found, event.city.zone, now, most=LATEST), "has_more_history": len(found) > LATEST}


def _parts(event: RoadEvent, user: User) -> dict:
    """With what it may be joined, and by what it may be split."""
    phases = list(event.phases.prefetch_related("locations")) if is_open(event) and event.stages > 1 else []
    return {"joinable": may_be_joined(event, user), "parts": phases}


def _held(event: RoadEvent, now: datetime) -> dict | None:
    """The last step, while it can be taken back."""
    step = held_step(event, now)
    if step is None:
        return None
    what = event.changes.get(version=step.version).desk_words
    return {"what": what, "seconds": ceil((step.until - now).total_seconds())}


def _second_person(event: RoadEvent, user: User, now: datetime) -> dict:
    """Who publishes it, and what was said about it or waits."""
    proposal = (
        ProposedChange.objects.filter(event=event).select_related("by", "source", "returned_by", "event__city").first()
    )
    return {
        "may_publish": may_publish(event, user),
        "may_return": is_approver(user) or not event.agency.needs_second_person,
        "review": review_of(event),
        "proposal": proposal and _told_proposal(proposal, user),
    }


def _told_proposal(proposal: ProposedChange, user: User) -> dict:
    """What it would make of the event the page asks for (closures.views.outcome)."""
    return {
        "row": proposal,
        "digest": proposal.digest,
        "is_own": proposal.by == user,
        "may_approve": may_approve(proposal, user),
    }


def _facts(event: RoadEvent, now: datetime) -> dict:
    """What is known of the start of the phase of the day, and the moment that the page proposes to confirm."""
    phase, zone = event.phases.of_the_day(now), event.city.zone
    return {
        "sources": Source.choices,
        "confirmed_start": phase.actual_start and moment_words(phase.actual_start, zone, now),
        "proposed_start": f"{min(phase.start, now).astimezone(zone):{WALL_CLOCK}}",
        "proposed_end": f"{_proposed_end(event, now).astimezone(zone):{WALL_CLOCK}}",
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
    if event.joined_to_id is not None:
        return {"why": _("It is told in another event, and changed there:"), "main": event.joined_to, "is_whole": True}
    if event.published_at is None:
        return {"why": _("The draft is deleted: nothing of it changes any more."), "is_whole": True}
    return {
        "why": _("The event is cancelled: nothing of it changes any more. Should it take place, enter a new one."),
        "is_whole": True,
    }


def _tomorrow_evening(city: City) -> str:
    return f"{timezone.now().astimezone(city.zone) + timedelta(days=1):%Y-%m-%d}T18:00"


def _editor(city: City) -> dict:
    """What the editor's form and script need: the closed lists and the addresses."""
    return {
        "proposed_publication": _tomorrow_evening(city),
        "city": city,
        "kinds": KINDS.values(),
        "forms": {value: kind.describe_form() for value, kind in KINDS.items()},
        "drawings": drawings(),
        "causes": Cause.choices,
        "impacts": VehicleImpact.choices,
        "signal_modes": SignalMode.choices,
        "vehicle_classes": VehicleClass.choices,
        "exemptions": Exemption.choices,
        "restriction_groups": restrictions.GROUPS,
        "weekdays": WEEKDAY_CHOICES,
        "unconfigured": [channel.title for channel in silent_in(city)],
        "addresses": {
            "events": reverse("api-desk-events"),
            "desk": reverse("desk"),
            "page": reverse("desk-event", args=[0]),
            "login": reverse("login"),
            "preview": reverse("api-desk-preview"),
            "clashes": reverse("api-desk-clashes"),
            "ways": reverse("api-desk-ways-round"),
            "others": reverse("api-road-events"),
            "stretch": reverse("api-desk-stretch"),
            "match": reverse("api-desk-match"),
            "drawing": reverse("api-desk-drawing"),
            "occurrences": reverse("api-desk-occurrences"),
            "ends": reverse("api-desk-ends"),
            "pick": reverse("api-desk-pick"),
            "roads": reverse("api-roads"),
            "junctions": reverse("api-road-junctions", args=[0]),
            "signals": reverse("api-traffic-signals"),
        },
    }
