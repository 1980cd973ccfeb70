"""Log lines that no stranger can forge: one record a line, with what could end a line or hide in it written out."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")


def visible(text: str) -> str:
    """Return the text on one line, with what cannot be seen or written as JSON escapes it."""
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


class RequestIdFilter(logging.Filter):
    """Puts the id of the request being served on every record. What a stranger sent wrong needs no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        if record.name.startswith("django.security."):
            record.exc_info = None
        return True


class LineFormatter(logging.Formatter):
    """For people: a line that begins with the time is a record; a traceback follows indented, never at the margin."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return visible(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        return "\n".join(f"    {visible(line)}" for line in super().formatException(ei).split("\n"))


class JsonFormatter(logging.Formatter):
    """Time in UTC, level, logger, message, request id and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return visible(json.dumps(fields, ensure_ascii=False))
