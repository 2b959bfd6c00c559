"""The point and segment of a message's place, given only where they are sure."""

from django.contrib.gis.geos import Point

from appeals.reading.message import Message
from roadmap.geometry import distance_m
from roadmap.language.mentions import Mention
from roadmap.models import City, Junction, RoadSegment
from roadmap.places.between_houses import estimate
from roadmap.places.on_network import point_of

ONE_CROSSING_M = 200.0  # no crossing is wider
WITHIN_M = 120  # a house stands no farther from its street
SURE = 0.5  # a guess between houses far apart is a question for a person, not a pin
NOWHERE = {"segment": None, "point": None, "confidence": 0.0}


def whereabouts_of(message: Message, city: City | None) -> dict:
    """{segment, point: [lon, lat], confidence}; nothing where the place is vague, asked about or not on the network."""
    if city is None or not message.is_sure_of_place:
        return NOWHERE
    mention = message.affected[0]
    point, confidence = _house(mention, city) if mention.kind == "address" else _crossing(mention, city)
    if point is None or mention.score * confidence < SURE:
        return NOWHERE
    segment = (
        RoadSegment.objects.filter(city=city, road_id=mention.candidates[0].id).nearest_to(point, WITHIN_M).first()
    )
    return {
        "segment": segment.pk if segment else None,
        "point": [round(point.x, 6), round(point.y, 6)],
        "confidence": round(mention.score * confidence, 3),
    }


def _house(mention: Mention, city: City) -> tuple[Point | None, float]:
    """The house itself, else where its number says that it stands between known ones, which is less sure."""
    point = point_of(city, mention.place)
    if point is not None:
        return point, 1.0
    between = estimate(city, mention.place["on"], mention.place["house"])
    return (between.point, between.confidence) if between else (None, 0.0)


def _crossing(mention: Mention, city: City) -> tuple[Point | None, float]:
    """The one junction of both streets, or the middle of a wide crossing's several; else where the streets all but
    meet."""
    meeting = (
        Junction.objects.filter(city=city, roads__name=mention.place["on"])
        .filter(roads__name=mention.place["with"])
        .distinct()
    )
    points = [one.point for one in meeting[:8]]
    if not points:
        return point_of(city, mention.place), 0.8
    first = points[0]
    if any(distance_m(first.coords, one.coords) > ONE_CROSSING_M for one in points):
        return None, 0.0  # they meet in places far apart: a question, not a guess
    first.x, first.y = sum(one.x for one in points) / len(points), sum(one.y for one in points) / len(points)
    return first, 1.0
