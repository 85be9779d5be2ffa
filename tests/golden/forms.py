"""The office's forms, each of a paper that went its way through the acts at one fixed moment of a told clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from documents.actions.closing import close
from documents.actions.propose import propose_return
from documents.actions.reading import read
from documents.actions.urging import urge
from documents.files.form import Form, Printing
from documents.files.forms_pdf import form_pdf
from documents.models import Document
from documents.queries.forms import form
from documents.words import FormKind
from outgoing.actions import issuing, route, signing
from outgoing.models import NumberSeries, Outgoing
from outgoing.queries.forms import dispatch_list, manuscript
from seals.models import Handover, Seal
from seals.queries.forms import handover_form
from tests.documents.handling import path
from tests.golden.papers import NAMES
from tests.office import Office, approve, circulating, fresh, handling, item, registered, reviewing
from tests.outgoing.desk import CHECKED, RECHECKED, Desk, make_desk, to
from tests.outgoing.desk import drafted as a_draft
from tests.outgoing.desk import sent as sent_on
from tests.outgoing.papers import plainly
from workflow.clock import told
from workflow.models import Task

AT = datetime(2026, 3, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PRINTING = Printing("吴十（wu）", AT)
ORGAN = "江东省人民政府办公厅"
CASES = ("发文稿纸", "发送清单", "收文处理单", "传阅单", "退文单", "交办单", "催办单", "印章交接单")


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Acts, and what asks Python for the time, get `AT`."""
    with told(AT), patch.object(timezone, "now", return_value=AT), translation.override("zh-hans"):
        yield


def all_forms() -> dict[str, bytes]:
    """Their PDFs by name, on an empty database."""
    with at_one_moment(), plainly():
        desk = make_desk()
        papers = {**incoming(desk.o), **outgoing(desk), "印章交接单": handover(desk)}
        return {name: form_pdf(papers[name], PRINTING) for name in CASES}


def a_paper(office: Office, n: int, about: str, **fields: Any) -> Document:
    """Registered, with all that is printed of it given."""
    plain: dict[str, Any] = {
        "title": f"云川市人民政府关于{about}的请示", "source_doc_number": f"云政〔2026〕{n}号",
        "document_date": date(2026, 3, 2), "received_at": AT, "attachments_note": "附件 1 份", "copies": 2,
    }  # fmt: skip
    return registered(office, **{**plain, **fields})


def incoming(o: Office) -> dict[str, Form]:
    asked = path.asked(o, path.answered(o, handling(o, a_paper(o, 15, f"表彰{NAMES}等同志"))))
    closed = close(asked, by=o.chief, checked=path.codes(asked), expected_version=asked.version).subject
    round_ = a_paper(o, 16, "防汛准备情况", kind="report", category="reading", urgency="urgent")
    with patch("tests.office.registered", return_value=round_):
        circulated = circulating(o, readers=[o.head, o.leader2])
    read(circulated, by=fresh(o.head), opinion=f"请{NAMES[:3]}同志研究。")
    unwanted = propose_return(
        a_paper(o, 17, "机构编制和经费事项"), by=o.handler, codes=["R07", "R11"], text="一文多事，请分别行文。", advice="请分成两件。",
        reviewer=o.chief,
    ).subject  # fmt: skip
    returned = approve(unwanted, by=o.chief).subject
    given = handling(o, a_paper(o, 18, "新建水文站"), items=[item(o, co=[o.unit2])])
    urged = reviewing(o, a_paper(o, 19, "调拨抢险物资", urgency="top_urgent"))
    urge(urged, by=fresh(o.clerk), task_ids=[Task.objects.about(urged).open().get().pk])
    of = {
        FormKind.HANDLING: closed, FormKind.CIRCULATION: circulated, FormKind.RETURN: returned,
        FormKind.ASSIGNMENT: given, FormKind.URGE: urged,
    }  # fmt: skip
    made = {str(kind.label): form(kind, _now(doc), fresh(o.chief), ORGAN) for kind, doc in of.items()}
    return {name: one for name, one in made.items() if one is not None}


def outgoing(d: Desk) -> dict[str, Form]:
    d.series.delete()
    NumberSeries.objects.create(
        pk=7, organ=d.organ, code="江政办发", layouts=["ordinary"]
    )  # its code is printed
    paper = a_draft(
        d, title=f"江东省人民政府办公厅关于学习{NAMES}等同志先进事迹的通知", urgency="urgent", numbered_copies=True,
        main=[to(d.o.unit, copies=3), to(d.o.unit2, copies=2), to(d.o.unit3, "copy")],
    )  # fmt: skip
    paper = sent_on(d, paper, units=[d.o.unit.pk])
    paper = route.countersign(paper, by=d.o.unit_clerk, result="agreed", opinion="同意，无修改意见。").subject
    paper = _on(paper, route.review, d.o.chief, checked=CHECKED)
    paper = _on(paper, signing.sign, d.o.leader2, opinion="同意印发。")
    paper = _on(paper, issuing.recheck, d.o.deputy, checked=RECHECKED)
    paper = _on(paper, issuing.number, d.o.clerk)
    paper = _on(paper, issuing.print_run, d.o.clerk, copies=10)
    paper = _on(paper, issuing.lift_seal, d.keeper, copies=10)
    paper = _on(paper, issuing.dispatch, d.o.clerk, channel="exchange")
    return {
        made.name: made for made in (f(paper, ORGAN, fresh(d.o.chief)) for f in (manuscript, dispatch_list))
    }


def handover(d: Desk) -> Form:
    """Two seals on one sheet, signed by a chief for who could not. The database gives such a row its own time: it is not
    stored here."""
    seals = [
        Seal(seal_no="Y-01", name=d.organ.name),
        Seal(seal_no="Y-02", name=f"{d.organ.name}收文专用章（{NAMES[:2]}）"),
    ]
    of: dict[str, Any] = {
        "sheet": "20260305a7k2m", "at": AT, "from_person": d.keeper, "from_name": d.keeper.name, "to_person": d.o.handler,
        "to_name": d.o.handler.name, "supervised_by": d.o.chief, "supervised_by_name": d.o.chief.name,
        "signed_for_from": d.o.deputy, "in_stead": "住院手术，不能到场。", "temporary": True, "condition": "完好，章面清晰",
        "register_pages": 46, "keys": "保险柜钥匙 2 把，抽屉钥匙 1 把", "note": "印泥 1 盒一并移交。",
    }  # fmt: skip
    return handover_form(
        [
            Handover(seal=seals[0], counted=12431, head="9f3a51c07be2c21e", open_requests=3, **of),
            Handover(seal=seals[1], counted=0, head="", open_requests=0, **of),
        ],
        ORGAN,
    )


def _on(paper: Outgoing, act: Any, who: Any, **words: Any) -> Outgoing:
    act(paper, by=fresh(who), expected_version=Outgoing.objects.get(pk=paper.pk).version, **words)
    return Outgoing.objects.get(pk=paper.pk)


def _now(doc: Document) -> Any:
    found: Any = Document.objects.get(pk=doc.pk)
    found.now = AT
    return found
