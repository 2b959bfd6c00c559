"""A drawn-up network → rows. Rows that did not change keep their ids; what vanished from the file goes.

Rows come in by COPY into temporary tables and are compared in the database. Deletions go through the ORM, which knows
what hangs on a segment (spans go with it, messages lose the link). The pieces that SQL is put together from (S608) are
names of tables and columns in this file; what came from the file outside goes through COPY.
"""

from collections.abc import Iterable, Sequence
from contextlib import contextmanager

import shapely
from django.db import connection
from django.db.models import Model

from roadmap.language.text import clean_name
from roadmap.models import Address, City, Junction, Place, Road, RoadSegment, TrafficSignal, TurnRestriction

from .addresses import House
from .extract import Extract
from .land import BUILDING, Ground
from .network import FileNetwork
from .places import Spot
from .restrictions import Turn
from .roads import NameBook, Street, name_of
from .slugs import slug_of
from .tags import is_roundabout, is_set, lanes, layer, speed_kmh


def save_network(city: City, extract: Extract, network: FileNetwork) -> list[int]:
    """Streets, junctions, segments, signals, restrictions. Returns ids of segments that are new, changed or gone."""
    lost_streets = set(Road.objects.filter(city=city, segments__isnull=False).values_list("pk", flat=True))
    save_streets(city, network.streets.values())
    _save_junctions(city, network)
    changed = _save_segments(city, network)
    _hand_on_facts(city)
    _save_signals(city, network)
    changed += _delete_vanished(RoadSegment, city, "SELECT FROM coming_segment WHERE key = stored.key")
    _save_turns(city, network)
    _delete_vanished(Junction, city, "SELECT FROM coming_junction WHERE node = stored.osm_node_id")
    _delete_vanished(TrafficSignal, city, "SELECT FROM coming_signal WHERE node = stored.osm_node_id")
    Road.objects.filter(pk__in=lost_streets, segments__isnull=True).delete()
    return changed


def save_streets(city: City, streets: Iterable[Street]) -> None:
    """New names are added, known ones learn more variants; what an editor or the city's list said stays."""
    known = {road.name: road for road in Road.objects.filter(city=city)}
    taken = {road.slug for road in known.values()}
    fresh, learned = [], []
    for street in streets:
        if street.name not in known:
            slug = slug_of(street.name, taken)
            taken.add(slug)
            known[street.name] = Road(city=city, name=street.name, slug=slug)
            fresh.append(known[street.name])
        if _learn(known[street.name], street) and known[street.name].pk:
            learned.append(known[street.name])
    Road.objects.bulk_create(fresh, batch_size=1000)
    Road.objects.bulk_update(learned, ["kind_word", "variants", "old_names"], batch_size=500)


def _learn(road: Road, street: Street) -> bool:
    before = (road.kind_word, list(road.variants), list(road.old_names))
    road.kind_word = road.kind_word or street.kind_word
    road.variants = list(dict.fromkeys([*road.variants, *street.variants]))
    road.old_names = list(dict.fromkeys([*road.old_names, *street.old_names]))
    return before != (road.kind_word, road.variants, road.old_names)


def book_of(city: City) -> NameBook:
    rows = Road.objects.filter(city=city).order_by("pk").values_list("name", "variants", "old_names")
    return NameBook((name, [*variants, *old_names]) for name, variants, old_names in rows)


def _save_junctions(city: City, network: FileNetwork) -> None:
    graph = network.graph
    nodes = graph.junctions
    points = _hex([shapely.Point(graph.positions[node]) for node in nodes])
    with _coming("junction", "node bigint, point geometry") as add:
        add(zip(nodes, points, strict=True))
    _run(
        """
        INSERT INTO roadmap_junction (city_id, osm_node_id, point) SELECT %(city)s, node, point FROM coming_junction
        ON CONFLICT (city_id, osm_node_id) DO UPDATE SET point = EXCLUDED.point
        WHERE roadmap_junction.point IS DISTINCT FROM EXCLUDED.point
        """,
        city,
    )
    _save_meetings(city, "junction", {node: graph.streets.get(node, {}) for node in nodes})


