"""Settings as somebody wrote them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from roadmap.environment import Environment
from roadmap.settings import database


def test_an_address_on_a_socket_names_its_folder():
    found = database("postgresql://roadmap@/roads?host=%2Frun%2Four+own&port=5433")
    assert (found["HOST"], found["PORT"], found["USER"], found["NAME"]) == ("/run/our own", "5433", "roadmap", "roads")
    assert found["ENGINE"] == "django.contrib.gis.db.backends.postgis"


def test_what_an_address_asks_of_the_connection_is_obeyed():
    found = database("postgresql://roadmap:p%40ss@db.example.org:5432/roads?sslmode=verify-full")
    assert (found["HOST"], found["PASSWORD"]) == ("db.example.org", "p@ss")
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert found["OPTIONS"]["pool"]


def test_the_process_wins_over_the_file_and_an_empty_value_over_neither(tmp_path, monkeypatch):
    (tmp_path / "environment").write_text("# kept\nTELEGRAM_CHAT=@roads\nSITE_URL=http://kept\nODD=a$b #c\n")
    monkeypatch.setenv("ROADMAP_DATA", str(tmp_path))
    monkeypatch.setenv("TELEGRAM_CHAT", "")
    monkeypatch.setenv("SITE_URL", "http://given")
    env = Environment(tmp_path)
    assert [env.text(name) for name in ("TELEGRAM_CHAT", "SITE_URL", "ODD")] == ["@roads", "http://given", "a$b #c"]


def test_a_number_that_is_none_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_POOL", "many")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOL is a whole number, and not “many”"):
        Environment(tmp_path).number("DATABASE_POOL", 8)
