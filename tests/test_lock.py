"""The lock is whole, and is installed as it stands: pip is never left to look for something on its own."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.txt": ("scale",), "requirements-dev.txt": ("scale", "dev")}
INSTALLERS = ("Makefile", "Dockerfile")


def locked(name: str) -> dict[str, str]:
    """Return the version of every package that the lock pins for this interpreter."""
    pins = {}
    for line in re.findall(r"^([A-Za-z0-9][^\\\n]*==[^\\\n]*)", (ROOT / name).read_text(), re.MULTILINE):
        requirement = Requirement(line.strip())
        if requirement.marker is None or requirement.marker.evaluate():
            pins[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return pins


def asked_by(name: str, extras: set[str]) -> list[Requirement]:
    """Return what an installed package asks for here, with these of its extras."""
    found = [Requirement(line) for line in requires(name) or []]
    return [
        each
        for each in found
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras | {""})
    ]


def wanted(extras: tuple[str, ...]) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + [each for extra in extras for each in project["optional-dependencies"][extra]]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_it_pins_whatever_any_locked_package_asks_for_with_its_extras(lock):
    pins, queue, seen = locked(lock), wanted(LOCKS[lock]), set()

    while queue:
        asked = queue.pop()
        name = canonicalize_name(asked.name)
        assert name in pins, f"{asked} is not in {lock}"
        assert asked.specifier.contains(pins[name], prereleases=True), f"{asked}, but {lock} pins {pins[name]}"
        if (name, frozenset(asked.extras)) not in seen:
            seen.add((name, frozenset(asked.extras)))
            try:
                queue += asked_by(name, asked.extras)
            except PackageNotFoundError:
                pytest.fail(f"{name} is locked and not installed")

    assert {name for name, _ in seen} == set(pins)


@pytest.mark.parametrize("installer", INSTALLERS)
def test_it_is_installed_as_it_stands_and_checked(installer):
    text = (ROOT / installer).read_text()
    installs = [line for line in text.splitlines() if re.search(r"pip\b.* install\b", line)]

    assert installs
    assert all("--no-deps" in line and "--require-hashes" in line for line in installs), installs
    assert len(re.findall(r"pip\b[^\n]* check\b", text)) == text.count("--requirement requirements")
