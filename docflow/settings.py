"""All settings, from the environment. A missing or unsafe one stops the start and says how to mend it.

With neither ``DATABASE_URL`` nor ``REDIS_URL`` this is a trial on one machine (embedded servers, plain
HTTP on loopback, demo office); naming a database makes it a production site with production's demands.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from docflow import embedded, mode, outside, owner, servers

BASE_DIR = embedded.BASE
HOME = embedded.home()
PRODUCTION = "postgres" not in embedded.embedded_services()
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
HOST_NAME = re.compile(
    r"\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\]", re.I
)
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.\[\]:-]+", re.I)
PLACEHOLDER = re.compile(
    r"changeme|changethis|replaceme|replacethis|placeholder|insecure|yoursecret|secretkey"
)


def flag(name: str, default: bool) -> bool:
    """A yes/no variable: ``0`` or ``1``."""
    value = os.environ.get(name) or str(int(default))
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def words(name: str) -> list[str]:
    """A comma-separated variable."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def listening() -> list[str]:
    """The address that ``HOST`` names: who sees "docflow is ready" may open what it says."""
    host = os.environ.get("HOST", "")
    return [f"[{host}]" if ":" in host else host] if host not in ("", "0.0.0.0", "::") else []  # noqa: S104


def hosts() -> list[str]:
    """``ALLOWED_HOSTS``: names as a browser's Host header has them, without scheme, port or path."""
    for name in (found := words("ALLOWED_HOSTS")):
        if name == "*":
            raise ImproperlyConfigured(
                "ALLOWED_HOSTS=* lets others forge the links in our mails: name the hosts."
            )
        if not HOST_NAME.fullmatch(name):
            raise ImproperlyConfigured(
                f"ALLOWED_HOSTS has {name!r}, which is no host name: write it as oa.example.gov.cn "
                "(.example.gov.cn for all below it), without scheme, port or path."
            )
    if PRODUCTION and not found:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is missing: the host names of this site, such as oa.example.gov.cn."
        )
    return found


def origins() -> list[str]:
    """``CSRF_TRUSTED_ORIGINS``: these do have a scheme."""
    for name in (found := words("CSRF_TRUSTED_ORIGINS")):
        if not ORIGIN.fullmatch(name):
            raise ImproperlyConfigured(
                f"CSRF_TRUSTED_ORIGINS has {name!r}: write scheme and host (https, oa.example.gov.cn), without a path."
            )
    return found


def level() -> str:
    """``LOG_LEVEL``."""
    value = (os.environ.get("LOG_LEVEL") or "INFO").upper()
    if value not in LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL must be one of {', '.join(LEVELS)}, not {value!r}.")
    return value


def strong(key: str, name: str) -> str:
    """The key, when nobody can guess it: long, no word of a template, and not the same again and again."""
    make = "make one with `python -c 'import secrets; print(secrets.token_urlsafe(64))'`"
    if len(key) < 50:
        raise ImproperlyConfigured(f"{name} is too short: use at least 50 random characters; {make}.")
    pairs = {key[at : at + 2] for at in range(len(key) - 1)}
    if len(pairs) < 25 or PLACEHOLDER.search("".join(filter(str.isalpha, key.lower()))):
        raise ImproperlyConfigured(f"{name} can be guessed: {make}.")
    return key


def secret_key() -> str:
    """``SECRET_KEY``; for a trial one is made once and kept in the home, readable by its owner only."""
    if key := os.environ.get("SECRET_KEY", ""):
        return strong(key, "SECRET_KEY")
    if PRODUCTION:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. Make one with `python -c 'import secrets; print(secrets.token_urlsafe(64))'` "
            "and keep it with the other secrets of this site."
        )
    try:
        return kept_key(HOME / "secret_key")
    except OSError as error:
        raise ImproperlyConfigured(embedded.not_writable(error)) from error


def kept_key(kept: Path) -> str:
    """The key of a trial, made when there is none."""
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"secret_key.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(fresh, kept)  # the first of several processes wins
        fresh.unlink()
    return kept.read_text()


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = [strong(key, "SECRET_KEY_FALLBACKS") for key in words("SECRET_KEY_FALLBACKS")]
DEBUG = flag("DEBUG", False)
DEMO = flag("DEMO", not PRODUCTION and mode.remembered(HOME) is not False)
TRANSACTION_POOLER = flag("TRANSACTION_POOLER", False)
INSECURE_HTTP = not PRODUCTION or os.environ.get("INSECURE_HTTP") == "acknowledged"
if os.environ.get("INSECURE_HTTP") not in (None, "", "acknowledged"):
    raise ImproperlyConfigured(
        "INSECURE_HTTP lets passwords cross the network unprotected: "
        "write INSECURE_HTTP=acknowledged if this site must run so, or unset it."
    )
ALLOWED_HOSTS = [*hosts(), "127.0.0.1", "localhost", "[::1]", *listening()]
CSRF_TRUSTED_ORIGINS = origins()
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG=1 shows secrets to strangers: unset it when DATABASE_URL is set.")

