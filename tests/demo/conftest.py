"""The demo office with few made-up papers, loaded once for the tests that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from docflow.demo.load import load
from docflow.demo.samples import moment
from workflow.clock import told


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """Yields the folder of the files, on a Tuesday morning. Everything is taken back after the module."""
    folder = tmp_path_factory.mktemp("demo") / "blobs"
    files = override_settings(BLOB_ROOT=folder, ESEAL_DIR=folder.parent / "eseal")
    with django_db_blocker.unblock(), files, transaction.atomic(), told(moment("2026-11-24 10:30")):
        load(20, lambda line: None)
        yield folder
        transaction.set_rollback(True)
