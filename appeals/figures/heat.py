"""Where messages come from: a grid over the city, counted by the database."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from appeals.figures.asked import Asked
from appeals.models.appeal import AppealQuerySet
from roadmap.geometry import metres_a_degree
from roadmap.inner_sql import inner_sql

CELL_M = 250
MOST = 2_000  # cells, those with the most messages
COUNTED = """
SELECT floor((ST_X(place) - %(west)s) / %(east_step)s)::int, floor((ST_Y(place) - %(south)s) / %(north_step)s)::int,
       count(*)
FROM ({places}) AS messages (place) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %(most)s
"""


@dataclass(frozen=True)
class Heat:
    """`cells` are [west, south, count] in WGS 84; each is `east_step` × `north_step` degrees, some 250 m each way."""

    cells: list[tuple[float, float, int]]
    east_step: float
    north_step: float

    @property
    def as_json(self) -> dict:
        return {"cells": self.cells, "step": [self.east_step, self.north_step]}


def heat_of(overseen: AppealQuerySet, asked: Asked, at: datetime) -> Heat:
    west, south, _east, north = asked.city.bounds
    east_m, north_m = metres_a_degree((south + north) / 2)
    east_step, north_step = CELL_M / east_m, CELL_M / north_m
    placed = asked.rows(overseen, at).exclude(snapped_point=None).order_by()
    places, values = inner_sql(placed.values("snapped_point"))
    told = {"west": west, "south": south, "east_step": east_step, "north_step": north_step, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(places=places), values | told)
        found = cursor.fetchall()
    cells = [(round(west + x * east_step, 6), round(south + y * north_step, 6), count) for x, y, count in found]
    return Heat(cells, east_step, north_step)
