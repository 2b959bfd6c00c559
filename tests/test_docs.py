"""The maps in docs/ leave out no room and no noun, and lead nowhere that is not there."""

import re

import pytest
from django.apps import apps

from tests.conftest import ROOT

APPS = ("roadmap", "closures", "appeals")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def rooms(app: str) -> set[str]:
    """Files and folders right below an app, as the map links them."""
    there = [path for path in (ROOT / app).iterdir() if not path.name.startswith(("__", "."))]
    return {f"../{app}/{path.name}" for path in there}


def test_the_map_of_the_house_names_every_room():
    named = set(LINK.findall((ROOT / "docs" / "house.md").read_text(encoding="utf-8")))
    assert set().union(*map(rooms, APPS)) - named == set()


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md")))
def test_links_of_the_docs_lead_somewhere(page):
    links = LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_every_noun_stands_in_the_picture_and_in_the_table():
    picture, _fence, table = (ROOT / "docs" / "models.md").read_text(encoding="utf-8").rpartition("```")
    nouns = {model.__name__ for app in APPS for model in apps.get_app_config(app).get_models()}
    assert {noun for noun in nouns if f"`{noun}`" not in table} == set()
    assert {noun for noun in nouns if not re.search(rf"\b{noun}\b", picture)} == set()
