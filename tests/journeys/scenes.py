"""Papers in every state, made through the acts, and who finds which verb on which of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from deadlines.limits import counted
from documents.actions.closing import ask_to_close, close, set_reply
from documents.actions.exporting import ask
from documents.actions.extension import extend
from documents.actions.handling import accept, report
from documents.actions.instruct import record
from documents.actions.pausing import suspend
from documents.actions.prints import note
from documents.actions.propose import propose_return
from documents.actions.signers import add_signer
from documents.actions.uploads import keep
from documents.actions.voiding import void
from documents.files.sample_pdf import make_incoming_pdf
from documents.models import Document, Export, ReaderGroup
from documents.rules.closing import checks
from documents.words import FormKind, PrintAs
from tests.office import (
    Office,
    approve,
    circulating,
    handling,
    instructed,
    item,
    registered,
    reviewing,
    submitted,
)
from workflow.clock import database_now

VERBS_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    # scene: (login, verbs whose form is opened there)
    "proposing": ("feng", ("propose", "propose_return", "ignore_finding", "transfer")),
    "reviewing": ("wu", ("approve", "give_back", "add_signer", "void", "suspend")),
    "stopped": ("wu", ("resume", "look_later")),
    "signing": ("zheng", ("countersign",)),
    "waiting": ("feng", ("withdraw",)),
    "submitted": ("zhao", ("instruct",)),
    "to_record": ("tao", ("record",)),
    "recorded": (
        "chen",
        ("check_record", "confirm_oral", "correct", "circulate", "add_file", "relate", "hand_copies"),
    ),
    "instructed": ("feng", ("assign", "circulate_only")),
    "handling": ("unit1", ("accept", "misdirected", "progress", "report", "extend")),
    "extending": ("wu", ("answer_extension", "waive", "urge", "reassign")),
    "reported": ("feng", ("rework", "ask_to_close", "set_reply")),
    "closing": ("zheng", ("close", "not_yet")),
    "closed": ("wu", ("reopen",)),
    "circulating": ("li", ("read", "instruct_from_reading")),
    "following": ("feng", ("to_action", "recall_reader")),
}


@dataclass
class Scenes:
    """Each scene's paper."""

    papers: dict[str, Document] = field(default_factory=dict)
    group: Any = None
    export: Any = None


def make_scenes(office: Office) -> Scenes:
    """One paper a scene; the first with a real PDF."""
    made, days = Scenes(), counted("working_day", 8, start=timezone.now(), source="单位申请")
    papers = made.papers
    papers["proposing"] = registered(office, blobs=[original(office)], urgency="top_urgent", work_secret=True)
    papers["reviewing"] = reviewing(office, registered(office, blobs=[original(office)]))
    papers["waiting"] = reviewing(office)
    look_on = timezone.localdate() + timedelta(days=5)
    papers["stopped"] = suspend(
        reviewing(office), by=office.chief, code="supplement", reason="请补送附件", look_on=look_on
    ).subject
    papers["signing"] = reviewing(office)
    add_signer(papers["signing"], by=office.chief, signer=office.deputy, mode="before", note="请看第二段。")
    papers["submitted"] = submitted(office)
    papers["to_record"] = submitted(office)
    papers["recorded"] = submitted(office, leaders=[office.leader, office.leader2])
    record(papers["recorded"], by=office.secretary, leader=office.leader, text="同意，请抓紧。", kind="oral")
    papers["instructed"] = instructed(office)
    items = [item(office), item(office, content="提出资金意见", co=[office.unit2])]
    papers["handling"] = handling(office, items=items)
    papers["extending"] = handling(office)
    accept(papers["extending"], by=office.unit_clerk)
    extend(
        papers["extending"], by=office.unit_clerk, until=days, reason="需现场核实。", progress="已开会研究。"
    )
    papers["reported"] = done(office)
    papers["closing"] = asked(office)
    papers["closed"] = closed(office)
    papers["circulating"] = circulating(office)
    papers["following"] = circulating(office)
    papers["returned"] = returned(office)
    papers["voided"] = registered(office)
    void(
        fresh(papers["voided"]),
        by=office.chief,
        reason="重复登记。",
        expected_version=fresh(papers["voided"]).version,
    )
    made.group = ReaderGroup.objects.create(name="各处处长", owner=None)
    made.group.persons.set([office.leader2, office.supervisor])
    now = database_now()
    for form, who in ((FormKind.HANDLING, office.clerk), (FormKind.LABEL, office.chief)):
        note([papers["handling"]], by=who, form=form, way=PrintAs.PDF, at=now)
    sheet = Export(person=office.clerk, language="zh-hans")
    made.export = ask(sheet, by=office.clerk, filters=[]).subject
    return made


def fresh(doc: Document) -> Document:
    return Document.objects.get(pk=doc.pk)


def original(office: Office) -> tuple[Any, str, str]:
    pdf = make_incoming_pdf(
        organ="云川市人民政府", number="云政〔2026〕7号", title="关于测试页面的请示", date=date(2026, 11, 2),
        body_paragraphs=["一、基本情况"] + ["现将有关情况请示如下。" * 12] * 30,
    )  # fmt: skip
    sent = keep(SimpleUploadedFile("来文.pdf", pdf, content_type="application/pdf"), office.clerk)
    return sent.blob, sent.name, "body"


def done(office: Office) -> Document:
    doc = handling(office)
    accept(doc, by=office.unit_clerk)
    report(doc, by=office.unit_clerk, result="已办结，情况另报。")
    return fresh(doc)


def asked(office: Office) -> Document:
    doc = done(office)
    set_reply(doc, by=office.handler, no_reply="已电话答复。", expected_version=doc.version)
    doc = fresh(doc)
    ask_to_close(
        doc, by=office.handler, checker=office.deputy, result="已函复。", expected_version=doc.version
    )
    return fresh(doc)


def closed(office: Office) -> Document:
    doc = asked(office)
    close(doc, by=office.deputy, checked=[c for c, _ in checks(doc)], expected_version=doc.version)
    return fresh(doc)


def returned(office: Office) -> Document:
    doc = registered(office)
    propose_return(doc, by=office.handler, codes=["R01"], text="一文多事，请分别行文。", reviewer=office.chief,
                   expected_version=doc.version)  # fmt: skip
    doc = fresh(doc)
    approve(doc, by=office.chief, opinion="同意。", expected_version=doc.version)
    return fresh(doc)
