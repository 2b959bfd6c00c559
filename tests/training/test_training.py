"""What is learned is applied the same way, written and read back; parts never share a city."""

import pytest

from roadmap.language.linear import Linear, parse, written
from tests.training.fit import Example, fit
from tests.training.texts import parts

CITIES = ("Псков", "Чита", "Тула", "Омск")


def test_a_model_learns_what_the_examples_say_and_survives_its_file():
    examples = [Example(("word=яма",), "hole", city) for city in CITIES]
    examples += [Example(("word=лампа",), "light", city) for city in CITIES]
    model = parse(written(fit(examples), "eight examples"))
    assert model.best(["word=яма"])[0] == "hole"
    assert model.best(["word=лампа"])[0] == "light"
    assert model.why(["word=лампа", "word=никогда"], "light")[0][0] == "word=лампа"


def test_what_one_city_says_is_not_learned():
    examples = [Example((f"said={city}", "said"), "yes" if at % 2 else "no", city) for at, city in enumerate(CITIES)]
    assert set(fit(examples).weights) <= {"(bias)", "said"}


def test_probabilities_are_of_all_answers_together():
    model = Linear(("a", "b", "c"), {"(bias)": (0.0, 0.0, 1.0), "x": (2.0, 0.0, 0.0)})
    scores = model.scores(["x", "unknown"])
    assert sum(scores.values()) == pytest.approx(1.0)
    assert scores["a"] == pytest.approx(0.665, abs=0.001)  # e² / (e² + 1 + e)


def test_no_city_stands_in_two_parts():
    texts = [{"city": city, "id": at} for at, city in enumerate(CITIES * 5 + ("Пермь",) * 9)]
    found = parts(texts)
    cities = [{one["city"] for one in part} for part in found]
    assert len(found) == 5
    assert sum(len(part) for part in found) == len(texts)
    assert all(not one & other for at, one in enumerate(cities) for other in cities[at + 1 :])
