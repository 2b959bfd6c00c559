"""The rows with which every test begins: what migrations made, and the small city.

They are kept beside the tables, in a schema of their own. After a transactional test, which really writes, they are put
back instead of leaving the tables empty, so that neither the order of the tests nor `--reuse-db` matters.
"""

import time

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

SCHEMA = "as_set_up"
OF_SCHEMA = "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'django_migrations'"
SEQUENCES = """
SELECT c.oid::regclass::text, t.relname, a.attname
FROM pg_class c
JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE c.relkind = 'S' AND t.relname = ANY(%s) AND t.relnamespace = 'public'::regnamespace
"""
OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def is_kept() -> bool:
    """By an earlier run on this database, after the same migrations."""
    with connection.cursor() as cursor:
        if "migrations" not in _tables(cursor, SCHEMA):
            return False
        cursor.execute(f"SELECT app || '.' || name FROM {SCHEMA}.migrations")
        return {name for (name,) in cursor.fetchall()} == _applied()


@transaction.atomic
def keep() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        for name in _tables(cursor, "public"):
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM public.{})").format(sql.Identifier(name)))
            if cursor.fetchone()[0]:
                cursor.execute(_copy("CREATE TABLE {kept} AS TABLE {own}", name))
        cursor.execute(f"CREATE TABLE {SCHEMA}.migrations AS SELECT app, name FROM django_migrations")


PATIENCE_S = 20
LARGE = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND relkind = 'r' AND relname <> 'spatial_ref_sys'
        AND pg_relation_size(pg_class.oid) > 1000000
"""


@transaction.atomic
def put_back() -> None:
    """References are checked at the end of the transaction, so any order does.

    Tables of a few rows are emptied in a hundredth of the time that a TRUNCATE takes, which makes their files anew.
    """
    with connection.cursor() as cursor:
        for name in _tables(cursor, "public"):
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("public", name)))
        kept = [name for name in _tables(cursor, SCHEMA) if name != "migrations"]
        for name in kept:
            cursor.execute(_copy("INSERT INTO {own} SELECT * FROM {kept}", name))
        cursor.execute(SEQUENCES, [kept])
        for sequence, table, column in cursor.fetchall():
            own = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
            words = sql.SQL("SELECT setval(%s::regclass, max({column})) FROM {table}").format(**own)
            cursor.execute(words, [sequence])
    ContentType.objects.clear_cache()


def wait_until_quiet(seconds: float) -> list[str]:
    """Until nobody else works in the database; the statements of those who still do after so many seconds."""
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while True:
            cursor.execute(f"SELECT query {OTHERS} AND state <> 'idle'")
            busy = [query for (query,) in cursor.fetchall()]
            if not busy or time.monotonic() > until:
                return busy
            time.sleep(0.05)


def tidy() -> None:
    """A table that a test filled is small again: planners look at its pages, also those of deleted rows."""
    with connection.cursor() as cursor:
        cursor.execute(LARGE)
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier("public", name)))


def cut_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) {OTHERS}")
    if connection.pool is not None:  # what it lent is gone: the next test waits for no new connection
        connection.pool.check()
        connection.pool.wait(timeout=PATIENCE_S)


def _tables(cursor, schema: str) -> list[str]:
    cursor.execute(OF_SCHEMA, [schema])
    return [name for (name,) in cursor.fetchall() if name != "spatial_ref_sys"]


def _copy(words: str, name: str) -> sql.Composed:
    return sql.SQL(words).format(own=sql.Identifier("public", name), kept=sql.Identifier(SCHEMA, name))


def _applied() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
