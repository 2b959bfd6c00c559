"""Turn restrictions as rows that a router can use, and OpenStreetMap's nodes along a segment."""

import pytest

from roadmap.importers.network import draw_up
from roadmap.importers.reading import read
from roadmap.importers.restrictions import Rule, rules_of
from roadmap.importers.run import import_file
from roadmap.models import Junction, RoadSegment, TurnRestriction

from ..conftest import NOW
from .maps import geojson, line, osm

ROAD = {"highway": "residential"}
ONE_WAY = {**ROAD, "oneway": "yes"}
#       5
#       |
#  1 -- 2 -- 3      way 10 is 1-2, 11 is 2-3, 12 is 2-4, 13 is 5-2
#       |
#       4
NODES = {1: (-100, 0), 2: (0, 0), 3: (100, 0), 4: (0, -100), 5: (0, 100)}
WAYS = [(10, [1, 2], ROAD), (11, [2, 3], ROAD), (12, [2, 4], ROAD), (13, [5, 2], ROAD)]


def relation(number, *members, **tags):
    return number, members, {"type": "restriction", **{key.replace("__", ":"): value for key, value in tags.items()}}


def at_node(origin, target, node=2):
    return ("from", "way", origin), ("via", "node", node), ("to", "way", target)


def drawn(path):
    extract = read(path)
    return draw_up(extract), extract


@pytest.fixture
def turns_of(tmp_path):
    """(turns, skipped) of a small map."""

    def turns_of(*relations, nodes=NODES, ways=WAYS):
        network, extract = drawn(osm(tmp_path / "a.osm", nodes, ways, relations))
        return network.turns, +extract.skipped

    return turns_of


def test_a_turn_at_a_node(turns_of):
    (turn,), skipped = turns_of(relation(70, *at_node(10, 12), restriction="no_right_turn"))
    assert (turn.relation, turn.rule, turn.node) == (70, Rule("no_right_turn"), 2)
    assert turn.keys == ("10:1-2", "12:2-4")
    assert not skipped


def test_a_way_drawn_against_the_traffic_is_taken_in_the_order_of_travel(turns_of):
    ways = [(10, [2, 1], {**ROAD, "oneway": "-1"}), *WAYS[1:]]
    (turn,), _ = turns_of(relation(70, *at_node(10, 11), restriction="only_straight_on"), ways=ways)
    assert turn.keys == ("10:2-1", "11:2-3")


def test_a_turn_back_has_its_segment_twice(turns_of):
    (turn,), _ = turns_of(relation(70, *at_node(10, 10), restriction="no_u_turn"))
    assert turn.keys == ("10:1-2", "10:1-2")


def test_over_a_way_between(turns_of):
    """From the southern carriageway by a link to the northern one: no turning back."""
    nodes = {1: (-100, 0), 2: (0, 0), 3: (100, 0), 6: (-100, 20), 7: (0, 20), 8: (100, 20), 9: (0, 10)}
    ways = [
        *[(10, [1, 2], ONE_WAY), (11, [2, 3], ONE_WAY), (20, [8, 7], ONE_WAY), (21, [7, 6], ONE_WAY)],
        *[(30, [2, 9], ROAD), (31, [9, 7], ROAD)],
    ]
    members = ("from", "way", 10), ("via", "way", 31), ("via", "way", 30), ("to", "way", 21)
    (turn,), skipped = turns_of(relation(70, *members, restriction="no_u_turn"), nodes=nodes, ways=ways)
    assert turn.keys == ("10:1-2", "30:2-9", "31:9-7", "21:7-6")
    assert turn.node == 2
    assert not skipped


def test_a_sign_for_several_ways_is_several_turns(turns_of):
    members = [("from", "way", 10), ("from", "way", 13), ("via", "node", 2), ("to", "way", 11)]
    turns, _ = turns_of(relation(70, *members, restriction="no_entry"))
    assert [(turn.number, turn.keys[0]) for turn in turns] == [(0, "10:1-2"), (1, "13:5-2")]


