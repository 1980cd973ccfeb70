"""What the documents claim about files, commands and addresses is so."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMES = [document.name for document in DOCUMENTS]


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_it_links_to_files_that_exist(document):
    for target in re.findall(r"\]\(([^)#]+)", document.read_text()):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_it_names_commands_that_exist(document):
    for command in re.findall(r"manage\.py (\w+)", document.read_text()):
        assert command in get_commands(), command


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_it_names_make_targets_that_exist(document):
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for target in re.findall(r"`make ([\w-]+)", document.read_text()):
        assert target in targets, target


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_it_names_source_files_that_exist(document):
    for path in re.findall(r"`((?:site_project|askai|fitcheck|corpus|routing)/[\w/.]+)`", document.read_text()):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_it_names_tests_and_benchmarks_that_exist(document):
    for path, name in re.findall(r"((?:tests|benchmarks)/[\w/]+\.py)(?:::(\w+))?", document.read_text()):
        assert (ROOT / path).exists(), path
        assert not name or f"def {name}(" in (ROOT / path).read_text(), f"{path}::{name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_it_names_addresses_that_exist(document):
    for path in re.findall(r"`(/[a-z][\w./-]*)`", document.read_text()):
        if path.startswith("/ws/") or path in {"/api/", "/64"}:
            continue
        try:
            resolve(path)
        except Resolver404:
            pytest.fail(path)


def test_it_keeps_the_picture_light():
    assert 10_000 < (ROOT / "docs" / "picture.png").stat().st_size < 300_000
