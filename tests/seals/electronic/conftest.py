"""An electronic seal of the office: in the register, in the keeper's hands, and in the folder of the reference adapter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.files.typeset import typeset
from documents.models import Blob
from seals.actions.electronic import esign
from seals.eseal.files import FileSeals
from seals.eseal.making import make
from seals.models import Seal, SealRequest
from tests.seals.desk.steps import asked, sit
from tests.seals.world import World, in_use, keep_file, make_world
from workflow.spine import Done

FOLDER = Path(__file__).parent.parent / "eseal"


@pytest.fixture(scope="session")
def pdf() -> bytes:
    return typeset(
        "dated.typ", {"name": "江东省人民政府办公厅"}, datetime(2026, 3, 5, tzinfo=UTC), folder=FOLDER
    )


@dataclass
class Electronic:
    w: World
    seal: Seal
    system: FileSeals
    folder: Path
    paper: bytes
    blob: Blob

    def request(self, **fields: Any) -> SealRequest:
        """An approved application for this seal on the very file."""
        return asked(self.w, fields.pop("copies", 1), seal=self.seal, **{"file": self.blob, **fields})

    def sign(self, request: SealRequest, **how: Any) -> Done:
        return esign(SealRequest.objects.get(pk=request.pk), **{"by": self.w.keeper, **how})

    def asked_for(self) -> int:
        """How often the system set a seal."""
        return len(self.system.list_operations())


@pytest.fixture
def e(db: None, tmp_path: Path, settings: Any, pdf: bytes) -> Electronic:
    w, folder = make_world(), tmp_path / "eseal"
    settings.ESEAL_DIR = folder
    make(folder, "office", w.organ.name)
    system = FileSeals(folder)
    [info] = system.list_seals()
    seal = in_use(
        w, seal_no="E-01", name=w.organ.name, kind="legal", organ=w.organ, medium="electronic", adapter_id="office",
        certificate=info.certificate, algorithm=info.algorithm, valid_from=info.valid_from, valid_to=info.valid_to,
    )  # fmt: skip
    sit(w)
    blob = keep_file(SimpleUploadedFile("证明.pdf", pdf), w.d.drafter).blob
    return Electronic(w, seal, system, folder, pdf, blob)
