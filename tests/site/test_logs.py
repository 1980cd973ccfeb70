"""No stranger writes a line of the log: what could end one, hide in one or reorder it is written out."""

import json
import logging
import logging.config

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_project.logs import JsonFormatter, LineFormatter, RequestIdFilter
from site_project.settings import LOGGING

FORGED = "/nope\n2026-11-25 10:00:00,000 ERROR forged line\x00\x1b[2J\x85\u2028\u202e\ud800"


def record_of(message: str, name: str = "site", **more: object) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.INFO, __file__, 1, "%s 404", (message,), None)
    record.__dict__.update(more)
    RequestIdFilter().filter(record)
    return record


def raised(error: ValueError) -> tuple:
    try:
        raise error
    except ValueError as caught:
        return type(caught), caught, caught.__traceback__


@pytest.mark.parametrize("formatter", [LineFormatter("%(asctime)s %(message)s"), JsonFormatter()])
@settings(max_examples=50)
@given(st.text())
def test_it_writes_one_line_whatever_the_message_is(formatter, text):
    line = formatter.format(record_of(text + FORGED))

    assert len(line.splitlines()) == 1
    assert line.isprintable()
    line.encode()


def test_it_still_holds_the_message_for_machines():
    assert json.loads(JsonFormatter().format(record_of(FORGED)))["message"] == f"{FORGED} 404"


def test_it_indents_a_traceback_so_that_no_line_of_it_passes_for_a_record():
    text = LineFormatter("%(message)s").format(record_of("broke", exc_info=raised(ValueError(FORGED))))

    first, *rest = text.split("\n")
    assert first == "broke 404"
    assert "Traceback" in rest[0]
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.django_db
def test_it_says_in_one_line_that_a_stranger_named_another_host(client):
    kept: list[str] = []
    handler = logging.Handler()
    handler.addFilter(RequestIdFilter())
    handler.emit = lambda record: kept.append(LineFormatter("%(name)s %(message)s").format(record))
    logging.getLogger("django.security").addHandler(handler)
    try:
        response = client.get("/", headers={"host": "evil.example"})
    finally:
        logging.getLogger("django.security").removeHandler(handler)

    assert response.status_code == 400
    assert [line.count("\n") for line in kept] == [0]
    assert "evil.example" in kept[0]


def test_it_is_what_the_settings_use():
    made = logging.config.DictConfigurator(LOGGING).configure_formatter(LOGGING["formatters"]["line"])

    assert isinstance(made, LineFormatter)
