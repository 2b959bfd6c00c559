"""The road network of a city. All geometry is WGS 84 (SRID 4326); lengths are metres."""

from collections.abc import Collection
from datetime import date

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.house_numbers import plain, plain_of
from roadmap.language.grammar.english import names
from roadmap.languages import is_english
from roadmap.letters import Alike, AllNames, called
from roadmap.postgis import MetresTo, box_around, box_of, overlaps, parts_of, rows_of
from roadmap.words_field import WordsField, cases

from .city import City
from .people import Agency

CLASS_WORDS = {
    "motorway": pgettext_lazy("class of a road", "motorway"),
    "trunk": pgettext_lazy("class of a road", "trunk road"),
    "primary": pgettext_lazy("class of a road", "main street of the city"),
    "secondary": pgettext_lazy("class of a road", "main street of a district"),
    "tertiary": pgettext_lazy("class of a road", "connecting street"),
    "residential": pgettext_lazy("class of a road", "local street"),
    "service": pgettext_lazy("class of a road", "yard or access road"),
}


GOST_GROUPS = ("А", "Б", "В", "Г", "Д", "Е")  # of streets inside settlements (GOST R 50597-2017)


class BoxedQuerySet(models.QuerySet):
    """Rows with a `geometry`."""

    def in_bbox(self, box: Polygon | MultiPolygon) -> "BoxedQuerySet":
        return self.filter(overlaps("geometry", parts_of(box)))


class RoadQuerySet(models.QuerySet):
    def called(self, name: str) -> "RoadQuerySet":
        """Exactly this name, variant or old name, however it was typed."""
        return called(self, name, "variants", "old_names")


