"""A database and a data folder of the run's own: nobody's rows or files are read, changed or left behind."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from psycopg import sql

PREFIX = "roadmap_bench_"
LEFT_BEHIND = """
SELECT datname FROM pg_database
WHERE datname LIKE %s AND datname NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)
"""


@dataclass(frozen=True)
class Scratch:
    """`address` as in DATABASE_URL; `bare` is a plain connection past Django, which plans each query as it comes."""

    address: str
    folder: Path
    bare: psycopg.Connection


@contextmanager
def scratch() -> Iterator[Scratch]:
    """Django's own connection leads there, too, until the end."""
    name = PREFIX + secrets.token_hex(4)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with _server() as server:
            _drop_left_behind(server)
            _create(server, name)
            try:
                yield from _prepared(name, folder)
            finally:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(name: str, folder: Path) -> Iterator[Scratch]:
    address = address_of(name)
    bare = psycopg.connect(address, autocommit=True, prepare_threshold=None, cursor_factory=psycopg.ClientCursor)
    before = connection.settings_dict["NAME"], settings.DATA_DIR, settings.MEDIA_ROOT, settings.CITY
    _lead_to(name, folder, folder / "media", "")
    try:
        with bare:
            call_command("migrate", verbosity=0)
            connection.register_geometry_adapters(bare, clear_caches=True)  # their numbers are the database's own
            yield Scratch(address, folder, bare)
    finally:
        _lead_to(*before)


def _lead_to(name: str, data: Path, media: Path, city: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    settings.DATA_DIR, settings.MEDIA_ROOT, settings.CITY = data, media, city


def _server() -> psycopg.Connection:
    try:
        return psycopg.connect(address_of(connection.settings_dict["NAME"]), autocommit=True)
    except psycopg.OperationalError as error:
        raise CommandError(f"The database server does not answer: {error}") from error


def _create(server: psycopg.Connection, name: str) -> None:
    try:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise CommandError("The benchmarks need a role that may create a database (CREATEDB).") from error


def _drop_left_behind(server: psycopg.Connection) -> None:
    """Of runs that were killed: databases of our name that nobody is connected to."""
    for (name,) in server.execute(LEFT_BEHIND, [PREFIX.replace("_", r"\_") + "%"]).fetchall():
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def address_of(name: str) -> str:
    """Of a database of that name on the server that Django uses; a socket's folder is the host."""
    server = {key: quote(str(connection.settings_dict[key]), safe="") for key in ("USER", "PASSWORD", "HOST", "PORT")}
    login = f"{server['USER']}:{server['PASSWORD']}".rstrip(":")
    place = f"?host={server['HOST']}&port={server['PORT']}".replace("&port=None", "") if server["HOST"] else ""
    return f"postgresql://{login}{'@' if login else ''}/{quote(name)}{place}".removesuffix("&port=")
