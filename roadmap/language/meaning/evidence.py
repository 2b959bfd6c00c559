"""Evidence: what was found in a text, under the names that the weights know, each with the words it was found in."""

import re

from roadmap.language.linear import Linear
from roadmap.language.text import plain

WORD = re.compile(r"[а-я]{4,40}")
STEM = 5  # letters of a word that are kept: what follows is most often an ending


class Evidence(dict[str, tuple[int, int]]):
    """Feature → start and end of the first words that it was found in."""

    def see(self, feature: str, start: int, end: int) -> None:
        self.setdefault(feature, (start, end))

    def see_stems(self, text: str) -> None:
        """Every word by its beginning, «^свето»: what no cue was written for."""
        for found in WORD.finditer(text):
            self.see(stem_of(found.group()), *found.span())

    def without_pairs(self) -> "Evidence":
        """Without what was only seen beside something else."""
        return Evidence((name, span) for name, span in self.items() if "&" not in name)

    def why(self, model: Linear, answer: str, text: str) -> list[tuple[str, float, str]]:
        """What spoke loudest for an answer: feature, weight, the words of the text."""
        found = model.why(self, answer) if answer in model.answers else []
        return [(name, round(weight, 2), text[slice(*self[name])]) for name, weight in found if weight > 0]


def stem_of(word: str) -> str:
    return f"^{plain(word)[:STEM]}"


def is_stem(feature: str) -> bool:
    return feature.startswith("^")
