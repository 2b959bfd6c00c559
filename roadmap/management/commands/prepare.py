"""Django's side of the set-up: database, static files, the city and its demonstration.

Run at every start, so each step first asks whether it is done. Stamps lie in the data folder, but the database is
believed more than they are: what it does not hold is loaded again. A step that was cut off has no stamp.
"""

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from roadmap import extensions
from roadmap.importers import progress
from roadmap.importers.run import import_file
from roadmap.models import City, RoadSegment, User

DEMONSTRATION = settings.BASE_DIR / "fixtures" / "tyumen"
CITY = "tyumen"
FACTS = {
    "name": "Тюмень",
    "names": {"en": "Tyumen"},
    "name_cases": {"genitive": "Тюмени", "dative": "Тюмени", "prepositional": "Тюмени"},
    "is_demonstration": True,
    "is_schematic": True,
}


class Command(BaseCommand):
    help = "Brings database, static files, city and demonstration to where the web may start."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--roads", type=Path, metavar="FILE", help="another city's extract")
        parser.add_argument("--database-only", action="store_true", help="no static files, no city, no demonstration")
        parser.add_argument("--no-demo", action="store_true", help="no demonstration events, appeals and users")

    def handle(self, *, roads: Path | None, no_demo: bool, database_only: bool, **options):
        began = time.monotonic()
        with alone_in_database():
            self.migrate()
            told = {} if database_only else self.load(roads, no_demo)
        self.stdout.write(json.dumps(told | {"seconds": round(time.monotonic() - began, 2)}))

    def load(self, roads: Path | None, no_demo: bool) -> dict:
        self.stamps = Stamps(settings.DATA_DIR / "state" / "prepared.json")
        self.stamps.put("no-demo", no_demo)  # load_demonstration refuses by this
        self.collect_static()
        if not no_demo or not (roads or City.objects.exists()):
            self.import_demonstration_city()  # without a demonstration only where there is no other city to show
        logins = self.dismiss_demonstration() if no_demo else self.load_demonstration()
        self.import_roads(roads)
        shown = City.objects.shown()
        return {"city": shown and shown.slug, "logins": logins}

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Bringing the database up to date")
            call_command("migrate", interactive=False, verbosity=0, skip_checks=False, stdout=StringIO())

    def collect_static(self) -> None:
        wanted = static_fingerprint()
        if self.stamps["static"] == wanted and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            return
        self.say("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
        self.stamps.put("static", wanted)

    def import_roads(self, roads: Path | None) -> None:
        if roads is None:
            return
        wanted = fingerprint([roads])
        if self.stamps["roads"] == wanted and City.objects.exclude(imported_at=None).exists():
            return
        self.say(f"Importing {roads.name}")
        call_command("import_roads", str(roads), stdout=StringIO())
        self.stamps.put("roads", wanted)

    def import_demonstration_city(self) -> None:
        files = demonstration_files()
        wanted = fingerprint(files)
        if self.stamps["city"] == wanted and RoadSegment.objects.filter(city__slug=CITY).exists():
            return
        if City.objects.filter(slug=CITY).exclude(imported_at=None).exists():
            return  # a real extract of the same city has taken its place
        self.say("Importing the demonstration city")
        roads, agencies, areas, streets = files
        now = timezone.now()
        import_file(roads, city_slug=CITY, zone="Asia/Yekaterinburg", at=now, progress=progress.bar)
        City.objects.filter(slug=CITY).update(**FACTS)
        call_command("import_agencies", str(agencies), city=CITY, stdout=StringIO())
        call_command("import_areas", str(areas), city=CITY, stdout=StringIO())
        call_command("import_street_names", str(streets), city=CITY, stdout=StringIO())
        self.stamps.put("city", wanted)

    def load_demonstration(self) -> list[dict]:
        logins = self.stamps["logins"]
        if logins and has_users(logins):
            return logins
        self.say("Loading the demonstration's events and reports")
        self.stamps.put("no-demo", False)  # load_demonstration refuses beside --no-demo
        output = StringIO()
        call_command("load_demonstration", stdout=output)
        logins = json.loads(output.getvalue().strip().splitlines()[-1])["logins"]
        self.stamps.put("logins", logins)
        return logins

    def dismiss_demonstration(self) -> list[dict]:
        """Their passwords are known to everybody: they may not sign in where no demonstration is wanted."""
        names = [login["username"] for login in self.stamps["logins"] or []]
        if dismissed := User.objects.filter(username__in=names, is_active=True).update(is_active=False):
            self.say(f"{dismissed} demonstration users may no longer sign in")
        self.stamps.put("logins", None)
        self.stamps.put("no-demo", True)
        return []

    def say(self, text: str) -> None:
        self.stderr.write(f"{text} …", lambda line: line)


@contextmanager
def alone_in_database() -> Iterator[None]:
    """Two set-ups at once go one after the other; the lock is given back however this process ends."""
    try:
        line = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    except psycopg.OperationalError as error:
        raise CommandError(what_is_missing(str(error))) from error
    with line:
        line.execute("SELECT pg_advisory_lock(hashtext('roadmap prepare'))")
        yield


def what_is_missing(answer: str) -> str:
    address = connection.settings_dict
    return (
        f"The database cannot be used: {answer.strip()}\n"
        "If it is a server of your own, let a superuser of it make what is missing there:\n"
        + extensions.how_to_make_all(address["USER"], address["NAME"])
    )


class Stamps:
    """What was done, by name; written whole or not at all, for its owner only (it holds demonstration passwords)."""

    def __init__(self, path: Path):
        self.path = path
        self._values = json.loads(path.read_text()) if path.exists() else {}

    def __getitem__(self, name: str):
        return self._values.get(name)

    def put(self, name: str, value) -> None:
        self._values[name] = value
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(self._values))
        fresh.replace(self.path)


def demonstration_files() -> list[Path]:
    files = [DEMONSTRATION / name for name in ("tyumen.osm", "agencies.json", "areas.geojson", "streets.tsv")]
    if missing := [path.name for path in files if not path.exists()]:
        raise CommandError(f"The demonstration city in {DEMONSTRATION} lacks {', '.join(missing)}.")
    return files


def has_users(logins: list[dict]) -> bool:
    names = {login["username"] for login in logins}
    return User.objects.filter(username__in=names, is_active=True).count() == len(names)


def fingerprint(files: list[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def static_fingerprint() -> str:
    """Names, sizes and times: reading thousands of files at every start would cost more than collecting them."""
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