def _save_meetings(city: City, thing: str, streets: dict[int, Iterable[str]]) -> None:
    """The many-to-many rows between a junction or signal and its streets."""
    table = {"junction": "roadmap_junction", "signal": "roadmap_trafficsignal"}[thing]
    column = table.removeprefix("roadmap_") + "_id"
    with _coming(f"{thing}_road", "node bigint, name text") as add:
        add((node, name) for node, names in streets.items() for name in names)
    _run(
        f"""
        CREATE TEMP TABLE coming_pair AS SELECT thing.id AS thing_id, road.id AS road_id FROM coming_{thing}_road coming
        JOIN {table} thing ON thing.city_id = %(city)s AND thing.osm_node_id = coming.node
        JOIN roadmap_road road ON road.city_id = %(city)s AND road.name = coming.name
        """,  # noqa: S608
        city,
    )
    _run(
        f"""
        DELETE FROM {table}_roads pair USING {table} thing WHERE thing.id = pair.{column} AND thing.city_id = %(city)s
        AND NOT EXISTS (SELECT FROM coming_pair WHERE thing_id = pair.{column} AND road_id = pair.road_id)
        """,  # noqa: S608
        city,
    )
    _run(
        f"""
        INSERT INTO {table}_roads ({column}, road_id) SELECT thing_id, road_id FROM coming_pair
        ON CONFLICT DO NOTHING
        """,  # noqa: S608
        city,
    )
    _run("DROP TABLE coming_pair", city)


SEGMENT_COLUMNS = {
    "key": "text",
    "osm_way_id": "bigint",
    "road": "text",
    "start_node": "bigint",
    "end_node": "bigint",
    "geometry": "geometry",
    "osm_nodes": "bigint[]",
    "highway": "text",
    "direction": "text",
    "is_roundabout": "boolean",
    "is_bridge": "boolean",
    "is_tunnel": "boolean",
    "layer": "smallint",
    "lanes": "smallint",
    "max_speed_kmh": "smallint",
    "surface": "text",
    "ref": "text",
}
# What is taken over as it comes; the rest is looked up or measured.
_PLAIN = [name for name in SEGMENT_COLUMNS if name not in {"key", "road", "start_node", "end_node"}]


def _save_segments(city: City, network: FileNetwork) -> list[int]:
    with _coming("segment", ", ".join(f"{name} {kind}" for name, kind in SEGMENT_COLUMNS.items())) as add:
        add(_segment_rows(network))
    updated = [*_PLAIN, "road_id", "start_id", "end_id", "length_m"]
    rows = _run(
        f"""
        INSERT INTO roadmap_roadsegment AS segment
          (city_id, key, gost_group, {", ".join(updated)})
        SELECT %(city)s, coming.key, '', {", ".join(f"coming.{name}" for name in _PLAIN)}, road.id, a.id, b.id,
          ST_Length(coming.geometry::geography)
        FROM coming_segment coming
        JOIN roadmap_junction a ON a.city_id = %(city)s AND a.osm_node_id = coming.start_node
        JOIN roadmap_junction b ON b.city_id = %(city)s AND b.osm_node_id = coming.end_node
        LEFT JOIN roadmap_road road ON road.city_id = %(city)s AND road.name = coming.road
        WHERE ST_Length(coming.geometry::geography) > 0
        ON CONFLICT (city_id, key) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in updated)}
        WHERE ({", ".join(f"segment.{name}" for name in updated)})
          IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in updated)})
        RETURNING id
        """,  # noqa: S608
        city,
    )
    return [number for (number,) in rows]


# What no file holds and a person has set (roadmap/setting_up/segment_facts.py)
FACTS = (*("owner_id", "gost_group", "warranty_until", "warranty_contractor_id", "warranty_contract", "no_dig_until"),)
ON_IT = 0.00003  # degrees, about 3 m


def _hand_on_facts(city: City) -> None:
    """A way that is cut elsewhere has other segments: each takes over what was known of the one that lay there."""
    unset = "(NULL, '', NULL, NULL, '', NULL)"
    _run(
        f"""
        UPDATE roadmap_roadsegment fresh SET {", ".join(f"{name} = gone.{name}" for name in FACTS)}
        FROM roadmap_roadsegment gone
        WHERE fresh.city_id = %(city)s AND gone.city_id = %(city)s AND gone.osm_way_id = fresh.osm_way_id
          AND gone.id <> fresh.id
          AND ({", ".join(f"fresh.{name}" for name in FACTS)}) IS NOT DISTINCT FROM {unset}
          AND ({", ".join(f"gone.{name}" for name in FACTS)}) IS DISTINCT FROM {unset}
          AND NOT EXISTS (SELECT FROM coming_segment WHERE key = gone.key)
          AND EXISTS (SELECT FROM coming_segment WHERE key = fresh.key)
          AND ST_DWithin(gone.geometry, ST_LineInterpolatePoint(fresh.geometry, 0.5), {ON_IT})
        """,  # noqa: S608
        city,
    )


