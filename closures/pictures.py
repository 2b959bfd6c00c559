"""The pictures of road events: what is drawn, under which headline."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from closures.kinds.passages import Passage
from closures.kinds.states import State
from closures.models import Phase, PhasePlace, PublicVersion, RoadEvent
from closures.models.asked import Asked
from closures.models.lists import Direction
from closures.shown import Shown, on_top_last, prefetched
from closures.snapshot import rounded
from closures.wording import Texts
from closures.workflow import Status
from roadmap.language.grammar import dates
from roadmap.language.grammar.english import dates as english_dates
from roadmap.languages import RUSSIAN, is_english
from roadmap.models import City, Delivery, Picture
from roadmap.picture import digest_of, palette, spec_for, still_box

SIZE = (1200, 630)
STILL_MOST = 300  # events on the picture of a whole city, the gravest
OPEN_AGAIN = "open"  # the sign of what is over
LAPSED = palette.SOFT_INK  # over by the plan alone
OVER = (Status.FINISHED, Status.CANCELLED)


def picture_of(
    event: RoadEvent,
    texts: Texts,
    language: str = RUSSIAN,
    *,
    at: datetime | None = None,
    phases: Sequence[Phase] | None = None,
) -> Picture:
    """The picture of the event as it stands, told in these texts; drawn when somebody first asks for its bytes.
    `phases` where they are at hand."""
    spec = spec_of(event, texts, language, at=at, phases=phases)
    picture, is_new = Picture.objects.get_or_create(
        digest=digest_of(spec, event.city.slug),
        defaults={"city": event.city, "spec": spec, "alt_text": texts.alt_text},
    )
    return picture


def picture_address(event: RoadEvent) -> str | None:
    """That of the event's latest post."""
    posts = Delivery.objects.filter(subject=event.subject).exclude(picture=None).order_by("-version")
    digest = posts.values_list("picture__digest", flat=True).first()
    return digest and reverse("picture", args=[digest])


def spec_of(
    event: RoadEvent,
    texts: Texts,
    language: str = RUSSIAN,
    *,
    at: datetime | None = None,
    phases: Sequence[Phase] | None = None,
) -> dict:
    """The recipe: each phase's place, the way round, the headline and the dates.

    `at` is when the texts go out, else the time of the latest version: what is still to come by then is hollow, what
    has lapsed is grey.
    """
    with override(language):
        return _spec_of(event, texts, at or event.updated_at, phases)


def _spec_of(event: RoadEvent, texts: Texts, at: datetime, phases: Sequence[Phase] | None) -> dict:
    shapes = _phases(event, at, phases)
    detour = [] if event.status in OVER else _detour(event)
    return {
        "box": spec_for([shape["geometry"] for shape in shapes], SIZE, around=[shape["geometry"] for shape in detour]),
        "size": list(SIZE),
        "shapes": detour + shapes,
        "title": texts.headline if event.status in OVER else texts.title,  # what it is, not that it changed
        "lines": _ended(event) if event.status in OVER else _lines(event, texts, shapes, at),
    }


def plan_spec(event: RoadEvent, *, at: datetime, size: tuple[int, int]) -> dict:
    """The recipe of the map alone, without a headline: for paper."""
    shapes = _phases(event, at)
    detour = [] if event.status in OVER else _detour(event)
    around = [shape["geometry"] for shape in detour]
    box = spec_for([shape["geometry"] for shape in shapes], size, around=around)
    return {"box": box, "size": list(size), "shapes": detour + shapes}


def _lines(event: RoadEvent, texts: Texts, shapes: list[dict], at: datetime) -> list[str]:
    return [texts.when_text, *_overdue(event, at), *_legend(shapes), *_way_round(event)]


def _legend(shapes: list[dict]) -> list[str]:
    """Beside what holds, what is only planned or has lapsed is explained."""
    is_mixed = len({shape["is_planned"] for shape in shapes}) == 2
    is_lapsed = any(shape["colour"] == LAPSED for shape in shapes)
    legend = {_("Dashed: still to come"): is_mixed, _("Grey: the term has passed"): is_lapsed}
    return [words for words, is_said in legend.items() if is_said]


def _phases(event: RoadEvent, at: datetime, phases: Sequence[Phase] | None = None) -> list[dict]:
    """Each place of each phase that is told of, what holds on top and of that the gravest; a place is one shape."""
    told = _told(event, phases)
    lapsed = [] if event.status in OVER else _lapsed(told, at)
    coming = [] if event.status in OVER else [phase for phase in told if at < phase.during.lower]  # by its first hours
    phases = sorted(
        told, key=lambda phase: (phase not in lapsed, phase not in coming, -Passage(phase.passage).order, phase.number)
    )
    shapes = [
        _shape(event, phase, place, is_planned=phase in coming, is_lapsed=phase in lapsed)
        for phase in phases
        for place in phase.locations.all()
    ]
    return [shape for number, shape in enumerate(shapes) if not _is_hidden(shape, shapes[number + 1 :])]


