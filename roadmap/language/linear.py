"""A linear model applied: evidence with weights, summed for every answer. The weights are a small text file beside it.

`tests/training` learns them; here nothing is learned. A feature is a short string («before=по», «cue=closing»); what
the model does not know weighs nothing. `why` shows what spoke for an answer, in the order of its weight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights")
BIAS = "(bias)"


@dataclass(frozen=True)
class Linear:
    """Weights by feature, one for each of `answers`."""

    answers: tuple[str, ...]
    weights: dict[str, tuple[float, ...]]

    def scores(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each answer, from 0 to 1, together 1."""
        return self.shares(self.sums(features, self.bias))

    @property
    def bias(self) -> tuple[float, ...]:
        return self.weights.get(BIAS, (0.0,) * len(self.answers))

    def sums(self, features: Iterable[str], before: Sequence[float]) -> Sequence[float]:
        """What the features weigh for each answer, on top of what came before."""
        rows = [self.weights[feature] for feature in features if feature in self.weights]
        return [sum(column) for column in zip(before, *rows, strict=True)]

    def shares(self, sums: Sequence[float]) -> dict[str, float]:
        highest = max(sums)
        raised = [exp(one - highest) for one in sums]
        whole = sum(raised)
        return {answer: one / whole for answer, one in zip(self.answers, raised, strict=True)}

    def best(self, features: Iterable[str]) -> tuple[str, float]:
        """The likeliest answer and its probability."""
        scores = self.scores(features)
        answer = max(scores, key=scores.get)
        return answer, scores[answer]

    def why(self, features: Iterable[str], answer: str, most: int = 5) -> list[tuple[str, float]]:
        """The features that spoke for an answer, the loudest first: each beside the mean of the other answers."""
        at = self.answers.index(answer)
        others = max(len(self.answers) - 1, 1)
        found = []
        for feature in set(features):
            weights = self.weights.get(feature)
            if weights is not None:
                found.append((feature, weights[at] - (sum(weights) - weights[at]) / others))
        return sorted(found, key=lambda one: (-one[1], one[0]))[:most]


def parse(text: str) -> Linear:
    """The first line that is no comment names the answers; each further one a feature and its weights, by tabs."""
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    answers = tuple(lines[0])
    return Linear(answers, {feature: tuple(map(float, weights)) for feature, *weights in lines[1:]})


def written(model: Linear, told: str = "") -> str:
    """The file of a model; `told` says in its first line what it was learned from."""
    lines = [f"# {told}" if told else "# weights by feature", "\t".join(model.answers)]
    lines += ["\t".join([name, *(f"{one:.2f}" for one in model.weights[name])]) for name in sorted(model.weights)]
    return "\n".join(lines) + "\n"


@cache
def weights_of(name: str) -> Linear:
    """The model of a question: `weights/<name>.tsv`."""
    return parse((WEIGHTS / f"{name}.tsv").read_text(encoding="utf-8"))
