"""The addresses of database and broker, looked at as a whole: a mistyped one stops the start."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg2 import ProgrammingError
from psycopg2.extensions import make_dsn

DATABASE = "{variable} must look like postgres://user:password@host:5432/name"
BROKER = "REDIS_URL must look like redis://:password@host:6379/0"
QUOTED = " (of a name or password, write / as %2F, @ as %40, # as %23, ? as %3F, % as %25)"
TLS = {"ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname"}
OPTIONS = {"redis": set[str](), "rediss": TLS, "redis+socket": {"virtual_host"}}


def database(url: str, *, pooled: bool, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's settings for a ``postgres://user:password@host:port/name?sslmode=…`` address; `variable` has it."""
    shape = DATABASE.format(variable=variable)
    parts = _parts(url, shape)
    name = parts.path[1:]
    if parts.scheme not in ("postgres", "postgresql") or not name or "/" in name or parts.fragment:
        raise ImproperlyConfigured(shape + QUOTED + ".")
    query = _query(parts, shape)
    host = query.pop("host", "") or unquote(parts.hostname or "")
    try:
        make_dsn(**query)
    except ProgrammingError as error:
        said = str(error).strip().removeprefix("invalid dsn: ")
        raise ImproperlyConfigured(f"{shape}: PostgreSQL does not take its end, {said}.") from error
    options = (
        "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=15s"
        " -c plan_cache_mode=force_generic_plan"  # of prepared statements (docflow.web.prepared)
        " -c max_parallel_workers_per_gather=0"  # many small questions at once, no large one
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": {"connect_timeout": 5, "options": options, **query},
    }


def broker(url: str) -> str:
    """The same address, when every reader of it (the worker, the clock, ``/healthz``) will take it."""
    parts = _parts(url, BROKER)
    if parts.scheme not in OPTIONS or parts.fragment:
        raise ImproperlyConfigured(BROKER + QUOTED + ".")
    query = _query(parts, BROKER)
    if unknown := sorted(set(query) - OPTIONS[parts.scheme]):
        raise ImproperlyConfigured(
            f"{BROKER}: {parts.scheme} takes no option {unknown[0]!r} (the database is the number at the end)."
        )
    if parts.scheme == "redis+socket":
        number, whole = query.get("virtual_host", "0"), len(parts.path) > 1 and not parts.hostname
    else:
        number, whole = parts.path.strip("/") or "0", bool(parts.hostname)
    if not whole or not number.isdecimal():
        raise ImproperlyConfigured(BROKER + QUOTED + ".")
    if parts.scheme == "rediss" and query.get("ssl_cert_reqs") not in ("required", "optional", "none"):
        raise ImproperlyConfigured(
            "REDIS_URL speaks TLS but does not say whether the broker must show who it is: add "
            "?ssl_cert_reqs=required (and &ssl_ca_certs=/path/to/ca.pem for an authority of your own)."
        )
    return url


def _parts(url: str, shape: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only now, and it may be none
    except ValueError as error:
        raise ImproperlyConfigured(shape + QUOTED + ".") from error
    return parts


def _query(parts: SplitResult, shape: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise ImproperlyConfigured(f"{shape}; its end, ?{parts.query}, is no list of options.") from error
