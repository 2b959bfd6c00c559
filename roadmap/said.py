"""Words stored by one and read by another: an English sentence and what goes into it, said in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext

from roadmap.language.grammar.english import names
from roadmap.languages import is_english

DAY, STORED = "day", "stored"


def _as_stored(words: str, stored: Mapping[str, str] | None = None) -> str:
    return (stored or {}).get(words) or words


NAMES = {"street": names.name, "area": names.district, "category": _as_stored, "why": _as_stored}


def values_field() -> models.JSONField:
    """Empty also where an older release still writes rows that do not know of it."""
    return models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True, editable=False)


@dataclass(frozen=True)
class Said:
    """`sentence` is one of the catalogue's with named places, or somebody else's words, which stay as they are.

    Of `values`, plain JSON, `day` is a date in ISO 8601 and is said as a date; `street` and `area` are Russian names,
    `category` and `why` Russian words, and `stored` is what they are called in English where somebody wrote it.
    """

    sentence: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.sentence:
            return ""  # gettext would give the catalogue's own heading
        words = gettext(self.sentence)
        spoken = {name: self._spoken(name, value) for name, value in self.values.items()}
        return words % spoken if spoken else words

    def as_columns(self, name: str) -> dict:
        """For a model that keeps them in `<name>` and `<name>_values`."""
        return {name: self.sentence, f"{name}_values": dict(self.values)}

    def _spoken(self, name: str, value: object) -> object:
        if name == DAY:
            return date_format(date.fromisoformat(str(value)), "j E Y")
        return NAMES[name](str(value), self.values.get(STORED)) if name in NAMES and is_english() else value
