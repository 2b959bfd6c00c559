"""Notices → what they say, in the format of the labelled texts (DESIGN.md, 5). Streams its input."""

import json
import time
from datetime import datetime
from functools import cache
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from closures.reading import notice_label, read_notice
from roadmap.places.rows import gazetteer_of


class Command(BaseCommand):
    help = _("Reads notices (JSON lines): kind, place, schedule, impact, detour.")

    def add_arguments(self, parser):
        parser.add_argument("input", type=Path)
        parser.add_argument("output", type=Path)

    def handle(self, *, input: Path, output: Path, **options):
        try:
            summary = _read_all(input, output, timezone.localtime().replace(tzinfo=None))
        except OSError as error:
            raise CommandError(_("The file cannot be read or written: %(reason)s") % {"reason": error}) from error
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _read_all(input: Path, output: Path, now: datetime) -> dict:
    counts = {"notices": 0, "with_place": 0, "not_road": 0, "errors": 0, "seconds": 0.0}
    gazetteer = cache(gazetteer_of)
    started = time.perf_counter()
    with input.open(encoding="utf-8-sig", errors="replace") as lines, output.open("w", encoding="utf-8") as file:
        for line in filter(str.strip, lines):
            answer = _answer(line, gazetteer, now)
            counts["notices"] += 1
            counts["with_place"] += answer.get("place") is not None
            counts["not_road"] += answer.get("kind") == "not_road"
            counts["errors"] += "error" in answer
            file.write(json.dumps(answer, ensure_ascii=False) + "\n")
    counts["seconds"] = round(time.perf_counter() - started, 3)
    return counts


def _answer(line: str, gazetteer, now: datetime) -> dict:
    """What a line holds; a broken line gets an error of its own and does not stop the rest."""
    try:
        item = json.loads(line)
        published = datetime.fromisoformat(item["published"]) if item.get("published") else now
        read = read_notice(str(item.get("text") or ""), published, gazetteer(str(item.get("city") or "")))
    except (ValueError, TypeError, AttributeError) as error:
        return {"id": None, "error": str(error)}
    return {"id": item.get("id"), **notice_label(read)}
