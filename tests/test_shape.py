"""The shape of the repository: sizes, places, import contracts, and settings that are told in three places."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("site_project", "askai", "fitcheck", "corpus", "routing")
AT_THE_ROOT = {
    "askai", "benchmarks", "corpus", "docs", "fitcheck", "fixtures", "routing", "site_project", "tests", ".ci",
    "manage.py", "pyproject.toml", "Makefile", "Dockerfile", "docker-compose.yml", "Caddyfile", "requirements.txt",
    "requirements-dev.txt", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", ".env.example",
    ".gitignore", ".dockerignore",
}  # fmt: skip
READERS = {"flag", "whole", "dollars", "rates", "choice", "address", "origins", "str", "list", "db_url"}


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [path for name in listing if (path := ROOT / name).is_file()]


def settings_read() -> set[str]:
    """Return every name that settings.py and env.py ask the environment for."""
    names = set()
    for file in ("settings.py", "env.py"):
        for node in ast.walk(ast.parse((ROOT / "site_project" / file).read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            value = node.args[0].value
            if name in READERS | {"get"} and isinstance(value, str) and value.isupper():
                names.add(value)
    return names


def test_it_tells_every_setting_in_the_example_and_in_the_readme():
    example = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))

    assert settings_read() == example == table
    assert len(example) > 30


def test_it_reads_its_environment_in_one_place():
    for path in tracked(*(f"{app}/*.py" for app in APPS)):
        if path.name not in {"env.py", "asgi.py"}:
            assert "os.environ" not in path.read_text(), path


def test_it_keeps_files_short():
    for path in tracked(*(f"{app}/*.py" for app in APPS)):
        assert len(path.read_text().splitlines()) < 300 or "migrations" in path.parts, path


def test_it_keeps_the_root_to_what_a_project_has():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= AT_THE_ROOT


def test_it_keeps_stylesheets_small():
    assert (ROOT / "site_project/static/site/base.css").stat().st_size <= 14_000


def test_it_has_no_inline_script_or_style_and_nothing_from_another_host():
    for path in tracked("*/templates/*.html"):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\s(src|type=\"application/(ld\+)?json\"))", text), path
        assert not re.search(r"\son[a-z]+=\"", text), path
        assert not re.search(r"(src|<link[^>]*href)=\"(https?:)?//", text), path


def test_it_has_one_migration_an_app_with_a_name():
    for path in tracked("*/migrations/*.py"):
        assert path.name == "__init__.py" or not re.search(r"auto_\d{8}", path.name), path


def test_it_names_no_index_in_its_locks():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"^\s*--(extra-)?index-url|--find-links|https?://|file:", text, re.MULTILINE)


def test_it_imports_one_way():
    linter = Path(sys.executable).parent / "lint-imports"

    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
