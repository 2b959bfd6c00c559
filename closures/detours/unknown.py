"""Which streets the words of a way round name that the city does not have."""

from closures.models import RoadEvent
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.mentions import Mention, find_places
from roadmap.models import Road
from roadmap.places.rows import gazetteer_for


def unknown_streets(event: RoadEvent) -> list[str]:
    """As they are written: those of the list of its streets, then those that its words name."""
    had = set(Road.objects.filter(city=event.city, name__in=event.detour_roads).values_list("name", flat=True))
    others = [name for name in event.detour_roads if name not in had]
    if not others and not event.detour:
        return []
    gazetteer = gazetteer_for(event.city)
    listed = [name for name in others if not any(map(_is_known, find_places(name, gazetteer)))]
    return list(dict.fromkeys([*listed, *_unknown_in(event.detour, gazetteer)]))


def _unknown_in(text: str, gazetteer: Gazetteer) -> list[str]:
    """A name that is known by half only («улица Пушкина-Колотушкина») is told in whole."""
    mentions = find_places(text, gazetteer)
    return [_widest(mentions, one).text for one in mentions if one.kind == "street" and not _is_known(one)]


def _is_known(street: Mention) -> bool:
    return any(candidate.id is not None for candidate in street.candidates)


def _widest(mentions: list[Mention], named: Mention) -> Mention:
    around = [one for one in mentions if one.start <= named.start and named.end <= one.end]
    return max(around, key=lambda one: one.end - one.start)
