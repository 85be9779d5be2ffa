"""A Word file as the text of a paper: its words are printed, and whatever it has beside them is refused, not dropped."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as WordFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from docflow.web.errors import Incomplete
from documents.files import store
from documents.files.errors import BlobMissing
from outgoing.actions import original as acts
from outgoing.models import DraftVersion, Outgoing
from outgoing.queries.original import as_original, unlike
from outgoing.rules.alike import MOST
from tests.documents.files import make
from tests.documents.page.browser import Form
from tests.office import fresh
from tests.outgoing.desk import Desk, drafted, text
from tests.outgoing.papers import now

BODY = (
    "为做好有关工作，现通知如下。",
    "一、提高认识",
    "请认真贯彻落实。",
    "江东省人民政府办公厅",
    "2026年3月5日",
)
FIELD = (
    '<w:r {0}><w:t xml:space="preserve">— </w:t></w:r>', '<w:r {0}><w:fldChar w:fldCharType="begin"/></w:r>',
    "<w:r {0}><w:instrText> PAGE </w:instrText></w:r>", '<w:r {0}><w:fldChar w:fldCharType="separate"/></w:r>',
    "<w:r {0}><w:t>1</w:t></w:r>", '<w:r {0}><w:fldChar w:fldCharType="end"/></w:r>',
    '<w:r {0}><w:t xml:space="preserve"> —</w:t></w:r>',
)  # fmt: skip


def word(*paragraphs: str, more: Callable[[Any], Any] = lambda made: None) -> bytes:
    made, out = WordFile(), io.BytesIO()
    for words in paragraphs or BODY:
        made.add_paragraph(words)
    more(made)
    made.save(out)
    return out.getvalue()


def page_number(made: Any) -> None:
    """Header and footer as Word writes them."""
    made.sections[0].header.paragraphs[0].text = "江东省人民政府办公厅"
    foot = made.sections[0].footer.paragraphs[0]
    for run in FIELD:
        foot._p.append(parse_xml(run.format(nsdecls("w"))))


def footnote(made: Any) -> None:
    made.paragraphs[0]._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))


def everything(made: Any) -> None:
    made.add_table(1, 1).cell(0, 0).text = "格"
    made.add_picture(io.BytesIO(make.image("PNG")))
    made.add_paragraph("总体要求", style="List Number")


@pytest.fixture
def client(d: Desk) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(fresh(d.drafter))
    return client


def offered(client: Client, paper: Outgoing, content: bytes, **more: Any) -> Any:
    """The form 改文稿, sent with this file."""
    address = f"/outgoing/{paper.ref}/do/text/"
    form = Form(unescape(client.get(address).content.decode())).fields
    return client.post(address, form | {"file": SimpleUploadedFile("正文.docx", content)} | more)


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_footer_with_its_page_number_is_not_printed_as_text(d: Desk, client: Client) -> None:
    paper = drafted(d)
    assert offered(client, paper, word(more=page_number)).status_code == 302
    assert DraftVersion.objects.get(paper=paper, number=2).paragraphs == [*BODY]
    printed = as_original(now(paper))
    assert [words for _level, words in printed.body] == [*BODY[:3]]


@pytest.mark.parametrize(("more", "words"), [
    (lambda made: made.add_table(1, 1), "文稿里有表格，正本由文字排成"),
    (lambda made: made.add_picture(io.BytesIO(make.image("PNG"))), "文稿里有图片，"),
    (lambda made: made.add_paragraph("总体要求", style="List Bullet"), "文稿里有自动编号或项目符号，"),
    (everything, "文稿里有表格、图片、自动编号或项目符号，"),
    (footnote, "文稿里有脚注或尾注，正本不印脚注；请改写进正文再传"),
])  # fmt: skip
def test_what_would_be_lost_is_refused(
    d: Desk, client: Client, more: Callable[[Any], Any], words: str
) -> None:
    paper = drafted(d)
    answer = offered(client, paper, word(more=more), note="改了第二段", words="键入的一段")
    assert answer.status_code == 422
    page = said(answer)
    assert words in page
    assert "改了第二段" in page
    assert "键入的一段" in page
    assert 'name="kept"' not in page
    assert DraftVersion.objects.filter(paper=paper).count() == 1


def test_the_file_chosen_last_takes_the_place_of_the_one_that_is_kept(d: Desk, client: Client) -> None:
    answer = client.post("/outgoing/new/", {"file": SimpleUploadedFile("甲.docx", word("甲稿。"))})
    assert answer.status_code == 422
    form = Form(said(answer)).fields
    title = "江东省人民政府办公厅关于放假的通知"
    fields = form | {
        "title": title,
        "kind": "notice",
        "organ": d.organ.pk,
        "urgency": "normal",
        "key": "last",
    }
    fields["file"] = SimpleUploadedFile("乙.docx", word("乙稿。"))
    assert client.post("/outgoing/new/", fields).status_code == 302
    assert DraftVersion.objects.get(paper__title=title).paragraphs == ["乙稿。"]


def test_a_file_that_went_meanwhile_is_asked_for_again(
    d: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(sha256: str) -> Any:
        raise BlobMissing(sha256)

    monkeypatch.setattr(store, "existing", gone)
    answer = offered(client, drafted(d), word())
    assert answer.status_code == 422
    assert "传来的文件已不在，请重新选择文件再传" in said(answer)


# -- too long, not to be laid out --------------------------------------------------------------------


@pytest.mark.parametrize("how", ["file", "words"])
def test_a_text_too_long_is_refused_before_it_is_laid_out(d: Desk, client: Client, how: str) -> None:
    paper, long = drafted(d), "长" * (MOST + 1)
    address = f"/outgoing/{paper.ref}/do/text/"
    if how == "file":
        answer = offered(client, paper, word(long))
    else:
        answer = client.post(address, Form(said(client.get(address))).fields | {"words": long})
    assert answer.status_code == 422
    assert f"文稿有 {MOST + 1} 字，超过 6 万字，不能排版" in said(answer)


def test_one_that_is_there_already_is_shown_as_words(d: Desk, client: Client) -> None:
    paper = drafted(d, words=text("长" * (MOST + 1)))
    page = client.get(f"/outgoing/{paper.ref}/")
    assert page.status_code == 200
    assert "超过 6 万字，不能排版" in said(page)
    assert client.get(f"/outgoing/{paper.ref}/original.pdf").status_code == 409
    assert client.get(f"/outgoing/{paper.ref}/pages/1.webp").status_code == 404
    assert "超过 6 万字" in unlike(paper)[0]


def test_what_cannot_be_set_is_said_and_nothing_is_printed(
    d: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise typst.TypstError("no", "no")

    monkeypatch.setattr(typst, "query", fails)
    monkeypatch.setattr(typst, "compile", fails)
    paper = drafted(d, words=text("排不成的一段。"))
    page = client.get(f"/outgoing/{paper.ref}/")
    assert page.status_code == 200
    assert "版面没有排成" in said(page)
    answer = client.get(f"/outgoing/{paper.ref}/original.pdf")
    assert answer.status_code == 409
    assert "版面没有排成" in said(answer)
    assert client.get(f"/outgoing/{paper.ref}/pages/1.webp").status_code == 404

    class Printing:
        subject, now, by = paper, paper.drafted_at, d.o.clerk

    with pytest.raises(Incomplete, match="版面没有排成"):
        acts.issue_original(Printing())  # type: ignore[arg-type]
