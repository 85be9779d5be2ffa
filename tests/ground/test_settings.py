"""A missing or unsafe setting stops the start and says how to mend it; a trial needs none."""

from __future__ import annotations

import os
import runpy
import secrets
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured
from kombu.connection import Connection

from alerts.channels import sms
from alerts.channels.mail import Server
from docflow import health, outside, servers
from docflow import settings as settings_module
from tests.ground.running import PYTHON, environment, run

KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SITE = {
    "DATABASE_URL": "postgres://user:p%40ss@db.example:5433/papers?sslmode=verify-full",
    "REDIS_URL": "redis://broker.example:6379/0",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "oa.example, oa2.example",
    "BEHIND_PROXY": "1",
}
SETTINGS = Path(settings_module.__file__)


def settings_of(home: Path, **env: str) -> dict[str, Any]:
    """The settings that a program with this environment would have."""
    with mock.patch.dict(os.environ, environment(home, **env), clear=True):
        return runpy.run_path(str(SETTINGS))


def refusal(home: Path, **env: str) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_of(home, **env)
    return str(refused.value)


def test_a_trial_needs_nothing(tmp_path: Path) -> None:
    first = settings_of(tmp_path)
    assert first["DEMO"] is True
    assert first["DEBUG"] is False
    assert len(first["SECRET_KEY"]) >= 50
    assert settings_of(tmp_path)["SECRET_KEY"] == first["SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert first["SESSION_COOKIE_SECURE"] is False
    assert not (tmp_path / "postgres").exists()  # reading the settings starts nothing


def test_a_site(tmp_path: Path) -> None:
    site = settings_of(tmp_path, **SITE)
    database = site["DATABASES"]["default"]
    assert {k: database[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "papers", "USER": "user", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": 5433,
    }  # fmt: skip
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert "lock_timeout=3s" in database["OPTIONS"]["options"]
    assert site["DEMO"] is False
    assert site["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert site["SESSION_COOKIE_SECURE"] is site["CSRF_COOKIE_SECURE"] is site["SECURE_SSL_REDIRECT"] is True
    assert "*" not in site["ALLOWED_HOSTS"]
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "a" * 62}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "changeme-" * 7}, "SECRET_KEY can be guessed"),
        (
            {"SECRET_KEY": "Change_Me before going live! 0123456789 abcdefghijklmnop"},
            "SECRET_KEY can be guessed",
        ),
        ({"SECRET_KEY": "django-insecure-0123456789abcdefghijklmnopqrstuvwxyzABC"}, "can be guessed"),
        ({"SECRET_KEY_FALLBACKS": f"{KEY},old"}, "SECRET_KEY_FALLBACKS is too short"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS=* lets others forge"),
        ({"ALLOWED_HOSTS": "oa.example,https://oa.example/"}, "ALLOWED_HOSTS has 'https://oa.example/'"),
        ({"ALLOWED_HOSTS": "oa.example:8000"}, "ALLOWED_HOSTS has 'oa.example:8000'"),
        ({"ALLOWED_HOSTS": "*.example"}, ".example.gov.cn for all below it"),
        ({"ALLOWED_HOSTS": "公文.example"}, "ALLOWED_HOSTS has"),
        ({"CSRF_TRUSTED_ORIGINS": "oa.example"}, "CSRF_TRUSTED_ORIGINS has 'oa.example'"),
        ({"LOG_LEVEL": "chatty"}, "LOG_LEVEL must be one of DEBUG"),
        ({"DEBUG": "1"}, "DEBUG=1 shows secrets"),
        ({"DEBUG": "yes"}, "DEBUG must be 0 or 1"),
        ({"DEMO": "2"}, "DEMO must be 0 or 1"),
        ({"INSECURE_HTTP": "1"}, "write INSECURE_HTTP=acknowledged"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgres://u:p@db"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgres://u:p@db:port/x"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgres://u:12/34@db/x"}, "write / as %2F"),
        ({"DATABASE_URL": "postgres://u:p@db/x#y"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgres://u:p@db/x?sslmod=require"}, 'invalid connection option "sslmod"'),
        ({"DATABASE_URL": "postgres://u:p@db/x?sslmode"}, "no list of options"),
        ({"REDIS_URL": "amqp://x"}, "REDIS_URL must look like"),
        ({"REDIS_URL": "redis://broker:notaport/0"}, "REDIS_URL must look like"),
        ({"REDIS_URL": "redis://:p@ss#word@broker/0"}, "write / as %2F"),
        ({"REDIS_URL": "redis:///0"}, "REDIS_URL must look like"),
        ({"REDIS_URL": "redis://broker/first"}, "REDIS_URL must look like"),
        ({"REDIS_URL": "redis://a/0;redis://b/0"}, "REDIS_URL must look like"),
        ({"REDIS_URL": "redis://broker/?virtual_host=3"}, "redis takes no option 'virtual_host'"),
        ({"REDIS_URL": "redis://broker/0?virtual_host"}, "no list of options"),
        ({"REDIS_URL": "rediss://broker/0"}, "add ?ssl_cert_reqs=required"),
        ({"REDIS_URL": "rediss://broker/0?ssl_cert_reqs=yes"}, "add ?ssl_cert_reqs=required"),
        ({"REDIS_URL": "redis+socket://broker"}, "REDIS_URL must look like"),
        ({"SMTP_URL": "mail.example"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "http://mail.example"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "smtp://"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "smtp://mail.example:port"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "smtp://user@mail.example"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "smtp://user:p/w@mail.example"}, "write / as %2F"),
        ({"SMTP_URL": "smtp://mail.example?tls=1"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "smtp://mail.example?starttls=yes"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "smtp://mail.example/box"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "smtps://mail.example?starttls=1"}, "not both"),
        ({"SMTP_URL": "smtp://mail.example"}, "MAIL_FROM is missing"),
        ({"MAIL_FROM": "oa"}, "MAIL_FROM must look like"),
        ({"MAIL_FROM": "oa@example.cn\nBcc: spy@example.cn"}, "MAIL_FROM must look like"),
        ({"MAIL_FROM": "公文系统 <oa example.cn>"}, "MAIL_FROM must look like"),
        ({"SITE_URL": "oa.example.cn"}, "SITE_URL has"),
        ({"SITE_URL": "https://oa.example.cn/oa"}, "SITE_URL has"),
        ({"QUIET_HOURS": "22-7"}, "QUIET_HOURS must look like"),
        ({"QUIET_HOURS": "22:00-24:00"}, "QUIET_HOURS must look like"),
        ({"DIGEST_TIMES": "9,14"}, "DIGEST_TIMES must look like"),
        ({"ALERT_BUDGET": "0"}, "ALERT_BUDGET must be"),
        ({"ALERT_BUDGET": "100001"}, "ALERT_BUDGET must be"),
        ({"ALERT_BUDGET": "²"}, "ALERT_BUDGET must be"),
        ({"ALERT_TITLES": "no"}, "ALERT_TITLES must be 0 or 1"),
    ],
)
def test_refusals(tmp_path: Path, change: dict[str, str], sentence: str) -> None:
    assert sentence in refusal(tmp_path, **{**SITE, **change})


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("redis://broker", 0),
        ("redis://broker:6380/", 0),
        ("redis://name:p%40ss@[fd00::1]:6379/3", 3),
        ("rediss://broker/1?ssl_cert_reqs=required&ssl_ca_certs=/etc/ca.pem", 1),
        ("redis+socket:///run/valkey.sock?virtual_host=2", 2),
    ],
)
def test_brokers_that_worker_and_probe_both_understand(url: str, number: int) -> None:
    assert servers.broker(url) == url
    with Connection(url) as worker:
        assert "virtual_host" in url or int(worker.virtual_host.strip("/") or 0) == number
    pool = redis.Redis.from_url(health.broker_address(url)).connection_pool
    assert int(pool.connection_kwargs.get("db", 0)) == number
    pool.make_connection()  # an option that it does not know would fail here


