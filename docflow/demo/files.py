"""Real files for the demo's papers: made as PDF, taken in like an upload, kept once by their hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile

from documents.files.intake import Intake, take_in
from documents.files.sample_pdf import make_incoming_pdf
from documents.models import Blob
from people.models import Person

URGENCY = {"top_urgent": "特急", "urgent": "加急", "flash": "特提", "routine": "平急"}
UPWARD = ("request", "report")


@dataclass(frozen=True)
class Sheet:
    """What is printed on one paper. `key` is the demo's own name for it."""

    key: str
    organ: str
    number: str
    title: str
    kind: str
    urgency: str
    date: date
    signer: str = ""
    copy_number: str = ""
    body: tuple[str, ...] = ()


SCAN = Sheet(
    "scan", "江东省人民政府办公厅", "", "文件处理单（批示原件）", "other", "normal", date(2026, 1, 4),
    body=("领导批示手写原件扫描，内容见代录批示。（演示数据）",),
)  # fmt: skip


class Files(Mapping[str, Intake]):
    """The files by the key of their sheet; asking for one waits until it is there."""

    def __init__(self, futures: dict[str, Future[Intake]]) -> None:
        self._futures = futures

    def __getitem__(self, key: str) -> Intake:
        return self._futures[key].result()

    def __iter__(self) -> Iterator[str]:
        return iter(self._futures)

    def __len__(self) -> int:
        return len(self._futures)


@contextmanager
def made(sheets: Iterable[Sheet]) -> Iterator[Files]:
    """The PDF of each sheet, looked into and kept on disk, in this order, while the block runs. No database."""
    pool = ThreadPoolExecutor(2, "demo-files")
    try:
        yield Files({sheet.key: pool.submit(_made, sheet) for sheet in sheets})
    finally:
        pool.shutdown(cancel_futures=True)


def _made(sheet: Sheet) -> Intake:
    main_to = "" if sheet is SCAN else "江东省人民政府" if sheet.kind in UPWARD else "江东省人民政府办公厅"
    data = make_incoming_pdf(
        organ=sheet.organ,
        number=sheet.number,
        title=sheet.title,
        urgency=URGENCY.get(sheet.urgency, ""),
        signer=sheet.signer,
        main_to=main_to,
        body_paragraphs=sheet.body,
        date=sheet.date,
        letter=sheet.kind == "letter",
        copy_number=sheet.copy_number,
    )
    return take_in(ContentFile(data, name=f"{sheet.title[:60]}.pdf"))


def blob(found: Intake, by: Person) -> Blob:
    """The row of a kept file, as an upload writes it."""
    stored = found.stored
    row, _ = Blob.objects.get_or_create(
        sha256=stored.sha256,
        defaults={
            "size": stored.size,
            "ext": stored.kind.ext,
            "mime": stored.kind.mime,
            "previewable": found.pages > 0,
            "why_not": found.why_not[:200],
            "pages": found.pages,
            "text": found.pages_text,
            "uploaded_by": by,
        },
    )
    return row
