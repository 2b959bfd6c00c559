"""The order sheet as PDF: what a department signs and a foreman carries."""

from datetime import datetime

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from closures.models import RoadEvent
from closures.printing.map import map_png
from closures.printing.paper import BOLD, GROUND, LINE, MARGIN, SOFT, QRCode, document, lines, picture, style, text
from closures.printing.sheet import Sheet, sheet_of

WIDTH = A4[0] - 2 * MARGIN
TITLE, HEADING = style(17, is_bold=True), style(12, is_bold=True)
BODY, LABEL, SMALL = style(10.5), style(9.5, colour=SOFT), style(8.5, colour=SOFT)
CODE_SIDE = 28 * mm


def order_pdf(event: RoadEvent, at: datetime) -> bytes:
    sheet = sheet_of(event, at)
    parts = [
        *_head(sheet),
        _facts(sheet),
        Spacer(0, 4 * mm),
        picture(map_png(event, at), WIDTH),
        Spacer(0, 4 * mm),
        *_stages(sheet),
        *_note(sheet),
        KeepTogether([*_foreman(sheet), _signatures()]),
    ]
    foot = _("Works sheet No. %(number)s · printed %(at)s") % {"number": sheet.number, "at": sheet.printed}
    return document(parts, title=f"{sheet.title} (№ {sheet.number})", author=sheet.agency, foot=foot)


def _head(sheet: Sheet) -> list[Flowable]:
    number = _("Works sheet No. %(number)s") % {"number": sheet.number}
    top = Table([[text(sheet.agency, LABEL), text(f"{number} · {sheet.state}", style(9.5, colour=SOFT, alignment=2))]])
    top.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.8, LINE), *_tight(bottom=4)])
    act = [Spacer(0, 1 * mm), text(sheet.act, BODY)] if sheet.act else []
    return [top, Spacer(0, 4 * mm), text(sheet.title, TITLE), *act, Spacer(0, 4 * mm)]


def _tight(*, left: float = 0, top: float = 0, bottom: float = 0) -> list[tuple]:
    """Paddings of all cells, in points."""
    given = {"LEFTPADDING": left, "RIGHTPADDING": left, "TOPPADDING": top, "BOTTOMPADDING": bottom}
    return [("VALIGN", (0, 0), (-1, -1), "TOP"), *((name, (0, 0), (-1, -1), size) for name, size in given.items())]


def _facts(sheet: Sheet) -> Table:
    rows = [[text(row.title, LABEL), lines(row.lines, BODY)] for row in sheet.rows]
    table = Table(rows, colWidths=[36 * mm, WIDTH - 36 * mm], splitInRow=1)
    table.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), *_tight(top=2, bottom=3)])
    return table


def _stages(sheet: Sheet) -> list[Flowable]:
    if not sheet.stages:
        return []
    titles = [text(title, LABEL) for title in ("№", _("Where"), _("When"), _("Traffic"))]
    rows = [
        [str(row.number), *(text(words, BODY) for words in (row.place, row.when, row.traffic))] for row in sheet.stages
    ]
    table = Table([titles, *rows], colWidths=[9 * mm, 66 * mm, 52 * mm, WIDTH - 127 * mm], repeatRows=1, splitInRow=1)
    looks = [("BACKGROUND", (0, 0), (-1, 0), GROUND), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)]
    table.setStyle([*looks, ("FONT", (0, 1), (0, -1), BOLD, 10.5), *_tight(left=4, top=3, bottom=4)])
    return [text(_("Stages"), HEADING), Spacer(0, 2 * mm), table, Spacer(0, 5 * mm)]


def _note(sheet: Sheet) -> list[Flowable]:
    return [text(_("Note"), HEADING), text(sheet.note, BODY), Spacer(0, 5 * mm)] if sheet.note else []


def _foreman(sheet: Sheet) -> list[Flowable]:
    if not sheet.site:
        return []
    told = [
        text(_("For the foreman"), HEADING),
        text(_("Scan it with the phone and tell: begun, finished, goes on, quiet. No login is needed."), BODY),
        Spacer(0, 1.5 * mm),
        text(sheet.site, SMALL),
    ]
    box = Table([[QRCode(sheet.site, CODE_SIDE), told]], colWidths=[CODE_SIDE + 6 * mm, WIDTH - CODE_SIDE - 6 * mm])
    box.setStyle([("BOX", (0, 0), (-1, -1), 0.8, LINE), *_tight(left=6, top=3, bottom=3)])
    return [box, Spacer(0, 3 * mm)]


def _signatures() -> Table:
    """Two lines to sign on."""
    names = [_("Handed out by"), _("Received by")]
    rows = [[text(name, LABEL), "", text(_("signature, name, date"), SMALL)] for name in names]
    table = Table(rows, colWidths=[30 * mm, WIDTH - 75 * mm, 45 * mm], rowHeights=[9 * mm] * 2)
    table.setStyle([("LINEBELOW", (1, 0), (1, -1), 0.6, SOFT), ("VALIGN", (0, 0), (-1, -1), "BOTTOM")])
    return table
