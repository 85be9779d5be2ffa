"""What was printed about a paper; the log of all papers is the house's (`docflow.printed`)."""

from __future__ import annotations

from django.db.models import Count

from documents.models import Document, FormPrint


def times(doc: Document) -> dict[str, int]:
    """How often each form of this paper was printed. One query."""
    rows = FormPrint.objects.filter(document=doc).order_by("form").values("form").annotate(n=Count("pk"))
    return {row["form"]: row["n"] for row in rows}
