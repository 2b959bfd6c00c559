"""What a test of query plans needs: pages that hold the test's own rows only."""

from django.db import connection


def emptied(*tables: str) -> None:
    """Also of what earlier tests rolled back: it fills the pages of a table and its indexes, and planners count pages.

    Before the test writes to these tables or to what refers to them.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
