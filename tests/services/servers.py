"""PostgreSQL and Redis of the tests' own: started from the installed binaries on free ports, stopped whatever happens.

Nothing that runs on the machine already is used or touched.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.processes import port_free, port_wait


def postgres_folder() -> Path | None:
    """Return where initdb and postgres are, the newest version first; None = not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def unprivileged() -> dict[str, Any]:
    """Return whom to run PostgreSQL as: it refuses root. Empty = the user we are."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@dataclass
class Server:
    """One process that can be stopped and started again on the same port and files."""

    command: list[str]
    port: int
    folder: Path
    whom: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=log, stderr=log, **self.whom)
        try:
            port_wait(self.port, seconds=30)
        except TimeoutError as silent:
            self.stop()
            raise RuntimeError((self.folder / "log").read_text()) from silent

    def stop(self) -> None:
        """End it now, its clients' connections with it."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


@dataclass
class Postgres(Server):
    """A cluster with one superuser, `candid`, who needs no password."""

    def url(self, name: str) -> str:
        return f"postgres://candid@127.0.0.1:{self.port}/{name}"

    def database(self, name: str, *, template: str = "template0") -> str:
        """Make a database, a copy of the template, and return its address."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def wait(self) -> None:
        """Return once it takes connections: it listens a little earlier."""
        import psycopg

        ends = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.05)

    def start(self) -> None:
        super().start()
        self.wait()


@contextmanager
def postgres_running(binaries: Path) -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="candid-postgres-") as name:
        folder, whom = Path(name), unprivileged()
        if whom:
            os.chown(folder, whom["user"], whom["group"])
        making = [binaries / "initdb", "-D", folder / "data", "-U", "candid", "-A", "trust", "--no-locale"]
        subprocess.run([*making, "--no-sync", "-E", "UTF8"], cwd=folder, check=True, stdout=subprocess.DEVNULL, **whom)
        port = port_free()
        options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=150"]
        command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        server = Postgres([*command, *(part for option in options for part in ("-c", option))], port, folder, whom)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@dataclass
class Redis(Server):
    """A Redis that keeps nothing on disk."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@contextmanager
def redis_running(binary: str) -> Iterator[Redis]:
    with tempfile.TemporaryDirectory(prefix="candid-redis-") as name:
        port = port_free()
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        server = Redis(command, port, Path(name))
        try:
            server.start()
            yield server
        finally:
            server.stop()
