"""What the next form may take over: the clerk's last paper, and which number comes next."""

from __future__ import annotations

from typing import Any

from documents.models import Document, SerialCounter
from documents.queries.visible import visible_to

COPIED = (
    "source_doc_number", "urgency", "title", "kind", "copies", "channel", "carrier", "category", "to_us", "pages",
    "copy_numbers", "signer", "contact", "attachments_note", "physical_location",
)  # fmt: skip


def last_registered(person: Any) -> Document | None:
    """The paper this person registered last, with its sender."""
    mine = visible_to(person).filter(registrar_id=person.pk)
    return mine.select_related("source").order_by("-id").first()


def form_values(doc: Document) -> dict[str, str]:
    """Its fields as the form writes them; without times, files and number decisions."""
    values = {name: str(getattr(doc, name)) for name in COPIED if getattr(doc, name) not in ("", None)}
    values["sender"], values["sender_id"] = doc.source_name, str(doc.source_id)
    values["document_date"] = doc.document_date.isoformat() if doc.document_date else ""
    values["handler"] = str(doc.handler_id or "")
    return {name: value for name, value in values.items() if value}


def next_serial(series: str, year: int) -> int:
    """The serial the next paper gets if nobody is faster. Only shown; `actions.numbers.take` takes it."""
    last = SerialCounter.objects.filter(series=series, year=year).values_list("last", flat=True).first()
    return (last or 0) + 1
