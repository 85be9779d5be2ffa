"""The loaded demo office: the samples come out as the field study says, and every row agrees with its entries."""

from __future__ import annotations

from datetime import time
from io import StringIO
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from alerts.models import Alert
from deadlines.days import local
from deadlines.limits import calendar
from docflow.demo.samples import moment
from documents.actions.register import register
from documents.models import (
    Assignment,
    Attachment,
    Blob,
    Copy,
    Document,
    Extension,
    Handing,
    Instruction,
    Pointer,
    SerialCounter,
)
from documents.queries.visible import visible_to
from documents.words import FINAL
from people.behind import behind
from people.models import Person
from tests.demo.expected import INSTRUCTIONS, RETURNED, SAMPLES
from workflow.clock import database_now
from workflow.models import Entry, Task

pytestmark = pytest.mark.usefixtures("demo")
ALL = sorted(SAMPLES)


def paper(sample: str) -> Document:
    facts = SAMPLES[sample]
    return Document.objects.get(source_doc_number=facts.number, received_at=moment(facts.received))


def entries(doc: Document, verb: str) -> list[Entry]:
    return list(Entry.objects.filter(subject_kind="document", subject_pk=doc.pk, verb=verb).order_by("seq"))


def test_every_row_agrees_with_its_entries() -> None:
    call_command("replay", stdout=StringIO())


@pytest.mark.parametrize("sample", ALL)
def test_sample_ends_where_it_should_with_its_limits(sample: str) -> None:
    doc, facts = paper(sample), SAMPLES[sample]
    assert doc.state == facts.state
    assert doc.back_registered is facts.late
    assert doc.registered_at > doc.received_at
    first = {
        t.kind: t.due_at
        for t in Task.objects.about(doc).filter(kind__in=["register", "propose"]).order_by("-id")
    }
    assert first == {"register": moment(facts.register), "propose": moment(facts.propose)}
    if facts.handle:
        assert doc.due_at == moment(facts.handle)


def test_samples_are_all_there_and_no_outgoing_one() -> None:
    assert len(ALL) == 17
    assert Pointer.objects.count() == 1
    assert not Document.objects.filter(
        source_doc_number__in=["江政函〔2026〕30号", "江政办函〔2026〕21号"]
    ).exists()


@pytest.mark.parametrize("sample", sorted(INSTRUCTIONS))
def test_instructions_are_verbatim_and_given_out_by_their_date(sample: str) -> None:
    doc = paper(sample)
    for leader, kind, text, given, feedback, due in INSTRUCTIONS[sample]:
        row = Instruction.objects.get(document=doc, leader_name=leader)
        assert (row.kind, row.text, row.given_at, row.needs_feedback) == (kind, text, moment(given), feedback)
        assert row.recorded_at >= row.given_at
        parts = Assignment.objects.filter(instruction=row, role="lead")
        assert [p.due_first for p in parts] == ([moment(due)] if due else [])


def test_a_tick_means_agreed_on_a_request_and_read_on_a_report() -> None:
    assert Instruction.objects.get(document=paper("S04"), leader_name="张三").meaning == "agreed"
    assert Instruction.objects.get(document=paper("S08"), leader_name="张三").meaning == "read"


def test_recorded_by_another_keeps_both_names_and_the_scan() -> None:
    row = Instruction.objects.get(document=paper("S04"), leader_name="李四")
    assert row.by_another
    assert row.recorded_by_name == "陶七八"
    assert row.scan is not None
    (entry,) = [e for e in entries(paper("S04"), "record") if e.behalf_name == "李四"]
    assert entry.actor_name == "陶七八"


@pytest.mark.parametrize("sample", sorted(RETURNED))
def test_returned_with_coded_reasons(sample: str) -> None:
    slip = paper(sample).return_slip
    assert " ".join(slip.codes) == RETURNED[sample]
    assert (slip.handled_by_name, slip.approved_by_name) == ("冯二二", "吴十")


def test_the_telegram_of_new_years_eve_was_registered_later_and_confirmed_in_writing() -> None:
    doc = paper("S02")
    assert doc.registered_at == moment("2026-02-24 08:50")
    row = Instruction.objects.get(document=doc, leader_name="王五")
    assert not row.unconfirmed
    assert row.checked_at == moment("2026-02-24 10:00")


def test_a_reading_item_became_an_action_item() -> None:
    doc = paper("S08")
    assert doc.category == "action"
    assert {t.outcome for t in Task.objects.about(doc).filter(kind="follow")} == {"became_action"}


def test_four_departments_signed_before_the_leader_did() -> None:
    doc = paper("S11")
    signed = [local(e.at).strftime("%m-%d %H:%M") for e in entries(doc, "countersign")]
    assert signed == ["04-03 10:00", "04-08 09:00", "04-09 16:00", "04-14 11:00"]
    asked = Task.objects.about(doc).filter(kind="countersign")
    assert {t.due_at for t in asked} == {moment("2026-04-10 17:30")}
    assert sorted(t.urged for t in asked) == [0, 0, 0, 3]
    extension = Extension.objects.get(assignment__document=doc)
    assert extension.granted
    assert extension.assignment.due_first == moment("2026-04-22 17:30")
    assert extension.assignment.due_at == moment("2026-04-24 17:30")


