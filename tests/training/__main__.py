"""Learns every question from all labelled texts and writes its weights: `python -m tests.training [NAME…]`.

Before that it tells how right each answer is on cities that were not learned from, and with `--only-tell` nothing more.
"""

import sys
from collections.abc import Iterable

from roadmap.language.linear import WEIGHTS, written

from . import meaning
from .fit import Example
from .questions import QUESTIONS, learned
from .texts import PARTS, cities_in_parts


def main(words: list[str]) -> None:
    names = [word for word in words if not word.startswith("-")] or list(QUESTIONS)
    for name in names:
        examples = QUESTIONS[name]()
        print(f"{name}: {len(examples)} examples, {_unseen(examples):.3f} right on unseen cities")
        if "--only-tell" not in words:
            told = f"learned by `python -m tests.training` from {len(examples)} labelled texts"
            WEIGHTS.joinpath(f"{name}.tsv").write_text(written(learned(examples), told), encoding="utf-8")
    if names == list(QUESTIONS):
        _tell_meaning()


def _unseen(examples: list[Example]) -> float:
    """The share of right answers, each part of the cities read by what the other parts taught."""
    right = 0
    for part in cities_in_parts(one.city for one in examples):
        model = learned([one for one in examples if one.city not in part])
        right += sum(model.best(one.features)[0] == one.answer for one in examples if one.city in part)
    return right / len(examples)


def _tell_meaning() -> None:
    for subject in meaning.SUBJECTS:
        for source, fields in sorted(meaning.unseen(subject, learned).items()):
            told = ", ".join(f"{name} {_share(values)}" for name, values in fields.items() if values)
            print(f"{subject}, {source} ({len(fields['kind'])} texts, {PARTS} parts by city): {told}")


def _share(values: Iterable[bool]) -> str:
    values = list(values)
    return f"{sum(values) / len(values):.3f}"


if __name__ == "__main__":
    main(sys.argv[1:])
