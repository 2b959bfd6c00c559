"""The mean F1 of the labels, worked out by hand."""

import pytest

from .topics import _topic, macro_f1


def test_the_mean_of_labels_not_of_texts():
    told = [("яма", "hole")] * 5 + [("лампа", "light")] * 5

    def always_hole(taught, asked):
        return ["hole" for _ in asked]

    # hole: 5 right, 10 said, 5 true: 2·5 / (10 + 5); light: none right
    assert macro_f1(told, always_hole) == pytest.approx((2 * 5 / 15 + 0) / 2)


def test_no_text_is_asked_that_was_taught():
    told = [(f"{label} {number}", label) for label in ("hole", "light") for number in range(7)]

    def checked(taught, asked):
        assert not {text for text, _ in taught} & set(asked)
        return [text.split()[0] for text in asked]

    assert macro_f1(told, checked) == 1.0


def test_the_same_matter_on_another_owners_roads_is_the_same_topic():
    labels = ("Светофоры на дорогах одного хозяина", "Светофоры на дорогах другого")
    assert {_topic(label) for label in labels} == {"traffic_light"}
