"""One step of an outgoing paper each, as its people do it on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone
from docx import Document as WordFile

from documents.files.sample_pdf import make_incoming_pdf
from outgoing.models import Addressee, Outgoing
from tests.journeys.visitor import Visitor
from tests.seals.desk.steps import waits_for_seal

Visit = Callable[..., Visitor]


def word_file(folder: Path, *paragraphs: str) -> Path:
    """A draft as an office writes it."""
    made, file = WordFile(), folder / "文稿.docx"
    for words in paragraphs:
        made.add_paragraph(words)
    made.save(str(file))
    return file


def pdf_file(folder: Path, name: str, **said: Any) -> Path:
    """A paper as another organ's office would make it."""
    file = folder / name
    file.write_bytes(make_incoming_pdf(**{"date": timezone.localdate(), **said}))
    return file


def newest() -> Outgoing:
    return Outgoing.objects.latest("pk")


def send(drafter: Visitor, paper: Outgoing, **fields: str) -> None:
    """On the paper's page, where the way is asked for."""
    drafter.open(f"/outgoing/{paper.ref}/")
    values = {"reviewers": "吴十", "signers": "李四", "rechecker": "郑一一", **fields}
    for name, value in values.items():
        drafter.fill(name, value)
    drafter.window.execute_script("document.activeElement.blur()")  # its list would lie over the button
    drafter.send()


def tick_all(person: Visitor) -> None:
    for box in person.all("[name=checked]"):
        person.window.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
        box.click()


def review_and_sign(visit: Visit, paper: Outgoing) -> None:
    """The chief looks at the five points, the leader signs, the deputy chief rechecks."""
    wu = visit("wu")
    wu.take(paper.title)
    wu.until(lambda: wu.all(".pages img"), "the layout is not beside the form")
    wu.send()
    wu.sees("请先核对")  # nothing goes on unchecked; what is written stays
    tick_all(wu)
    wu.send()
    li = visit("li")
    li.take(paper.title)
    li.fill("opinion", "同意。")
    li.send()
    zheng = visit("zheng")
    zheng.take(paper.title)
    tick_all(zheng)
    zheng.send()


def stamp_at_desk(chu: Visitor, paper: Outgoing) -> None:
    """The paper leads its keeper to the desk, where the copies are filled in."""
    waits_for_seal(Outgoing.objects.get(pk=paper.pk))
    chu.take(paper.title)
    chu.press("已用印")
    chu.one("[name=copies]")
    chu.send()


def issue(visit: Visit, paper: Outgoing, copies: int) -> None:
    """The clerk numbers, prints and dispatches; the keeper stamps between."""
    chen, chu = visit("chen"), visit("chu")
    chen.take(paper.title)
    chen.send()
    paper.refresh_from_db()
    assert paper.number
    chen.open(f"/outgoing/{paper.ref}/")
    chen.fill("copies", "1")  # fewer than the dispatch list asks for
    chen.send()
    chen.sees("少于分发的")
    chen.fill("copies", str(copies))
    chen.send()
    stamp_at_desk(chu, paper)
    chen.open(f"/outgoing/{paper.ref}/")
    chen.send()
    paper.refresh_from_db()
    assert paper.state == "dispatched"


def receipts_and_closed(visit: Visit, paper: Outgoing, on_paper: str, in_system: str) -> None:
    """Not closed while anybody has not answered: the unit signs here, the clerk writes down who signed on paper."""
    chen, unit = visit("chen"), visit(in_system)
    chen.open(f"/outgoing/{paper.ref}/do/close/")
    chen.sees("还有 2 个单位未签收，请先登记回执或催签。")
    unit.take(paper.title)
    unit.send()
    chen.take(paper.title)
    chen.choose("登记回执")
    row = Addressee.objects.get(paper=paper, name=on_paper)
    chen.fill(f"receipt_{row.pk}", "已签收")
    chen.fill(f"by_{row.pk}", "林越")
    chen.send()
    chen.open(f"/outgoing/{paper.ref}/?tab=to")
    chen.sees("林越", on_paper)
    chen.take(paper.title)
    chen.send()  # 办结 is what comes next now
    assert paper.title not in chen.list_of("todo")
    paper.refresh_from_db()
    assert (paper.state, paper.closed_at is not None) == ("closed", True)
    chen.open(f"/outgoing/{paper.ref}/")
    chen.sees("已办结")
