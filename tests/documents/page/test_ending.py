"""A paper that was returned or voided says so, and why, on top; it is not called closed."""

from __future__ import annotations

from documents.actions.propose import propose_return
from documents.actions.voiding import void
from tests.documents.handling.path import closed
from tests.office import Office, approve, registered, reviewing

from .browser import Page, text


def test_voided(office: Office) -> None:
    doc = reviewing(office)
    void(doc, by=office.chief, reason="重复登记。", expected_version=doc.version)
    shown = text(Page(office.clerk).open(doc))
    assert "已办结" not in shown
    assert 'class="lamp lamp-done"><i aria-hidden="true"></i>已作废' in shown
    top = shown[shown.index('class="rs"') :]
    assert top.index("作废：重复登记。") < top.index("本件 办结限")


def test_returned(office: Office) -> None:
    doc = registered(office)
    doc = propose_return(
        doc, by=office.handler, codes=["R07"], text="请补盖印章。", reviewer=office.chief
    ).subject
    approve(doc, by=office.chief, expected_version=doc.version)
    shown = text(Page(office.clerk).open(doc))
    assert "已办结" not in shown
    assert "已退文" in shown
    top = shown[shown.index('class="rs"') :]
    assert "同意退文：R07 请示一文多事" in top
    assert top.index("请补盖印章。") < top.index("打印退文单") < top.index("本件 办结限")


def test_closed(office: Office) -> None:
    shown = text(Page(office.clerk).open(closed(office)))
    assert "</i>已办结" in shown
    assert 'class="msg warning ending"' not in shown
