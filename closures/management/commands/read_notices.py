"""Notices → what they say, in the form of docs/places.md."""

import json
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from closures import suggestions
from closures.reading import Notice, notice_label, read_notice
from closures.reading.second import is_unsure, suggestion_label
from roadmap.json_lines import add_explain, add_files, is_any, is_error, moment_of, rewrite, text_of, words_of
from roadmap.language.explaining import explained
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.text import cut_label
from roadmap.places.rows import MOST_CITIES, city_called, gazetteer_of

COUNTED = {
    "notices": is_any,
    "with_place": lambda answer: answer.get("place") is not None,
    "not_road": lambda answer: answer.get("kind") == "not_road",
    "errors": is_error,
}


class Command(BaseCommand):
    help = _("Reads notices (JSON lines): kind, place, schedule, impact, detour.")

    def add_arguments(self, parser):
        add_files(parser)
        add_explain(parser)
        parser.add_argument(
            "--second",
            action="store_true",
            help=_("Also asks the second reader of the item's city about what is unsure, here and now."),
        )

    def handle(self, *, input: Path, output: Path, second: bool, explain: bool, **options):
        started, now = time.perf_counter(), timezone.localtime().replace(tzinfo=None)
        answer = partial(
            _answer,
            gazetteer=lru_cache(maxsize=MOST_CITIES)(gazetteer_of),
            now=now,
            ask=_ask if second else _ask_nobody,
            why=_why if explain else _no_why,
        )
        summary = rewrite(input, output, answer, COUNTED)
        summary["seconds"] = round(time.perf_counter() - started, 3)
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _answer(
    item: dict,
    gazetteer: Callable[[str], Gazetteer],
    now: datetime,
    ask: Callable[[str, datetime, str, Notice], dict],
    why: Callable[[Notice], dict],
) -> dict:
    published = moment_of(item, "published") or now
    text, city = text_of(item, "text"), words_of(item, "city")
    read = read_notice(text, published, gazetteer(city))
    return {**notice_label(read), **cut_label(text), **why(read), **ask(text, published, city, read)}


def _why(read: Notice) -> dict:
    return {"why": explained(read.text, read.why, read.mentions, read.windows)}


def _no_why(read: Notice) -> dict:
    return {}


def _ask_nobody(text: str, published: datetime, city_name: str, read: Notice) -> dict:
    return {}


def _ask(text: str, published: datetime, city_name: str, read: Notice) -> dict:
    """Under `second` what became of the question; nothing where the reading is sure or the city has no such reader."""
    city = city_called(city_name)
    if city is None or not is_unsure(read) or not suggestions.has_second_reader(city):
        return {}
    at = timezone.now()
    row, _is_new = suggestions.put_down(text, published.replace(tzinfo=city.zone), city, at=at)
    suggestions.answer(row.pk, at)
    row.refresh_from_db()
    told = suggestion_label(row.suggestion) if row.suggestion else {"reason": row.why}
    return {"second": {"id": row.pk, "state": row.state, **told}}
