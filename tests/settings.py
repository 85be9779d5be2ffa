"""The settings of the tests: a home of their own, quick hashing, plain static names, strict templates."""

import os
from pathlib import Path

_root = Path(os.environ.get("DOCFLOW_HOME") or Path(__file__).resolve().parent.parent / "var")
os.environ["DOCFLOW_HOME"] = os.environ.get("DOCFLOW_TEST_HOME") or str(_root / "test")
os.environ.setdefault("DOCFLOW_FSYNC", "0")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from docflow import embedded, owner

owner.become_owner()  # test databases are made and filled anew; tests/ground/test_roles.py is the web role's
embedded.start()

from docflow.settings import *  # noqa: F403
from docflow.settings import STORAGES, TEMPLATES


class Undefined(str):
    """Stands where a template names a variable that does not exist: the test fails."""

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")
WHITENOISE_AUTOREFRESH = True
SEAL_OFFICE_HOURS = False  # a test that stamps may run at night; those of the desk switch it on
DEADLINES_CACHE_SECONDS = None  # where statements are counted, none may come of the time that passed
