"""Residents' messages → category, place and, where it is sure, a point (DESIGN.md, 5). Streams its input."""

import json
import time
from functools import cache
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from appeals.reading import message_label, read_message
from appeals.reading.whereabouts import whereabouts_of
from roadmap.places.rows import city_called, gazetteer_of


class Command(BaseCommand):
    help = _("Reads residents' messages (JSON lines): category, place, point.")

    def add_arguments(self, parser):
        parser.add_argument("input", type=Path)
        parser.add_argument("output", type=Path)

    def handle(self, *, input: Path, output: Path, **options):
        try:
            summary = _read_all(input, output)
        except OSError as error:
            raise CommandError(_("The file cannot be read or written: %(reason)s") % {"reason": error}) from error
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _read_all(input: Path, output: Path) -> dict:
    counts = {"messages": 0, "with_place": 0, "with_point": 0, "not_road": 0, "errors": 0, "seconds": 0.0}
    gazetteer, city = cache(gazetteer_of), cache(city_called)
    started = time.perf_counter()
    with input.open(encoding="utf-8-sig", errors="replace") as lines, output.open("w", encoding="utf-8") as file:
        for line in filter(str.strip, lines):
            answer = _answer(line, gazetteer, city)
            counts["messages"] += 1
            counts["with_place"] += answer.get("place") is not None
            counts["with_point"] += answer.get("point") is not None
            counts["not_road"] += answer.get("kind") == "not_road"
            counts["errors"] += "error" in answer
            file.write(json.dumps(answer, ensure_ascii=False) + "\n")
    counts["seconds"] = round(time.perf_counter() - started, 3)
    return counts


def _answer(line: str, gazetteer, city) -> dict:
    """What a line holds; a broken line gets an error of its own and does not stop the rest."""
    try:
        item = json.loads(line)
        name = str(item.get("city") or "")
        message = read_message(str(item.get("text") or ""), gazetteer(name))
    except (ValueError, TypeError, AttributeError) as error:
        return {"id": None, "error": str(error)}
    found = whereabouts_of(message, city(name))
    return {"id": item.get("id"), **message_label(message), **found}
