"""What the map shows of residents' messages."""

from collections.abc import Sequence
from typing import Self

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appeals.models import Appeal
from appeals.models.appeal import AppealQuerySet
from roadmap.colours import Colours
from roadmap.layers import Layer, Row
from roadmap.models import City
from roadmap.moments import day_words
from roadmap.question import Question
from roadmap.tiles import PIXEL, Table, cell_sql, in_tile_sql, listed_sql, mvt_sql, shape_sql
from roadmap.time_groups import TimeGroup

AFTER_EVENTS = len(TimeGroup)  # in the list, road events come first

COLUMN, ROW = cell_sql("flat")
SHOWN = """
    FROM appeals_appeal AS appeal JOIN appeals_category AS category ON category.id = appeal.category_id
    WHERE appeal.snapped_point && tile.box AND appeal.city_id = %(city)s
      AND appeal.status IN ('new', 'in-work', 'answered')
"""
FAR = f"""
WITH tile AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326) AS box
), shown AS MATERIALIZED (
    SELECT messages.* FROM tile, LATERAL (
        SELECT appeal.id, category.code AS category, category.name AS category_name, appeal.status,
               category.names ->> 'en' AS category_name_en, ST_Transform(appeal.snapped_point, 3857) AS flat {SHOWN}
    ) AS messages
), cells AS (
    SELECT max(id) AS lead, {listed_sql("id")} AS ids
    FROM shown, tile WHERE {in_tile_sql("flat")} GROUP BY {COLUMN}, {ROW}
), signs AS (
    SELECT id, category, category_name, category_name_en, status, count, ids,
           {shape_sql("flat", PIXEL)} AS shape
    FROM cells JOIN shown ON shown.id = cells.lead, tile
)
SELECT {mvt_sql("signs", "signs")}
"""  # noqa: S608 - holds nothing of the request
APPEALS = Table(
    name="appeals",
    columns=("category", "status", "street"),
    features=f"""
        SELECT appeal.id, appeal.snapped_point AS geometry, category.code AS category, appeal.status, appeal.street
        {SHOWN}
    """,
    far=FAR,
)


class Appeals(Layer):
    slug = "appeals"
    title = _("Residents' messages")
    label = _("message")
    sign = "appeal"
    colours = Colours("#0b6e66", "#2b9c92")
    source = "api-appeals"
    key_prefix = "appeal"
    card = "appeal-card"
    module = "appeals/js/styles.js"
    first_zoom = 13  # from farther away they would only hide the closures
    tiles = APPEALS

    def counted(self, number: int) -> str:
        return ngettext("%(found)s message", "%(found)s messages", number) % {"found": number}

    @classmethod
    def rows(cls, layers: Sequence[Self], city: City, question: Question, limit: int) -> list[Row]:
        """Those on the map now; the overdue first, then the newest."""
        shown = _asked_for(city, question).select_related("category", "agency", "city")
        return [
            Row(
                f"appeal-{appeal.pk}",
                _urgency(appeal, question),
                "appeals/_row.html",
                _context(appeal, question),
                group=str(cls.title),
            )
            for appeal in shown.order_by("-submitted_at")[:limit]
        ]

    @classmethod
    def number(cls, layers: Sequence[Self], city: City, question: Question) -> int:
        return _asked_for(city, question).count()


def _asked_for(city: City, question: Question) -> AppealQuerySet:
    shown = Appeal.objects.shown().filter(city=city)
    if question.box:
        shown = shown.in_bbox(question.box)
    if question.area is not None:
        shown = shown.filter(snapped_point__intersects=question.area)
    if question.street:
        shown = shown.of_street(question.street)
    return shown


def _urgency(appeal: Appeal, question: Question) -> tuple:
    is_overdue = appeal.is_overdue_at(question.at)
    return AFTER_EVENTS, 0 if is_overdue else 1, -appeal.submitted_at.timestamp(), appeal.pk


def _context(appeal: Appeal, question: Question) -> dict:
    zone = appeal.city.zone
    return {
        "appeal": appeal,
        "submitted": day_words(appeal.submitted_at, zone, question.at),
        "due": day_words(appeal.answer_due_at, zone, question.at),
        "is_overdue": appeal.is_overdue_at(question.at),
    }
