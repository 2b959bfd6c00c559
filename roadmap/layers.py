"""What a map layer is. The map page learns its layers from settings.MAP_LAYERS and never imports what it shows."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from hashlib import blake2b
from itertools import groupby
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.module_loading import import_string

from roadmap.colours import Colours, stylesheet
from roadmap.models import City
from roadmap.question import Question, not_read
from roadmap.tiles import TileSource

TILES_BELOW = 14  # zoom: from farther away the map asks for tiles, which hold no more than a screen shows
NO_LAYER = "none"  # in an address where all are off, as js/map_page.js writes it


@dataclass(frozen=True)
class Choice:
    """One answer of a filter: `value` stands in the page's address, `sent` is what the API gets for it."""

    value: str
    title: str
    sent: str


@dataclass(frozen=True)
class Filter:
    """A question that a layer's API understands under the same `name`."""

    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class LegendRow:
    """The name of a sign (roadmap/signs) and what it means; `look` are classes: a state's (base.css) or a tone."""

    sign: str
    title: str
    look: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list: `key` is also the key of its feature, lower `order` comes first; `group` is the heading
    that it stands under, with those beside it; `brief` tells in a word or two what is left of the way.

    The template gets `it` (the context) and `key`: one <a class="row" data-key="{{ key }}"> to a page of its own.
    """

    key: str
    order: tuple
    template: str
    context: dict = field(default_factory=dict)
    group: str = ""
    brief: str = ""


@dataclass(frozen=True)
class Figure:
    """A part of the city's line of status: words with a number, and the query of the list that has as many."""

    words: str
    query: str


class Layer(ABC):
    """One thing the map shows. A layer is a subclass with these values, and `rows` for the list beside the map."""

    slug = ""  # in the page's address
    title = ""  # plural, as in the legend
    label = ""  # a word or two beside the sign on the map
    sign = ""  # its name in roadmap/signs
    signs: tuple[str, ...] = ()  # all of them, the first is `sign`
    colours: Colours  # of its signs, as .sign--<sign>, and of what it draws, as the token --kind-<sign>
    tones: dict[str, Colours] = {}  # further colours whatever the sign is: the class .<name>, the token --<name>
    source = ""  # URL name of the GeoJSON list; layers with one source are asked for in one request
    params: dict[str, str] = {}  # narrow the source to this layer; the features carry them as properties
    asks: dict[str, str] = {}  # what else the source is asked with
    takes_time = False  # the source understands `at`, `from` and `to`
    filters: tuple[Filter, ...] = ()
    days = ""  # URL name of the source's numbers by day
    version = ""  # URL name of the number that moves with the source
    key_prefix = ""  # feature 12, or 12.2 as a part of it, is "<key_prefix>-12" in the page's address and in the list
    card = ""  # URL name of the card, a piece of HTML; its only argument is the feature's id
    module = ""  # static path of the ES module whose `style(feature, drawing)` says how a feature is drawn and, in its
    # `order`, what lies on top: whose first number that differs is lower
    drawing: dict = {}  # what the module is told beside the feature
    first_zoom = 0
    is_shown = True  # until the reader says otherwise
    legend: tuple[LegendRow, ...] = ()  # where one layer has several signs
    states: tuple[LegendRow, ...] = ()  # what the legend says below of signs that look otherwise
    tiles: TileSource | None = None

    @classmethod
    def all(cls) -> list["Layer"]:
        """The layers that a line of MAP_LAYERS stands for."""
        return [cls()]

    @classmethod
    @abstractmethod
    def rows(cls, layers: Sequence[Self], city: City, question: Question, limit: int) -> list[Row]:
        """What the list says of these layers of this class: the first `limit` rows in their order, by one query."""

    @classmethod
    @abstractmethod
    def number(cls, layers: Sequence[Self], city: City, question: Question) -> int:
        """How many rows these layers have without a limit, by one query."""

    @classmethod
    def figures(cls, city: City, at: datetime) -> list[Figure]:
        """What the line of status says of all layers of this class, in one query at most."""
        return []

    @abstractmethod
    def counted(self, number: int) -> str:
        """So many of its rows in words: “25 events”."""

    @property
    def tiles_address(self) -> str:
        """With {z}, {x} and {y}; empty where there are none."""
        if self.tiles is None:
            return ""
        return reverse("tile", args=[self.tiles.name, 0, 0, 0]).replace("0/0/0", "{z}/{x}/{y}")

    def describe(self) -> dict:
        """What the page's script needs to know."""
        return {
            "slug": self.slug,
            "title": str(self.title),
            "label": str(self.label),
            "labels": {row.sign: str(row.title) for row in self.legend},
            "sign": self.sign,
            "source": reverse(self.source),
            "tiles": self.tiles_address,
            "tilesBelow": TILES_BELOW,
            "params": self.params,
            "asks": self.asks,
            "takesTime": self.takes_time,
            "days": reverse(self.days) if self.days else "",
            "filters": {
                choice_filter.name: {choice.value: choice.sent for choice in choice_filter.choices}
                for choice_filter in self.filters
            },
            "keyPrefix": self.key_prefix,
            "card": reverse(self.card, args=[0]),
            "module": static(self.module),
            "drawing": self.drawing,
            "firstZoom": self.first_zoom,
            "isShown": self.is_shown,
        }


