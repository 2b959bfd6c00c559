"""Who may do what in the private database, and what is made in it once: roles, databases, extensions.

The site's role owns its database and nothing more. Tests and benchmarks make databases of their own as another role,
which cannot enter the site's; extensions lie in the template, so that those have them from the start.
"""

import subprocess
from collections.abc import Callable

from .account import Account
from .programs import EXTENSIONS
from .say import Failure, say

SUPERUSER = "postgres"  # for the set-up alone, which becomes the cluster's system user for it
SITE, TESTS = "roadmap", "roadmap_test"  # each with a database of its name
UPGRADE = "upgrade"

# Nobody needs a password, and nobody comes over the network: the kernel says which system user calls.
ACCESS = "local all all peer map=roadmap\n"

SCRATCH = r"SELECT datname FROM pg_database WHERE datname ~ '^(test_|roadmap_bench_)'"
# All that is the site's own: not an extension's; a column's sequence goes with its table.
OWN = r"""
SELECT format('ALTER TABLE %s OWNER TO roadmap;', c.oid::regclass)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'a', 'i'))
"""


def callers(cluster: Account, site: Account) -> str:
    """Which system user may come as which role (pg_ident.conf). The cluster's own could read the files anyway."""
    mine = {(cluster.name, role) for role in (SUPERUSER, SITE, TESTS, UPGRADE)}
    pairs = mine | {(site.name, SITE), ("root", SITE), ("root", TESTS)}
    return "".join(f'roadmap "{user}" {role}\n' for user, role in sorted(pairs))


class Roles:
    def __init__(self, psql: Callable[[str, str, str], subprocess.CompletedProcess]):
        self._psql = psql  # sql, database, role

    def settle(self) -> None:
        if self._knows(UPGRADE) or not self._knows(SUPERUSER):
            self._lower_site()
        self._make()

    def _lower_site(self) -> None:
        """Of a cluster made by an earlier version. Each step may be the last before a power cut.

        No role may rename itself, so a third one does it.
        """
        say("The database's role was its superuser: from now on it owns its database and nothing more.")
        if not self._knows(UPGRADE):
            self._ask(f"CREATE ROLE {UPGRADE} SUPERUSER LOGIN", role=SITE)
        if not self._knows(SUPERUSER):
            self._ask(f"ALTER ROLE {SITE} RENAME TO {SUPERUSER}; CREATE ROLE {SITE} LOGIN", role=UPGRADE)
        for name in self._ask(SCRATCH):
            self._ask(f'DROP DATABASE "{name}"')
        if SITE in self._ask("SELECT datname FROM pg_database"):
            self._ask("\n".join(self._ask(OWN, SITE)) + f"ALTER DATABASE {SITE} OWNER TO {SITE}", SITE)
            self._close(SITE)
        self._ask(f"DROP ROLE {UPGRADE}")

    def _make(self) -> None:
        roles, databases = self._ask("SELECT rolname FROM pg_roles"), self._ask("SELECT datname FROM pg_database")
        for role, may in ((SITE, "NOCREATEDB"), (TESTS, "CREATEDB")):
            if role not in roles:
                self._ask(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE {may}")
        self._make_extensions("template1")
        for name in {SITE, TESTS}.difference(databases):
            self._ask(f"CREATE DATABASE {name} OWNER {name}")
            self._close(name)
        self._make_extensions(SITE)

    def _make_extensions(self, database: str) -> None:
        there = self._ask("SELECT extname FROM pg_extension", database)
        for extension in EXTENSIONS:
            if extension not in there:
                say(f"Making the extension {extension} …")
                self._ask(f"CREATE EXTENSION IF NOT EXISTS {extension} CASCADE", database)

    def _close(self, name: str) -> None:
        """To every role but its owner."""
        self._ask(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")

    def _knows(self, role: str) -> bool:
        return self._psql("SELECT 1", "postgres", role).returncode == 0

    def _ask(self, sql: str, database: str = "postgres", role: str = SUPERUSER) -> list[str]:
        done = self._psql(sql, database, role)
        if done.returncode:
            raise Failure(f"The private database refused «{sql}»: {done.stderr.strip()}")
        return done.stdout.splitlines()
