"""Structured logs: one JSON object a line on stderr, each with the id of the request it belongs to."""

from __future__ import annotations

import json
import logging
import logging.config
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}


class JsonFormatter(logging.Formatter):
    """Turns a record into JSON: time, level, logger, message, request id, and whatever ``extra=`` added."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        # Django speaks of an answer after the request has left us: its id went along.
        if current := request_id.get() or getattr(getattr(record, "request", None), "request_id", ""):
            line["request_id"] = current
        line |= {key: value for key, value in vars(record).items() if key not in _PLAIN}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(options: dict[str, Any]) -> None:
    """Set up logging for the whole process; ``options`` is ``settings.LOGGING`` (only its ``level``)."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": JsonFormatter}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": options["level"]},
            # Django adds handlers of its own by default; one way out is enough.
            "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")},
        }
    )
