"""The messages' API, the inbox, the desk's and the administrator's pages of a city with a million messages."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from appeals.models import Appeal
from appeals.workflow import Status
from closures.models import RoadEvent
from roadmap.api.cursors import cursor_after
from roadmap.models import Agency
from roadmap.models.people import Role

from . import crowd
from .bench import Bench
from .figures import Figure
from .load import neighbourhood
from .long_page import measure_page
from .sessions import cookie_of
from .timing import medians

LIMIT_MS = 150.0
API, INBOX, DESK, ADMIN = "/api/v1/appeals/", "/desk/appeals/", "/desk/", "/admin/"
EVERYBODY = ""


def measure(bench: Bench) -> Iterator[Figure]:
    crowd.fill(bench.city, bench.messages, bench.at)
    agency = Agency.objects.filter(city=bench.city, appeals__isnull=False).order_by("pk").first()
    cookies = {
        EVERYBODY: EVERYBODY,
        "operator": cookie_of("bench", agency=agency, roles=[Role.OPERATOR]),
        "dispatcher": cookie_of("bench", agency=agency, roles=[Role.DISPATCHER]),
        "administrator": cookie_of("bench", roles=[Role.ADMINISTRATOR]),
    }
    for who, address in _pages(bench, agency):
        yield _asked(bench, who, address, cookies[who])
    yield measure_page(bench)


def _pages(bench: Bench, agency: Agency) -> Iterator[tuple[str, str]]:
    """(Who asks, address)."""
    street = _a_street(bench)
    yield from ((EVERYBODY, _with(API, query)) for query in _api_queries(bench, agency, street))
    for who in ("operator", "administrator"):
        yield from ((who, _with(INBOX, query)) for query in _inbox_queries(bench, street))
    mine = Appeal.objects.filter(agency=agency, status=Status.NEW).order_by("pk").first()
    yield "operator", f"{INBOX}{mine.pk}/"
    for state in ("active", "planned", "draft", "over"):
        yield from ((who, f"{DESK}?state={state}") for who in ("dispatcher", "administrator"))
    yield "dispatcher", f"{DESK}events/{RoadEvent.objects.filter(agency=agency).order_by('pk').first().pk}/"
    yield from (("dispatcher", f"{DESK}{page}/") for page in ("events/new", "deliveries"))
    yield from (("administrator", ADMIN + page) for page in _admin_pages(street))


def _a_street(bench: Bench) -> str:
    return Appeal.objects.filter(city=bench.city).exclude(street="").order_by("pk").first().street


def _with(path: str, query: dict) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _api_queries(bench: Bench, agency: Agency, street: str) -> Iterator[dict]:
    yield {}
    yield {"cursor": _cursor(bench.messages // 2)}
    for status in ("new", "in-work", "answered", "closed", "open", "overdue", "new,answered,closed"):
        yield {"status": status}
    category = Appeal.objects.filter(city=bench.city).order_by("pk").first().category.code
    near = ",".join(map(str, neighbourhood(bench.city, bench.middle)))
    yield {"category": category}
    yield {"agency": agency.slug}
    yield {"street": street}
    yield {"street": "nowhere"}
    for days in (7, 365, 1800):
        yield {"since": (bench.at - timedelta(days=days)).date()}
    yield {"bbox": ",".join(map(str, bench.city.bounds))}
    yield {"bbox": near}
    yield {"bbox": near, "category": category, "agency": agency.slug, "status": "overdue"}
    yield {"status": "closed", "street": street}


def _cursor(messages: int) -> str:
    """As `next` of the page before would have it."""
    last = Appeal.objects.order_by("pk")[messages]
    return cursor_after([last.submitted_at, last.pk])


def _inbox_queries(bench: Bench, street: str) -> Iterator[dict]:
    for tab in ("open", "new", "overdue", "answered", "all"):
        yield {"show": tab}
    yield {"show": "all", "after": f"{(bench.at - timedelta(days=1800)).isoformat()},0"}
    yield {"show": "open", "street": street}
    yield {"show": "all", "street": street[:5]}
    yield {"show": "all", "street": "nowhere"}
    yield from ({"q": words} for words in (street[:8], "яма", "nobody@example.org", "+7 900 000-00-00"))
    yield from ({"reopened": "on"}, {"due": "soon"}, {"assignee": "nobody"})
    yield {"number": Appeal.objects.order_by("-pk").first().number}


def _admin_pages(street: str) -> Iterator[str]:
    for model in (
        "appeals/appeal",
        "closures/roadevent",
        "closures/roadeventchange",
        "roadmap/delivery",
        "roadmap/road",
    ):
        yield f"{model}/"
    yield "appeals/appeal/?status__exact=new"
    yield _with("appeals/appeal/", {"q": street})
    yield _with("closures/roadevent/", {"q": street})
    yield "roadmap/delivery/?q=road-event:5"


def _asked(bench: Bench, who: str, address: str, cookie: str) -> Figure:
    headers = {"Cookie": cookie} if cookie else {}
    page = bench.client.get(address, **headers).leads_to or address  # a person's words are kept out of addresses
    (ours,) = medians(lambda: bench.client.fetch(page, **headers), repeats=bench.repeats)
    size = len(bench.client.fetch(page, **headers).body) / 1024
    return Figure(f"messages, {who or 'public'}: {address}"[:90], ours, LIMIT_MS, note=f"{size:.0f} KB")
