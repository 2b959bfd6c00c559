"""Residents' messages → category, place and, where it is sure, a point."""

import json
import time
from functools import cache, partial
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from appeals.reading import message_label, read_message
from appeals.reading.whereabouts import whereabouts_of
from roadmap.json_lines import add_explain, add_files, is_any, is_error, rewrite
from roadmap.language.explaining import explained
from roadmap.places.rows import city_called, gazetteer_of

COUNTED = {
    "messages": is_any,
    "with_place": lambda answer: answer.get("place") is not None,
    "with_point": lambda answer: answer.get("point") is not None,
    "not_road": lambda answer: answer.get("kind") == "not_road",
    "errors": is_error,
}


class Command(BaseCommand):
    help = _("Reads residents' messages (JSON lines): category, place, point.")

    def add_arguments(self, parser):
        add_files(parser)
        add_explain(parser)

    def handle(self, *, input: Path, output: Path, explain: bool, **options):
        started = time.perf_counter()
        answer = partial(_answer, gazetteer=cache(gazetteer_of), city=cache(city_called), is_explained=explain)
        summary = rewrite(input, output, partial(map, answer), COUNTED)
        summary["seconds"] = round(time.perf_counter() - started, 3)
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _answer(line: str, gazetteer, city, is_explained: bool) -> dict:
    """What a line holds; a broken line gets an error of its own and does not stop the rest."""
    try:
        item = json.loads(line)
        name = str(item.get("city") or "")
        message = read_message(str(item.get("text") or ""), gazetteer(name))
    except (ValueError, TypeError, AttributeError) as error:
        return {"id": None, "error": str(error)}
    found = whereabouts_of(message, city(name))
    why = {"why": explained(message.text, message.why, message.mentions)} if is_explained else {}
    return {"id": item.get("id"), **message_label(message), **found, **why}