@pytest.mark.parametrize(
    ("tags", "rules"),
    [
        ({"restriction": "no_left_turn"}, [Rule("no_left_turn")]),
        ({"restriction": "no_left_turn;no_u_turn"}, [Rule("no_left_turn"), Rule("no_u_turn")]),
        ({"restriction:hgv": "no_left_turn"}, [Rule("no_left_turn", ("hgv",))]),
        ({"type": "restriction:bus", "restriction": "only_left_turn"}, [Rule("only_left_turn", ("bus",))]),
        (
            {"restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00; PH off); no_u_turn @ wet"},
            [Rule("no_left_turn", (), "Mo-Fr 07:00-09:00; PH off"), Rule("no_u_turn", (), "wet")],
        ),
        (
            {"restriction:hgv:conditional": "no_straight_on @ (22:00-06:00)"},
            [Rule("no_straight_on", ("hgv",), "22:00-06:00")],
        ),
        (
            {"restriction": "no_left_turn", "hour_on": "07:00", "hour_off": "19:00"},
            [Rule("no_left_turn", (), "hour_on=07:00 hour_off=19:00")],
        ),
        ({"restriction": "give_way"}, []),
        ({"restriction:conditional": "no_left_turn"}, []),
        ({}, []),
    ],
)
def test_what_the_sign_says(tags, rules):
    assert list(rules_of({"type": "restriction", **tags})) == rules


def test_who_is_excepted(turns_of):
    (turn,), _ = turns_of(relation(70, *at_node(10, 12), restriction="no_right_turn", **{"except": "psv; bicycle"}))
    assert turn.exceptions == ("psv", "bicycle")


@pytest.mark.parametrize(
    ("members", "tags", "reason"),
    [
        (at_node(10, 99), {"restriction": "no_left_turn"}, "restriction-incomplete"),
        (at_node(10, 12)[:1] + at_node(10, 12)[2:], {"restriction": "no_left_turn"}, "restriction-incomplete"),
        (at_node(10, 12)[1:], {"restriction": "no_left_turn"}, "restriction-incomplete"),
        (at_node(10, 12, node=3), {"restriction": "no_left_turn"}, "restriction-not-joined"),
        (at_node(10, 12), {"restriction": "stop"}, "restriction-unknown"),
        (at_node(10, 12), {}, "restriction-unknown"),
    ],
)
def test_what_cannot_be_laid_on_the_network_is_counted(turns_of, members, tags, reason):
    turns, skipped = turns_of(relation(70, *members, **tags))
    assert turns == []
    assert skipped == {reason: 1}


def test_a_way_that_runs_through_could_be_meant_from_either_side(turns_of):
    ways = [(10, [1, 2, 3], ROAD), *WAYS[2:]]
    turns, skipped = turns_of(relation(70, *at_node(10, 12), restriction="no_left_turn"), ways=ways)
    assert (turns, skipped) == ([], {"restriction-ambiguous": 1})


def test_to_go_straight_on_is_no_turn_back(turns_of):
    ways = [(10, [1, 2, 3], ONE_WAY), *WAYS[2:]]
    turns, skipped = turns_of(relation(70, *at_node(10, 10), restriction="no_u_turn"), ways=ways)
    assert (turns, skipped) == ([], {"restriction-not-joined": 1})


def test_traffic_decides_where_a_way_runs_through(turns_of):
    ways = [(10, [1, 2, 3], ONE_WAY), *WAYS[2:]]
    (turn,), _ = turns_of(relation(70, *at_node(10, 12), restriction="no_right_turn"), ways=ways)
    assert turn.keys == ("10:1-2", "12:2-4")


def test_a_node_that_gave_way_to_another_is_still_found(turns_of):
    nodes = {**NODES, 9: (0, 0)}
    ways = [(10, [1, 2], ROAD), (12, [9, 4], ROAD), (13, [5, 9], ROAD)]
    (turn,), _ = turns_of(relation(70, *at_node(10, 12, node=9), restriction="no_right_turn"), nodes=nodes, ways=ways)
    assert turn.keys == ("10:1-2", "12:2-4")


