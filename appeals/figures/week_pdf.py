"""The week's report of messages as PDF."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from appeals.figures.rates import Rate
from appeals.figures.week import Week
from closures.printing.lines import bound, of_any_year
from closures.printing.paper import GROUND, LINE, SIZES, SOFT, document, inner, style, text
from roadmap.models import City
from roadmap.moments import moment_words

TITLE, HEAD = style(17, is_bold=True), style(12.5, is_bold=True)
BODY, LABEL = style(9.5), style(9, colour=SOFT)
WIDTH = inner(SIZES["a4"])[0]


def week_pdf(week: Week, city: City, who: str, at: datetime) -> bytes:
    days = f"{date_format(week.first, 'd.m.Y')} – {date_format(week.last, 'd.m.Y')}"
    title = _("Residents' messages of the week, %(days)s") % {"days": days}
    parts = [text(bound(who), LABEL), text(title, TITLE), Spacer(0, 4 * mm), *_chapters(week)]
    foot = _("Printed %(at)s") % {"at": moment_words(at, city.zone, of_any_year(at))}
    return document(parts, title=title, author=who, foot=foot)


def _chapters(week: Week) -> Iterator[Flowable]:
    yield from _table(
        _("Totals"),
        (_("What"), _("This week"), _("The week before")),
        [
            (_("Came in"), _changed(week.figures.count, week.before.count), week.before.count),
            (_("Of them answered on time"), week.figures.rate.on_time, week.before.rate.on_time),
            (_("Per cent on time"), _share(week.figures.rate), _share(week.before.rate)),
            (_("Answers given in the week"), week.answered, week.answered_before),
            (_("Came back in the week: not fixed"), week.came_back, week.came_back_before),
            (_("Came back and open now"), week.disputed, "–"),
        ],
    )
    cuts, before = ({cut.name: cut for cut in figures.cuts} for figures in (week.figures, week.before))
    for name in ("category", "area", "source"):
        now, earlier = ({line.title: line.count for line in one[name].lines} for one in (cuts, before))
        rows = [
            (title, _changed(now.get(title, 0), earlier.get(title, 0)), earlier.get(title, 0))
            for title in {**now, **earlier}  # what nobody told of any more stands at the end
        ]
        yield from _table(str(cuts[name].title), ("", _("This week"), _("The week before")), rows)
    yield from _table(_("Streets"), (_("Street"), _("Messages"), ""), [(*row, "") for row in week.streets])
    late = [(one.agency, one.broken, one.waiting) for one in week.overdue]
    yield from _table(_("Overdue, by body"), (_("Body"), _("Became late in the week"), _("Open and overdue")), late)
    grown = [(one.category, one.now, one.before) for one in week.growing]
    yield from _table(_("Topics that grow"), (_("Topic"), _("Seven days"), _("The seven before")), grown)


def _changed(now: int, before: int) -> str:
    """“6 (−3)”."""
    return f"{now} ({now - before:+d})".replace("-", "−")


def _share(rate: Rate) -> str:
    if rate.is_hidden:
        return _("under 30 cases")
    return "{} ({}–{})".format(rate.percent, *rate.percents)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[Flowable]:
    """A heading stays with what stands below it."""
    told = [[text(bound(str(cell)), BODY) for cell in row] for row in rows]
    if not told:
        yield KeepTogether([text(title, HEAD), text(_("Nothing."), LABEL), Spacer(0, 4 * mm)])
        return
    table = Table(
        [[text(bound(word), LABEL) for word in head], *told], colWidths=[WIDTH * share for share in (0.5, 0.25, 0.25)]
    )
    looks = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)]
    table.setStyle([*looks, ("BACKGROUND", (0, 0), (-1, 0), GROUND)])
    yield KeepTogether([text(title, HEAD), Spacer(0, 1.5 * mm), table, Spacer(0, 4 * mm)])
