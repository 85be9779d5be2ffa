"""Production's settings, with a bare view beside the pages and a probe that counts what a request costs."""

import os
from pathlib import Path

os.environ.setdefault("DOCFLOW_HOME", str(Path(__file__).resolve().parents[2] / "var" / "bench"))
os.environ.setdefault("DEMO", "0")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from docflow.settings import *  # noqa: F403
from docflow.settings import MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.probe.probe", *MIDDLEWARE]
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