@cache
def map_layers() -> tuple[Layer, ...]:
    """All layers, in the order of the legend."""
    return tuple(layer for path in settings.MAP_LAYERS for layer in import_string(path).all())


@cache
def map_colours() -> str:
    """The stylesheet of all layers' colours."""
    tones = {name: colours for layer in map_layers() for name, colours in layer.tones.items()}
    return stylesheet([(layer.signs or (layer.sign,), layer.colours) for layer in map_layers()], tones)


@cache
def colours_version() -> str:
    """Changes with any colour: it stands in the stylesheet's address."""
    return blake2b(map_colours().encode(), digest_size=6).hexdigest()


def read_question(query: QueryDict, zone: ZoneInfo, at: datetime) -> Question:
    """From the address of the map or the list; what no layer knows is left out and told."""
    known = {each.name: frozenset(choice.value for choice in each.choices) for each in map_filters()}
    known["kind"] = frozenset({NO_LAYER, *(layer.slug for layer in map_layers())})
    question = Question.read(query, zone, at)
    return replace(question, kinds=question.kinds & known["kind"], left_out=not_read(query, question, known))


def shown_layers(question: Question) -> list[Layer]:
    """Those that the reader asked for and is near enough to see; without a word about kinds, the usual ones."""
    near = [layer for layer in map_layers() if question.zoom is None or layer.first_zoom <= question.zoom]
    if not question.kinds:
        return [layer for layer in near if layer.is_shown]
    return [layer for layer in near if layer.slug in question.kinds]


def map_filters() -> list[Filter]:
    """The filters of all layers, each once."""
    return list({each.name: each for layer in map_layers() for each in layer.filters}.values())


def map_rows(city: City, question: Question, limit: int) -> list[Row]:
    """The list beside the map, the most urgent first."""
    return rows_of(shown_layers(question), city, question, limit)


def rows_of(layers: Iterable[Layer], city: City, question: Question, limit: int) -> list[Row]:
    """The first of all these layers: one query a class of layers."""
    rows = [row for kind, alike in _by_class(layers) for row in kind.rows(alike, city, question, limit)]
    return sorted(rows, key=lambda row: row.order)[:limit]


def map_number(city: City, question: Question) -> int:
    """How many rows the list has where none is cut off: one query a class of layers."""
    return sum(kind.number(alike, city, question) for kind, alike in _by_class(shown_layers(question)))


def _by_class(layers: Iterable[Layer]) -> Iterable[tuple[type[Layer], list[Layer]]]:
    alike: dict[type[Layer], list[Layer]] = {}
    for layer in layers:
        alike.setdefault(type(layer), []).append(layer)
    return alike.items()


def grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """In their order, those that stand under one heading together."""
    return [(title, list(group)) for title, group in groupby(rows, key=lambda row: row.group)]


def versions_source() -> str:
    """Where an open page asks whether anything has changed; empty where no layer can tell."""
    return next((reverse(layer.version) for layer in map_layers() if layer.version), "")


def map_figures(city: City, at: datetime) -> list[Figure]:
    """The city's line of status: “12 roads closed”, “3 traffic lights out”."""
    classes = dict.fromkeys(type(layer) for layer in map_layers())
    return [figure for layer in classes for figure in layer.figures(city, at)]


def counted(rows: Iterable[Row]) -> str:
    """How many of what, “25 events, 6 messages”; layers whose keys begin alike are counted together."""
    numbers = Counter(row.key.partition("-")[0] for row in rows)
    by_prefix = {layer.key_prefix: layer for layer in map_layers()}
    return ", ".join(layer.counted(numbers[prefix]) for prefix, layer in by_prefix.items() if numbers[prefix])