def test_a_turn_on_a_bridge_above_a_node_of_the_street(turns_of):
    bridge = {**ROAD, "bridge": "yes", "layer": "1"}
    ways = [(10, [1, 2, 3], ROAD), (12, [4, 2, 5], {**bridge, "oneway": "yes"}), (14, [6, 2], bridge)]
    nodes = {**NODES, 6: (50, 50)}
    (turn,), _ = turns_of(relation(70, *at_node(14, 12), restriction="only_right_turn"), nodes=nodes, ways=ways)
    assert turn.keys[0].startswith("14:6-") and turn.keys[1].endswith("-5")


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def bring(db, tmp_path):
    def bring(*relations, ways=WAYS):
        return import_file(osm(tmp_path / "town.osm", NODES, ways, relations), city_slug="town", at=NOW, force=True)

    return bring


RULE = {"restriction": "no_right_turn", "except": "psv"}


def test_a_row_holds_the_segments_in_the_order_of_travel(bring):
    assert bring(relation(70, *at_node(10, 12), **RULE)).restrictions == 1
    ids = dict(RoadSegment.objects.filter(city__slug="town").values_list("key", "pk"))
    row = TurnRestriction.objects.get(city__slug="town")
    assert row.path == [ids["10:1-2"], ids["12:2-4"]]
    assert row.junction == Junction.objects.get(city__slug="town", osm_node_id=2)
    assert (row.osm_relation_id, row.kind, row.is_only, row.exceptions) == (70, "no_right_turn", False, ["psv"])
    assert (row.vehicles, row.condition) == ([], "")


def test_a_second_import_updates_the_row_and_keeps_its_id(bring):
    bring(relation(70, *at_node(10, 12), **RULE))
    before = TurnRestriction.objects.get(city__slug="town")
    moved = [(10, [1, 2], ROAD), (11, [2, 3], ROAD), (12, [3, 4], ROAD), (13, [5, 2], ROAD)]
    bring(relation(70, *at_node(10, 11), restriction="only_straight_on"), ways=moved)
    after = TurnRestriction.objects.get(city__slug="town")
    assert (after.pk, after.kind, after.is_only) == (before.pk, "only_straight_on", True)
    assert after.path[0] == before.path[0] and after.path[1] != before.path[1]
    assert RoadSegment.objects.filter(pk__in=after.path).count() == 2


def test_a_restriction_that_went_from_the_file_goes(bring):
    bring(relation(70, *at_node(10, 12), **RULE), relation(71, *at_node(10, 11), **RULE))
    bring(relation(71, *at_node(10, 11), **RULE))
    assert TurnRestriction.objects.filter(city__slug="town").values_list("osm_relation_id", flat=True).get() == 71


def test_a_segment_knows_its_nodes_in_the_order_of_its_line(bring):
    ways = [(10, [1, 4, 5, 2], {**ROAD, "oneway": "-1"}), (11, [2, 3], ROAD)]
    bring(ways=ways)
    segment = RoadSegment.objects.get(city__slug="town", osm_way_id=10)
    assert segment.osm_nodes == [2, 5, 4, 1]
    assert (segment.start.osm_node_id, segment.end.osm_node_id) == (2, 1)
    assert len(segment.geometry.coords) == 4


def test_a_node_made_for_a_second_level_is_told_by_its_own_number(bring):
    bring(ways=[(10, [1, 2, 3], ROAD), (12, [4, 2, 5], {**ROAD, "bridge": "yes"})])
    told = RoadSegment.objects.filter(city__slug="town").order_by("osm_way_id").values_list("osm_nodes", flat=True)
    assert list(told) == [[1, 2, 3], [4, 2, 5]]


def test_where_the_file_has_no_nodes_none_are_told(db, tmp_path):
    feature = line((0, 0), (50, 5), (100, 0), u=1, v=2, **ROAD)
    import_file(geojson(tmp_path / "town.geojson", feature), city_slug="town", at=NOW)
    assert RoadSegment.objects.get(city__slug="town").osm_nodes == []
