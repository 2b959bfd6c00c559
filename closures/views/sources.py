"""The administrator's pages of others' works: sources, a file's way from its upload to its report."""

import csv
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from closures.models import SourceRow, SourceRun, WorksSource
from closures.sources import gone, report, runs
from closures.sources.field_map import unused
from closures.sources.formats import FORMATS
from closures.sources.forms import FieldMapForm, SourceForm, UploadForm
from closures.sources.records import Unreadable
from closures.workflow import MoveRefused
from roadmap.logs import note
from roadmap.models import City
from roadmap.numbers import whole
from roadmap.setting_up import changes

MOST_SOURCES, MOST_RUNS, MOST_ITEMS = 200, 20, 100
ROWS = 50  # of a page, and of its map
FIRST_ROWS = 3  # that are shown beside the columns
Outcome = SourceRow.Outcome


def _mine(request: HttpRequest) -> tuple[City, QuerySet[WorksSource]]:
    """A stranger finds nothing here."""
    user = request.user
    sources = WorksSource.objects.manageable_by(user)
    city = user.city
    if city is None or sources.query.is_empty():
        raise Http404
    return city, sources.filter(city=city).select_related("agency", "city")


def _run(request: HttpRequest, pk: int) -> SourceRun:
    _city, sources = _mine(request)
    mine = SourceRun.objects.filter(source__in=sources).select_related("source__city", "source__agency", "by")
    return get_object_or_404(mine.defer("content"), pk=pk)


@require_safe
@login_required
def sources(request: HttpRequest) -> HttpResponse:
    city, mine = _mine(request)
    rows = mine.annotate(last_at=Max("runs__taken_at"))[:MOST_SOURCES]
    for row in rows:
        row.format_title = FORMATS[row.format].title if row.format in FORMATS else row.format
    return render(request, "desk/sources.html", {"city": city, "now": timezone.now(), "sources": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_source(request: HttpRequest) -> HttpResponse:
    city, _sources = _mine(request)
    form = SourceForm(request.POST or None, city=city, initial={"agency": request.user.agency})
    return _saved(request, form, city)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    city, mine = _mine(request)
    return _saved(request, SourceForm(request.POST or None, instance=get_object_or_404(mine, pk=pk), city=city), city)


def _saved(request: HttpRequest, form: SourceForm, city: City) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        source = changes.save_form(form, by=request.user, at=timezone.now())
        note("saved a source", source, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("desk-source", source.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "desk/source_settings.html", {"city": city, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """A file is sent here, too."""
    _city, mine = _mine(request)
    found = get_object_or_404(mine, pk=pk)
    form = UploadForm(request.POST or None, request.FILES or None, source=found)
    if request.method == "POST" and form.is_valid():
        try:
            return _begun(request, found, form.cleaned_data["file"])
        except Unreadable as error:
            form.add_error("file", str(error))
    return _source_page(request, found, form)


def _begun(request: HttpRequest, source: WorksSource, file) -> HttpResponse:
    """A file whose columns nobody has named yet is asked about first."""
    now = timezone.now()
    run = runs.begin(source, file.name, file.read(), by=request.user, at=now)
    note("uploaded a file of a source", run, by=request.user)
    if FORMATS[source.format].columns and not source.field_map:
        return redirect("desk-source-map", run.pk)
    runs.look(run, at=now)
    return redirect("desk-source-run", run.pk)


def _source_page(request: HttpRequest, source: WorksSource, form: UploadForm) -> HttpResponse:
    items = source.items.select_related("event").order_by("external_id")
    context = {
        "city": source.city,
        "now": timezone.now(),
        "source": source,
        "format": FORMATS[source.format],
        "form": form,
        "runs": source.runs.select_related("by").defer("content")[:MOST_RUNS],
        "differing": items.exclude(difference="")[:MOST_ITEMS],
        "gone": items.filter(gone_in__isnull=False, event__status__in=gone.LASTING)[:MOST_ITEMS],
        "latest": source.runs.defer("content").first(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "desk/source.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def field_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what, with the first rows beside it."""
    run = _run(request, pk)
    found = FORMATS[run.source.format].columns
    if found is None or run.content is None:
        raise Http404
    columns, first = found(bytes(run.content), FIRST_ROWS)
    form = FieldMapForm(request.POST or None, columns=columns, field_map=run.source.field_map)
    if request.method == "POST" and form.is_valid():
        return _mapped(request, run, form.field_map)
    shown = form.shown_map
    context = {"run": run, "form": form, "unused": unused(columns, shown), "has_start": "start" in shown}
    context["first"] = [[row.get(column, "") for column in columns] for row in first]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "desk/source_map.html", context, status=status)


def _mapped(request: HttpRequest, run: SourceRun, told: dict) -> HttpResponse:
    runs.name_columns(run.source, told, by=request.user, at=timezone.now())
    note("named the columns of a source", run.source, by=request.user)
    try:
        runs.read_anew(run, at=timezone.now())
    except (Unreadable, MoveRefused) as error:
        messages.error(request, str(error))
    return redirect("desk-source-run", run.pk)


@require_safe
@login_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come of a file, or came; while a worker goes through it the page comes again by itself."""
    found = _run(request, pk)
    counted = report.counts(found)
    outcome = request.GET.get("outcome", "")
    rows = found.rows.select_related("event")
    if outcome in Outcome.values and outcome:
        rows = rows.filter(outcome=outcome)
    rows = list(rows.filter(number__gt=whole(request.GET.get("after", "")) or 0).order_by("number")[: ROWS + 1])
    tabs = [(value, title, counted[value]) for value, title in Outcome.choices if value and counted[value]]
    context = {
        "city": found.source.city,
        "run": found,
        "is_going_on": found.state in runs.GOING_ON,
        "tabs": tabs,
        "outcome": outcome,
        "total": sum(counted.values()),
        "done": sum(counted.values()) - counted[Outcome.WAITING],
        "counted": counted,
        "comes": sum(counted[each] for each in (Outcome.CREATED, Outcome.UPDATED, Outcome.PROPOSED)),
        "rows": rows[:ROWS],
        "next_after": rows[ROWS - 1].number if len(rows) > ROWS else None,
        "missed": gone.missed(found)[:MOST_ITEMS] if found.state == SourceRun.State.DONE else [],
        "has_columns": FORMATS[found.source.format].columns is not None,
        "features": [_feature(row) for row in rows[:ROWS] if row.told.get("geometry")],
    }
    return render(request, "desk/source_run.html", context)


def _feature(row: SourceRow) -> dict:
    return {
        "number": row.number,
        "outcome": row.outcome,
        "title": f"{row.number}. {row.told['headline']}",
        "geometry": row.told["geometry"],
    }


@require_POST
@login_required
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = _run(request, pk)
    try:
        runs.take(found, by=request.user, at=timezone.now())
        note("took a file of a source", found, by=request.user)
    except MoveRefused as error:
        messages.warning(request, str(error))
    return redirect("desk-source-run", pk)


@require_safe
@login_required
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """What was not taken as it is, for a spreadsheet."""
    found = _run(request, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="source-{found.pk}.csv"'
    answer.write("\ufeff")  # by it a spreadsheet knows the encoding
    writer = csv.writer(answer, delimiter=";")
    writer.writerow([_("row in the file"), _("number in the source"), _("outcome"), _("reason")])
    writer.writerows(report.table(found))
    return answer
