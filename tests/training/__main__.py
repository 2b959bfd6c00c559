"""Learns every question from all labelled texts and writes its weights: `python -m tests.training [NAME…]`.

Before that it tells how right each answer is on cities that were not learned from, and with `--only-tell` nothing more.
`python -m tests.training calibration` learns last how sure the reader may say that it is, which takes a minute or two.
"""

import sys

from roadmap.language.linear import WEIGHTS, written

from . import calibration
from .fit import Example
from .questions import QUESTIONS, Question
from .texts import cities_in_parts


def main(words: list[str]) -> None:
    if words == ["calibration"]:
        calibration.write()
        return
    names = [word for word in words if not word.startswith("-")] or list(QUESTIONS)
    for name in names:
        question = QUESTIONS[name]
        examples = question.examples()
        print(f"{name}: {len(examples)} examples, {_unseen(question, examples):.3f} right on unseen cities")
        if "--only-tell" not in words:
            told = f"learned by `python -m tests.training` from {len(examples)} examples"
            WEIGHTS.joinpath(f"{name}.tsv").write_text(written(question.learned(examples), told), encoding="utf-8")


def _unseen(question: Question, examples: list[Example]) -> float:
    """The share of right answers, each part of the cities read by what the other parts taught."""
    right = 0
    for part in cities_in_parts(one.city for one in examples):
        model = question.learned([one for one in examples if one.city not in part])
        right += sum(model.best(one.features)[0] == one.answer for one in examples if one.city in part)
    return right / len(examples)


if __name__ == "__main__":
    main(sys.argv[1:])
