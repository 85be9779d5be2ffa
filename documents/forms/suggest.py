"""What a born-digital original says, as values of the register form; offered, never taken for granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.files.reading import Reading
from documents.queries.senders import units_meant
from documents.words import URGENCY_OF_PAPERS

PLAIN = {"source_doc_number": "number", "title": "title", "kind": "kind", "signer": "signer"}
FILLED_ANYWAY = {"urgency": "normal", "pages": "1"}  # what an untouched form holds


@dataclass(frozen=True)
class Offer:
    """A value for one field; `picked` and `code` belong to a sender found in the list of units."""

    name: str
    value: str
    picked: str = ""
    code: str = ""


def offers(reading: Reading | None, pages: int) -> list[Offer]:
    """What was read, field by field; empty for a scan. `pages` is the file's page count."""
    if reading is None or not reading.found():
        return []
    made = [_sender(reading.sender)] if reading.sender else []
    if reading.urgency in URGENCY_OF_PAPERS:
        made.append(Offer("urgency", reading.urgency))
    made += [Offer(name, value) for name, read in PLAIN.items() if (value := getattr(reading, read))]
    if reading.document_date:
        made.append(Offer("document_date", reading.document_date.isoformat()))
    if reading.copy_number:
        made.append(Offer("copy_numbers", reading.copy_number))
    if pages:
        made.append(Offer("pages", str(pages)))
    return made


def _sender(name: str) -> Offer:
    meant = units_meant(name)
    if len(meant) != 1:
        return Offer("sender", name)
    return Offer("sender", meant[0].name, str(meant[0].pk), meant[0].number_code)


def fill(typed: Mapping[str, Any], made: list[Offer]) -> tuple[dict[str, Any], dict[str, str]]:
    """Typed values with the offers in their empty places, and what was filled in."""
    values, filled = dict(typed), {}
    for offer in made:
        if str(values.get(offer.name) or "").strip() not in ("", FILLED_ANYWAY.get(offer.name, "")):
            continue
        values[offer.name] = filled[offer.name] = offer.value
        if offer.name == "sender":
            values["sender_id"] = offer.picked
    return values, filled
