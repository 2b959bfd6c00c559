"""The list of a week as PDF."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table

from closures.models.event import RoadEventQuerySet
from closures.printing.lines import bound, of_any_year
from closures.printing.paper import GROUND, LINE, MARGIN, SOFT, document, style, text
from closures.printing.week import Chapter, WeekRow, week_of
from roadmap.models import City
from roadmap.moments import moment_words

PAGE = landscape(A4)
WIDTH = PAGE[0] - 2 * MARGIN
COLUMNS = [100 * mm, 62 * mm, 42 * mm, WIDTH - 204 * mm]
TITLE, DAY, GROUP = style(17, is_bold=True), style(12.5, is_bold=True), style(9.5, is_bold=True, colour=SOFT)
BODY, SMALL, LABEL = style(9.5), style(8.5), style(9, colour=SOFT)


def week_pdf(mine: RoadEventQuerySet, first: date, city: City, agency: str, at: datetime) -> bytes:
    week = week_of(mine, first, city, at)
    last = first + timedelta(days=6)
    days = f"{date_format(first, 'd.m.Y')} – {date_format(last, 'd.m.Y')}"
    title = _("Road works of the week, %(days)s") % {"days": days}
    parts = [text(bound(agency), LABEL), text(title, TITLE), Spacer(0, 4 * mm)]
    parts += [part for chapter in week.chapters for part in _chapter(chapter)]
    if week.left_out:
        more = ngettext("%(n)s more event is left out.", "%(n)s more events are left out.", week.left_out)
        parts.append(text(more % {"n": week.left_out}, BODY))
    foot = _("Printed %(at)s") % {"at": moment_words(at, city.zone, of_any_year(at))}
    return document(parts, title=title, author=agency, foot=foot, size=PAGE)


def _chapter(chapter: Chapter) -> Iterator[Flowable]:
    yield CondPageBreak(35 * mm)  # no heading stands alone at the foot of a page
    yield text(chapter.title, DAY)
    yield Spacer(0, 1.5 * mm)
    if not chapter.groups:
        yield text(_("Nothing begins or ends."), LABEL)
    for title, rows in chapter.groups:
        yield _table(title, rows)
    yield Spacer(0, 5 * mm)


def _table(title: str, rows: tuple[WeekRow, ...]) -> Table:
    head = [
        text(title or _("What and where"), GROUP),
        *(text(name, LABEL) for name in (_("When"), _("Traffic"), _("Who"))),
    ]
    told = [[text(row.what, BODY), *(text(words, SMALL) for words in (row.when, row.traffic, row.who))] for row in rows]
    table = Table([head, *told], colWidths=COLUMNS, repeatRows=1, splitInRow=1)
    pads = (("LEFTPADDING", 3), ("RIGHTPADDING", 3), ("TOPPADDING", 2), ("BOTTOMPADDING", 3))
    looks = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)]
    table.setStyle(
        [*looks, ("BACKGROUND", (0, 0), (-1, 0), GROUND), *((name, (0, 0), (-1, -1), pad) for name, pad in pads)]
    )
    return table
