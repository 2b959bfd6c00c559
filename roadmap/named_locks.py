"""Those who want the same thing, which has no row of its own yet, take turns until their transactions end."""

from django.db import connection


def lock_name(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
