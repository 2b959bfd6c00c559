"""Several events of the list at once: ended, extended or cancelled after one look; each row tells what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST
from rest_framework.exceptions import APIException

from closures import actions, confirming
from closures.desk.approving import do_or_propose
from closures.desk.changing import take_change
from closures.desk.event_form import entry_of
from closures.desk.wrong import sentences_of
from closures.desk_rows import BULK_VERBS, shown_in_row
from closures.models import ProposedChange, RoadEvent
from closures.phases import ending_last
from closures.validation import our_years
from closures.workflow import MoveRefused
from roadmap.models import User
from roadmap.models.people import Role
from roadmap.moments import WALL_CLOCK
from roadmap.numbers import whole

MOST = 60
MOST_QUERY = 2000  # letters


@dataclass
class Chosen:
    """A row that was checked, in the version that was seen, and what became of it."""

    event: RoadEvent
    version: int
    done: str = ""
    wrong: list[str] = field(default_factory=list)


class BulkForm(forms.Form):
    """`moment` is the new end, or when they were open; of cancelled ones nothing is asked but why."""

    moment = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=WALL_CLOCK),
        validators=[our_years],
    )
    comment = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=300)

    def __init__(self, *args, verb: str, **kwargs):
        super().__init__(*args, **kwargs)
        if verb == "cancel":
            del self.fields["moment"]
            return
        asked = self.fields["moment"]
        asked.label = gettext("Until") if verb == "extend" else gettext("Open since")
        asked.required = verb == "extend"
        asked.help_text = "" if verb == "extend" else gettext("Empty: since now.")


@require_POST
@login_required
def bulk(request: HttpRequest) -> HttpResponse:
    """Without `sure` it asks once for all; then it is done, row by row."""
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404
    verb, chosen = request.POST.get("verb", ""), _chosen(request)
    if verb not in BULK_VERBS or not chosen:
        return redirect(f"{reverse('desk')}?{_back(request, unchosen='1')}")
    city = chosen[0].event.city
    with timezone.override(city.zone):
        form = BulkForm(request.POST if "sure" in request.POST else None, verb=verb)
        is_sure = form.is_valid()
    if is_sure:
        _do_each(chosen, verb, form.cleaned_data, by=request.user, at=timezone.now())
    for each in chosen:
        shown_in_row(each.event, timezone.now())
    told = {
        "verb": verb,
        "title": BULK_VERBS[verb],
        "form": form,
        "chosen": chosen,
        "is_done": is_sure,
        "back": _back(request),
    }
    return render(request, "desk/bulk.html", told | {"city": city, "wrong": sum(bool(each.wrong) for each in chosen)})


def _back(request: HttpRequest, **more: str) -> str:
    """The query of the list that the rows were chosen in."""
    query = QueryDict(request.POST.get("back", "")[:MOST_QUERY], mutable=True)
    query.pop("unchosen", None)
    query.update(more)
    return query.urlencode()


def _chosen(request: HttpRequest) -> list[Chosen]:
    """“12:3” is event 12 in version 3; what is not one's own is left out."""
    versions = {}
    for text in request.POST.getlist("row")[:MOST]:
        number, _colon, version = text.partition(":")
        if (pk := whole(number)) is not None and (seen := whole(version)) is not None:
            versions[pk] = seen
    mine = RoadEvent.objects.editable_by(request.user).filter(pk__in=versions).select_related("city", "agency")
    return [Chosen(event, versions[event.pk]) for event in mine.order_by("pk")]


def _do_each(chosen: Sequence[Chosen], verb: str, told: dict, *, by: User, at: datetime) -> None:
    """One that fails does not hold up the rest."""
    for each in chosen:
        try:
            with transaction.atomic():
                each.done = _do(each, verb, told, by=by, at=at)
        except (MoveRefused, ValidationError, APIException) as error:
            each.wrong = sentences_of(error)
        except IntegrityError:
            each.wrong = [gettext("The database refused it: somebody else changed the same thing.")]
        each.event.refresh_from_db()


def _do(each: Chosen, verb: str, told: dict, *, by: User, at: datetime) -> str:
    """What is said when it is done. Raises what the verb raises."""
    event = RoadEvent.objects.locked(each.event.pk)
    if event.version != each.version:
        raise MoveRefused(gettext("It was changed meanwhile: look at it first."))
    values = VALUES[verb](event, told)
    do = partial(DONE[verb], event, values, by=by, at=at)
    if PROPOSED[verb] is None:
        do()
        return gettext("Done.")
    waits = do_or_propose(event, PROPOSED[verb], values, lambda author: do(proposed_by=author), by=by, at=at)
    return gettext("Sent to an approver.") if waits else gettext("Done.")


def _values_of_end(event: RoadEvent, told: dict) -> dict:
    return {"ended_at": told["moment"], "comment": told["comment"]}


def _values_of_extension(event: RoadEvent, told: dict) -> dict:
    """The stages that end last go on until then, as the API takes it."""
    phases = list(event.phases.all())
    longer = ending_last(phases)
    stages = [
        {"id": phase.pk, "planned_start": phase.planned_start.isoformat()}
        | ({"planned_end": told["moment"].isoformat()} if phase in longer else {})
        for phase in phases
    ]
    return {"phases": stages, "comment": told["comment"]}


def _values_of_cancelling(event: RoadEvent, told: dict) -> dict:
    return {"comment": told["comment"]}


def _finish(event: RoadEvent, values: dict, **who) -> None:
    confirming.finish(event, **who, **values)


def _extend(event: RoadEvent, values: dict, **who) -> None:
    take_change(event, entry_of(values, event.city), **who)


def _cancel(event: RoadEvent, values: dict, **who) -> None:
    actions.cancel(event, **who, **values)


VALUES: dict[str, Callable] = {
    "finish": _values_of_end,
    "extend": _values_of_extension,
    "cancel": _values_of_cancelling,
}
DONE: dict[str, Callable] = {"finish": _finish, "extend": _extend, "cancel": _cancel}
PROPOSED = {"finish": None, "extend": ProposedChange.Verb.CHANGE, "cancel": ProposedChange.Verb.CANCEL}
