"""Gazetteers for the reading tests: the demonstration city's list of names, and none."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from roadmap.language.gazetteer import Gazetteer, StreetRow

STREETS = Path(__file__).resolve().parent.parent / "fixtures" / "tyumen" / "streets.tsv"


@cache
def tyumen() -> Gazetteer:
    with STREETS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    streets = [
        StreetRow(number, row["name"], row["kind_word"], _parts(row["variants"]), _parts(row["old_names"]))
        for number, row in enumerate(rows, 1)
    ]
    return Gazetteer(streets=streets, city="Тюмень")


@cache
def of(city: str) -> Gazetteer:
    """Cities other than the demonstration city are not loaded: their texts are read by grammar alone."""
    return tyumen() if city == "Тюмень" else Gazetteer(city=city)


def of_names(names: Iterable[str]) -> Gazetteer:
    return Gazetteer(streets=[StreetRow(id=number, name=name) for number, name in enumerate(names)])


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))
