"""Processes of a benchmark: started on free ports, measured through /proc, always ended."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def port_free() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_wait(port: int, *, seconds: float = 60) -> None:
    """Return once something listens on the port. Raises TimeoutError."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def cpu_seconds(pid: int) -> float:
    """Return the user and system time a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_kib(pid: int) -> int:
    """Return a process's resident memory, KiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


@contextmanager
def running(
    *command: str, env: dict[str, str] | None = None, log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command beside the benchmark, and end it with it."""
    with (log or Path(os.devnull)).open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: its server, its address and the environment it runs in."""

    pid: int
    address: str
    env: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run one of the site's commands on its database; return what it printed."""
        return manage(self.env, *arguments)


def manage(env: dict[str, str], *arguments: str) -> str:
    """Run `manage.py` with these variables; return what it printed. Raises RuntimeError with what it complained of."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False, text=True, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stderr}")
    return done.stdout


def settings_for(*, folder: Path, port: int) -> dict[str, str]:
    """Return an environment that shares nothing with the owner's: own database, no key, no limits in the way."""
    return {
        "SECRET_KEY": "benchmark-only-0123456789-0123456789-0123456789",
        "DEBUG": "false",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "STATIC_ROOT": f"{folder}/static",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_ORIGINS": f"http://127.0.0.1:{port}",
        "ANTHROPIC_API_KEY": "",
        "ANTHROPIC_BASE_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
        "ASK_RATES": "1000000/day",
        "FITCHECK_RATES": "1000000/day",
        "SOCKET_FRAMES": "1000000/10 seconds",
        "ASK_CONCURRENCY": "64",
        "ASK_NETWORK_CONCURRENCY": "1000",
        **{f"{scope}_BUDGET_USD": "1000" for scope in ("DAILY", "MONTHLY", "VISITOR_DAILY", "NETWORK_DAILY")},
    }


def _prepare(env: dict[str, str]) -> None:
    """Make the database with the demo owner, and the static files: four commands, one start of Python."""
    code = (
        "import django; django.setup(); from django.core.management import call_command as run;"
        "run('migrate', verbosity=0); run('load_catalogue'); run('load_demo');"
        "run('collectstatic', interactive=False, verbosity=0)"
    )
    env = {"DJANGO_SETTINGS_MODULE": "site_project.settings", **os.environ, **env}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=False, text=True, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"the site could not be prepared:\n{done.stderr}")


@contextmanager
def site(*, port: int, env: dict[str, str] | None = None) -> Iterator[Site]:
    """Serve the site with the demo owner on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {**settings_for(folder=Path(folder), port=port), **(env or {})}
        _prepare(settings)
        daphne = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "site_project.asgi:application"]
        log = Path(folder) / "site.log"
        with running(*daphne, env=settings, log=log) as process:
            port_wait(port)
            yield Site(pid=process.pid, address=settings["SITE_URL"], env=settings)
