"""An office, and a clerk at the register form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.office import Office, make_office

NEW = "/documents/new/"


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


class Desk:
    """What a clerk does at the form: `post` sends it with the usual values, changed by keywords."""

    def __init__(self, office: Office, person: Any = None) -> None:
        self.office, self.person = office, person or office.clerk
        self.client = Client()
        self.client.force_login(self.person)

    def values(self, **changes: Any) -> dict[str, Any]:
        usual = {
            "key": "", "sender": self.office.sender.name, "source_doc_number": "云政〔2026〕212号", "urgency": "normal",
            "title": "云川市人民政府关于申请批复城市更新三年行动方案的请示", "kind": "", "copies": "1", "limit": "",
            "handler": str(self.office.handler.pk), "note": "", "received_at": "", "document_date": "",
            "channel": "exchange", "carrier": "paper", "category": "", "to_us": "main", "pages": "3",
        }  # fmt: skip
        if "number" in changes:
            changes["source_doc_number"] = changes.pop("number")
        values = {**usual, **changes}
        return {name: value for name, value in values.items() if value is not None}

    def post(self, url: str = NEW, **changes: Any) -> Any:
        return self.client.post(url, self.values(**changes))

    def get(self, url: str = NEW, **query: Any) -> Any:
        return self.client.get(url, query)


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def minute(moment: Any) -> str:
    """As a datetime-local field writes it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