INSTALLED_APPS = [
    "docflow",  # before django.forms: our field templates win
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "workflow",
    "deadlines",
    "alerts",
    "people",
    "documents",
    "outgoing",
    "seals",
    "checking",
    "bulletins",
    "timing",
]
MIDDLEWARE = [
    "docflow.web.middleware.request_id",
    "docflow.web.middleware.refuse_broken_text",
    "django.middleware.security.SecurityMiddleware",
    "docflow.web.middleware.headers",
    "docflow.health.probe",  # before the host is looked at: probes come by number
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "docflow.web.compress.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.sitting.LoginFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.sitting.middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "docflow.errors.Answers",
]
ROOT_URLCONF = "docflow.urls"
CSRF_FAILURE_VIEW = "docflow.errors.csrf"
WSGI_APPLICATION = "docflow.wsgi.application"
FORM_RENDERER = "docflow.web.renderer.Drawn"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "docflow.context.page",
            ]
        },
    }
]

# Two roles: who owns the tables changes them (`manage.py prepare`, `migrate`); who serves people owns nothing.
if os.environ.get("OWNER_DATABASE_URL") and not PRODUCTION:
    raise ImproperlyConfigured(
        "OWNER_DATABASE_URL is set, but DATABASE_URL, the address that web and worker use, is not."
    )
WEB_DATABASE = servers.database(embedded.database_url(), pooled=TRANSACTION_POOLER)
OWNER_DATABASE = (
    servers.database(owner.owner_url(), pooled=TRANSACTION_POOLER, variable="OWNER_DATABASE_URL")
    if owner.owner_url()
    else None
)
WEB_DATABASE_PASSWORD = os.environ.get(
    "WEB_DATABASE_PASSWORD", ""
)  # `prepare` gives it to the role of DATABASE_URL
if OWNER_DATABASE and OWNER_DATABASE["USER"] == WEB_DATABASE["USER"]:
    raise ImproperlyConfigured(
        "DATABASE_URL and OWNER_DATABASE_URL name the same user: web and worker need one that owns nothing, such as "
        "docflow_web."
    )
DATABASES = {"default": OWNER_DATABASE if OWNER_DATABASE and owner.owning() else WEB_DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BROKER_URL = servers.broker(embedded.broker_url())
OFFICE_NAME = os.environ.get("OFFICE_NAME") or ("江东省人民政府办公厅" if DEMO else "")
HELP_CONTACT = os.environ.get("HELP_CONTACT") or ("公文运转处 分机 8012" if DEMO else "")

# The ways out of the office. Without them everybody has his notices in the office, as ever.
MAIL_SERVER = outside.mail_server(os.environ.get("SMTP_URL", ""))
MAIL_FROM = outside.mail_from(os.environ.get("MAIL_FROM", ""), MAIL_SERVER)
SMS_CHANNEL = os.environ.get("SMS_CHANNEL", "")  # loaded by alerts.apps: it may want these settings
SITE_URL = outside.site_url(os.environ.get("SITE_URL", ""))
ALERT_TITLES = flag(
    "ALERT_TITLES", True
)  # titles of papers that are no work secret, in mail; see alerts.content
ALERT_BUDGET = outside.budget(os.environ.get("ALERT_BUDGET") or "20")
QUIET_HOURS = outside.quiet_hours(os.environ.get("QUIET_HOURS") or "22:00-07:00")
DIGEST_TIMES = outside.digest_times(words("DIGEST_TIMES") or ["09:00", "14:00"])
ALERT_LEASE_SECONDS = 60  # longer than any channel may take for one message

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "people.passwords.Length", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
BLOB_ROOT = HOME / "blobs"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": BLOB_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Signed checkpoints of the seal ledgers: a folder outside the database, best on another machine, and the key that only the
# worker reads. A trial makes both.
CHECKPOINT_DIR = Path(os.environ.get("CHECKPOINT_DIR") or HOME / "checkpoints")
CHECKPOINT_KEY = Path(os.environ.get("CHECKPOINT_KEY") or HOME / "checkpoint_key.pem")
SEAL_SUPERVISOR_SEPARATE = flag("SEAL_SUPERVISOR_SEPARATE", True)  # who watches (监印) is not who keeps
SEAL_OFFICE_HOURS = flag("SEAL_OFFICE_HOURS", True)  # outside office time only where the approval says so
ESEAL_ADAPTER = os.environ.get("ESEAL_ADAPTER") or "seals.eseal.files.FileSeals"
ESEAL_DIR = Path(os.environ.get("ESEAL_DIR") or HOME / "eseal")
# The site's own faces for printing, 仿宋_GB2312 and the like: tried first. A folder of the home, and others named.
PRINT_FONT_DIRS = [HOME / "fonts", *(Path(folder) for folder in words("PRINT_FONT_DIRS"))]
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o440

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_NAME = "sessionid" if INSECURE_HTTP else "__Host-sessionid"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "csrftoken" if INSECURE_HTTP else "__Host-csrftoken"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY", False) else None

LOGGING_CONFIG = "docflow.logs.configure"
LOGGING = {"level": level()}