@pytest.mark.parametrize("kind", [secrets.token_urlsafe, secrets.token_hex])
def test_random_keys_are_good(kind: Callable[[int], str]) -> None:
    for _ in range(300):
        key = kind(64)[:64]
        assert settings_module.strong(key, "SECRET_KEY") == key


def test_names_that_are_good(tmp_path: Path) -> None:
    names = "oa.example.gov.cn,.example.gov.cn,oa,10.1.2.3,[fd00::1],xn--fiqs8s"
    origins = "https://oa.example,https://*.example.gov.cn:8443"
    site = settings_of(
        tmp_path, **{**SITE, "ALLOWED_HOSTS": names, "CSRF_TRUSTED_ORIGINS": origins, "LOG_LEVEL": "debug"}
    )
    assert site["ALLOWED_HOSTS"][:6] == names.split(",")
    assert site["CSRF_TRUSTED_ORIGINS"] == origins.split(",")
    assert site["LOGGING"] == {"level": "DEBUG"}


def test_plain_http_must_be_acknowledged(tmp_path: Path) -> None:
    assert (
        settings_of(tmp_path, **{**SITE, "INSECURE_HTTP": "acknowledged"})["SESSION_COOKIE_SECURE"] is False
    )


def test_deploy_checks_are_clean(tmp_path: Path) -> None:
    done = run(tmp_path, PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **SITE)
    assert done.returncode == 0, done.stderr


