"""All official pages of the city, by body and network."""

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadmap.accounts.networks import SocialNetwork
from roadmap.models import Agency, City, OfficialPage

PAGE = 100


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """`?network=` and `?mark=` narrow it; what nobody knows of them narrows nothing."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    network = _known(request.GET.get("network", ""), SocialNetwork.values)
    mark = _known(request.GET.get("mark", ""), OfficialPage.Mark.values)
    page = Paginator(_bodies(city, network, mark), PAGE).get_page(request.GET.get("page"))
    context = {
        "city": city,
        "page": page,
        "network": network,
        "mark": mark,
        "networks": SocialNetwork.choices,
        "marks": OfficialPage.Mark.choices,
        "tells_sites": _tells_sites(network, mark),
        "query": f"network={network}&mark={mark}",
    }
    return render(request, "roadmap/directory.html", context)


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _bodies(city: City, network: str, mark: str) -> QuerySet[Agency]:
    """Bodies with a page that answers, each with those; the site that an agency names needs no row of its own."""
    told = {name: value for name, value in (("network", network), ("mark", mark)) if value}
    pages = OfficialPage.objects.of_city(city).filter(**told)
    answering = Q(pk__in=pages.order_by().values("agency"))
    if _tells_sites(network, mark):
        answering |= ~Q(website="")
    bodies = Agency.objects.filter(answering, city=city).order_by("name", "pk")
    return bodies.prefetch_related(Prefetch("official_pages", pages, to_attr="told_pages"))


def _tells_sites(network: str, mark: str) -> bool:
    return not mark and network in ("", SocialNetwork.SITE)
