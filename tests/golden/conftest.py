"""What is printed for the golden tests, once for each process, in the faces of the wheel alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.db import transaction

from documents.files import fonts
from outgoing.files.numbered import numbered
from outgoing.files.original import Original, original_pdf
from tests.golden import forms
from tests.golden.papers import NUMBERED, ORIGINALS
from tests.golden.seals import SHEETS, sheet

Printed = Callable[[str], bytes]


def _forget() -> None:
    for known in (fonts.fonts, fonts.roles, fonts.has_bold_song):
        known.cache_clear()


@pytest.fixture(scope="package", autouse=True)
def _faces_of_the_wheel() -> Iterator[None]:
    """Whatever faces this machine has: the pictures are the same everywhere. Read anew only where there are others."""
    others = any(face.origin != "wheel" for face in fonts.faces())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "_SYSTEM", ())
        patch.setattr(fonts, "site_folders", list)
        if others:
            _forget()
        assert {face.origin for face in fonts.faces()} == {"wheel"}
        yield
    if others:
        _forget()


@pytest.fixture(scope="package")
def original(_faces_of_the_wheel: None) -> Callable[[Original], bytes]:
    """The PDF of an original, set once."""
    return cache(lambda one: original_pdf(one, at=forms.AT))


@pytest.fixture(scope="package")
def printed(
    original: Callable[[Original], bytes],
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: Any,
) -> Printed:
    """The PDF of this name: an original, the numbered copy of one, or a form."""

    @cache
    def of_papers() -> dict[str, bytes]:
        with django_db_blocker.unblock(), transaction.atomic():
            made = forms.all_forms()
            transaction.set_rollback(True)
        return made

    @cache
    def make(name: str) -> bytes:
        if name in ORIGINALS:
            return original(ORIGINALS[name])
        if name in SHEETS:
            return sheet(name)
        if name in forms.CASES:
            return of_papers()[name]
        kept = tmp_path_factory.mktemp("kept") / "kept.pdf"
        kept.write_bytes(original(NUMBERED))
        return numbered(kept, "000012", letter=False)

    return make
