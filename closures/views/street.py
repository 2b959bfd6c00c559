"""The foreman's page: by its secret address, without a login, without scripts where need be."""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from closures.kinds.states import told_state
from closures.models import Phase, RoadEvent, SiteLink, SiteReport
from closures.models.street import Quiet
from closures.street.doing import stage_of_the_day, stages_of
from closures.street.forms import PLANNED, THEN, SiteForm
from closures.street.links import link_of, told_in
from closures.street.saying import check_may_be_told, say
from closures.workflow import MoveRefused
from roadmap import limits
from roadmap.callers import caller_of
from roadmap.moments import WALL_CLOCK, period_words
from roadmap.secret_links import kept_secret

TOLD = 10  # of the latest words
JUST_NOW = timedelta(minutes=10)


@csrf_exempt  # the secret in the address is the permission; the page works without cookies
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: HttpRequest, secret: str) -> HttpResponse:
    """A wrong secret tells nothing, not even that it is wrong. That of works that were joined with others leads on."""
    links = SiteLink.objects.open().select_related("event__city", "event__agency")
    link = get_object_or_404(links, secret=secret)
    if request.method != "POST" and (onward := _onward(link)):
        return kept_secret(redirect(onward))
    with timezone.override(link.event.city.zone):
        response = _tell(request, link) if request.method == "POST" else _page(request, link)
    return kept_secret(response)


def _onward(link: SiteLink) -> str:
    """The foreman's page that has taken the place of this one, else the public one; empty where this one stands."""
    main = told_in(link.event)
    if main == link.event:
        return ""
    further = link_of(main)
    return further.get_secret_url() if further else main.get_absolute_url()


def _tell(request: HttpRequest, link: SiteLink) -> HttpResponse:
    now = timezone.now()
    if wait := limits.take("site-address", caller_of(request)) or limits.wait_of("site", str(link.pk)):
        return _page(request, link, errors=[limits.again_in(wait)], status=HTTPStatus.TOO_MANY_REQUESTS)
    form = SiteForm(request.POST, request.FILES, at=now)
    if not form.is_valid():
        return _page(request, link, form=form, status=HTTPStatus.BAD_REQUEST)
    try:
        report = say(link.event, form.told(), at=now)
    except ValidationError as error:
        _note(form, error)
        return _page(request, link, form=form, status=HTTPStatus.CONFLICT)
    except MoveRefused as error:
        return _page(request, link, errors=[str(error)], form=form, status=HTTPStatus.CONFLICT)
    limits.take("site", str(link.pk))  # only what is kept: junk uses up its sender's tries, not the foreman's
    return redirect(f"{link.get_secret_url()}?told={report.key}")


FIELDS = {"started_at": "moment", "ended_at": "moment", "planned_end": "until", "comment": "comment", "stage": "stage"}


def _note(form: SiteForm, error: ValidationError) -> None:
    """A verb's refusal at the field of this page that it is about, else above them all."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(FIELDS.get(name), errors)


def _page(
    request: HttpRequest, link: SiteLink, *, form: SiteForm | None = None, errors: list[str] = (), status: int = 200
) -> HttpResponse:
    now, event = timezone.now(), RoadEvent.objects.select_related("city", "agency").get(pk=link.event_id)
    context = {
        "event": event,
        "city": event.city,
        "now": now,
        "form": form,
        "errors": errors,
        "asks_why_of": _asks_why_of(form),
        "key": form.data.get("key", "") if form else uuid4(),
        "quiets": Quiet.choices,
        "contact": event.agency.duty_phone or event.agency.phone,
        "told": event.site_reports.all()[:TOLD],
        "done": _done(request, event),
        "shut": _why_shut(event),
        "onward": _onward(link),
        "local_now": f"{timezone.localtime(now):{WALL_CLOCK}}",
        **(_state(event, now) if event.start else {}),
    }
    return render(request, "closures/site.html", context, status=status)


def _asks_why_of(form: SiteForm | None) -> str:
    """The word that was said of now, or of the plan, and wants a reason; empty for none, and for another time's."""
    if form is None or "comment" not in form.errors or form.data.get("word", "").endswith(THEN):
        return ""
    return form.data.get("word", "").removesuffix(PLANNED)


def _state(event: RoadEvent, now: datetime) -> dict:
    """`planned_at` is the start by the plan of the stage of the day, where that was today and some time ago."""
    state = told_state(event.state_at(now), is_in_force=event.in_force_at(now))
    stages, today = stages_of(event), stage_of_the_day(event, now)
    return {
        "state": state,
        "word": event.word_of(state),
        "when": period_words(event.start, event.end, event.city.zone, now),
        "stages": [_stage(number, phases[0], event, now) for number, phases in stages.items()],
        "stage_of_the_day": today,
        "planned_at": _planned_today(stages[today][0].planned_start, now),
        "begun_at": min((p.actual_start for p in stages[today] if p.actual_start), default=None),
    }


def _planned_today(planned: datetime, now: datetime) -> datetime | None:
    """In the city's clock; None where “just now” says it as well, or where a day would have to be told, too."""
    local = timezone.localtime(planned)
    is_today = local.date() == timezone.localtime(now).date()
    return local if is_today and planned <= now - JUST_NOW else None


def _stage(number: int, phase: Phase, event: RoadEvent, now: datetime) -> dict:
    return {
        "number": number,
        "name": phase.shown_name,
        "when": period_words(phase.start, phase.end, event.city.zone, now),
        "is_over": phase.actual_end is not None,
    }


def _why_shut(event: RoadEvent) -> str:
    """Nothing can be told, and why."""
    try:
        check_may_be_told(event)
    except ValidationError as error:
        return error.messages[0]
    return ""


def _done(request: HttpRequest, event: RoadEvent) -> SiteReport | None:
    """The word that was told just now."""
    key = request.GET.get("told", "")
    return next((report for report in event.site_reports.all()[:TOLD] if str(report.key) == key), None)
