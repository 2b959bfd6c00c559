"""Which browser `./test` drives, and what is checked before the tests."""

import os
from pathlib import Path

import pytest

from deploy.up import packages, testing
from deploy.up.say import Failure

LOG = Path(os.devnull)


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """`machine("chromium", …)`: a Debian that has these; packages put their browser there."""
    installed = []

    def install(names, log):
        installed.append(tuple(names))
        (tmp_path / names[0]).touch()

    def stand(*names):
        for name in names:
            (tmp_path / name).touch()
        return installed

    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(testing, "BROWSERS", [str(tmp_path / Path(path).name) for path in testing.BROWSERS])
    monkeypatch.setattr(testing, "_is_debian", lambda: True)
    monkeypatch.setattr(packages, "elevation", list)
    monkeypatch.setattr(packages, "refresh", lambda root, log: None)
    monkeypatch.setattr(packages, "install", install)
    return stand


def chosen() -> str | None:
    browser = testing._browser(LOG)
    return browser and Path(browser).name


def test_the_shell_is_driven_where_both_are(machine):
    assert machine("chromium", "chromium-headless-shell") == []
    assert chosen() == "chromium-headless-shell"


def test_what_the_machine_has_is_not_doubled(machine):
    installed = machine("chromium")
    assert (chosen(), installed) == ("chromium", [])


@pytest.mark.parametrize(
    ("offers", "package"),
    [
        (["chromium", "chromium-headless-shell"], "chromium-headless-shell"),
        (["chromium"], "chromium"),
        ([], "chromium"),
    ],
)
def test_a_bare_debian_gets_the_shell_where_there_is_one(machine, monkeypatch, offers, package):
    monkeypatch.setattr(packages, "available", lambda name: [each for each in offers if each == name])
    installed = machine()
    assert (chosen(), installed) == (package, [(package, "fonts-dejavu-core")])


def test_the_one_that_is_named_comes_before_all(machine, monkeypatch):
    machine("chromium-headless-shell")
    monkeypatch.setenv("CHROMIUM", "/bin/sh")
    assert chosen() == "sh"
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Failure, match="/nowhere/chromium"):
        chosen()


def test_without_root_it_is_said_what_to_install(machine, monkeypatch, capsys):
    monkeypatch.setattr(packages, "elevation", lambda: None)
    assert chosen() is None
    told = "".join(capsys.readouterr())
    assert "SKIPPED" in told
    assert "apt-get install chromium-headless-shell fonts-dejavu-core" in told


def test_checks_that_fail_are_named_and_each_is_told_as_a_whole_in_its_order(monkeypatch, capfd):
    checks = {"slow": ["sh", "-c", "sleep 0.2; echo one; exit 1"], "quick": ["echo", "two"]}
    monkeypatch.setattr(testing, "_checks", lambda: checks)
    assert testing._failed_checks(os.environ) == ["slow"]
    told = capfd.readouterr()
    assert (told.out.split(), told.err.split()) == (["one", "two"], ["──", "slow", "──", "quick"])
