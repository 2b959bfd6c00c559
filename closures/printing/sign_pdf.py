"""The sign for the fence: what, until when, who answers, and the code of the page that tells where the term moves."""

from datetime import datetime

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor, white
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Spacer, Table

from closures.models import RoadEvent
from closures.printing.codes import absolute
from closures.printing.lines import bound, of_any_year, sentence_case
from closures.printing.paper import MARGIN, SIZES, SOFT, Code, document, style, text
from closures.shown import Shown
from roadmap.moments import period_words, until_words

SMALLEST = 210 * mm  # the width that sizes of letters are given for
FRAME_HEIGHT = 262 * mm


def sign_pdf(event: RoadEvent, at: datetime, size: str = "a4") -> bytes:
    """One page; what is too long is set smaller. `size` is a4 or a3."""
    page = SIZES[size]
    scale = page[0] / SMALLEST
    width, height = page[0] - 2 * MARGIN, FRAME_HEIGHT * scale - MARGIN
    shown = Shown.whole(event, at)
    head = _band(event, shown, width, scale)
    told = [*_told(event, shown, at, scale), Spacer(0, 8 * mm * scale), _who(event, width, scale)]
    parts = [
        head,
        Spacer(0, 8 * mm * scale),
        KeepInFrame(width, height - head.wrap(width, height)[1], told, mode="shrink"),
    ]
    foot = absolute(event.get_absolute_url())
    return document(parts, title=sentence_case(event.shown_headline), author=event.agency.name, foot=foot, size=page)


def _band(event: RoadEvent, shown: Shown, width: float, scale: float) -> Table:
    """What it is, in the colour of the map: read from across the street."""
    what = sentence_case(event.shown_headline.partition(":")[0] or event.get_kind_display())
    band = Table([[text(what.upper(), style(34 * scale, is_bold=True, colour=white))]], colWidths=[width])
    colour = HexColor(event.declared.colours_of(shown.passage).light)
    pad = 14 * scale
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    band.setStyle([("BACKGROUND", (0, 0), (-1, -1), colour), *((side, (0, 0), (-1, -1), pad) for side in sides)])
    return band


def _told(event: RoadEvent, shown: Shown, at: datetime, scale: float) -> list[Flowable]:
    zone, now = event.city.zone, of_any_year(at)
    until = until_words(event.end, zone, now) if event.end else _("until further notice")
    small, large = style(19 * scale), style(36 * scale, is_bold=True)
    why = sentence_case(event.shown_reason)
    rows = [
        (sentence_case(until), large),
        (bound(period_words(event.start, event.end, zone, now)) if event.end else "", small),
        (sentence_case(shown.hours), small),
        (sentence_case(shown.traffic), style(22 * scale)),
        (why, small),
        (event.shown_detour and f"{_('Detour')}: {bound(event.shown_detour)}", style(22 * scale)),
        (bound(event.note), small),
    ]
    told = [part for words, look in rows if words for part in (text(words, look), Spacer(0, 4 * mm * scale))]
    return [*_places(shown, scale), *told]


def _places(shown: Shown, scale: float) -> list[Flowable]:
    """One a line; several of them are a list, read in passing."""
    found = [sentence_case(place) for place in shown.place.split("; ") if place]
    if len(found) > 1:
        listed = style(22 * scale, is_bold=True, leftIndent=14 * scale, bulletIndent=0)
        return [part for place in found for part in (text(place, listed, bullet="•"), Spacer(0, 2 * mm * scale))]
    return [
        part for place in found for part in (text(place, style(26 * scale, is_bold=True)), Spacer(0, 4 * mm * scale))
    ]


def _who(event: RoadEvent, width: float, scale: float) -> Table:
    label, body = style(12 * scale, colour=SOFT), style(19 * scale)
    phone = event.contact or event.agency.duty_phone or event.agency.phone
    rows = [
        (_("Works are done by"), event.performer or event.agency.name),
        (_("Responsible"), event.agency.name if event.performer else ""),
        (_("Phone"), phone),
    ]
    who = [part for name, words in rows if words for part in (text(name, label), text(bound(words), body))]
    if event.published_at is None:
        return Table([[who]], colWidths=[width])
    side = 46 * mm * scale
    code = [Code(absolute(event.get_absolute_url()), side), text(bound(_("Map and news of these works")), label)]
    return Table(
        [[who, code]], colWidths=[width - side - 2 * mm, side + 2 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
    )
