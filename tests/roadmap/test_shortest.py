"""Ways in a graph that can be drawn on paper."""

from roadmap.shortest import shortest

#  1 --4-- 2 --1-- 4
#  |       |
#  1       1          5 leads to 1, nothing leads to 5
#  |       |
#  3 --2-- +
WAYS = {
    1: [(2, 4.0, "a"), (3, 1.0, "b")],
    2: [(4, 1.0, "c")],
    3: [(2, 2.0, "d")],
    5: [(1, 9.0, "e")],
}


def test_the_shorter_of_two_ways_is_taken():
    costs, came, reached = shortest(WAYS, [1], {4})
    assert (costs[4], reached) == (4.0, 4)
    assert (came[4], came[2], came[3]) == ((2, "c"), (3, "d"), (1, "b"))


def test_of_several_ends_the_nearest_is_reached():
    assert shortest(WAYS, [1], {4, 2})[2] == 2
    assert shortest(WAYS, [1, 2], {4})[0][4] == 1.0


def test_what_cannot_be_reached_is_not():
    costs, came, reached = shortest(WAYS, [1], {5})
    assert reached is None
    assert 5 not in costs and 5 not in came


def test_without_an_end_all_that_can_be_reached_is_measured():
    assert shortest(WAYS, [5])[0] == {5: 0.0, 1: 9.0, 3: 10.0, 2: 12.0, 4: 13.0}
