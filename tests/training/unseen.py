"""The reader as one who does not know: five parts by city, each read by what the other parts taught."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from appeals.reading import message_label, read_message
from closures.reading import notice_label, read_notice
from roadmap.language import calibration, linear
from tests import gazetteers

from . import texts
from .questions import QUESTIONS
from .scoring import Score, score

NOTICES, MESSAGES = "announcements", "complaints"


def answer(label: dict) -> dict:
    """What the reader says to a labelled text, in the form of the label."""
    gazetteer = gazetteers.of(label["city"])
    if label["of"] == "message":
        return message_label(read_message(label["text"], gazetteer))
    return notice_label(read_notice(label["text"], datetime.fromisoformat(label["published"]), gazetteer))


def answers(labelled: list[dict]) -> dict[str, dict]:
    return {one["id"]: answer(one) for one in labelled}


def of_unseen(collection: list[dict], told: Callable[[dict], object] = answer, *, is_raw: bool = False) -> dict:
    """What is told of each text of a collection, each part read by weights that the others taught (beside the
    project's own). `is_raw`: with confidences that are not calibrated."""
    examples = {name: question.examples() for name, question in QUESTIONS.items()}
    found: dict[str, object] = {}
    for part in texts.parts(collection):
        cities = {one["city"] for one in part}
        with learned_without(cities, examples, is_raw=is_raw):
            found |= {one["id"]: told(one) for one in part}
    return found


@contextmanager
def learned_without(cities: set[str], examples: dict, *, is_raw: bool = False) -> Iterator[None]:
    """The reader knows only what texts of other cities taught."""
    with TemporaryDirectory() as folder:
        shutil.copytree(linear.WEIGHTS, folder, dirs_exist_ok=True)
        for name, question in QUESTIONS.items():
            model = question.learned([one for one in examples[name] if one.city not in cities])
            Path(folder, f"{name}.tsv").write_text(linear.written(model), encoding="utf-8")
        if is_raw:
            Path(folder, "calibration.tsv").write_text("", encoding="utf-8")
        with weights_in(Path(folder)):
            yield


@contextmanager
def weights_in(folder: Path) -> Iterator[None]:
    own, linear.WEIGHTS = linear.WEIGHTS, folder
    linear.weights_of.cache_clear()
    calibration.table.cache_clear()
    try:
        yield
    finally:
        linear.WEIGHTS = own
        linear.weights_of.cache_clear()
        calibration.table.cache_clear()


def unseen(name: str) -> tuple[Score, list[dict], dict[str, dict]]:
    """The score of a development collection («announcements», «complaints»), its labels and our answers."""
    collection = texts.collected(name)
    found = of_unseen(collection)
    return score(collection, found), collection, found
