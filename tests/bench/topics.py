"""Topic and addressee of residents' appeals, learned from our evidence and, beside it, from plain TF-IDF.

The appeals lie beside the checkout (`shared/data/texts-ru`), scikit-learn comes from tests/requirements.txt. What is
measured is the rest to a macro F1 of 1, over the labels with five appeals or more, each fifth read by what the others
taught.
"""

import csv
import importlib.util
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.meaning.evidence import stem_of
from roadmap.language.meaning.message_evidence import evidence_of
from roadmap.language.mentions import read_places
from roadmap.language.text import clean, plain_in_place
from tests.training.fit import Example, fit
from tests.training.texts import PARTS, SHARED

from .bench import Bench
from .figures import Figure

APPEALS = SHARED.parent / "texts-ru" / "complaints_kursk_roads.csv"
FEWEST = 5  # appeals of a label; a rarer one cannot be learned from the other parts
TOPICS = {  # beginning of a label → the desk's category; the same matter on roads of another owner is the same
    "Нарушение дорожного покрытия": "pothole",
    "Отсутствие твёрдого": "no surface",
    "Ямы и выбоины на внутридворовых": "yard",
    "Ямы и выбоины на тротуарах": "sidewalk",
    "Необходимо строительство тротуара": "sidewalk",
    "Отсутствие люков": "manhole",
    "Неудовлетворительная уборка": "litter",
    "Очистка от снега": "snow_ice",
    "Парковки": "parking",
    "Дорожные знаки": "sign",
    "Пешеходные переходы": "crossing",
    "Светофоры": "traffic_light",
    "Несвоевременное восстановление": "works",
    "Освещение": "lighting",
    "Ливневая": "flood",
    "Безопасная дорога": "danger",
    "Искусственные неровности": "danger",
    "Остановки": "stop",
    "Дорожная разметка": "marking",
}

Told = tuple[str, str]  # an appeal's text and its label
Answers = Callable[[Sequence[Told], Sequence[str]], list[str]]  # taught by the first, asked the second


def measure(bench: Bench) -> Iterator[Figure]:
    """Nothing where the appeals are not beside the checkout."""
    if importlib.util.find_spec("sklearn") is None:
        raise RuntimeError("scikit-learn is missing: `./test` installs it from tests/requirements.txt")
    if not APPEALS.exists():
        print(f"bench: no topics, {APPEALS} is missing", file=sys.stderr)
        return
    with APPEALS.open(encoding="utf-8", newline="") as file:
        appeals = list(csv.DictReader(file))
    yield _figure("topic of an appeal", [(one["text"], _topic(one["topic"])) for one in appeals])
    yield _figure("addressee of an appeal", [(one["text"], one["addressee"]) for one in appeals])


def _topic(label: str) -> str:
    return next((topic for beginning, topic in TOPICS.items() if label.startswith(beginning)), label)


def _figure(name: str, told: list[Told]) -> Figure:
    counts = Counter(label for _, label in told)
    kept = [one for one in told if counts[one[1]] >= FEWEST]
    ours, plain = (macro_f1(kept, answers) for answers in (by_evidence, by_tf_idf))
    note = f"{len(kept)} appeals, {PARTS} parts: macro F1 {ours:.2f}, TF-IDF {plain:.2f}"
    return Figure(f"{name}, missed", 1 - ours, 1 - plain, unit="of 1", bare=1 - plain, note=note)


def macro_f1(told: Sequence[Told], answers: Answers) -> float:
    """Every fifth appeal of each label by what the others taught; the mean of the labels' F1."""
    parts = _parts(told)
    pairs: list[tuple[str, str]] = []
    for number, part in enumerate(parts):
        taught = [one for other, chosen in enumerate(parts) if other != number for one in chosen]
        pairs += zip((label for _, label in part), answers(taught, [text for text, _ in part]), strict=True)
    labels = {label for _, label in told}
    return sum(_f1(pairs, label) for label in labels) / len(labels)


def _parts(told: Sequence[Told]) -> list[list[Told]]:
    by_label: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_label[one[1]].append(one)
    dealt = [one for label in sorted(by_label) for one in by_label[label]]
    return [dealt[number::PARTS] for number in range(PARTS)]


def _f1(pairs: Sequence[tuple[str, str]], label: str) -> float:
    right = sum(true == answer == label for true, answer in pairs)
    said = sum((true == label) + (answer == label) for true, answer in pairs)
    return 2 * right / said if said else 0.0


def by_evidence(taught: Sequence[Told], asked: Sequence[str]) -> list[str]:
    """Our evidence, and the words that name a place: who answers depends on where it is."""
    examples = [Example(_evidence(text), label, str(number)) for number, (text, label) in enumerate(taught)]
    model = fit(examples, strength=0.2, balance=1.0, fewest_cities=1)
    return [model.best(_evidence(text))[0] for text in asked]


def _evidence(text: str) -> tuple[str, ...]:
    folded = plain_in_place(clean(text))
    named = read_places(clean(text), Gazetteer())[2]
    names = (stem_of(word) for start, end in named for word in folded[start:end].split())
    return tuple({*evidence_of(folded, named), *names})


def by_tf_idf(taught: Sequence[Told], asked: Sequence[str]) -> list[str]:
    """Words and pairs of words, weighed by how rare they are; the best of the plain models that were tried."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = make_pipeline(words, LinearSVC(class_weight="balanced"))
    model.fit([text for text, _ in taught], [label for _, label in taught])
    return [str(label) for label in model.predict(asked)]
