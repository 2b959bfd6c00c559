"""Figures as a file for tables: UTF-8 with its mark, one row a value of each cut."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.utils.translation import gettext as _

from appeals.figures.cuts import Figures, Line
from roadmap.sheets import plain


def csv_of(figures: Figures) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [_("Cut"), _("Value"), _("Messages"), _("Answered on time"), _("Closed"), _("Open and overdue")]
        + [_("Per cent on time"), _("from, %"), _("to, %"), _("Not road matters")]
    )
    whole = Line(str(_("All")), figures.count, figures.rate, figures.rejected, figures.asked)
    for title, line in [(_("All"), whole), *_lines(figures)]:
        rate = line.rate
        edges = rate.percents or ("", "")
        share = "" if rate.percent is None else rate.percent
        row = [plain(title), plain(line.title), line.count, rate.on_time, rate.closed, rate.open_overdue]
        writer.writerow([*row, share, *edges, line.rejected])
    return f"\ufeff{out.getvalue()}"


def _lines(figures: Figures) -> Iterator[tuple[str, Line]]:
    return ((str(cut.title), line) for cut in figures.cuts for line in cut.lines)
