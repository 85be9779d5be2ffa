"""The reference adapter: seals as files of a folder, set on a PDF as a real signature (pyHanko). It shows that the trip is real;
an office names the adapter of its province's system instead.

A seal is a folder `<id>/` with `seal.json`, `cert.pem` and `key.pem`; whoever may read the folder may use the seals. Every
request is one line of `operations.jsonl`, written and synced before the answer is given.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import keys, pem, x509
from cryptography.x509 import load_pem_x509_certificate
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .adapter import ESealError, Operation, Placed, SealInfo, Signed, Verified
from .impression import drawn

log = logging.getLogger("seals.eseal")
ID = re.compile(r"[a-z0-9-]{1,40}")
HALF = 60  # points: 42 mm across


class FileSeals:
    """`ESealAdapter` over the folder `settings.ESEAL_DIR`."""

    name = "files"

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.ESEAL_DIR)

    def list_seals(self) -> list[SealInfo]:
        return [self._info(path.parent) for path in sorted(self.folder.glob("*/seal.json"))]

    def request_sign(self, data: bytes, *, seal_id: str, approval: str, at: Placed | None = None) -> Signed:
        asked = sha256(data).hexdigest()
        place = self._place(seal_id)
        with self._log() as log:
            if before := next(
                (o for o in log if (o.seal_id, o.approval, o.asked_hash) == (seal_id, approval, asked)), None
            ):
                return self._answered(before)
            info = self._info(place)
            if not info.active or not info.valid_from <= datetime.now(UTC) <= info.valid_to:
                raise ESealError(_("电子印章“%(name)s”已注销或不在有效期内。") % {"name": info.name})
            signed = self._sign(place, info, data, approval, at)
            operation = Operation(
                f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(6)}", seal_id, approval, asked,
                sha256(signed).hexdigest(), datetime.now(UTC),
            )  # fmt: skip
            self._keep(operation.signed_hash, signed)
            self._append(operation)
            return Signed(signed, operation.operation, info.certificate, operation.at)

    def verify(self, data: bytes) -> Verified:
        roots = [self._certificate(path.parent) for path in sorted(self.folder.glob("*/seal.json"))]
        try:
            found = PdfFileReader(BytesIO(data)).embedded_signatures
            if not found:
                return Verified(False, False, "", None, _("文件里没有电子印章。"))
            last = found[-1]
            status = validate_pdf_signature(last, ValidationContext(trust_roots=roots, allow_fetching=False))
            serial = f"{last.signer_cert.serial_number:x}"
        except PdfError:
            return Verified(False, False, "", None, _("文件里没有电子印章。"))
        except Exception:  # a file of anybody's making breaks the reader in ways that it does not name
            log.info("a signed file could not be read", exc_info=True)
            return Verified(False, False, "", None, _("电子印章不能核验。"))
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        said = (
            _("电子印章有效，文件未被改动。")
            if status.bottom_line and whole
            else _("电子印章无效，或文件盖章后被改动。")
        )
        return Verified(bool(status.bottom_line), whole, serial, status.signer_reported_dt, said)

    def list_operations(self) -> list[Operation]:
        with self._log() as log:
            return log

    # -- files -------------------------------------------------------------------------------------------

    def _place(self, seal_id: str) -> Path:
        place = self.folder / seal_id
        if not ID.fullmatch(seal_id) or not (place / "seal.json").is_file():
            raise ESealError(_("电子印章系统中没有编号 %(id)s。") % {"id": seal_id})
        return place

    def _info(self, place: Path) -> SealInfo:
        told = json.loads((place / "seal.json").read_text("utf-8"))
        one = load_pem_x509_certificate((place / "cert.pem").read_bytes())
        return SealInfo(
            place.name, told["name"], f"{one.serial_number:x}", "ECDSA P-256 / SHA-256", one.not_valid_before_utc,
            one.not_valid_after_utc, bool(told["active"]),
        )  # fmt: skip

    def _certificate(self, place: Path) -> x509.Certificate:
        return x509.Certificate.load(pem.unarmor((place / "cert.pem").read_bytes())[2])

    def _sign(self, place: Path, info: SealInfo, data: bytes, approval: str, at: Placed | None) -> bytes:
        key = keys.PrivateKeyInfo.load(pem.unarmor((place / "key.pem").read_bytes())[2])
        signer = signers.SimpleSigner(self._certificate(place), key, SimpleCertificateStore())
        field = f"seal-{secrets.token_hex(4)}"
        meta = signers.PdfSignatureMetadata(
            field_name=field, reason=approval, name=info.name, md_algorithm="sha256"
        )
        spec = fields.SigFieldSpec(field, on_page=at.page if at else 0, box=_box(at) if at else None)
        style = StaticStampStyle(border_width=0, background=_picture(info.name)) if at else None
        try:
            writer = IncrementalPdfFileWriter(BytesIO(data))
            made = signers.PdfSigner(meta, signer, stamp_style=style, new_field_spec=spec).sign_pdf(writer)
        except Exception as error:  # as above: the file is what somebody sent in
            raise ESealError(_("这份 PDF 不能加盖电子印章（已加密或已损坏）。")) from error
        return bytes(made.getvalue())

    def _kept(self, digest: str) -> Path:
        kept = self.folder / "signed"
        kept.mkdir(parents=True, exist_ok=True)
        return kept / f"{digest}.pdf"

    def _keep(self, digest: str, signed: bytes) -> None:
        """On the disk before the log says that it is there."""
        with self._kept(digest).open("wb") as file:
            file.write(signed)
            file.flush()
            os.fsync(file.fileno())

    def _answered(self, before: Operation) -> Signed:
        info = self._info(self._place(before.seal_id))
        return Signed(
            self._kept(before.signed_hash).read_bytes(), before.operation, info.certificate, before.at
        )

    @contextmanager
    def _log(self) -> Iterator[list[Operation]]:
        """What was done so far; nobody else writes as long as it is looked at."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "operations.jsonl").open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            *lines, torn = file.read().split("\n")
            if torn:  # the machine stopped within it: it was never answered
                file.truncate(len("".join(f"{line}\n" for line in lines).encode()))
            yield [_read(json.loads(line)) for line in lines]

    def _append(self, operation: Operation) -> None:
        with (self.folder / "operations.jsonl").open("a", encoding="utf-8") as file:
            file.write(
                json.dumps(asdict(operation) | {"at": operation.at.isoformat()}, ensure_ascii=False) + "\n"
            )
            file.flush()
            os.fsync(file.fileno())


def _read(told: dict[str, Any]) -> Operation:
    return Operation(**told | {"at": datetime.fromisoformat(told["at"])})


def _box(at: Placed) -> tuple[int, int, int, int]:
    return int(at.x - HALF), int(at.y - HALF), int(at.x + HALF), int(at.y + HALF)


def _picture(name: str) -> Any:
    return PdfImage(drawn(name))