def _is_hidden(shape: dict, above: list[dict]) -> bool:
    """By one that is of the same direction or of both."""
    sides = (shape.get("direction"), None)
    return any(shape["geometry"] == other["geometry"] and other.get("direction") in sides for other in above)


def _lapsed(phases: list[Phase], at: datetime) -> list[Phase]:
    """Whose end has come while others go on: none where it has come of all."""
    lapsed = [phase for phase in phases if phase.during.upper and phase.during.upper <= at]
    return lapsed if len(lapsed) < len(phases) else []


def _told(event: RoadEvent, phases: Sequence[Phase] | None) -> list[Phase]:
    """Without what was called off, and while others go on without what is confirmed over."""
    is_over, phases = event.status in OVER, list(phases or event.phases.prefetch_related("locations"))
    held = [phase for phase in phases if not phase.is_called_off and (is_over or phase.actual_end is None)]
    return held or phases


def _shape(
    event: RoadEvent,
    part: Phase | Shown,
    place: PhasePlace | Shown,
    *,
    is_planned: bool = False,
    is_lapsed: bool = False,
) -> dict:
    kind, geometry = event.declared, place.geometry
    is_over = event.status in OVER and not event.is_over_by_plan  # by the plan alone nothing is drawn as open
    look = kind.looks[0] if is_over else part.look
    has_arrows = place.direction != Direction.BOTH and geometry.dims == 1 and not is_over
    return {
        "geometry": rounded(geometry),
        "line": look.line,
        "colour": LAPSED if is_lapsed else _colour(event, part, is_over=is_over),
        "sign": OPEN_AGAIN if is_over else look.sign,
        "is_planned": is_planned,
        **({"direction": place.direction} if has_arrows else {}),
    }


def _colour(event: RoadEvent, part: Phase | Shown, *, is_over: bool) -> str:
    if event.is_over_by_plan:
        return LAPSED
    return palette.OPEN if is_over else event.declared.colours_of(part.passage).light


def _detour(event: RoadEvent) -> list[dict]:
    if event.detour_geometry is None:
        return []
    return [{"geometry": rounded(event.detour_geometry), "line": "arrows", "colour": palette.DETOUR}]


def _way_round(event: RoadEvent) -> list[str]:
    return [f"{_('Detour')}: {event.shown_detour}"] if event.detour else []


def _overdue(event: RoadEvent, at: datetime) -> list[str]:
    """Where the end of all has come; of a part the legend says so."""
    is_over = event.end is not None and event.end <= at
    return [_("The term has passed, the end is not confirmed")] if event.overdue_at and is_over else []


def _ended(event: RoadEvent) -> list[str]:
    say = english_dates.moment if is_english() else dates.moment
    return [say(event.ended_at, event.city.zone, published=event.published_at)] if event.ended_at else []


def still_spec(city: City, size: tuple[int, int], at: datetime, *, box: Sequence[float] | None = None) -> dict:
    """The whole city or a box of it, with what is published and not yet over in the order of the live map."""
    asked = Asked(at)
    events = RoadEvent.objects.filter(city=city).answering(asked).order_by("-severity", "-pk")
    gravest = [Shown.of(event, asked) for event in prefetched(events.defer("detour_geometry"), asked)[:STILL_MOST]]
    return {
        "box": still_box(box or city.view, size),
        "size": list(size),
        "shapes": [_still_shape(shown) for shown in on_top_last(gravest)],
    }


def _still_shape(shown: Shown) -> dict:
    return _shape(shown.event, shown, shown, is_planned=shown.state == State.PLANNED)


def still_stamp(city: City, at: datetime) -> str:
    """Changes whenever the picture of the city would: with its network, with its public road events, and when one of
    their phases begins or ends by the plan."""
    return f"{city.basemap} {PublicVersion.of(city)} {_latest_turns(city, at)}"


def _latest_turns(city: City, at: datetime) -> list[datetime | None]:
    """When the last phase came to be told of, ceased to be, began and ended, as far as that has come."""
    edges = (f"{during}__{edge}" for during in ("told", "during") for edge in ("startswith", "endswith"))
    past = {edge.replace("__", "_"): Max(F(edge), filter=Q(**{f"{edge}__lte": at})) for edge in edges}
    return list(Phase.objects.filter(event__in=city.road_events.published()).aggregate(**past).values())
