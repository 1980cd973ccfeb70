"""Run the tests as if this machine's date were another: `python -m tests.dates [DATE...]`. Needs Debian's faketime.

Left out: the tests of browsers, of PostgreSQL and Redis, and those that start processes. Chromium and the servers do
not run under a moved clock, and faketime breaks the `time.sleep` with which the others wait. Deselected: the
test that counts short sleeps, which fails under faketime at any date, today's too.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime.now(UTC)
BERLIN = "Europe/Berlin"
# Name: the moment a run starts at, and the machine's time zone.
DATES = {
    "tomorrow": (NOW + timedelta(days=1), "UTC"),
    "in-40-days": (NOW + timedelta(days=40), "UTC"),
    "in-400-days": (NOW + timedelta(days=400), "UTC"),
    "leap-day": (datetime(2028, 2, 29, 12, tzinfo=UTC), "UTC"),
    "last-hour-of-a-month": (datetime(2027, 1, 31, 23, 10, tzinfo=UTC), "UTC"),
    "clocks-go-forward": (datetime(2027, 3, 28, 0, 55, tzinfo=UTC), BERLIN),
    "clocks-go-back": (datetime(2027, 10, 31, 0, 55, tzinfo=UTC), BERLIN),
}

LEFT_OUT = ("tests/browser", "tests/services", "tests/fitcheck/run/test_processes.py", "tests/site/test_lifecycle.py")
HURRIED = ("tests/wire/test_transport.py::test_it_leaves_the_loop_free_while_it_thinks",)


def library() -> Path | None:
    """Return faketime's library for threaded programs; None = not installed."""
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
    return found[0] if found else None


def run(name: str, preload: Path) -> int:
    """Run the tests at one of the dates; return pytest's exit code."""
    moment, zone = DATES[name]
    offset = round((moment - datetime.now(UTC)).total_seconds())
    _say(f"== {name}: {moment:%Y-%m-%d %H:%M} UTC, TZ={zone}")
    env = {
        **os.environ,
        "LD_PRELOAD": str(preload),
        "FAKETIME": f"{offset:+d}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # deadlines and sleeps keep their own time
        "NO_FAKE_STAT": "1",
        "TZ": zone,
    }
    without = [*(f"--ignore={path}" for path in LEFT_OUT), *(f"--deselect={name}" for name in HURRIED)]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *without]
    return subprocess.run(command, env=env, check=False).returncode


def main(names: list[str]) -> int:
    """Run the named dates, or all of them; return 1 if any run failed."""
    preload = library()
    if preload is None:
        _say("SKIPPED: the tests at other dates, for faketime is not installed (apt-get install faketime).")
        return 0
    codes = [run(name, preload) for name in names or DATES]
    return int(any(codes))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
