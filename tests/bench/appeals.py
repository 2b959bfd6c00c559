"""Inbox, morning and figures of a city with a hundred thousand messages in three years: each page in a third of a
second, with a bounded number of questions to the database."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from appeals import violations
from appeals.zones import PERIODS, figures_in, zones_in
from roadmap.models import Agency, Area
from roadmap.models.people import Role

from . import crowd, load, parts
from .bench import Bench
from .figures import Figure
from .server import HOST
from .sessions import cookie_of
from .timing import medians

MESSAGES, YEARS = 100_000, 3
LIMIT_MS = 300.0
LOOK_LIMIT_MS = 1_000.0  # of the clock, each minute
MOST_QUESTIONS = 40  # of a page, however many messages there are
PAGES = {
    "inbox": "/desk/appeals/",
    "inbox, overdue": "/desk/appeals/?show=overdue",
    "inbox, all": "/desk/appeals/?show=all",
    "morning": "/morning/",
    "figures of a year": "/desk/figures/",
    "figures of all years": "/desk/figures/?since=2000-01-01",
    "figures, list": "/desk/figures/messages/?show=late",
    "figures, seasons": "/desk/figures/seasons/",
    "figures, closures": "/desk/figures/closures/",
    "figures, heat": "/desk/figures/heat/?since=2000-01-01",
    "figures, in public": "/figures/",
}


def measure(bench: Bench) -> Iterator[Figure]:
    parts.divide(bench.city)
    crowd.fill_messages(bench.city, min(bench.messages, MESSAGES), bench.at, years=YEARS)
    while violations.find(bench.at):
        pass
    load.refresh_statistics()
    everything = cookie_of("appeals", roles=[Role.LEADER, Role.OPERATOR, Role.ADMINISTRATOR])
    district = Area.objects.districts().filter(city=bench.city).first()
    yield from (_page(bench, name, address, everything) for name, address in PAGES.items())
    yield _page(bench, "a district", f"/districts/{district.slug}/", "")
    yield from _zones(bench)
    yield _questions(bench, everything)
    yield _part(bench)
    (look,) = medians(lambda: violations.find(bench.at), repeats=bench.repeats)
    yield Figure("appeals, broken terms", look, LOOK_LIMIT_MS, note="nothing new is found")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE appeals_appeal CASCADE")  # the measures after this one make theirs
    Area.objects.filter(city=bench.city).delete()


def _page(bench: Bench, name: str, address: str, cookie: str) -> Figure:
    headers = {"Cookie": cookie} if cookie else {}
    (ours,) = medians(lambda: bench.client.fetch(address, **headers), repeats=bench.repeats)
    size = len(bench.client.fetch(address, **headers).body) / 1024
    return Figure(f"appeals, {name}", ours, LIMIT_MS, note=f"{size:.0f} KB")


def _part(bench: Bench) -> Figure:
    """The morning of who leads one body."""
    agency = Agency.objects.filter(city=bench.city, appeals__isnull=False).order_by("-pk").first()
    Agency.objects.filter(pk=agency.pk).update(is_default=False)
    return _page(
        bench, "one body's morning", "/morning/", cookie_of("appeals-part", agency=agency, roles=[Role.LEADER])
    )


def _zones(bench: Bench) -> Iterator[Figure]:
    """What /zones/ asks once in a quarter of an hour and keeps."""
    zones = zones_in(bench.city)
    for days in PERIODS:
        (ours,) = medians(lambda days=days: figures_in(zones[0], days, bench.at), repeats=bench.repeats)
        yield Figure(f"appeals, zones of {days} days", ours, LIMIT_MS, note=f"{len(zones)} zones, anew")


def _questions(bench: Bench, cookie: str) -> Figure:
    counts = {name: _asked(bench, address, cookie) for name, address in PAGES.items()}
    name, most = max(counts.items(), key=lambda one: one[1])
    return Figure("appeals, most questions of a page", most, MOST_QUESTIONS, "", note=name)


def _asked(bench: Bench, address: str, cookie: str) -> int:
    """How many, in this process."""
    with override_settings(ALLOWED_HOSTS=[HOST], CITY=bench.city.slug), CaptureQueriesContext(connection) as asked:
        answer = Client().get(address, headers={"cookie": cookie, "host": HOST})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return len(asked)
