"""A database that is not as it should be yet: what is missing is told with the SQL to run; two set-ups take turns."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.bench.scratch import address_of
from tests.conftest import ROOT


@pytest.fixture
def named():
    """`named("template0")` makes a database from that template and gives its name."""
    made = []
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:

        def make(template: str) -> str:
            made.append(f"test_up_{secrets.token_hex(4)}")
            words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(words.format(sql.Identifier(made[-1]), sql.Identifier(template)))
            return made[-1]

        yield make
        for name in made:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def preparing(name: str, data) -> subprocess.Popen:
    env = os.environ | {"DATABASE_URL": address_of(name), "ROADMAP_DATA": str(data), "SECRET_KEY": "test"}
    argv = [sys.executable, "manage.py", "prepare", "--database-only"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(argv, env=env, cwd=ROOT, **pipes)


def test_a_database_that_is_not_there_is_told_with_all_that_makes_it(tmp_path):
    process = preparing("nowhere", tmp_path)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "does not exist" in said
    assert 'CREATE DATABASE "nowhere" OWNER' in said
    assert "Traceback" not in said


def test_extensions_that_are_missing_are_told_with_the_command_that_makes_them(named, tmp_path):
    name = named("template0")
    process = preparing(name, tmp_path)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "lacks postgis, pgrouting, btree_gist, pg_trgm" in said
    assert f'psql -d "{name}" -c "CREATE EXTENSION IF NOT EXISTS postgis CASCADE;' in said
    assert "Traceback" not in said


def log_of(server: psycopg.Connection) -> Path:
    """Beside the folder that the running server says it serves."""
    postmaster = Path(f"/proc/{server.info.backend_pid}/stat").read_text().rpartition(")")[2].split()[1]
    words = Path(f"/proc/{postmaster}/cmdline").read_bytes().decode().split("\0")
    return Path(words[words.index("-D") + 1]).parent / "logs" / "postgres.log"


def test_a_statement_that_fails_leaves_no_words_of_anybody_in_the_log():
    """Neither with the statement, nor as the row that stood in the way, nor as a parameter."""
    word = f"secret{secrets.token_hex(4)}"
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        log = log_of(server)
        told_before = log.stat().st_size
        server.execute("CREATE TEMPORARY TABLE told (words text UNIQUE)")
        server.execute("INSERT INTO told VALUES (%s)", [word])
        with pytest.raises(psycopg.errors.UniqueViolation):
            server.execute("INSERT INTO told VALUES (%s)", [word])
        with pytest.raises(psycopg.errors.UndefinedFunction):
            server.execute(sql.SQL("SELECT nothing({})").format(sql.Literal(word)))
    with log.open("rb") as file:
        file.seek(told_before)
        told = file.read().decode()
    assert "duplicate key value violates unique constraint" in told
    assert "function nothing(unknown) does not exist" in told
    assert word not in told


def test_two_set_ups_at_once_take_turns(named, tmp_path):
    name = named("template1")
    both = [preparing(name, tmp_path / "data") for _ in range(2)]
    said = [process.communicate(timeout=240)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("Bringing the database up to date" in words for words in said) == 1
