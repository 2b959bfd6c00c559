"""Notices → what they say, in the form of docs/places.md."""

import json
import time
from datetime import datetime
from functools import cache
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from closures.reading import notice_label, read_notice
from roadmap.json_lines import add_files, is_any, is_error, rewrite
from roadmap.places.rows import gazetteer_of

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

    def handle(self, *, input: Path, output: Path, **options):
        started, now = time.perf_counter(), timezone.localtime().replace(tzinfo=None)
        gazetteer = cache(gazetteer_of)
        summary = rewrite(input, output, lambda lines: (_answer(line, gazetteer, now) for line in lines), COUNTED)
        summary["seconds"] = round(time.perf_counter() - started, 3)
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _answer(line: str, gazetteer, now: datetime) -> dict:
    """What a line holds; a broken line gets an error of its own and does not stop the rest."""
    try:
        item = json.loads(line)
        published = datetime.fromisoformat(item["published"]) if item.get("published") else now
        read = read_notice(str(item.get("text") or ""), published, gazetteer(str(item.get("city") or "")))
    except (ValueError, TypeError, AttributeError) as error:
        return {"id": None, "error": str(error)}
    return {"id": item.get("id"), **notice_label(read)}