def _segment_rows(network: FileNetwork) -> Iterable[tuple]:
    for piece, geometry, nodes in zip(network.pieces, _hex(network.lines), network.nodes, strict=True):
        tags = piece.way.tags
        yield (
            piece.key,
            piece.way.id,
            name_of(tags) or None,
            piece.nodes[0],
            piece.nodes[-1],
            geometry,
            nodes,
            piece.highway,
            RoadSegment.Direction.FORWARD.value if piece.is_oneway else RoadSegment.Direction.BOTH.value,
            is_roundabout(tags),
            is_set(tags, "bridge"),
            is_set(tags, "tunnel"),
            layer(tags),
            lanes(tags),
            speed_kmh(tags),
            clean_name(tags.get("surface", ""), 40),
            clean_name(tags.get("ref", ""), 40),
        )


def _save_signals(city: City, network: FileNetwork) -> None:
    points = _hex([shapely.Point(signal.position) for signal in network.signals])
    with _coming("signal", "node bigint, name text, junction bigint, geometry geometry") as add:
        add((s.node, s.name, s.junction, point) for s, point in zip(network.signals, points, strict=True))
    _run(
        """
        INSERT INTO roadmap_trafficsignal AS signal (city_id, osm_node_id, name, junction_id, geometry)
        SELECT %(city)s, node, name, junction.id, geometry FROM coming_signal coming
        LEFT JOIN roadmap_junction junction
          ON junction.city_id = %(city)s AND junction.osm_node_id = coming.junction
        ON CONFLICT (city_id, osm_node_id) DO UPDATE
        SET name = EXCLUDED.name, junction_id = EXCLUDED.junction_id, geometry = EXCLUDED.geometry
        WHERE (signal.name, signal.junction_id, signal.geometry)
          IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.junction_id, EXCLUDED.geometry)
        """,
        city,
    )
    _save_meetings(city, "signal", {signal.node: signal.streets for signal in network.signals})


TURN_COLUMNS = ("kind", "is_only", "junction", "path", "vehicles", "exceptions", "condition")


def _save_turns(city: City, network: FileNetwork) -> None:
    segments, junctions = _ids_for(city, network)
    coming = [_turn(city, turn, segments, junctions) for turn in network.turns]
    TurnRestriction.objects.bulk_create(
        coming,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["city", "osm_relation_id", "number"],
        update_fields=TURN_COLUMNS,
    )
    known = TurnRestriction.objects.filter(city=city).values_list("pk", "osm_relation_id", "number")
    named = {(turn.relation, turn.number) for turn in network.turns}
    gone = [pk for pk, *name in known if tuple(name) not in named]
    TurnRestriction.objects.filter(pk__in=gone).delete()


def _ids_for(city: City, network: FileNetwork) -> tuple[dict[str, int], dict[int, int]]:
    keys, nodes = {key for turn in network.turns for key in turn.keys}, {turn.node for turn in network.turns}
    segments = RoadSegment.objects.filter(city=city, key__in=keys).values_list("key", "pk")
    junctions = Junction.objects.filter(city=city, osm_node_id__in=nodes).values_list("osm_node_id", "pk")
    return dict(segments), dict(junctions)


def _turn(city: City, turn: Turn, segments: dict[str, int], junctions: dict[int, int]) -> TurnRestriction:
    return TurnRestriction(
        city=city,
        osm_relation_id=turn.relation,
        number=turn.number,
        kind=turn.rule.kind,
        is_only=turn.rule.kind.startswith("only_"),
        junction_id=junctions[turn.node],
        path=[segments[key] for key in turn.keys],
        vehicles=list(turn.rule.vehicles),
        exceptions=list(turn.exceptions),
        condition=turn.rule.condition,
    )


