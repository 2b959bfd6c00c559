"""A page of paper: PT Sans embedded, styles, numbered pages. The only room that makes words into ReportLab's markup."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A3, A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, Image, PageTemplate, Paragraph

from closures.printing.codes import code_of
from roadmap.picture import palette
from roadmap.picture.fonts import FILES

SIZES = {"a4": A4, "a3": A3}
MARGIN = 18 * mm
TOP = 14 * mm
FOOT, ABOVE_FOOT = 12 * mm, 8 * mm  # of the page, below what is told
REGULAR, BOLD = "PTSans", "PTSans-Bold"
INK, SOFT, LINE, GROUND = (HexColor(colour) for colour in (palette.INK, palette.SOFT_INK, "#c4ccd1", "#f1f3f4"))


@cache
def register_fonts() -> None:
    for name, is_bold in ((REGULAR, False), (BOLD, True)):
        pdfmetrics.registerFont(TTFont(name, str(FILES[is_bold])))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def style(size: float, *, is_bold: bool = False, colour=INK, **more) -> ParagraphStyle:
    register_fonts()
    font = BOLD if is_bold else REGULAR
    values = {
        "leading": size * 1.28,
        "textColor": colour,
        "splitLongWords": 1,
        "bulletFontName": font,
        "bulletFontSize": size,
    } | more
    return ParagraphStyle(f"{font}-{size}", fontName=font, fontSize=size, **values)


def text(words: str, look: ParagraphStyle, bullet: str | None = None) -> Paragraph:
    return Paragraph(escape(words), look, bulletText=bullet)


def lines(several: Sequence[str], look: ParagraphStyle) -> Paragraph:
    return Paragraph("<br/>".join(escape(one) for one in several), look)


def picture(png: bytes, width: float) -> Image:
    source = ImageReader(BytesIO(png))
    across, down = source.getSize()
    return Image(BytesIO(png), width=width, height=width * down / across)


class QRCode(Flowable):
    """A QR code in lines, sharp at every size, with its quiet zone of four modules."""

    QUIET = 4

    def __init__(self, address: str, side: float):
        super().__init__()
        self.rows = [list(row) for row in code_of(address).matrix]
        self.width = self.height = side

    def draw(self) -> None:
        pixel = self.width / (len(self.rows) + 2 * self.QUIET)
        self.canv.setFillColorRGB(1, 1, 1)
        self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        self.canv.setFillColorRGB(0, 0, 0)
        for down, row in enumerate(self.rows):
            for across, is_dark in enumerate(row):
                if is_dark:
                    left, top = (across + self.QUIET) * pixel, self.height - (down + self.QUIET + 1) * pixel
                    self.canv.rect(left, top, pixel, pixel, stroke=0, fill=1)


class Numbered(Canvas):
    """Each page says of how many it is one: they are written when all are known."""

    foot = ""

    def __init__(self, *values, **more):
        super().__init__(*values, **more)
        self._pages: list[dict] = []

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        count = len(self._pages)
        for page in self._pages:
            self.__dict__.update(page)
            self._write_foot(count)
            super().showPage()
        super().save()

    def _write_foot(self, count: int) -> None:
        self.setFont(REGULAR, 8)
        self.setFillColor(SOFT)
        self.drawString(MARGIN, FOOT, self.foot)
        told = _("page %(number)s of %(count)s") % {"number": self._pageNumber, "count": count}
        self.drawRightString(self._pagesize[0] - MARGIN, FOOT, told)


def inner(size: tuple[float, float]) -> tuple[float, float]:
    """Width and height of what a page has room for."""
    width, height = size
    return width - 2 * MARGIN, height - FOOT - ABOVE_FOOT - TOP


def document(parts: Sequence[Flowable], *, title: str, author: str, foot: str, size: tuple = A4) -> bytes:
    """A PDF of as many pages as it takes."""
    register_fonts()
    out = BytesIO()
    made = BaseDocTemplate(
        out, pagesize=size, title=title, author=author, leftMargin=MARGIN, rightMargin=MARGIN, lang=get_language()
    )
    frame = Frame(MARGIN, FOOT + ABOVE_FOOT, *inner(size), 0, 0, 0, 0)
    made.addPageTemplates([PageTemplate("all", [frame])])
    canvas = type("Foot", (Numbered,), {"foot": foot})
    made.build(list(parts), canvasmaker=canvas)
    return out.getvalue()
