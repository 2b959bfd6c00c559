"""The Django side of the set-up: done once, done again where it was cut off, never twice."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from roadmap.management.commands import prepare
from roadmap.models import City, RoadSegment, User


@pytest.fixture
def own_folders(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


@pytest.fixture
def empty(db):
    """Nothing imported yet, as on a new machine."""
    City.objects.all().delete()


def prepared(**options) -> dict:
    output = StringIO()
    call_command("prepare", stdout=output, stderr=StringIO(), **options)
    return json.loads(output.getvalue().splitlines()[-1])


def test_without_demonstration_there_is_a_schematic_city_and_nobody_to_sign_in(own_folders, empty):
    assert prepared(no_demo=True)["logins"] == []
    city = City.objects.get()
    assert (city.slug, city.is_demonstration, city.is_schematic) == ("tyumen", True, True)
    assert not User.objects.exists()
    segments = set(RoadSegment.objects.values_list("pk", flat=True))
    stamps = (own_folders / "state" / "prepared.json").read_text()

    prepared(no_demo=True)

    assert set(RoadSegment.objects.values_list("pk", flat=True)) == segments
    assert (own_folders / "state" / "prepared.json").read_text() == stamps


def test_a_city_that_the_database_lost_is_imported_again_whatever_the_stamps_say(own_folders, empty):
    prepared(no_demo=True)
    City.objects.all().delete()
    prepared(no_demo=True)
    assert RoadSegment.objects.filter(city__slug="tyumen").exists()


def test_demonstration_users_may_not_sign_in_where_no_demonstration_is_wanted(own_folders, small_city):
    User.objects.create_user("dispatcher", password="known to everybody")
    own = User.objects.create_user("ivanova", password="hers alone")
    prepare.Stamps(own_folders / "state" / "prepared.json").put("logins", [{"username": "dispatcher"}])
    prepared(no_demo=True)
    assert set(User.objects.filter(is_active=True)) == {own}


def test_a_demonstration_that_lacks_a_file_says_which(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "DEMONSTRATION", tmp_path)
    with pytest.raises(CommandError, match=r"tyumen\.osm"):
        prepare.demonstration_files()


def test_stamps_are_for_their_owner_only(tmp_path):
    stamps = prepare.Stamps(tmp_path / "state" / "prepared.json")
    stamps.put("city", "abc")
    assert stamps.path.stat().st_mode & 0o077 == 0
    assert prepare.Stamps(stamps.path)["city"] == "abc"
