"""A linear model learned: multinomial logistic regression, L2 penalty, over features that several cities share."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.language.linear import BIAS, Linear

FEWEST_CITIES = 3  # a feature of fewer would speak of one text, not of the language
LEAST_WEIGHT = 0.1


@dataclass(frozen=True)
class Example:
    features: tuple[str, ...]
    answer: str
    city: str


def fit(
    examples: Sequence[Example], *, strength: float = 1.0, balance: float = 0.0, fewest_cities: int = FEWEST_CITIES
) -> Linear:
    """`strength` is the inverse of the penalty. `balance` from 0 to 1 lets rare answers count for more: at 1 every
    answer counts the same."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    kept = _shared_by(examples, fewest_cities)
    vectorizer = DictVectorizer()
    rows = vectorizer.fit_transform([{name: 1.0 for name in one.features if name in kept} for one in examples])
    told = [one.answer for one in examples]
    model = LogisticRegression(C=strength, max_iter=2000).fit(rows, told, sample_weight=_loudness(told, balance))
    answers = tuple(str(one) for one in model.classes_)
    names = vectorizer.get_feature_names_out()
    columns, intercept = model.coef_, model.intercept_
    if len(answers) == 2:  # told once by the library, for the second answer
        columns, intercept = [-columns[0] / 2, columns[0] / 2], [-intercept[0] / 2, intercept[0] / 2]
    weights = {BIAS: tuple(float(one) for one in intercept)}
    for at, name in enumerate(names):
        row = tuple(round(float(column[at]), 2) for column in columns)
        if max(map(abs, row)) >= LEAST_WEIGHT:
            weights[str(name)] = row
    return Linear(answers, weights)


def _loudness(answers: Sequence[str], balance: float) -> list[float]:
    counts = Counter(answers)
    most = max(counts.values())
    return [(most / counts[one]) ** balance for one in answers]


def _shared_by(examples: Sequence[Example], fewest: int) -> set[str]:
    cities: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        for name in one.features:
            cities[name].add(one.city)
    return {name for name, where in cities.items() if len(where) >= fewest}
