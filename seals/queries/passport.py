"""公文护照: everything that proves how one paper came about, in files that `verify_ledger.py` reads without docflow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from documents.files import store
from documents.models import Attachment, Document
from documents.queries.visible import visible_to
from outgoing.models import Annex, DraftVersion, Outgoing, PrintRun
from outgoing.queries.visible import inside_for
from seals.files import evidence
from seals.models import Checkpoint, SealRequest
from seals.queries.export import CHECKER, lines_of_requests
from verify_ledger import ENTRY
from workflow import chain
from workflow.models import Entry

FORMAT = 1
README = """公文护照：办理记录、文稿和附件的摘要、用印记录，均经签名。核验（需要 Python 3.9 以上和 cryptography）：
    python verify_ledger.py 护照文件.zip [--pubkey 另行取得的公钥.pem]
The passport of a paper: its entries, the digests of its texts and files, its seal lines, signed. To check it:
    python verify_ledger.py PASSPORT.zip [--pubkey A_KEY_HAD_FROM_ELSEWHERE.pem] --lang en
"""


@dataclass(frozen=True)
class Paper:
    """The subject of a passport; under the name `passport` the address of its page is known (a notice links there)."""

    row: Any
    subject_kind = "passport"
    urgency = "normal"

    @property
    def ref(self) -> str:
        return str(self.row.ref)

    @property
    def number(self) -> str:
        return str(self.row.receipt_no if isinstance(self.row, Document) else self.row.number)

    @property
    def title(self) -> str:
        return str(self.row.title)


def paper_of(person: Any, ref: str) -> Paper | None:
    """The incoming or outgoing paper, where he works in our own office and sees how it came about; else None."""
    hats = person.hats
    if hats.is_admin or not hats.office_roles:
        return None
    row = inside_for(person).filter(ref=ref).first() or visible_to(person).filter(ref=ref).first()
    return Paper(row) if row is not None else None


def passport_body(paper: Paper, at: datetime, asked_by: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What is to be signed, and every file that it names by its digest."""
    row = paper.row
    entries = list(Entry.objects.filter(subject_kind=row.subject_kind, subject_pk=row.pk).order_by("seq"))
    texts = list(_texts(row))
    asked = SealRequest.objects.filter(paper=row) if isinstance(row, Outgoing) else SealRequest.objects.none()
    stamps = lines_of_requests(asked.values_list("pk", flat=True))
    last = Checkpoint.objects.order_by("-number").first()
    files = {
        "entries.jsonl": "".join(f"{_json(entry_row(entry))}\n" for entry in entries).encode(),
        "texts.json": _json(texts, indent=1).encode(),
        "lines.jsonl": "".join(f"{line}\n" for line in stamps).encode(),
        "checks.json": _json(_checks(row, entries, texts), indent=1).encode(),
        "public.pem": evidence.public(),
        "verify_ledger.py": CHECKER.read_bytes(),
        "README.txt": README.encode(),
    }
    if last is not None:
        told = {"body": last.body, "signature": bytes(last.signature).hex(), "key": last.key}
        files["checkpoint.json"] = evidence.as_file(told).encode()
    body = {
        "v": FORMAT, "paper": paper.number or paper.ref, "ref": paper.ref, "kind": row.subject_kind, "title": paper.title,
        "state": row.state, "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "asked_by": asked_by,
        "entries": len(entries), "head": bytes(entries[-1].hash).hex() if entries else "", "lines": len(stamps),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }  # fmt: skip
    return body, files


def entry_row(entry: Entry) -> dict[str, Any]:
    """The columns that are hashed, with link and digest."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    columns = {name: getattr(entry, name) for name in ENTRY if name != "at"}
    return {"at": at, **columns, "prev": bytes(entry.prev).hex(), "hash": bytes(entry.hash).hex()}


def _texts(row: Any) -> Iterator[dict[str, Any]]:
    """Every version of its text and every file, by digest: nobody's words but the names of the files."""
    if isinstance(row, Document):
        for file in Attachment.objects.filter(document=row).select_related("blob").order_by("id"):
            yield {
                "what": file.role,
                "number": file.number,
                "version": file.version,
                "name": file.name,
                "sha256": file.blob.sha256,
            }
        return
    for text in DraftVersion.objects.filter(paper=row).select_related("blob").order_by("number"):
        yield {"what": "text", "number": 1, "version": text.number, "name": text.name, "text_sha256": text.text_hash,
               "sha256": text.blob.sha256 if text.blob else ""}  # fmt: skip
    for annex in Annex.objects.filter(paper=row).select_related("blob").order_by("number", "version"):
        yield {
            "what": "annex",
            "number": annex.number,
            "version": annex.version,
            "name": annex.name,
            "sha256": annex.blob.sha256,
        }
    for run in PrintRun.objects.filter(paper=row).select_related("original").order_by("edition", "number"):
        yield {"what": "original", "number": run.number, "version": run.edition, "name": f"{row.number}.pdf",
               "sha256": run.original.sha256 if run.original else "", "copies": run.approved}  # fmt: skip


def _checks(row: Any, entries: list[Entry], texts: list[dict[str, Any]]) -> dict[str, Any]:
    """What was looked at when it was made: chain, head on the row, each file on the disk, the text that was signed."""
    kept = {text["sha256"] for text in texts if text["sha256"]}
    head = bytes(entries[-1].hash) if entries else b""
    made: dict[str, Any] = {
        "entries": chain.first_fault(entries) or "ok",
        "head": "ok" if (head, len(entries)) == (bytes(row.entry_head), row.entry_count) else "differs",
        "files": {sha256: "ok" if store.verify(sha256) else "differs" for sha256 in sorted(kept)},
    }
    if isinstance(row, Outgoing):
        made |= {"signed_hash": row.signed_hash, "content_hash": row.content_hash}
    return made


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
