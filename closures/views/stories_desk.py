"""The editor's desk: stories of the city, written, looked at, published and withdrawn."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from closures.models import Story
from closures.stories import writing
from closures.stories.forms import StoryForm, told_of
from closures.stories.page import story_context
from closures.stories.writing import StoryChanged
from roadmap.logs import note
from roadmap.models import City
from roadmap.models.people import Role
from roadmap.numbers import whole
from roadmap.pages import page_of
from roadmap.workflow import MoveRefused

PAGE = 30


@require_safe
@login_required
def stories(request: HttpRequest) -> HttpResponse:
    city = _city_of_editor(request)
    mine = Story.objects.editable_by(request.user).filter(city=city)
    status = request.GET.get("status", "")
    if status in Story.Status.values:
        mine = mine.filter(status=status)
    page = page_of(mine.select_related("theme", "area", "city").with_likes(), request, by="-updated_at", size=PAGE)
    context = {"city": city, "now": timezone.now(), "page": page, "status": status, "statuses": Story.Status.choices}
    return render(request, "desk/stories.html", context)


def _city_of_editor(request: HttpRequest) -> City:
    """A stranger finds nothing here."""
    user = request.user
    city = user.city
    if not user.has_role(Role.EDITOR) or city is None:
        raise Http404
    return city


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_story(request: HttpRequest) -> HttpResponse:
    city = _city_of_editor(request)
    if request.method != "POST":
        return _form(request, StoryForm(city=city, initial={"valid_from": timezone.localtime()}), city)
    form = StoryForm(request.POST, request.FILES, city=city)
    if not form.is_valid():
        return _form(request, form, city, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    cover = form.cleaned_data["picture"]
    story = writing.write(city, form.written, cover=cover, by=request.user, at=timezone.now())
    note("wrote a story", story, by=request.user)
    messages.success(request, _("The draft is saved. Nobody else sees it until it is published."))
    return redirect("desk-story", story.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def story(request: HttpRequest, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    if request.method != "POST":
        return _form(request, StoryForm(instance=found, initial=told_of(found), city=found.city), found.city, found)
    form = StoryForm(request.POST, request.FILES, instance=found, city=found.city)
    if not form.is_valid():
        return _form(request, form, found.city, found, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        cover = form.cleaned_data["picture"]
        writing.change(found, form.written, cover=cover, version=_version(request), at=timezone.now())
    except StoryChanged as error:
        form.add_error(None, str(error))
        return _form(request, form, found.city, found, status=HTTPStatus.CONFLICT)
    note("changed a story", found, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("desk-story", pk)


@require_POST
@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """`verb` is publish or withdraw."""
    found, version, now = _editable(request, pk), _version(request), timezone.now()
    try:
        if request.POST.get("verb") == "publish":
            writing.publish(found, version=version, by=request.user, at=now)
            messages.success(request, _("The story is published."))
        else:
            writing.withdraw(found, version=version, at=now)
            messages.success(request, _("The story is withdrawn: nobody sees it any more."))
    except (StoryChanged, MoveRefused) as error:
        form = StoryForm(instance=found, initial=told_of(found), city=found.city)
        return _form(request, form, found.city, found, refusal=str(error), status=HTTPStatus.CONFLICT)
    note(f"story: {request.POST.get('verb')}", found, by=request.user)
    return redirect("desk-story", pk)


@require_safe
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As everybody will see it."""
    found = _editable(request, pk)
    found.like_count = 0
    return render(request, "closures/stories/story.html", story_context(found, timezone.now()) | {"is_preview": True})


def _editable(request: HttpRequest, pk: int) -> Story:
    rows = Story.objects.editable_by(request.user).select_related("city", "theme", "area", "road", "published_by")
    return get_object_or_404(rows, pk=pk)


def _version(request: HttpRequest) -> int:
    """The one that the page was made of; 0, which none has, where the form says none."""
    return whole(request.POST.get("version", "")) or 0


def _form(
    request: HttpRequest,
    form: StoryForm,
    city: City,
    story: Story | None = None,
    *,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {"city": city, "now": timezone.now(), "form": form, "story": story, "refusal": refusal}
    return render(request, "desk/story.html", context | {"is_shown": _is_shown(story)}, status=status)


def _is_shown(story: Story | None) -> bool:
    return story is not None and Story.objects.shown(timezone.now()).filter(pk=story.pk).exists()
