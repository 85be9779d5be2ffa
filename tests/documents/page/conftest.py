"""One office and one paper with a real PDF."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile

from documents.actions.uploads import keep
from documents.files.sample_pdf import make_incoming_pdf
from documents.models import Document
from tests.office import Office, make_office, registered

NAME = "云川市人民政府关于请求支持的请示.pdf"


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def pdf(*body: str, title: str = "关于请求支持的请示") -> bytes:
    return make_incoming_pdf(organ="云川市人民政府", number="云政〔2026〕9号", title=title, date=date(2026, 11, 20),
                             signer="林越", body_paragraphs=list(body) or ["正文第一段。"])  # fmt: skip


def upload(office: Office, data: bytes, name: str = NAME) -> Any:
    """A kept file and its shown name."""
    sent = keep(ContentFile(data, name=name), office.clerk)
    return sent.blob, sent.name


@pytest.fixture
def paper(office: Office) -> Document:
    """Registered with its body as PDF."""
    blob, name = upload(office, pdf())
    return registered(office, blobs=[(blob, name, "body")])


@pytest.fixture(autouse=True)
def _no_demo(settings: Any) -> None:
    """The demo's switch of identity would ask for its people."""
    settings.DEMO = False
