"""Database and broker together: the addresses from the environment, else private ones, installed and started."""

import os
from dataclasses import dataclass
from pathlib import Path

from . import account, packages, place, programs, rootless
from .account import Account
from .broker import Broker
from .cluster import Cluster
from .kept import Kept, p256_key
from .locks import alone
from .place import CHECKOUT, Place
from .say import Failure


@dataclass
class Services:
    place: Place
    kept: Kept
    cluster: Cluster | None  # None: DATABASE_URL is somebody else's
    broker: Broker | None  # None: so is REDIS_URL

    @property
    def parts(self) -> list[Cluster | Broker]:
        return [part for part in (self.cluster, self.broker) if part is not None]

    @property
    def environment(self) -> dict[str, str]:
        """What everything that is started here is told."""
        values = self._secrets() | self._addresses()
        missing = {name: value for name, value in values.items() if not os.environ.get(name)}
        return os.environ | missing | {"ROADMAP_DATA": str(self.place.data)}  # it may have been moved

    def start(self) -> list[str]:
        """Names of those that were not running."""
        with alone(self.place.data, "starting the database"):
            started = [part.title for part in self.parts if part.start()]
            self._secrets()
            self.kept.put(self._addresses())
            self.place.hand_over()
        return started

    def stop(self) -> None:
        with alone(self.place.data, "starting the database"):
            for part in reversed(self.parts):
                part.stop()

    def are_running(self) -> bool:
        return all(part.is_running() for part in self.parts)

    @property
    def test_environment(self) -> dict[str, str]:
        """The same for tests and benchmarks, which make databases of their own: the site's role may not."""
        return self.environment | ({"DATABASE_URL": self.cluster.test_url} if self.cluster else {})

    def _secrets(self) -> dict[str, str]:
        """Made at the first start."""
        return {
            "SECRET_KEY": self.kept.made("SECRET_KEY"),
            "CREDENTIALS_KEY": self.kept.made("CREDENTIALS_KEY"),
            "VAPID_PRIVATE_KEY": self.kept.made("VAPID_PRIVATE_KEY", p256_key),
        }

    def _addresses(self) -> dict[str, str]:
        addresses = {}
        if self.cluster:
            addresses["DATABASE_URL"] = self.cluster.url
        if self.broker:
            addresses["REDIS_URL"] = self.broker.url
        return addresses


def at_hand() -> Services:
    """Installs what is missing."""
    data = place.data_folder()
    place.make(data)
    wants_cluster, wants_broker = not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")
    found = _Programs(data)
    if found.lack(wants_cluster, wants_broker):
        with alone(CHECKOUT, "installing"):
            _install(found, data)
        found = _Programs(data)
    if found.lack(wants_cluster, wants_broker):
        raise Failure(_still_missing(data, found.version))
    owner = account.for_cluster(data)
    return _put_together(data, found, owner, account.for_site(owner), wants_cluster, wants_broker)


def existing() -> Services | None:
    """The same without installing or making anything; None where nothing was ever made."""
    data = place.data_folder(quiet=True)
    if not data.exists():
        return None
    found = _Programs(data)
    has_cluster = found.postgres is not None and (data / "postgres").exists()
    has_broker = found.redis is not None and (data / "redis").exists()
    owner = account.for_cluster(data)
    return _put_together(data, found, owner, account.of_existing(owner), has_cluster, has_broker)


class _Programs:
    """What this machine has for these data."""

    def __init__(self, data: Path):
        self.version = programs.version_of_data(data / "postgres")
        self.postgres = programs.find_postgres(rootless.folder(data), self.version)
        self.redis = programs.find_redis(rootless.folder(data))

    def lack(self, wants_cluster: bool, wants_broker: bool) -> bool:
        return (wants_cluster and self.postgres is None) or (wants_broker and self.redis is None)


def _put_together(
    data: Path, found: _Programs, owner: Account, site: Account, has_cluster: bool, has_broker: bool
) -> Services:
    ours = place.prepare(data, site, owner)
    kept = Kept(ours)
    cluster = Cluster(ours, found.postgres) if has_cluster else None
    return Services(ours, kept, cluster, Broker(ours, found.redis, kept) if has_broker else None)


def _install(found: _Programs, data: Path) -> None:
    log = data / "logs" / "setup.log"
    if packages.has_apt() and packages.elevation() is not None:
        packages.install(packages.servers(found.version), log)
    else:
        rootless.unpack(data, log, found.version)


def _still_missing(data: Path, version: int | None) -> str:
    if version is None:
        return packages.how_to_install(packages.servers())
    return (
        f"The database in {data / 'postgres'} was made by PostgreSQL {version}, which cannot be had here with PostGIS. "
        f"Install postgresql-{version}-postgis-3 and postgresql-{version}-pgrouting, or move it with pg_upgrade."
    )
