"""Stories as everybody reads them: themes as rows, one story, its cover, its like, and a feed."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.core.paginator import Paginator
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from closures.models import Story, StoryTheme
from closures.models.story import StoryQuerySet
from closures.stories import likes
from closures.stories.feed import MEDIA_TYPE, atom
from closures.stories.page import story_context
from roadmap import unchanged
from roadmap.jpegs import FOR_ALL, FOR_ONE, jpeg
from roadmap.limits import too_often
from roadmap.models import Area, City

IN_A_ROW = 6
PAGE = 24
BESIDE = ("theme", "area", "city")


@dataclass(frozen=True)
class Narrowed:
    """What of the stories is asked for; what nobody knows is not there (404)."""

    city: City
    theme: StoryTheme | None
    area: Area | None

    @classmethod
    def read(cls, request: HttpRequest, city: City) -> "Narrowed":
        theme, district = request.GET.get("theme", ""), request.GET.get("district", "")
        areas = Area.objects.districts().filter(city=city)
        return cls(
            city,
            get_object_or_404(StoryTheme, slug=theme) if theme else None,
            get_object_or_404(areas, slug=district) if district else None,
        )

    def stories(self, at: datetime) -> StoryQuerySet:
        told = {name: value for name, value in (("theme", self.theme), ("area", self.area)) if value}
        return Story.objects.shown(at).filter(city=self.city, **told)

    @property
    def query(self) -> str:
        told = {"theme": self.theme and self.theme.slug, "district": self.area and self.area.slug}
        return "&".join(f"{name}={value}" for name, value in told.items() if value)


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    asked, now = Narrowed.read(request, city), timezone.now()
    context = {"city": city, "now": now, "asked": asked, "districts": _districts(city)}
    if asked.theme is None:
        return render(request, "closures/stories/themes.html", context | {"rows": _rows(asked, now)})
    found = asked.stories(now).select_related(*BESIDE).with_likes()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "closures/stories/theme.html", context | {"page": page, "query": asked.query})


def _districts(city: City) -> list[Area]:
    return list(Area.objects.districts().filter(city=city).defer("geometry"))


def _rows(asked: Narrowed, at: datetime) -> list[tuple[StoryTheme, list[Story]]]:
    """Each theme of the district's set with its latest stories; one without any is left out."""
    themes = StoryTheme.objects.of(asked.area) if asked.area else StoryTheme.objects.all()
    place = Window(RowNumber(), partition_by="theme", order_by=[F("valid_from").desc(), F("pk").desc()])
    latest = asked.stories(at).annotate(place_in_row=place).filter(place_in_row__lte=IN_A_ROW)
    found = list(Story.objects.filter(pk__in=latest.values("pk")).select_related("area", "city").with_likes())
    rows = [(theme, [story for story in found if story.theme_id == theme.pk]) for theme in themes]
    return [(theme, told) for theme, told in rows if told]


@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _shown(pk))


def _shown(pk: int) -> Story:
    """What is a draft, withdrawn, not yet or no longer valid is not there."""
    found = Story.objects.shown(timezone.now()).select_related(*BESIDE, "road").with_likes()
    return get_object_or_404(found, pk=pk)


def _page(request: HttpRequest, story: Story, *, refusal: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    visitor = likes.visitor_of(request)
    context = story_context(story, timezone.now()) | {"is_liked": likes.likes(story, visitor), "refusal": refusal}
    response = render(request, "closures/stories/story.html", context, status=status)
    likes.greet(request, response)
    return response


@require_POST
def like(request: HttpRequest, pk: int) -> HttpResponse:
    """`like=1` likes, anything else takes it back; said twice is said once."""
    story, visitor = _shown(pk), likes.visitor_of(request)
    if visitor is None:
        words = _("The browser keeps no cookies of this site: a like could not be told from another one's.")
        return _page(request, story, refusal=words, status=HTTPStatus.BAD_REQUEST)
    if seconds := likes.too_many(request, story):
        response = _page(request, story, refusal=too_often(seconds), status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(seconds)
        return response
    verb = likes.like if request.POST.get("like") == "1" else likes.take_back
    verb(story, visitor)
    return redirect(f"{story.get_absolute_url()}#like")


@require_safe
def cover(request: HttpRequest, pk: int) -> FileResponse:
    """`?size=small` is the thumbnail. Of a story that is not shown only its editors see it."""
    story = get_object_or_404(Story.objects.exclude(cover=""), pk=pk)
    is_shown = Story.objects.shown(timezone.now()).filter(pk=pk).exists()
    if not is_shown and not Story.objects.editable_by(request.user).filter(pk=pk).exists():
        raise Http404
    return jpeg(request, story.cover, story.thumbnail, caching=FOR_ALL if is_shown else FOR_ONE)


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """Atom of all stories, of a theme, of a district, of a theme in a district."""
    city = City.objects.shown()
    if city is None:
        raise Http404
    asked = Narrowed.read(request, city)
    told = atom(asked.stories(timezone.now()), city, theme=asked.theme, area=asked.area)
    return unchanged.unless_known(
        request,
        unchanged.content_tag(told),
        lambda: HttpResponse(told, content_type=MEDIA_TYPE),
        caching=unchanged.ASK_EACH_TIME,
    )
