"""PostgreSQL's extensions that we need. A superuser makes them; the site's role may not, and a migration only asks."""

from django.core.management.base import CommandError
from django.db.backends.base.base import BaseDatabaseWrapper

NEEDED = ("postgis", "pgrouting", "btree_gist", "pg_trgm")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in NEEDED if name not in there]


def how_to_make(names: list[str], database: str) -> str:
    sql = " ".join(f"CREATE EXTENSION IF NOT EXISTS {name} CASCADE;" for name in names)
    return f'As a superuser of PostgreSQL: psql -d "{database}" -c "{sql}"'


def how_to_make_all(user: str, database: str) -> str:
    """For a server of one's own that has none of it yet."""
    return "\n".join(
        [
            f"  CREATE ROLE \"{user}\" LOGIN PASSWORD '…';",
            f'  CREATE DATABASE "{database}" OWNER "{user}";',
            f'  \\connect "{database}"',
            *(f"  CREATE EXTENSION IF NOT EXISTS {name} CASCADE;" for name in NEEDED),
        ]
    )


def require(apps, schema_editor) -> None:
    """For a migration. Databases of tests are made from template1, which must have them then."""
    connection = schema_editor.connection
    if names := missing(connection):
        database = connection.settings_dict["NAME"]
        raise CommandError(
            f"The database {database} lacks {', '.join(names)}. {how_to_make(names, database)} "
            "(for databases that tests make: -d template1)."
        )
