"""The form that every declaration of a kind fills in.

It asks Django for translations only, so that pages, texts, pictures, scripts and migrations may all read it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roadmap.colours import Colours
from roadmap.language.grammar import dates
from roadmap.language.grammar.english import dates as english_dates

from .manners import Manners
from .passages import Passage, describe_passages
from .states import describe_states


class Shape(StrEnum):
    """What a dispatcher draws, in GeoJSON's words."""

    LINE = "LineString"
    AREA = "Polygon"
    POINT = "Point"

    @property
    def geometry_types(self) -> tuple[str, ...]:
        """As PostGIS calls what may be stored: several lines are a line, several areas an area."""
        name = self.value.upper()
        return (name,) if self is Shape.POINT else (name, f"MULTI{name}")


@dataclass(frozen=True)
class Look:
    """How an event is drawn: `sign`, a file of closures/signs, and patterns of its line and area
    (closures/js/styles.js, roadmap/picture/shapes.py); its colour is the passage's. `passages` are those it is for,
    `classes` vehicles that one of is meant, with `is_only` none but these, `impacts` WZDx's values, none: all that no
    look before it is for; `title` is what the legend says of it, where a kind has several."""

    sign: str
    line: str = ""
    area: str = ""
    title: Promise | str = ""
    passages: tuple[Passage, ...] = ()
    classes: tuple[str, ...] = ()
    is_only: bool = False
    impacts: tuple[str, ...] = ()

    def is_for(self, passage: str, classes: Iterable[str], impact: str) -> bool:
        told, meant = set(classes), set(self.classes)
        is_meant = not meant or (bool(told) and told <= meant if self.is_only else not told.isdisjoint(meant))
        is_left = not self.impacts or impact in self.impacts
        return is_meant and is_left and (not self.passages or passage in self.passages)

    @property
    def tone(self) -> str:
        """Of its sign where nothing says which event it stands for."""
        return self.passages[0].tone if self.passages else ""


@dataclass(frozen=True)
class OpenEnd:
    """What a text says of an event without an end."""

    ru: str
    en: str


UNTIL_DONE = OpenEnd(dates.UNTIL_DONE, english_dates.UNTIL_DONE)
UNTIL_FURTHER_NOTICE = OpenEnd(dates.UNTIL_FURTHER_NOTICE, english_dates.UNTIL_FURTHER_NOTICE)


@dataclass(frozen=True)
class Form:
    """The boxes of the desk's editor (data-part in templates/desk/event.html) and what it begins with."""

    parts: tuple[str, ...]
    impact: str = "all-lanes-closed"


@dataclass(frozen=True)
class Standards:
    """Names in other formats; empty where a format has none. CIFS: type and subtype, another one with no way through.

    WZDx 4.2 `event_type`, DATEX II 3 element of a situation record, Open511 `event_type`.
    """

    wzdx: str = ""
    datex2: str = ""
    open511: str = ""
    cifs: tuple[str, str] | None = None
    cifs_closed: tuple[str, str] | None = None


UNPLANNED = ("accident", "collapse", "flood")  # causes that nobody plans


@dataclass(frozen=True)
class EventKind:
    """`value` stands in the database, the API and addresses; `title` is one event, `plural` all of them in the legend,
    `label` a word or two beside the sign.

    `open_end` is what a post says of an event without an end, `open_end_by_cause` where the cause says otherwise.
    `read_as` are the reader's words for it (closures/reading/meaning.py).
    """

    value: str
    title: Promise
    plural: Promise
    colours: Colours
    looks: tuple[Look, ...]
    shapes: tuple[Shape, ...]
    form: Form
    manners: Manners
    label: Promise | str = ""
    over: Promise = _("Road is open")  # what a dispatcher confirms when it ends
    open_end: OpenEnd = UNTIL_DONE
    open_end_by_cause: dict[str, OpenEnd] = field(default_factory=dict)
    reason_names_it: bool = False  # the reason in words is the name of what takes place
    is_at_signal: bool = False  # a traffic signal says where
    is_on_the_way: bool = True  # who drives past has to do with it
    is_works: bool = False  # something is built or mended: residents' messages about the place may wait for it
    is_awaited: bool = False  # somebody works there who can say that it has begun: silence about that is told
    read_as: tuple[str, ...] = ()
    standards: Standards = Standards()

    @property
    def geometry_types(self) -> tuple[str, ...]:
        return tuple(name for shape in self.shapes for name in shape.geometry_types)

    def look_of(self, passage: str, classes: Iterable[str], impact: str) -> Look:
        """By what is left of the way, and for which vehicles; `impact` as the public is told."""
        return next(look for look in self.looks if look.is_for(passage, classes, impact))

    def colours_of(self, passage: str) -> Colours:
        return Passage(passage).colours or self.colours

    def open_end_for(self, cause: str) -> OpenEnd:
        return self.open_end_by_cause.get(cause, self.open_end)

    def is_planned(self, cause: str, *, has_end: bool) -> bool:
        """Whether there was a plan to begin with: some things break or fall in by themselves."""
        is_fault = self.is_at_signal and not has_end and cause not in self.open_end_by_cause
        return cause not in UNPLANNED and not is_fault

    def describe_drawing(self) -> dict:
        """What the script needs to draw an event of this kind."""
        return {
            "token": f"kind-{self.looks[0].sign}",
            "looks": [asdict(replace(look, title="")) for look in self.looks],
            "states": describe_states(),
            "passages": describe_passages(),
            "fewer": _("parking: −{spaces}"),
        }

    def describe_form(self) -> dict:
        """What the editor's script needs to show the boxes of this kind."""
        return {
            "shapes": self.shapes,
            "parts": self.form.parts,
            "impact": self.form.impact,
            "isAtSignal": self.is_at_signal,
            "token": f"kind-{self.looks[0].sign}",
        }
