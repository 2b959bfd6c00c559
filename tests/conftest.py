"""The small city and the cast. Everything runs on real PostGIS; nothing leaves the machine."""

import gc
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation

from deploy.up import roles
from roadmap import database
from tests import as_set_up
from tests.bench.scratch import address_of
from tests.door import Door
from tests.doubles.mailbox import Mailbox
from tests.order import begun
from tests.plan import area

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SMALL_CITY = ROOT / "fixtures" / "small_city.osm"
DOOR = Door()
PATIENCE_S = 20  # with what a test has left at work
NOW = datetime(2026, 6, 10, 7, 0, tzinfo=UTC)  # a Wednesday, noon in the small city


def pytest_configure():
    """Beside ./test, too: in the private cluster the site's role may not make databases, the tests' may."""
    server = connection.settings_dict
    if server["HOST"].startswith("/") and server["USER"] == server["NAME"] == roles.SITE:
        server["USER"] = server["NAME"] = roles.TESTS
        os.environ["DATABASE_URL"] = address_of(roles.TESTS)  # of the processes that tests start
    # Its cost is what keeps a stolen table of passwords shut; most of the tests make two or three users.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_collection():
    """Ten thousand tests are made and none is thrown away: looking for what could be is a quarter of the time."""
    gc.disable()


def pytest_collection_finish():
    """They stay to the end, so they are not looked through again each time that a test leaves something behind."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: begun(item.path))
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
    settings.CHANNEL_PACES = False  # those of the networks, which no double has
    settings.EMAIL_URL = settings.EMAIL_FROM = settings.VAPID_PRIVATE_KEY = ""
    settings.SECOND_READER_URL = settings.SECOND_READER_MODEL = settings.SECOND_READER_KEY = ""
    settings.CITY = ""
    settings.PHOTO_PATIENCE_S = 0  # nobody looks at photos beside the test
    # Pages name files as they lie in the apps, whatever an earlier ./run collected.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def _nothing_left_over(monkeypatch):
    """Of an earlier test: language and zone of its last request, a database that it found away, streets and answers."""
    from roadmap.paths import kept

    kept.forget()
    cache.clear()
    translation.deactivate()
    timezone.deactivate()
    monkeypatch.setitem(database._found, "away_until", 0.0)


@pytest.fixture(autouse=True)
def _own_limits(settings):
    """Every test counts its tries under names of its own, whoever else uses the same Redis."""
    settings.LIMITS_PREFIX = f"test-{uuid4()}"


@pytest.fixture(autouse=True)
def handed_over(monkeypatch):
    """Deliveries handed to the workers in this test, by number; no broker is asked."""
    numbers = []
    monkeypatch.setattr("roadmap.delivery.hand_over", lambda pk, channel: numbers.append(pk))
    monkeypatch.setattr("roadmap.notices.hand_over", lambda pk, channel, subject: numbers.append(pk))
    monkeypatch.setattr("roadmap.effects.hand_over", lambda pk: None)
    monkeypatch.setattr("appeals.photos.hand_over", lambda numbers: None)
    monkeypatch.setattr("closures.suggestions.hand_over", lambda pk: None)
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
    TransactionTestCase._fixture_teardown = lambda case: put_away()  # Django's own leaves tables empty


def put_away(seconds: float = PATIENCE_S) -> None:
    """The rows of a test that really writes, once nothing of it works any more: it and the flush block each other.

    What does not come to an end is cut off, so that the next test has its rows, and fails this one.
    """
    left = DOOR.shut(seconds) + as_set_up.wait_until_quiet(seconds)
    if left:
        as_set_up.cut_off()
    as_set_up.put_back()
    as_set_up.tidy()
    assert left == []


@pytest.fixture(scope="session")
def live_server(live_server):
    httpd = live_server.thread.httpd
    # It sends a head and its body apart: without this the body waits 40 ms until the browser says that it has the head.
    httpd.RequestHandlerClass.disable_nagle_algorithm = True
    httpd.set_app(DOOR.around(httpd.get_app()))
    return live_server


@pytest.fixture(autouse=True)
def _open_door(request):
    if "live_server" in request.fixturenames:
        DOOR.open()


@pytest.fixture
def small_city(db):
    """The city that can be drawn on paper: fixtures/small_city.md."""
    from roadmap.models import City

    return City.objects.get(slug="small-city")


@pytest.fixture
def districts(small_city):
    """Their border runs at x = 100."""
    from roadmap.models import Area

    for name, slug, west, east in (("Западный округ", "west", -900, 100), ("Восточный округ", "east", 100, 900)):
        shape = MultiPolygon(area((west, -500), (east, -500), (east, 500), (west, 500)), srid=4326)
        Area.objects.create(city=small_city, name=name, slug=slug, geometry=shape)


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
        city=small_city,
        slug="road-department",
        name="Департамент дорог",
        phone="+7 3452 00-00-01",
        is_default=True,
        hold_s=0,
    )


@pytest.fixture
def other_agency(small_city):
    from roadmap.models import Agency

    return Agency.objects.create(city=small_city, slug="heat-network", name="Тепловые сети", hold_s=0)


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


@pytest.fixture
def mailbox(settings):
    """A mail server of its own, and the site set up to send by it."""
    with Mailbox() as box:
        settings.EMAIL_URL, settings.EMAIL_FROM = box.url, "roads@example.org"
        yield box
