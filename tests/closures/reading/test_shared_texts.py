"""The labelled development texts beside the checkout, by their own score."""

import importlib.util
import json
from datetime import datetime
from pathlib import Path

import pytest

from appeals.reading import message_label, read_message
from closures.reading import notice_label, read_notice
from tests import gazetteers

TEXTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "texts"
pytestmark = pytest.mark.shared_data


def rows_of(name, read):
    spec = importlib.util.spec_from_file_location("score", TEXTS / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    gold = list(score.read(TEXTS / name))
    predictions = {one["id"]: json.loads(json.dumps({"id": one["id"], **read(one)})) for one in gold}
    return {row: counted.value() for row, counted in score.score(gold, predictions)[0].items()}


def test_announcements():
    rows = rows_of(
        "announcements.jsonl",
        lambda one: notice_label(
            read_notice(one["text"], datetime.fromisoformat(one["published"]), gazetteers.of(one["city"]))
        ),
    )
    assert rows["street F1"] >= 0.93
    assert rows["place exact %"] >= 0.85
    assert rows["schedule exact %"] >= 0.85
    assert rows["impact accuracy"] >= 0.9
    assert rows["kind accuracy"] >= 0.92
    assert rows["detour-street F1"] >= 0.9


def test_messages():
    rows = rows_of("complaints.jsonl", lambda one: message_label(read_message(one["text"], gazetteers.of(one["city"]))))
    assert rows["street F1"] >= 0.85
    assert rows["kind accuracy"] >= 0.85
    assert rows["not_road F1"] >= 0.85
