"""What a driver asks first: is it shut there tonight, this week, later? All layers at one place, by time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from roadmap.layers import Layer, Row, rows_of, shown_layers
from roadmap.models import City
from roadmap.places.meant import Meant
from roadmap.places.typed import meant_by
from roadmap.question import Question, Window
from roadmap.time_groups import TimeGroup, seven_days, until_morning

MOST_ROWS = 150  # of a group
MOST_PLACES = 6


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]
    nothing: str = ""  # what is said of no rows; without it the group is left out


@dataclass(frozen=True)
class InShort:
    """A group at a glance: what its gravest row leaves of the way, and how many more there are."""

    title: str
    words: str
    key: str = ""  # of that row; empty where nothing holds
    more: int = 0


@dataclass(frozen=True)
class Answer:
    """`place` is None where nothing of what was `typed` is known; `others` is what else it may mean."""

    typed: str
    place: Meant | None = None
    others: list[Meant] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def in_short(self) -> Iterator[InShort]:
        """Of the groups that speak of the way."""
        has_any = False
        for group in self.groups:
            if group.rows and group.rows[0].brief:
                first, *more = group.rows
                yield InShort(group.title, first.brief, first.key, len(more))
            elif group.nothing:
                yield InShort(group.title, _("nothing more") if has_any else _("no restrictions"))
            has_any = has_any or bool(group.rows)


def answer_to(city: City, typed: str, question: Question) -> Answer:
    places = meant_by(city, typed, MOST_PLACES)
    if not places:
        return Answer(typed)
    place, *others = places
    return Answer(typed, place, others, groups_at(city, place, question))


def groups_at(city: City, place: Meant, question: Question) -> list[Group]:
    """Tonight, this week, later; where the question has a time of its own, what holds then."""
    asked = replace(place.asked_in(question), box=None, zoom=None)
    layers = shown_layers(asked)
    timed, timeless = [one for one in layers if one.takes_time], [one for one in layers if not one.takes_time]
    groups = _by_time(city, timed, asked) if not question.has_time else [_at_the_time(city, timed, asked)]
    return [*groups, Group(_("Messages of residents"), rows_of(timeless, city, asked, MOST_ROWS))]


def _at_the_time(city: City, layers: Sequence[Layer], asked: Question) -> Group:
    rows = rows_of(layers, city, asked, MOST_ROWS)
    return Group(_("At the time that you ask for"), rows, _("Nothing holds here then."))


def _by_time(city: City, layers: Sequence[Layer], asked: Question) -> list[Group]:
    """Each row once, where it comes first; a place without rows at any time is not asked again."""
    at_any = rows_of(layers, city, asked, MOST_ROWS)
    tonight = _within(city, at_any, layers, asked, until_morning(city.zone, asked.at))
    week = _within(city, at_any, layers, asked, seven_days(asked.at))
    seen = {row.key for row in tonight}
    this_week = [row for row in week if row.key not in seen]
    seen |= {row.key for row in this_week}
    rest = [row for row in at_any if row.key not in seen]
    return [
        Group(TimeGroup.TONIGHT.heading, tonight, _("Nothing until the morning.")),
        Group(TimeGroup.SOON.heading, this_week, _("Nothing more.")),
        Group(TimeGroup.LATER.heading, rest),
    ]


def _within(city: City, at_any: list[Row], layers: Sequence[Layer], asked: Question, window: Window) -> list[Row]:
    return rows_of(layers, city, replace(asked, window=window), MOST_ROWS) if at_any else []
