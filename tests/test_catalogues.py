"""The first word of every process is in the installation's language, also where nothing was ever compiled."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.conf import settings
from django.core import checks
from django.utils import translation
from django.utils.translation.template import templatize
from django.utils.translation.trans_real import translation as catalogue_of

from roadmap import catalogues
from tests.conftest import ROOT

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "closure"
msgstr "{word}"
"""
SAYS = "from django.utils.translation import gettext; print(gettext('closure'))"
TOO_EARLY = f"""
import django
from django.utils.translation import gettext
from roadmap.apps import RoadmapConfig
import_models = RoadmapConfig.import_models
def import_and_say(config):
    import_models(config)
    assert gettext("closure") == "closure"
RoadmapConfig.import_models = import_and_say
django.setup()
{SAYS}
"""
STARTS = {
    "a script": ["-c", f"import django; django.setup(); {SAYS}"],
    "a command": ["manage.py", "shell", "--no-imports", "-v", "0", "-c", SAYS],
    "the web": ["-c", f"import roadmap.asgi; {SAYS}"],
    "a worker": ["-c", f"from roadmap.celery import app; app.loader.init_worker(); {SAYS}"],
    "what said a word too early": ["-c", TOO_EARLY],
}
SAY_SO = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "sentence": None,  # gettext_noop, as most rooms call it
    "translated": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


@pytest.fixture
def fresh_clone(tmp_path) -> Path:
    """The checkout as git gives it: nothing compiled."""
    clone = tmp_path / "checkout"
    left_out = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "*.mo", "tests", "docs")
    shutil.copytree(ROOT, clone, ignore=left_out)
    assert not list(clone.rglob("*.mo"))
    return clone


@pytest.mark.parametrize("start", STARTS)
def test_a_fresh_clone_speaks_the_installations_language_from_its_first_word(fresh_clone, start):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "roadmap.settings",
        "PYTHONPATH": str(fresh_clone),
        "ROADMAP_DATA": str(fresh_clone.parent / "data"),
    }
    said = subprocess.run(
        [sys.executable, *STARTS[start]], cwd=fresh_clone, env=environment, capture_output=True, text=True, check=False
    )
    assert said.stdout.strip() == "перекрытие", said.stderr


@pytest.fixture
def source(settings, tmp_path):
    """A catalogue of our own, the only one."""
    source = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE.format(word="перекрытие"), encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    catalogues.forget()
    yield source
    catalogues.forget()


def said() -> str:
    with translation.override("ru"):
        return translation.gettext("closure")


def test_who_has_read_that_there_is_none_speaks_by_what_is_compiled(source):
    """Else the demonstration that is loaded right after would be in English."""
    assert said() == "closure"
    assert catalogues.bring_up_to_date() == 1
    assert said() == "перекрытие"
    assert catalogues.bring_up_to_date() == 0


@pytest.mark.parametrize("days", [1, -1])
def test_another_source_is_compiled_anew_also_an_older_one(source, days):
    """A release unpacked over a later one keeps its files' times."""
    catalogues.bring_up_to_date()
    time = source.stat().st_mtime + days * 86_400
    source.write_text(CATALOGUE.format(word="закрытие"), encoding="utf-8")
    os.utime(source, (time, time))
    assert catalogues.bring_up_to_date() == 1
    assert said() == "закрытие"


def test_who_may_not_write_starts_all_the_same_and_the_checks_say_so(source, monkeypatch, caplog):
    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(catalogues, "compile_catalogue", refused)
    catalogues.at_start()
    assert "cannot be compiled" in caplog.text
    told = [message for message in checks.run_checks(tags=["translation"]) if message.id == "roadmap.W002"]
    assert [str(source) in message.msg for message in told] == [True]


def texts() -> Iterator[tuple[str, str]]:
    """What code and templates say, as catalogues know it, and where it stands."""
    paths = (path for folder in ("roadmap", "closures", "appeals", "templates") for path in (ROOT / folder).rglob("*"))
    for path in paths:
        if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
            for line, said, _, context in extract("python", BytesIO(_as_python(path)), keywords=SAY_SO):
                text = said if isinstance(said, str) else said[0]
                yield f"{context}\x04{text}" if context else text, f"{path.relative_to(ROOT)}:{line}"
            if path.suffix == ".py":
                yield from _in_formatted(path)
    yield from ((name, "settings.EFFECTS") for name in settings.EFFECTS)


def _in_formatted(path: Path) -> Iterator[tuple[str, str]]:
    """What is said within an f-string, which extractors pass over."""
    for formatted in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(formatted, ast.JoinedStr):
            for call in ast.walk(formatted):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "gettext") and call.args:
                    yield ast.literal_eval(call.args[0]), f"{path.relative_to(ROOT)}:{call.lineno}"


def _as_python(path: Path) -> bytes:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source.encode()
    return "\n".join(line.strip() for line in templatize(source).splitlines()).encode()


def test_everything_that_is_said_has_russian():
    russian = catalogue_of("ru")._catalog
    missing = {text: where for text, where in texts() if text not in russian and (text, 0) not in russian}
    assert missing == {}