def save_houses(city: City, houses: Sequence[House]) -> None:
    points = _hex([shapely.Point(house.position) for house in houses])
    with _coming("house", "road text, house text, point geometry") as add:
        add((house.street, house.number, point) for house, point in zip(houses, points, strict=True))
    _run(
        """
        INSERT INTO roadmap_address AS address (city_id, road_id, house, point)
        SELECT %(city)s, road.id, coming.house, coming.point FROM coming_house coming
        JOIN roadmap_road road ON road.city_id = %(city)s AND road.name = coming.road
        ON CONFLICT (road_id, house) DO UPDATE SET point = EXCLUDED.point
        WHERE address.point IS DISTINCT FROM EXCLUDED.point
        """,
        city,
    )
    _delete_vanished(
        Address,
        city,
        """SELECT FROM coming_house coming JOIN roadmap_road road ON road.city_id = %(city)s AND road.name = coming.road
        WHERE road.id = stored.road_id AND coming.house = stored.house""",
    )


def save_places(city: City, spots: Sequence[Spot], book: NameBook) -> None:
    known = {(place.kind, place.name): place for place in Place.objects.filter(city=city)}
    roads = dict(Road.objects.filter(city=city).values_list("name", "pk"))
    coming = [_place(city, spot, known, roads.get(book.find(spot.street) if spot.street else None)) for spot in spots]
    Place.objects.bulk_create([place for place in coming if not place.pk], batch_size=1000)
    Place.objects.bulk_update([p for p in coming if p.pk], ["variants", "road", "geometry"], batch_size=500)
    Place.objects.filter(pk__in={place.pk for place in known.values()} - {place.pk for place in coming}).delete()


def _place(city: City, spot: Spot, known: dict[tuple[str, str], Place], road_id: int | None) -> Place:
    place = known.get((spot.kind, spot.name)) or Place(city=city, kind=spot.kind, name=spot.name)
    place.variants = [variant for variant in spot.variants if variant != spot.name]
    place.road_id = road_id
    place.geometry = shapely.to_wkb(shapely.set_srid(spot.geometry, 4326), hex=True, include_srid=True)
    return place


def save_grounds(city: City, grounds: Iterable[Ground]) -> None:
    """Nothing refers to these, so all are written anew. Buildings live in the base map only."""
    kept = [ground for ground in grounds if ground.kind != BUILDING]
    _run("DELETE FROM roadmap_landshape WHERE city_id = %(city)s", city)
    with connection.cursor().copy("COPY roadmap_landshape (city_id, kind, name, geometry) FROM STDIN") as copy:
        for ground, geometry in zip(kept, _hex([ground.geometry for ground in kept]), strict=True):
            copy.write_row((city.pk, ground.kind, ground.name, geometry))


def refresh_statistics() -> None:
    """The planner should know of a new city at once."""
    tables = ("roadmap_road", "roadmap_junction", "roadmap_junction_roads", "roadmap_roadsegment", "roadmap_address")
    _run(f"ANALYZE {', '.join(tables)}", None)


@contextmanager
def whole_tables():
    """Joins of whole tables by hash: of fresh tables the planner knows nothing, and would compare all rows with all."""
    _run("SET LOCAL enable_nestloop = off", None)
    yield
    _run("SET LOCAL enable_nestloop = on", None)


def _delete_vanished(model: type[Model], city: City, still_there: str) -> list[int]:
    table = model._meta.db_table
    sql = f"SELECT id FROM {table} stored WHERE city_id = %(city)s AND NOT EXISTS ({still_there})"  # noqa: S608
    rows = _run(sql, city)
    gone = [number for (number,) in rows]
    model.objects.filter(pk__in=gone).delete()
    return gone


@contextmanager
def _coming(name: str, columns: str):
    """A temporary table `coming_<name>` and a function that fills it by COPY."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS coming_{name}")
        cursor.execute(f"CREATE TEMP TABLE coming_{name} ({columns}) ON COMMIT DROP")

        def add(rows: Iterable[tuple]) -> None:
            with cursor.copy(f"COPY coming_{name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

        yield add
        cursor.execute(f"ANALYZE coming_{name}")


def _run(sql: str, city: City | None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"city": city.pk} if city else None)
        return cursor.fetchall() if cursor.description else []


def _hex(shapes: Sequence) -> list[str]:
    if not len(shapes):
        return []
    return shapely.to_wkb(shapely.set_srid(list(shapes), 4326), hex=True, include_srid=True).tolist()
