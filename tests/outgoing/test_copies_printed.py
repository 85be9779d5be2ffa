"""A numbered copy printed later is the file that was printed: with the words of that day, its bytes, and a number."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from documents.files.store import path_of
from outgoing.actions.organs import save_organ
from outgoing.models import Addressee, NumberBook, Organ, Outgoing
from outgoing.queries.original import as_original
from tests.office import fresh
from tests.outgoing.desk import Desk, dispatched, drafted, make_desk, sealing, signed
from tests.outgoing.papers import now

pytestmark = pytest.mark.django_db
OTHER = {"letterhead": "江东省政府新办公厅文件", "printed_by": "江东省政府新办公厅", "mark": "江东省政府新办公厅",
         "name": "江东省政府新办公厅"}  # fmt: skip


@pytest.fixture
def d() -> Desk:
    return make_desk()


def rename(d: Desk) -> None:
    """The organ is called otherwise from now on."""
    organ = Organ.objects.get(pk=d.organ.pk)
    for name, value in OTHER.items():
        setattr(organ, name, value)
    save_organ(NumberBook.the(), by=d.o.chief, organ=organ, rules=[])


def copy_of(d: Desk, paper: Outgoing, number: int = 7) -> Any:
    client = Client()
    client.force_login(fresh(d.o.clerk))
    return client.get(f"/outgoing/{paper.ref}/original.pdf", {"copy": str(number)})


def kept_file(paper: Outgoing) -> Path:
    original = now(paper).original
    assert original is not None
    return path_of(original.sha256)


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("layout", ["ordinary", "letter"])
def test_after_dispatch_it_has_the_words_of_the_printing(d: Desk, layout: str) -> None:
    kind = {"ordinary": "notice", "letter": "letter"}[layout]
    paper = dispatched(d, drafted(d, numbered_copies=True, urgency="urgent", layout=layout, kind=kind))
    before = copy_of(d, paper).content
    rename(d)
    Addressee.objects.filter(paper=paper, order=1).update(name="别的单位")
    paper = now(paper)
    assert OTHER["name"] in as_original(paper).signature  # what laying it out anew would say
    answer = copy_of(d, paper)
    assert answer.status_code == 200
    kept = kept_file(paper).read_bytes()
    for pdf in (before, answer.content):
        assert pdf.startswith(kept)
        assert sorted(words(pdf)) == sorted(words(kept) + "000007")
        assert "江东省人民政府办公厅" in words(pdf)
    assert "新办公厅" not in words(answer.content)
    assert "别的单位" not in words(answer.content)


def test_each_copy_has_its_own_number_and_nothing_else_of_its_own(d: Desk) -> None:
    paper = sealing(d, drafted(d, numbered_copies=True))
    first, last = (words(copy_of(d, paper, n).content) for n in (1, 10))
    assert first.replace("000001", "000010") == last
    assert copy_of(d, paper, 11).status_code == 404


def test_no_copy_of_what_is_to_be_printed_anew(d: Desk) -> None:
    """The text was changed after the printing: neither the old words nor words that nobody signed get a number."""
    paper = sealing(d, drafted(d, numbered_copies=True))
    for change in (
        {"content_hash": "b" * 64},
        {"original": None},
    ):  # the text is another; it went to be signed anew
        Outgoing.objects.filter(pk=paper.pk).update(**change)
        answer = copy_of(d, paper)
        assert answer.status_code == 409
        assert "正本还没有印制" in answer.content.decode()


def test_a_kept_file_that_is_gone_or_was_altered_gives_no_copy(d: Desk) -> None:
    paper = sealing(d, drafted(d, numbered_copies=True))
    path = kept_file(paper)
    content = path.read_bytes()
    os.chmod(path, 0o640)
    path.write_bytes(content.replace(b"%%EOF", b"%%eof"))
    answer = copy_of(d, paper)
    assert (answer.status_code, "与印制时不一致" in answer.content.decode()) == (409, True)
    path.unlink()
    answer = copy_of(d, paper)
    assert (answer.status_code, "不在文件库中" in answer.content.decode()) == (409, True)


def test_an_order_names_the_office_of_who_signed_it(d: Desk) -> None:
    """7.3.5.3; as it was written down with the signature."""
    paper = signed(d, drafted(d, layout="order", kind="order"))
    printed = as_original(now(paper))
    assert (printed.signers, printed.signer_titles) == (("李四",), ("领导",))
    assert as_original(now(signed(d))).signer_titles == ()
