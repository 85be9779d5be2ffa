"""The pages of an OFD and of an Office file, in a browser: they are seen, and nothing of the file can act."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from documents.actions.uploads import keep
from documents.models import Document
from tests.documents.files import fake_soffice, make, make_ofd
from tests.journeys.visitor import Visitor
from tests.office import Office, registered

Visit = Callable[..., Visitor]
SEEN = (
    "return [...document.querySelectorAll('.pages img, .th img')].map(i => i.complete ? i.naturalWidth : -1)"
)


def paper(office: Office, content: bytes, name: str) -> Document:
    sent = keep(make.upload(content, name), office.clerk)
    return registered(office, blobs=[(sent.blob, sent.name, "body")])


def seen(visitor: Visitor, count: int) -> list[int]:
    visitor.one(".pages img")
    return list(
        visitor.until(
            lambda: (w := visitor.window.execute_script(SEEN)) and len(w) == count and min(w) > 0 and w
        )
    )


def test_an_ofd_with_its_seal_is_seen(office: Office, visit: Visit) -> None:
    package = make_ofd.sealed(make_ofd.esl(make_ofd.seal_png()))
    package.pages = [make_ofd.page(
        make_ofd.text("关于做好防汛工作的通知", "40 40 140 12", size=8),
        make_ofd.text("&lt;script&gt;alert(1)&lt;/script&gt;", "40 60 140 12", Font="&lt;script&gt;"),
        make_ofd.line("M 0 0 L 156 0", "27 55 156 1", LineWidth="0.8", inner='<ofd:StrokeColor Value="220 0 0"/>'),
    )]  # fmt: skip
    doc, clerk = paper(office, package.bytes(), "通知.ofd"), visit(office.clerk.username)
    clerk.open(f"/documents/{doc.ref}/")
    assert seen(clerk, 2) == [953, 953]
    assert "预览可能与原件不一致，以原件为准。" in clerk.text
    clerk.open(f"/documents/{doc.ref}/files/{doc.attachments.get().pk}/pages/1.svg")
    ink = clerk.window.execute_script("return document.querySelector('text').getBBox().width")
    assert ink > 40, "opened by itself it is a picture, too"


def test_a_word_file_shows_its_layout_when_asked(
    office: Office, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_soffice.put_on_path(monkeypatch, tmp_path)
    doc, clerk = paper(office, make.docx("征求意见稿正文"), "征求意见稿.docx"), visit(office.clerk.username)
    clerk.open(f"/documents/{doc.ref}/")
    clerk.until(lambda: "征求意见稿正文" in clerk.text)
    clerk.press("版面")
    assert seen(clerk, 2) == [132, 953]
