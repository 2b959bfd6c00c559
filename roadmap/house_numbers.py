"""A house's number as a map, a notice or a resident writes it: «25 А, корп. 1» and «25ак1» are one house.

`plain(told)` in Python and `plain_of("house")` in SQL say the same (tests/roadmap/test_house_numbers.py).
"""

import re
from functools import reduce

from django.db.models import Func, TextField, Value
from django.db.models.functions import Lower

SPACES = r"\s\u00a0\u2009\u202f"  # PostgreSQL's \s may leave out those that do not break
STEPS = (("корп[а-яё]*", "к"), ("стр[а-яё]*", "с"), (f"[{SPACES}.,]+", ""))  # what is written → what is left of it


def plain(told: str) -> str:
    return reduce(lambda number, step: re.sub(*step, number), STEPS, told.lower())


def plain_of(column: str) -> Func:
    return reduce(_replaced, STEPS, Lower(column))


def _replaced(number: Func, step: tuple[str, str]) -> Func:
    return Func(number, *map(Value, step), Value("g"), function="regexp_replace", output_field=TextField())
