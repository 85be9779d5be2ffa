"""Production's settings for the workers of the harness; `CHAOS_LEASE` seconds instead of a minute for a lease, so that
what a killed worker had in hand is taken up again within a short test. A worker says when it is ready: see `Fleet.kill`."""

import os

from celery.signals import worker_ready

from docflow.settings import *  # noqa: F403
from docflow.settings import HOME, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # many browsers log in at once
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALERT_LEASE_SECONDS = int(os.environ.get("CHAOS_LEASE", "60"))


@worker_ready.connect(weak=False)
def _ready(**_: object) -> None:
    (HOME / f"ready-{os.getpid()}").touch()