class Road(models.Model):
    """A street: its name in OpenStreetMap's order («улица Малыгина», «Холодильная улица») and what else people call it.

    A road from a city's official list may have no segments. `case_forms` overrides the grammar:
    {"genitive": "…", "dative": "…", "prepositional": "…", "accusative": "…"}. `names` are its names in other
    languages that an administrator wrote: {"en": "Red Square"}; no import fills them.
    """

    city = models.ForeignKey(City, models.CASCADE, related_name="roads", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200)
    kind_word = models.CharField(_("kind word"), max_length=40, blank=True)
    variants = ArrayField(models.CharField(max_length=200), verbose_name=_("variants"), default=list, blank=True)
    old_names = ArrayField(models.CharField(max_length=200), verbose_name=_("old names"), default=list, blank=True)
    case_forms = WordsField(_("case forms"), keys=cases, default=dict, blank=True)
    names = WordsField(_("names by language"), default=dict, blank=True)

    ALL_NAMES = ("name", "variants", "old_names", "names")

    objects = RoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("road")
        verbose_name_plural = _("roads")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["city", "name"], name="road_name_once_a_city"),
            models.UniqueConstraint(fields=["city", "slug"], name="road_slug_once_a_city"),
        ]
        indexes = [
            GinIndex(
                OpClass(Alike(AllNames("name", "variants", "old_names", "names")), "gin_trgm_ops"),
                name="road_called_like",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        return names.name(self.name, self.stored_names) if is_english() else self.name

    @property
    def stored_names(self) -> dict[str, str]:
        """As roadmap.language.grammar.english.names takes them."""
        return {self.name: self.names["en"]} if self.names.get("en") else {}


class Junction(models.Model):
    """Where streets meet (or a way ends); `point` in WGS 84."""

    city = models.ForeignKey(City, models.CASCADE, related_name="junctions", verbose_name=_("city"))
    osm_node_id = models.BigIntegerField(_("OSM node"))
    point = models.PointField(_("point"))
    roads = models.ManyToManyField(Road, related_name="junctions", blank=True, verbose_name=_("roads"))

    class Meta:
        verbose_name = _("junction")
        verbose_name_plural = _("junctions")
        constraints = [models.UniqueConstraint(fields=["city", "osm_node_id"], name="junction_node_once_a_city")]

    def __str__(self) -> str:
        return " — ".join(road.name for road in self.roads.all()) or str(self.osm_node_id)


class Percentiles(models.Aggregate):
    """The 10th and the 90th percentile of a coordinate (ST_X or ST_Y) of the segments' starts."""

    template = "percentile_disc(ARRAY[0.1, 0.9]) WITHIN GROUP (ORDER BY %(axis)s(ST_StartPoint(%(expressions)s)))"
    output_field = ArrayField(models.FloatField())

    def __init__(self, axis: str):
        super().__init__("geometry", axis=axis)


class RoadSegmentQuerySet(BoxedQuerySet):
    def nearest_to(self, point: Point, within_m: float) -> "RoadSegmentQuerySet":
        """Nearest first by the index (`<->`, in degrees), none outside the box of `within_m` metres."""
        return self.in_bbox(box_around(point, within_m)).order_by(GeometryDistance("geometry", point))

    def core(self) -> Polygon | None:
        """The box that holds the middle four fifths of the segments, west to east and south to north."""
        east_west = self.aggregate(found=Percentiles("ST_X"))["found"]
        south_north = self.aggregate(found=Percentiles("ST_Y"))["found"]
        if not east_west or east_west[0] == east_west[1] or south_north[0] == south_north[1]:
            return None
        return box_of(east_west[0], south_north[0], east_west[1], south_north[1])

    def named(self) -> "RoadSegmentQuerySet":
        return self.exclude(road=None)

    def along(self, road: Road) -> "RoadSegmentQuerySet":
        return self.filter(road=road)


class RoadSegment(models.Model):
    """A piece of a way between two junctions. A one-way segment is drawn in the direction of travel.

    `key` names the piece across imports: way id and the two node ids, with a number where a way joins them twice.
    """

    class Direction(models.TextChoices):
        BOTH = "both", _("both directions")
        FORWARD = "forward", _("one way")

    city = models.ForeignKey(City, models.CASCADE, related_name="segments", verbose_name=_("city"))
    key = models.CharField(max_length=80)
    osm_way_id = models.BigIntegerField(_("OSM way"), db_index=True)
    road = models.ForeignKey(
        Road, models.SET_NULL, null=True, blank=True, related_name="segments", verbose_name=_("road")
    )
    start = models.ForeignKey(Junction, models.CASCADE, related_name="segments_out", verbose_name=_("start"))
    end = models.ForeignKey(Junction, models.CASCADE, related_name="segments_in", verbose_name=_("end"))
    geometry = models.LineStringField(_("geometry"))
    osm_nodes = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("OSM nodes"),
        default=list,
        blank=True,
        help_text=_("One a vertex of the geometry, both ends included; empty where the file has none."),
    )
    length_m = models.FloatField(_("length, m"))
    highway = models.CharField(_("class"), max_length=24)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction, default=Direction.BOTH)
    is_roundabout = models.BooleanField(_("roundabout"), default=False)
    is_bridge = models.BooleanField(_("bridge"), default=False)
    is_tunnel = models.BooleanField(_("tunnel"), default=False)
    layer = models.SmallIntegerField(_("layer"), default=0)
    lanes = models.PositiveSmallIntegerField(_("lanes"), null=True, blank=True)
    max_speed_kmh = models.PositiveSmallIntegerField(_("speed limit, km/h"), null=True, blank=True)
    surface = models.CharField(_("surface"), max_length=40, blank=True)
    ref = models.CharField(_("road number"), max_length=40, blank=True)
    owner = models.ForeignKey(
        Agency, models.SET_NULL, null=True, blank=True, related_name="segments", verbose_name=_("owner")
    )
    gost_group = models.CharField(_("group by GOST R 50597"), max_length=2, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    warranty_contractor = models.ForeignKey(
        Agency, models.SET_NULL, null=True, blank=True, related_name="warranties", verbose_name=_("warranty contractor")
    )
    warranty_contract = models.CharField(
        _("number of the warranty contract"), max_length=60, blank=True, default="", db_default=""
    )
    no_dig_until = models.DateField(_("no digging until"), null=True, blank=True)

    objects = RoadSegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("road segment")
        verbose_name_plural = _("road segments")
        constraints = [
            models.UniqueConstraint(fields=["city", "key"], name="segment_key_once_a_city"),
            models.CheckConstraint(condition=models.Q(length_m__gt=0), name="segment_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.road or self.highway} {self.osm_way_id}"

    @property
    def shown_class(self) -> str:
        """In people's words; a link is of the class of what it leads to."""
        return str(CLASS_WORDS.get(self.highway.removesuffix("_link"), CLASS_WORDS["residential"]))

    def is_under_warranty(self, on: date) -> bool:
        """Its last day counts."""
        return self.warranty_until is not None and self.warranty_until >= on


class TurnRestriction(models.Model):
    """A turn that signs forbid (`no_left_turn`), or the only one that they leave (`only_straight_on`).

    `path` holds ids of segments in the order of travel: the one that a vehicle comes from, those between where the sign
    is of a way, and the one that it turns into; so pgRouting takes it. A forbidden path must not be driven as a whole;
    who has come along all but the last of an `is_only` path must go on into the last. The importer makes the rows anew
    with the segments, so no id in them is of a segment that went.
    `condition` is OpenStreetMap's text (`Mo-Fr 07:00-19:00`), empty for always; `vehicles` are the only ones that it
    holds for, empty for all; `exceptions` the ones that it does not hold for (`psv`).
    """

    city = models.ForeignKey(City, models.CASCADE, related_name="turn_restrictions", verbose_name=_("city"))
    osm_relation_id = models.BigIntegerField(_("OSM relation"))
    number = models.PositiveIntegerField(
        _("number"), help_text=_("A relation with several signs or ways has a row for each.")
    )
    kind = models.CharField(_("kind"), max_length=40)
    is_only = models.BooleanField(_("the only turn allowed"))
    junction = models.ForeignKey(
        Junction,
        models.CASCADE,
        related_name="turn_restrictions",
        verbose_name=_("junction"),
        help_text=_("Where the first segment of the path is left."),
    )
    path = ArrayField(models.BigIntegerField(), verbose_name=_("segments"))
    vehicles = ArrayField(models.CharField(max_length=40), verbose_name=_("vehicles"), default=list, blank=True)
    exceptions = ArrayField(models.CharField(max_length=200), verbose_name=_("exceptions"), default=list, blank=True)
    condition = models.CharField(_("condition"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("turn restriction")
        verbose_name_plural = _("turn restrictions")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "osm_relation_id", "number"], name="restriction_number_once_a_relation"
            ),
            models.CheckConstraint(condition=models.Q(path__len__gte=2), name="restriction_has_a_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.osm_relation_id}"


CROSSING_WITHIN_M = 60.0
# All crossings of the same streets that are near the signal: of two dual carriageways there are four.
CROSSINGS = """
SELECT signal.id, junction.id
FROM roadmap_trafficsignal AS signal, LATERAL (
    SELECT met.junction_id AS id
    FROM roadmap_trafficsignal_roads AS lit JOIN roadmap_junction_roads AS met USING (road_id)
    WHERE lit.trafficsignal_id = signal.id GROUP BY met.junction_id HAVING count(*) > 1
    UNION SELECT signal.junction_id
) AS crossing
JOIN roadmap_junction AS junction USING (id)
WHERE signal.id = ANY(%(signals)s)
  AND ST_DWithin(junction.point::geography, signal.geometry::geography, %(within)s)
"""


class TrafficSignalQuerySet(BoxedQuerySet):
    def junctions_of(self, signals: Collection[int]) -> dict[int, list[int]]:
        """All the junctions of the crossing that each lights, by its number; none for a crossing of people on foot."""
        found: dict[int, list[int]] = {signal: [] for signal in signals}
        for signal, junction in rows_of(CROSSINGS, {"signals": list(found), "within": CROSSING_WITHIN_M}):
            found[signal].append(junction)
        return found


class TrafficSignal(models.Model):
    """One traffic light a junction, however many stop lines it has; `point` in WGS 84."""

    city = models.ForeignKey(City, models.CASCADE, related_name="signals", verbose_name=_("city"))
    junction = models.ForeignKey(
        Junction, models.SET_NULL, null=True, blank=True, related_name="signals", verbose_name=_("junction")
    )
    osm_node_id = models.BigIntegerField(_("OSM node"), help_text=_("The smallest of the nodes that make this signal."))
    name = models.CharField(_("name"), max_length=250, blank=True)
    roads = models.ManyToManyField(Road, related_name="signals", blank=True, verbose_name=_("roads"))
    geometry = models.PointField(_("point"))

    objects = TrafficSignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("traffic signal")
        verbose_name_plural = _("traffic signals")
        constraints = [models.UniqueConstraint(fields=["city", "osm_node_id"], name="signal_node_once_a_city")]

    def __str__(self) -> str:
        return self.name or f"{self.osm_node_id}"


class AddressQuerySet(models.QuerySet):
    def nearest_to(self, point: Point, within_m: float) -> "AddressQuerySet":
        """Nearest first; none farther than so many metres."""
        near = self.filter(point__bboverlaps=box_around(point, within_m))
        return near.annotate(gap_m=MetresTo("point", point)).filter(gap_m__lte=within_m).order_by("gap_m", "pk")

    def numbered(self, told: str) -> "AddressQuerySet":
        """Exactly this house, however its number was typed; of a street by the index."""
        return self.alias(plain=plain_of("house")).filter(plain=plain(told)).order_by("pk")

    def beginning(self, typed: str) -> "AddressQuerySet":
        """Houses whose numbers begin so, the shortest first: 5 before 53 before 53а."""
        found = self.alias(plain=plain_of("house")).filter(plain__startswith=plain(typed))
        return found.order_by(Length("plain"), "plain", "pk")


class Address(models.Model):
    """A house number on a street; `point` in WGS 84."""

    city = models.ForeignKey(City, models.CASCADE, related_name="addresses", verbose_name=_("city"))
    road = models.ForeignKey(Road, models.CASCADE, related_name="addresses", verbose_name=_("road"))
    house = models.CharField(_("house"), max_length=40)
    point = models.PointField(_("point"))

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [models.UniqueConstraint(fields=["road", "house"], name="house_once_a_road")]
        indexes = [models.Index("road", plain_of("house"), name="house_as_it_is_typed")]

    def __str__(self) -> str:
        return f"{self.road}, {self.house}"


class Place(models.Model):
    """A bridge or a landmark that people name instead of a street."""

    class Kind(models.TextChoices):
        BRIDGE = "bridge", _("bridge")
        LANDMARK = "landmark", _("landmark")
        CROSSING = "railway-crossing", _("railway crossing")

    city = models.ForeignKey(City, models.CASCADE, related_name="places", verbose_name=_("city"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    variants = ArrayField(models.CharField(max_length=200), verbose_name=_("variants"), default=list, blank=True)
    road = models.ForeignKey(
        Road, models.SET_NULL, null=True, blank=True, related_name="places", verbose_name=_("road")
    )
    geometry = models.GeometryField(_("geometry"))

    ALL_NAMES = ("name", "variants")

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [models.UniqueConstraint(fields=["city", "kind", "name"], name="place_name_once_a_kind")]
        indexes = [
            GinIndex(OpClass(Alike(AllNames("name", "variants")), "gin_trgm_ops"), name="place_called_like"),
        ]

    def __str__(self) -> str:
        return self.name


class LandShape(models.Model):
    """Water, green and railways: the ground under the roads on pictures that the server draws."""

    class Kind(models.TextChoices):
        WATER = "water", _("water")
        GREEN = "green", _("green")
        RAILWAY = "railway", _("railway")

    city = models.ForeignKey(City, models.CASCADE, related_name="land_shapes", verbose_name=_("city"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200, blank=True)
    geometry = models.GeometryField(_("geometry"))

    objects = BoxedQuerySet.as_manager()

    class Meta:
        verbose_name = _("land shape")
        verbose_name_plural = _("land shapes")

    def __str__(self) -> str:
        return self.name or self.kind