def test_a_work_secret_shows_only_to_those_who_were_given_it() -> None:
    doc = paper("S16")
    assert (doc.copies, doc.copy_numbers, doc.work_secret) == (2, "000118、000119", True)
    people = {p.username: p for p in Person.objects.all()}
    assert {n for n in ("chen", "feng", "wu", "li", "jiang", "zheng") if doc in visible_to(people[n])} == {
        "chen", "feng", "wu", "li",
    }  # fmt: skip


def test_its_numbered_copies_went_out_came_back_and_were_returned() -> None:
    doc = paper("S16")
    assert {(c.number, c.status) for c in Copy.objects.filter(document=doc)} == {
        (118, "returned"),
        (119, "returned"),
    }
    rows = Handing.objects.filter(document=doc).order_by("id")
    assert [(r.what, r.numbers, r.holder_name) for r in rows] == [
        ("give", [119], "钱七"), ("back", [119], ""), ("give", [118], "政策法规处"), ("back", [118], ""),
        ("return", [118, 119], ""),
    ]  # fmt: skip
    assert entries(doc, "close")[0].data["balance"] == [0, 0, 2, 0]


def test_a_secret_paper_left_only_a_pointer() -> None:
    row = Pointer.objects.get()
    assert (row.received_by.name, row.handed_to, row.copies) == ("杨九九", "机要室", 1)
    assert row.received_at == moment("2026-03-12 10:20")


def test_late_work_was_urged_by_telephone_and_went_up() -> None:
    """One promise is over, the other lies ahead; of the first one somebody else is responsible by now."""
    today = local(database_now()).date()
    calls = {e.subject_pk: e.data for e in Entry.objects.filter(verb="urge", data__channel="phone")}
    assert all(call["answered_by"] for call in calls.values())
    assert {call["promised_on"] < today.isoformat() for call in calls.values()} == {True, False}
    late = Task.objects.filter(pk__in=[pk for call in calls.values() for pk in call["urged"]], status="open")
    told = set(Alert.objects.filter(task_id__in=late.values("pk")).values_list("stage", flat=True))
    assert {"overdue", "second", "escalated"} <= told


def test_a_paper_stands_still_for_a_supplement() -> None:
    doc = Document.objects.get(paused_at__isnull=False)
    assert doc.paused_code == "supplement"
    assert doc.look_again_on is not None
    assert doc.look_again_on > local(database_now()).date()
    live = Task.objects.about(doc).live().filter(lane="main")
    assert {task.kind == "look_again" for task in live} == {True, False}
    assert {task.paused_at is None for task in live if task.kind == "look_again"} == {True}
    assert all(task.paused_at == doc.paused_at for task in live if task.kind != "look_again")


def test_receipt_numbers_have_no_gap() -> None:
    rows = Document.objects.order_by("year", "serial").values_list("year", "serial")
    for year, found in groupby(rows, key=lambda row: row[0]):
        serials = [serial for _year, serial in found]
        assert serials == list(range(1, len(serials) + 1))
        assert SerialCounter.objects.get(series="收", year=year).last == len(serials)


def test_every_living_paper_is_in_the_hands_of_somebody_who_can_act() -> None:
    living = Document.objects.exclude(state__in=FINAL)
    assert living
    for doc in living:
        holders = Task.objects.about(doc).open().filter(lane="main").values_list("holder", flat=True)
        assert behind(holders, database_now()), doc.receipt_no


def test_no_closed_paper_is_in_anybodys_inbox() -> None:
    final = Document.objects.filter(state__in=FINAL).values("pk")
    assert not Task.objects.live().filter(subject_kind="document", subject_pk__in=final).exists()


def test_time_runs_forward_in_office_hours_and_never_past_now() -> None:
    rows = Entry.objects.filter(subject_kind="document").order_by("subject_pk", "seq")
    awake = Person.objects.get(username="shen").pk  # on duty
    for _pk, found in groupby(rows, key=lambda e: e.subject_pk):
        times = [e.at for e in found]
        assert all(a < b for a, b in pairwise(times))
    now, days = database_now(), calendar()
    for at, who in rows.values_list("at", "actor_id"):
        assert at <= now
        if who == awake:
            continue
        assert days.works(local(at).date())
        assert time(8, 30) <= local(at).time() <= time(17, 30)


def test_files_are_real_kept_by_their_hash_and_can_be_shown(demo: Path) -> None:
    for sample in ALL:
        file = Attachment.objects.get(document=paper(sample), role="body")
        assert file.blob.previewable
        assert paper(sample).title in "".join(file.blob.text).replace("\n", "").replace(" ", "")
    begins = {"pdf": b"%PDF", "docx": b"PK"}  # the Word copies are those of issued packs
    for sha256, ext in Blob.objects.values_list("sha256", "ext"):
        path = demo / sha256[:2] / sha256[2:4] / sha256
        assert path.read_bytes().startswith(begins[ext])


def test_a_second_load_is_refused_and_changes_nothing() -> None:
    before = Document.objects.count()
    with pytest.raises(CommandError, match="people in this database already"):
        call_command("load_demo", papers=1)
    call_command("load_demo", papers=1, if_empty=True)
    assert Document.objects.count() == before


def test_the_same_paper_again_is_recognised() -> None:
    known, chen = paper("S03"), Person.objects.get(username="chen")
    again = Document(
        title=known.title, source=known.source, source_doc_number="综函［2026］902号", kind="letter",
        received_at=known.received_at,
    )  # fmt: skip
    with pytest.raises(Exception, match="可能已经登记过"):
        register(again, by=chen, handler=chen)
