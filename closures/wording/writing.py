"""Facts → texts: the sentences come from templates, and facts are left out one by one where a text is too long.

Where and when are never left out; they are only said more briefly. What is too long even so ends with a sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.template import Engine

from roadmap.lengths import shortened, utf16_length, weighted_length

from . import fields as russian_fields
from . import templates
from .english import fields as english_fields
from .facts import PHASES, Facts
from .fitting import CAPTION_LIMIT, LONG_LIMIT, SHORT_LIMIT, SUBJECT_LIMIT
from .telling import COUNTS, IN_BRIEF, IN_FULL, ON_THE_MAP, STREETS_ONLY, Telling, flag

Fields = dict[str, str]
Length = Callable[[str], int]

FOLDERS = {"ru": "posts", "en": "posts/en"}  # whose templates
HEADLINE_LIMIT = 300
PLACE_LIMIT = 500
ALT_LIMIT = 1000

# What goes first when there is no room, and what only after places were already said briefly.
_CHEAP = ("appeal", "note", "contact", "performer", "spaces", "updated", "stops", "exempt", "limits", "lanes", "turns")
_DEAR = (
    *("confirmed", "was_place", "occasion_name", "source", "buses"),
    *("reason", "was_period", "detour", "beside", "called_off", "opened", "stages", "next", "url"),
)
_STEPS = (
    (IN_FULL, _CHEAP),
    (IN_BRIEF, _CHEAP + _DEAR),
    (STREETS_ONLY, _CHEAP + _DEAR),
    (COUNTS, _CHEAP + _DEAR),
    (ON_THE_MAP, _CHEAP + _DEAR),
)


@dataclass(frozen=True)
class Texts:
    """`long` ≤ 4096, `caption` ≤ 1024, `subject` ≤ 120 UTF-16 units, as all here but `short`: 280 as X counts.

    `headline` says what happened, `title` what it is; both are about what the text is about.
    """

    long: str
    caption: str
    short: str
    subject: str
    alt_text: str
    headline: str
    title: str
    place_text: str
    when_text: str


def heading(facts: Facts, language: str = "ru") -> tuple[str, str]:
    """Headline and place for lists, as an announcement says them: all that is asked of most changes."""
    telling = Telling(facts, "announced", language=language)
    return _title(telling), _fit_field("all_places", Versions(telling), PLACE_LIMIT)


def _title(telling: Telling) -> str:
    """«Закрытие движения: A. Ограничение движения: B»: phases that do something else to traffic are told apart."""
    engine = templates.engine(None)
    parts = [Versions(replace(telling, facts=part)) for part in telling.facts.done_apart()]
    texts = (
        ". ".join(_render(engine, "headline", part.telling, said) for part, said in zip(parts, each, strict=True))
        for each in zip(*parts, strict=True)
    )
    return _fullest(texts, HEADLINE_LIMIT, utf16_length)


def write(
    facts: Facts,
    phase: str,
    *,
    at: datetime | None = None,
    overrides: Mapping[str, str] | None = None,
    language: str = "ru",
) -> Texts:
    """All texts about one change. `at` is when they go out (tenses follow from it), `overrides` a city's own templates.

    `phase` is one of PHASES; for changed and extended `facts.previous` is the record before the change.
    """
    if phase not in PHASES:
        raise ValueError(f"not a phase: {phase}")
    engine = templates.engine(overrides)
    telling = Telling(facts, phase, at, language)
    full, short = Versions(telling), Versions(replace(telling, is_short=True))
    return Texts(
        long=_fit(engine, "long", full, LONG_LIMIT),
        caption=_fit(engine, "long", full, CAPTION_LIMIT),
        short=_fit(engine, "short", short, SHORT_LIMIT, weighted_length),
        subject=_fit(engine, "subject", short, SUBJECT_LIMIT),
        alt_text=_fit(engine, "alt_text", full, ALT_LIMIT),
        headline=_fit(engine, "headline", full, HEADLINE_LIMIT),
        title=_title(replace(telling, phase="announced", at=None)),
        place_text=_fit_field("all_places", full, PLACE_LIMIT),
        when_text=full.fields_in(IN_FULL)["period"],
    )


def fields_of(telling: Telling) -> Fields:
    """In the language that it is told in."""
    return (english_fields if telling.language == "en" else russian_fields).fields(telling)


class Versions:
    """The fields of one text, ever briefer and fewer; what stands in them before any is left out is made once."""

    def __init__(self, telling: Telling):
        self.telling = telling
        self.made: dict[int, Fields] = {}

    def __iter__(self) -> Iterator[Fields]:
        for shortness, droppable in _STEPS:
            for count in range(len(droppable) + 1):
                yield self.fields_in(shortness) | dict.fromkeys(droppable[:count], "")

    def fields_in(self, shortness: int) -> Fields:
        if shortness not in self.made:
            self.made[shortness] = fields_of(replace(self.telling, shortness=shortness))
        return self.made[shortness]


def _fit(engine: Engine, name: str, versions: Versions, limit: int, length: Length = utf16_length) -> str:
    return _fullest((_render(engine, name, versions.telling, fields) for fields in versions), limit, length)


def _fit_field(name: str, versions: Versions, limit: int) -> str:
    return _fullest((fields[name] for fields in versions), limit, utf16_length)


def _fullest(versions: Iterable[str], limit: int, length: Length) -> str:
    """The first that is not over the limit, else what fits of the last, from which all that can be is left out."""
    text = ""
    for text in versions:
        if length(text) <= limit:
            return text
    return shortened(text, limit, length)


def _render(engine: Engine, name: str, telling: Telling, fields: Fields) -> str:
    sentences = _sentences(engine, telling, fields)
    # the map's description says what holds, also when the post reminds of it
    inside = (
        sentences if telling.phase != "reminder" else _sentences(engine, replace(telling, phase="announced"), fields)
    )
    lead = sentences["lead"] if telling.is_short else _capital(sentences["lead"])
    fields = fields | {
        "state": _capital(sentences["state"]),
        "state_inside": inside["state"][:1].lower() + inside["state"][1:],
        "is_list": flag("\n" in lead),
        "lead": lead if lead.endswith(".") else f"{lead}.",
        "then": sentences["then"],
    }
    return templates.render(engine.get_template(f"{FOLDERS[telling.language]}/{name}.txt"), fields)


def _sentences(engine: Engine, telling: Telling, fields: Fields) -> dict[str, str]:
    template = engine.select_template(telling.facts.manner.templates(telling.phase, FOLDERS[telling.language]))
    return templates.render_blocks(template, fields)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
