"""The desk's list: the own agency's events by what is to be done with them."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from closures.desk_filters import DeskFilter
from closures.desk_rows import BULK_VERBS, add_clashes, add_review, add_silence, shown_in_row
from closures.kinds.states import State
from closures.models import RoadEvent, RoadEventChange, ScheduledPublication
from closures.models.change import Verb
from closures.unconfirmed import asking
from closures.workflow import Status
from roadmap.models.people import Role
from roadmap.pages import count_of, page_of

PAGE = 30
MOST_MISSED = MOST_RETURNED = 10
REVIEWED = (Verb.SUBMITTED, Verb.RETURNED)
REVIEW = "review"
SILENT = "silent"
TABS = (
    ("active", _("Active"), [State.ACTIVE, State.OVERDUE]),
    ("planned", _("Planned"), [State.PLANNED]),
    (SILENT, _("Not confirmed"), []),
    (REVIEW, _("In review"), [State.IN_REVIEW]),
    ("draft", _("Drafts"), [State.DRAFT]),
    ("over", _("Over"), [State.FINISHED, State.CANCELLED]),
)


@require_safe
@login_required
def events(request: HttpRequest) -> HttpResponse:
    """Whose desk is another is led there."""
    user, now = request.user, timezone.now()
    if not user.has_role(Role.DISPATCHER, Role.APPROVER):
        return redirect("home")
    mine = RoadEvent.objects.editable_by(user).select_related("city", "proposal__by", "proposal__source", "scheduled")
    state = request.GET.get("state", TABS[0][0])
    asked = _filter_of(request)
    narrowed = asked.narrowed(mine) if asked.is_bound else mine
    tabs = [_tab(request, narrowed, value, now) | {"title": title} for value, title, _states in TABS]
    found = _of_tab(narrowed, state, now).defer("geometry", "detour_geometry")
    order = "updated_at" if state == REVIEW else "-updated_at"  # who has waited longest comes first
    page = page_of(found, request, by=order, size=PAGE)
    for each in page.rows:
        shown_in_row(each, now)
    add_review(page.rows)
    add_silence(page.rows, now)
    add_clashes(page.rows)
    missed = ScheduledPublication.objects.missed().filter(event__in=mine).select_related("event")
    told = {"tabs": tabs, "state": state, "page": page, "filter": asked, "bulk_verbs": _verbs_of(state)}
    told["missed"] = missed.order_by("-publish_at")[:MOST_MISSED]
    told["returned"] = _returned(mine)
    told |= {"query": request.GET.urlencode(), "is_unchosen": "unchosen" in request.GET}
    told["street_asks"] = count_of(asking(RoadEvent.objects.editable_by(user)))
    return render(request, "desk/events.html", told)


def _returned(mine: QuerySet[RoadEvent]) -> list[RoadEvent]:
    """Drafts, and changes of what is shown, that wait for their author."""
    last = RoadEventChange.objects.filter(event=OuterRef("pk"), verb__in=REVIEWED).order_by("-version").values("verb")
    draft = Q(status=Status.DRAFT, last=Verb.RETURNED)
    found = mine.alias(last=Subquery(last[:1])).filter(draft | Q(proposal__returned_by__isnull=False))
    rows = list(found.defer("geometry", "detour_geometry").order_by("-updated_at")[:MOST_RETURNED])
    add_review(rows)
    return rows


def _filter_of(request: HttpRequest) -> DeskFilter:
    user = request.user
    city = user.city
    is_asked = any(request.GET.get(name) for name in DeskFilter.base_fields)
    return DeskFilter(request.GET if is_asked else None, city=city, user=user)


def _query(request: HttpRequest, state: str) -> str:
    """The other tab, narrowed as this one."""
    kept = {name: request.GET[name] for name in DeskFilter.base_fields if request.GET.get(name)}
    return urlencode({"state": state} | kept)


def _verbs_of(state: str) -> dict:
    """What can be done with several rows of a tab at once."""
    usable = {"active": ("finish", "extend", "cancel"), "planned": ("extend", "cancel"), "draft": ("cancel",)}
    return {verb: title for verb, title in BULK_VERBS.items() if verb in usable.get(state, ())}


def _tab(request: HttpRequest, narrowed: QuerySet[RoadEvent], tab: str, now: datetime) -> dict:
    return {"value": tab, "count": count_of(_of_tab(narrowed, tab, now)), "query": _query(request, tab)}


def _of_tab(mine: QuerySet[RoadEvent], tab: str, now: datetime) -> QuerySet[RoadEvent]:
    if tab == REVIEW:  # and what is shown, with a change that waits
        return mine.filter(Q(status=Status.IN_REVIEW) | Q(proposal__isnull=False, proposal__returned_by=None))
    if tab == SILENT:
        return mine.silent(now)
    states = next((states for value, _title, states in TABS if value == tab), TABS[-1][2])
    return mine.in_states(states, now)
