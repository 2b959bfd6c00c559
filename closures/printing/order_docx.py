"""The order sheet as DOCX: the same, to be edited before it is signed."""

from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from closures.models import RoadEvent
from closures.printing.codes import code_png
from closures.printing.map import map_png
from closures.printing.sheet import Sheet, sheet_of

FONT = "PT Sans"  # of the one who opens it; without it his program takes its own
WIDTH = Mm(174)


def order_docx(event: RoadEvent, at: datetime) -> bytes:
    sheet, paper = sheet_of(event, at), Document()
    _set_up(paper, sheet)
    _head(paper, sheet)
    _facts(paper, sheet)
    paper.add_picture(BytesIO(map_png(event, at)), width=WIDTH)
    _stages(paper, sheet)
    if sheet.note:
        paper.add_heading(_("Note"), 2)
        paper.add_paragraph(sheet.note)
    _foreman(paper, sheet)
    _signatures(paper)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _set_up(paper: Paper, sheet: Sheet) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin = page.bottom_margin = Mm(16)
    for name, size in (("Normal", 10.5), ("Title", 17), ("Heading 2", 12)):
        font = paper.styles[name].font
        font.name, font.size = FONT, Pt(size)
        paper.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:cs"), FONT)
    paper.styles["Normal"].paragraph_format.space_after = Pt(3)
    paper.core_properties.title, paper.core_properties.author = sheet.title, sheet.agency
    paper.core_properties.language = "ru-RU"
    _number_pages(page.footer.paragraphs[0], sheet)


def _number_pages(foot: Paragraph, sheet: Sheet) -> None:
    number = _("Works sheet No. %(number)s · printed %(at)s") % {"number": sheet.number, "at": sheet.printed}
    foot.add_run(f"{number} · ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _field(foot: Paragraph, name: str) -> None:
    """A number that the word processor counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    foot._p.append(field)


def _head(paper: Paper, sheet: Sheet) -> None:
    number = _("Works sheet No. %(number)s") % {"number": sheet.number}
    paper.add_paragraph(f"{sheet.agency} · {number} · {sheet.state}")
    paper.add_paragraph(sheet.title, style="Title")
    if sheet.act:
        paper.add_paragraph(sheet.act)


def _facts(paper: Paper, sheet: Sheet) -> None:
    table = paper.add_table(len(sheet.rows), 2, style="Table Grid")
    for cells, row in zip(table.rows, sheet.rows, strict=True):
        _write(cells.cells[0], (row.title,), Mm(38), is_bold=True)
        _write(cells.cells[1], row.lines, Mm(136))
    paper.add_paragraph()


def _write(cell: _Cell, lines: tuple[str, ...], width: int, *, is_bold: bool = False) -> None:
    cell.width = width
    cell.paragraphs[0].add_run("\n".join(lines)).bold = is_bold


def _stages(paper: Paper, sheet: Sheet) -> None:
    if not sheet.stages:
        return
    paper.add_heading(_("Stages"), 2)
    table = paper.add_table(1, 4, style="Table Grid")
    widths = (Mm(10), Mm(66), Mm(52), Mm(46))
    titles = ("№", _("Where"), _("When"), _("Traffic"))
    rows = [titles, *((str(row.number), row.place, row.when, row.traffic) for row in sheet.stages)]
    for number, told in enumerate(rows):
        cells = table.rows[0].cells if number == 0 else table.add_row().cells
        for cell, words, width in zip(cells, told, widths, strict=True):
            _write(cell, (words,), width, is_bold=number == 0)


def _foreman(paper: Paper, sheet: Sheet) -> None:
    if not sheet.site:
        return
    paper.add_heading(_("For the foreman"), 2)
    paper.add_paragraph(_("Scan it with the phone and tell: begun, finished, goes on, quiet. No login is needed."))
    paper.add_picture(BytesIO(code_png(sheet.site)), width=Mm(32))
    paper.add_paragraph(sheet.site)


def _signatures(paper: Paper) -> None:
    for name in (_("Handed out by"), _("Received by")):
        line = paper.add_paragraph(f"{name} {'_' * 48} {_('signature, name, date')}")
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        line.paragraph_format.space_before = Pt(14)
