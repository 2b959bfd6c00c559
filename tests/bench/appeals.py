"""Inbox, morning and figures of a city with a hundred thousand messages: each page in a third of a second."""

from collections.abc import Iterator

from django.db import connection

from appeals import violations
from roadmap.models import Agency
from roadmap.models.people import Role

from . import crowd, load
from .bench import Bench
from .figures import Figure
from .sessions import cookie_of
from .timing import medians

MESSAGES = 100_000
LIMIT_MS = 300.0
LOOK_LIMIT_MS = 1_000.0  # of the clock, each minute
PAGES = {
    "inbox": "/desk/appeals/",
    "inbox, overdue": "/desk/appeals/?show=overdue",
    "inbox, all": "/desk/appeals/?show=all",
    "morning": "/morning/",
    "figures of a year": "/desk/figures/",
    "figures of ten years": "/desk/figures/?since=2000-01-01",
    "figures, list": "/desk/figures/messages/?show=late",
    "figures, seasons": "/desk/figures/seasons/",
    "figures, closures": "/desk/figures/closures/",
    "figures, heat": "/desk/figures/heat/?since=2000-01-01",
    "figures, in public": "/figures/",
}


def measure(bench: Bench) -> Iterator[Figure]:
    crowd.fill_messages(bench.city, min(bench.messages, MESSAGES), bench.at)
    while violations.find(bench.at):
        pass
    load.refresh_statistics()
    everything = cookie_of("appeals", roles=[Role.LEADER, Role.OPERATOR, Role.ADMINISTRATOR])
    for name, address in PAGES.items():
        yield _page(bench, name, address, everything)
    agency = Agency.objects.filter(city=bench.city, appeals__isnull=False).order_by("-pk").first()
    Agency.objects.filter(pk=agency.pk).update(is_default=False)
    yield _page(bench, "a part of the city", "/morning/", cookie_of("appeals-part", agency=agency, roles=[Role.LEADER]))
    (look,) = medians(lambda: violations.find(bench.at), repeats=bench.repeats)
    yield Figure("appeals, broken terms", look, LOOK_LIMIT_MS, note="nothing new is found")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE appeals_appeal CASCADE")  # the measures after this one make theirs


def _page(bench: Bench, name: str, address: str, cookie: str) -> Figure:
    (ours,) = medians(lambda: bench.client.fetch(address, Cookie=cookie), repeats=bench.repeats)
    size = len(bench.client.fetch(address, Cookie=cookie).body) / 1024
    return Figure(f"appeals, {name}", ours, LIMIT_MS, note=f"{size:.0f} KB")
