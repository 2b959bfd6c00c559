"""The sign for the fence: what, until when, who answers, and the code of the page that tells where the term moves."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.colors import HexColor, white
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Spacer, Table

from closures.kinds import FOR_A_PUBLIC_EVENT
from closures.kinds.declared import PUBLIC_EVENT
from closures.models import RoadEvent
from closures.models.lists import Cause
from closures.printing.codes import absolute
from closures.printing.lines import bound, of_any_year, sentence_case
from closures.printing.paper import LINE, SIZES, SOFT, QRCode, document, inner, style, text
from closures.printing.sheet import StageRow, shared_hours, stage_rows
from closures.shown import Shown
from roadmap.moments import period_words, until_words

SMALLEST = 210 * mm  # the width that sizes of letters are given for
GROWN = tuple(twentieths / 20 for twentieths in range(38, 12, -1))  # read from as far as there is room for
INDENT = 5 * mm  # of all words, those in the band, too
GAP = 8 * mm
CODE_SIDE = 46 * mm
MOST_STAGES = 12


def sign_pdf(event: RoadEvent, at: datetime, size: str = "a4") -> bytes:
    """One page, filled; what is too long is set smaller. `size` is a4 or a3."""
    page = SIZES[size]
    scale = page[0] / SMALLEST
    width, height = inner(page)
    shown = Shown.whole(event, at)
    band, who = _band(event, shown, width, scale), _who(event, width, scale)
    room = height - 2 * GAP * scale - _height([band, who], width)
    parts = [band, Spacer(0, GAP * scale), _fitted(event, shown, at, width, room, scale), Spacer(0, GAP * scale), who]
    foot = absolute(event.get_absolute_url())
    return document(parts, title=sentence_case(event.shown_headline), author=event.agency.name, foot=foot, size=page)


def _band(event: RoadEvent, shown: Shown, width: float, scale: float) -> Table:
    """What it is, in the colour of the map: read from across the street."""
    what = sentence_case(event.shown_headline.partition(":")[0] or event.get_kind_display())
    band = Table([[text(what.upper(), style(34 * scale, is_bold=True, colour=white))]], colWidths=[width])
    colour = HexColor(event.declared.colours_of(shown.passage).light)
    sides, pad = ("TOPPADDING", "BOTTOMPADDING"), 14 * scale
    band.setStyle([("BACKGROUND", (0, 0), (-1, -1), colour), *((side, (0, 0), (-1, -1), pad) for side in sides)])
    band.setStyle(_indented(scale))
    return band


def _indented(scale: float, *, above: float | None = None) -> list[tuple]:
    """Where the words of a table begin and end; `above` and below them, where given."""
    looks = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    looks += [(side, (0, 0), (-1, -1), INDENT * scale) for side in ("LEFTPADDING", "RIGHTPADDING")]
    if above is not None:
        looks += [(side, (0, 0), (-1, -1), above) for side in ("TOPPADDING", "BOTTOMPADDING")]
    return looks


def _height(parts: Sequence[Flowable], width: float) -> float:
    return sum(part.wrap(width, 10_000 * mm)[1] for part in parts)


def _fitted(event: RoadEvent, shown: Shown, at: datetime, width: float, room: float, scale: float) -> Table:
    """In the largest letters of which all has room: who answers stands at the foot of the page."""
    inside = width - 2 * INDENT * scale
    for grown in GROWN:
        told = _told(event, shown, at, inside, scale * grown)
        if _height(told, inside) <= room:
            break
    box = Table([[KeepInFrame(inside, room, told, mode="shrink")]], colWidths=[width], rowHeights=[room])
    box.setStyle(_indented(scale, above=0))
    return box


def _told(event: RoadEvent, shown: Shown, at: datetime, width: float, scale: float) -> list[Flowable]:
    zone, now = event.city.zone, of_any_year(at)
    until = until_words(event.end, zone, now) if event.end else _("until further notice")
    small, middle, large = style(19 * scale), style(22 * scale), style(36 * scale, is_bold=True)
    stages = stage_rows(event, shown.phases, at) if shown.stage_count > 1 else ()
    first = [
        (sentence_case(until), large),
        (bound(period_words(event.start, event.end, zone, now)) if event.end else "", small),
        ("" if stages else sentence_case(shared_hours(shown.phases)), small),
        ("" if _is_told_by_stage(stages) else sentence_case(shown.traffic), middle),
    ]
    last = [
        (sentence_case(event.shown_reason), small),
        (event.shown_detour and f"{_('Detour')}: {bound(event.shown_detour)}", middle),
        (bound(event.note), small),
    ]
    places = [] if _has_places(stages) else _places(shown, scale)
    return [*places, *_lines(first, scale), *_stages(stages, width, scale), *_lines(last, scale)]


def _lines(rows: Sequence[tuple], scale: float) -> list[Flowable]:
    return [part for words, look in rows if words for part in (text(words, look), Spacer(0, 4 * mm * scale))]


def _is_told_by_stage(stages: Sequence[StageRow]) -> bool:
    return len({stage.traffic for stage in stages}) > 1


def _has_places(stages: Sequence[StageRow]) -> bool:
    return len({stage.place for stage in stages}) > 1


def _places(shown: Shown, scale: float) -> list[Flowable]:
    """One a line; several of them are a list, read in passing."""
    found = [sentence_case(place) for place in shown.place.split("; ") if place]
    if len(found) > 1:
        listed = style(22 * scale, is_bold=True, leftIndent=14 * scale, bulletIndent=0)
        return [part for place in found for part in (text(place, listed, bullet="•"), Spacer(0, 2 * mm * scale))]
    return _lines([(place, style(26 * scale, is_bold=True)) for place in found], scale)


def _stages(stages: Sequence[StageRow], width: float, scale: float) -> list[Flowable]:
    """Each with its dates; where it is and what is left for traffic, where that is not one for all."""
    if not stages:
        return []
    label, body = style(16 * scale, is_bold=True), style(16 * scale)
    rows = []
    for stage in stages[:MOST_STAGES]:
        told = [(stage.place, label)] if _has_places(stages) else []
        told += [(stage.when, body), *([(stage.traffic, body)] if _is_told_by_stage(stages) else [])]
        rows.append([text(f"{_('Stage')} {stage.number}", label), [text(words, look) for words, look in told if words]])
    number = 27 * mm * scale
    table = Table(rows, colWidths=[number, width - number], hAlign="LEFT")
    pads = [(side, (0, 0), (-1, -1), 2 * mm * scale) for side in ("TOPPADDING", "BOTTOMPADDING")]
    sides = [(side, (0, 0), (-1, -1), 0) for side in ("LEFTPADDING", "RIGHTPADDING")]
    lines = [("LINEABOVE", (0, 0), (-1, -1), 0.8 * scale, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    table.setStyle([*pads, *sides, *lines])
    left_out = len(stages) - MOST_STAGES
    more = ngettext("%(n)s more stage stands on its page.", "%(n)s more stages stand on its page.", left_out)
    rest = [text(more % {"n": left_out}, body)] if left_out > 0 else []
    return [table, *rest, Spacer(0, 5 * mm * scale)]


def is_made_for_people(event: RoadEvent) -> bool:
    """A public event or a film, and what is closed for it: somebody holds it, nobody works there."""
    return event.kind == PUBLIC_EVENT.value or event.cause in (*FOR_A_PUBLIC_EVENT, Cause.FILMING)


def _who(event: RoadEvent, width: float, scale: float) -> Table:
    label, body = style(12 * scale, colour=SOFT), style(19 * scale)
    phone = event.contact or event.agency.duty_phone or event.agency.phone
    if has_works := not is_made_for_people(event):
        rows = [(_("Works are done by"), event.performer or event.agency.name)]
        rows += [(_("Responsible"), event.agency.name if event.performer else "")]
    else:
        rows = [(_("Organised by"), event.performer), (_("Responsible"), event.agency.name)]
    rows += [(_("Phone"), phone)]
    who = [part for name, words in rows if words for part in (text(name, label), text(bound(words), body))]
    side = CODE_SIDE * scale if event.published_at else 0
    cells, widths = [who], [width - side]
    if side:
        caption = style(12 * scale, colour=SOFT, alignment=1)  # below the middle of the code
        what = _("Map and news of these works") if has_works else _("Map and news of this")
        cells += [[QRCode(absolute(event.get_absolute_url()), side), text(bound(what), caption)]]
        widths += [side]
    box = Table([cells], colWidths=widths)
    box.setStyle(
        [*_indented(scale, above=0), ("LEFTPADDING", (1, 0), (-1, -1), 0), ("RIGHTPADDING", (1, 0), (-1, -1), 0)]
    )
    return box
