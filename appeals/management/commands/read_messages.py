"""Residents' messages → category, place and, where it is sure, a point."""

import json
import time
from functools import lru_cache, partial
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from appeals.reading import message_label, read_message
from appeals.reading.whereabouts import whereabouts_of
from roadmap.json_lines import add_explain, add_files, is_any, is_error, rewrite, text_of, words_of
from roadmap.language.explaining import explained
from roadmap.language.text import cut_label
from roadmap.places.rows import MOST_CITIES, city_called, gazetteer_of

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
        remembered = lru_cache(maxsize=MOST_CITIES)
        gazetteer, city = remembered(gazetteer_of), remembered(city_called)
        answer = partial(_answer, gazetteer=gazetteer, city=city, is_explained=explain)
        summary = rewrite(input, output, answer, COUNTED)
        summary["seconds"] = round(time.perf_counter() - started, 3)
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _answer(item: dict, gazetteer, city, is_explained: bool) -> dict:
    text, name = text_of(item, "text"), words_of(item, "city")
    message = read_message(text, gazetteer(name))
    found = whereabouts_of(message, city(name))
    why = {"why": explained(message.text, message.why, message.mentions)} if is_explained else {}
    return {**message_label(message), **found, **cut_label(text), **why}
