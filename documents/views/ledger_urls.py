"""The addresses of a register: its page and everything that can be done with its list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.views.columns import choose_columns
from documents.views.exports import take
from documents.views.ledger import Ledger
from documents.views.ledger_page import ledger_page
from documents.views.ledger_views import forget_view, saved_views
from documents.views.printing import ledger_print

FORM = require_http_methods(["GET", "HEAD", "POST"])


def ledger_urls(ledger: Ledger, at: str) -> list[URLPattern]:
    """`at` is the address of the page, with its slash at the end. They are named after the register: `<name>`,
    `<name>_columns`, `<name>_export`, `<name>_print`, `<name>_views`, `<name>_forget`."""
    parts: list[tuple[str, str, Callable[..., HttpResponse], Any]] = [
        ("", "", ledger_page, require_safe),
        ("columns/", "_columns", choose_columns, FORM),
        ("export/", "_export", take, FORM),
        ("print/", "_print", ledger_print, require_safe),
        ("views/", "_views", saved_views, FORM),
        ("views/<int:pk>/forget/", "_forget", forget_view, require_POST),
    ]
    return [
        path(f"{at}{tail}", methods(view), {"ledger": ledger}, name=f"{ledger.name}{name}")
        for tail, name, view, methods in parts
    ]
