"""The small city and the cast. Everything runs on real PostGIS; nothing leaves the machine."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation

from deploy.up import roles
from roadmap import database
from roadmap.places import search
from tests import as_set_up
from tests.bench.scratch import address_of

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SMALL_CITY = ROOT / "fixtures" / "small_city.osm"
NOW = datetime(2026, 6, 10, 7, 0, tzinfo=UTC)  # a Wednesday, noon in the small city


def pytest_configure():
    """Beside ./test, too: in the private cluster the site's role may not make databases, the tests' may."""
    server = connection.settings_dict
    if server["HOST"].startswith("/") and server["USER"] == server["NAME"] == roles.SITE:
        server["USER"] = server["NAME"] = roles.TESTS
        os.environ["DATABASE_URL"] = address_of(roles.TESTS)  # of the processes that tests start


def pytest_collection_modifyitems(items):
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(
        reason=f"the real input is absent: {SHARED.name} lies beside the checkout only in development"
    )
    for item in items:
        if "shared_data" in item.keywords:
            item.add_marker(absent)


@pytest.fixture(scope="session", autouse=True)
def _own_files(tmp_path_factory):
    """Base maps, photos and pictures of tests stay out of the installation's data folder."""
    data = tmp_path_factory.mktemp("data")
    before = settings.DATA_DIR, settings.MEDIA_ROOT
    settings.DATA_DIR, settings.MEDIA_ROOT = data, data / "media"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # else WhiteNoise warns of it at each start
    yield
    settings.DATA_DIR, settings.MEDIA_ROOT = before


@pytest.fixture(autouse=True)
def _no_channels(settings):
    """No test reaches a network by the credentials of whoever runs it."""
    settings.TELEGRAM_TOKEN = settings.TELEGRAM_CHAT = ""
    settings.CITY = ""
    settings.PHOTO_PATIENCE_S = 0  # nobody looks at photos beside the test
    # Pages name files as they lie in the apps, whatever an earlier ./run collected.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def _nothing_left_over(monkeypatch):
    """Of an earlier test: language and zone of its last request, a database that it found away, streets by name."""
    translation.deactivate()
    timezone.deactivate()
    monkeypatch.setitem(database._found, "away_until", 0.0)
    search.forget()


@pytest.fixture(autouse=True)
def _own_limits(settings):
    """Every test counts its tries under names of its own, whoever else uses the same Redis."""
    settings.LIMITS_PREFIX = f"test-{uuid4()}"


@pytest.fixture(autouse=True)
def handed_over(monkeypatch):
    """Deliveries handed to the workers in this test, by number; no broker is asked."""
    numbers = []
    monkeypatch.setattr("roadmap.delivery.hand_over", numbers.append)
    monkeypatch.setattr("roadmap.effects.hand_over", lambda pk: None)
    monkeypatch.setattr("appeals.photos.hand_over", lambda numbers: None)
    return numbers


@pytest.fixture
def follow_up():
    """Does the effects that are due at a moment, and those that they leave, as the workers would."""
    from roadmap import effects
    from roadmap.models import Effect

    def follow_up(at):
        while due := list(Effect.objects.due(at).values_list("pk", flat=True)):
            for pk in due:
                effects.run(pk, at)

    return follow_up


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Also where `--reuse-db` finds what an earlier run left, killed or not. The base map's file is of this run."""
    from roadmap.importers.run import import_file

    with django_db_blocker.unblock():
        if as_set_up.is_kept():
            as_set_up.put_back()
        import_file(SMALL_CITY, city_slug="small-city", zone="Asia/Yekaterinburg", at=NOW)
        as_set_up.keep()
    TransactionTestCase._fixture_teardown = lambda case: as_set_up.put_back()  # Django's own leaves tables empty


@pytest.fixture
def small_city(db):
    """The city that can be drawn on paper: fixtures/small_city.md."""
    from roadmap.models import City

    return City.objects.get(slug="small-city")


def wait_until_quiet(seconds: float = 10) -> None:
    """Until nobody else works in the test database: a flush would wait for them, and they for it."""
    busy = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
              AND pid <> pg_backend_pid() AND state <> 'idle'"""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(busy)
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


def process_environment(**values: str) -> dict[str, str]:
    """Of a process of its own on the test's database; the values are settings."""
    own = connection.settings_dict
    place = urlencode({"host": own["HOST"], "port": own["PORT"]})
    address = f"postgis://{quote(own['USER'])}:{quote(own['PASSWORD'])}@/{own['NAME']}?{place}"
    return os.environ | {"DATABASE_URL": address, "SECRET_KEY": "test", "CITY": "small-city", **values}


@pytest.fixture
def at():
    return NOW


@pytest.fixture
def agency(small_city):
    from roadmap.models import Agency

    return Agency.objects.create(
        city=small_city, slug="road-department", name="Департамент дорог", phone="+7 3452 00-00-01", is_default=True
    )


@pytest.fixture
def other_agency(small_city):
    from roadmap.models import Agency

    return Agency.objects.create(city=small_city, slug="heat-network", name="Тепловые сети")


def _user(username, agency, *roles):
    from roadmap.models import User

    return User.objects.create_user(username, password="pass-word-1", agency=agency, roles=list(roles))


@pytest.fixture
def dispatcher(agency):
    return _user("dispatcher", agency, "dispatcher")


@pytest.fixture
def other_dispatcher(other_agency):
    """Must be refused."""
    return _user("other-dispatcher", other_agency, "dispatcher", "operator")


@pytest.fixture
def operator(agency):
    return _user("operator", agency, "operator")


@pytest.fixture
def anonymous(db):
    return Client()


@pytest.fixture
def resident(db):
    return Client()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
