"""What the desk's pages show of pasted notices: the box, a text with its parts marked, what fills the form."""

from datetime import datetime
from itertools import pairwise

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from closures.desk.notices import read_of
from closures.models import NoticeEntry, PastedNotice, RoadEvent
from roadmap.numbers import whole

LEGEND = (  # what a part of the text is, in the order of the form
    ("kind", _("what")),
    ("place", _("where")),
    ("direction", _("direction")),
    ("schedule", _("when")),
    ("impact", _("what is left for traffic")),
    ("lanes", _("lanes")),
    ("restrictions", _("Limits")),
    ("cause", _("why")),
    ("performer", _("who works")),
    ("client", _("client")),
    ("contact", _("contact")),
    ("detour", _("way round")),
    ("transport", _("buses")),
    ("sender", _("who tells of it")),
)


def box() -> dict:
    """What the box for a notice needs."""
    return {"notices_api": reverse("api-desk-notices"), "notices_page": reverse("desk-notices")}


def pasted_draft(request: HttpRequest) -> dict:
    """Of `?notice=7.0`, draft 0 of notice 7: what the editor shows above its form; empty without one. By `7.0.2` it is
    chosen, too, which of the things that it may mean becomes of an event that was published before."""
    number, draft, *may = [*request.GET.get("notice", "").split("."), ""][:3]
    pk, place, chosen = whole(number), whole(draft), whole("".join(may))
    if pk is None or place is None:
        return {}
    found = PastedNotice.objects.readable_by(request.user).filter(pk=pk).select_related("by", "city").first()
    shown = found and notice_context(request, found, timezone.now())
    if not shown or place >= len(shown["told"]["drafts"]):
        return {}
    return shown | {"pasted": {"notice": found.pk, "draft": shown["told"]["drafts"][place], "chosen": chosen}}


def entries_of(event: RoadEvent) -> list[NoticeEntry]:
    """The notices that an event was entered or changed from, the newest first."""
    rows = NoticeEntry.objects.filter(event=event).select_related("notice__by").order_by("-pk")[:50]
    return list({row.notice_id: row for row in rows}.values())


def notice_context(request: HttpRequest, found: PastedNotice, now: datetime) -> dict:
    told = read_of(found, request.user, now)
    fields = {part["field"] for part in told["parts"]}
    return {
        "notice": found,
        "told": told,
        "pieces": pieces_of(told["text"], told["parts"]),
        "legend": [(field, title) for field, title in LEGEND if field in fields],
        "titles": dict(LEGEND),
    }


def pieces_of(text: str, parts: list[dict]) -> list[dict]:
    """The text cut where parts begin and end; of several parts the shortest marks a piece."""
    edges = sorted({0, len(text), *(edge for part in parts for edge in (part["start"], part["end"]))})
    pieces = []
    for start, end in pairwise(edges):
        around = [part for part in parts if part["start"] <= start and end <= part["end"]]
        part = min(around, key=lambda one: one["end"] - one["start"], default=None)
        pieces.append({"text": text[start:end], "part": part, "title": part and dict(LEGEND)[part["field"]]})
    return pieces
