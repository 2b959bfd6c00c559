"""What a test of query plans needs: pages that hold the test's own rows only, and what a plan reads of them."""

import json
from collections.abc import Collection, Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext


def emptied(*tables: str) -> None:
    """Also of what earlier tests rolled back: it fills the pages of a table and its indexes, and planners count pages.

    Before the test writes to these tables or to what refers to them.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def read_whole(sql: str, values: dict, tables: Collection[str]) -> list[str]:
    """Of these tables what the plan reads from end to end: row by row, or along an index that no condition narrows."""
    nodes = _planned(sql, values)
    read = {relation for relation, _node in nodes}
    assert set(tables) <= read, read
    return [f"{node['Node Type']} on {relation}" for relation, node in nodes if relation in tables and _is_whole(node)]


def ways_into(table: str, asked: CaptureQueriesContext) -> set[str]:
    """How the questions that were asked read a table: the names of indexes, “whole” where nothing narrows it."""
    nodes = [node for query in asked if table in (query["sql"] or "") for node in _planned(query["sql"], None)]
    ways = {
        "whole" if _is_whole(node) else node.get("Index Name")
        for relation, node in nodes
        if relation == table and node["Node Type"] != "Bitmap Heap Scan"
    }
    return ways - {None}


def _planned(sql: str, values: dict | None) -> list[tuple[str, dict]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        told = cursor.fetchone()[0]
    (plan,) = json.loads(told) if isinstance(told, str) else told
    return list(_nodes(plan["Plan"], ""))


def _nodes(node: dict, relation: str) -> Iterator[tuple[str, dict]]:
    """Each with the table it reads; what a bitmap is made of reads the table of the bitmap."""
    relation = node.get("Relation Name", relation if node["Node Type"].startswith("Bitmap") else "")
    yield relation, node
    for part in node.get("Plans", ()):
        yield from _nodes(part, relation)


def _is_whole(node: dict) -> bool:
    by_index = node["Node Type"] in ("Index Scan", "Index Only Scan", "Bitmap Index Scan")
    return node["Node Type"].endswith("Seq Scan") or (by_index and "Index Cond" not in node)