def test_no_proxy_named_is_an_error(tmp_path: Path) -> None:
    done = run(tmp_path, PYTHON, "manage.py", "check", "--deploy", **{**SITE, "BEHIND_PROXY": "0"})
    assert "docflow.E003" in done.stderr
    assert done.returncode == 1


def test_ways_out_of_the_office(tmp_path: Path) -> None:
    none = settings_of(tmp_path)
    assert (none["MAIL_SERVER"], none["SMS_CHANNEL"], none["SITE_URL"], none["ALERT_TITLES"]) == (
        None,
        "",
        "",
        True,
    )
    assert none["QUIET_HOURS"] == (time(22), time(7))
    assert none["DIGEST_TIMES"] == [time(9), time(14)]
    site = settings_of(
        tmp_path,
        SMTP_URL="smtp://us%40er:p%3A%2Fw@[fd00::1]:2525?starttls=1",
        MAIL_FROM="公文系统 <oa@example.gov.cn>",
        SITE_URL="https://oa.example.gov.cn/",
        DIGEST_TIMES="16:30, 08:30",
        QUIET_HOURS="00:00-00:00",
    )
    assert site["MAIL_SERVER"] == Server("fd00::1", 2525, "us@er", "p:/w", "starttls")
    assert (site["SITE_URL"], site["DIGEST_TIMES"]) == (
        "https://oa.example.gov.cn",
        [time(8, 30), time(16, 30)],
    )
    assert outside.mail_server("smtps://mail.example") == Server("mail.example", 465, tls="tls")


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("gateway", "must name a class as package.module:Class"),
        ("no.such.module:Gateway", "cannot be imported"),
        ("alerts.channels.mail:Gateway", "has no Gateway"),
        ("alerts.channels.mail:PATIENCE", "no class with send() and close()"),
        ("alerts.channels:Message", "no class with send() and close()"),
    ],
)
def test_a_gateway_that_is_not_there_stops_the_start(tmp_path: Path, named: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        sms.load(named)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "program", [("manage.py", "check"), ("-m", "celery", "-A", "docflow.celery", "report")]
)
def test_every_way_in_says_that_a_gateway_is_not_there(tmp_path: Path, program: tuple[str, ...]) -> None:
    done = run(tmp_path, PYTHON, *program, **SITE, SMS_CHANNEL="no.such:Gateway")
    assert done.returncode == 1
    assert done.stderr.strip().startswith("SMS_CHANNEL names 'no.such:Gateway'")
    assert "Traceback" not in done.stderr
