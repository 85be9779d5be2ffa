"""act(), step(), the chain: one winner, replays recognised, nothing written on a refusal."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from deadlines.limits import counted
from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.actions.propose import propose
from documents.actions.register import register
from documents.models import Document
from documents.words import State
from tests.office import Office, approve, fresh, make_office, registered, reviewing, submitted, unsaved
from workflow.chain import first_fault
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.typed import mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def test_an_act_writes_state_task_and_entry_together(office: Office) -> None:
    doc = reviewing(office)
    entry = Entry.objects.get(subject_pk=doc.pk, verb="propose")
    assert (entry.from_state, entry.to_state, entry.version) == ("proposing", "reviewing", 2)
    assert (entry.actor_name, entry.actor_unit) == ("冯二二", "公文运转处")
    assert doc.state == "reviewing"
    assert [t.holder for t in Task.objects.about(doc).open()] == [office.chief.principal]


def test_a_repeated_form_gets_the_first_answer(office: Office) -> None:
    doc = reviewing(office)
    first = approve(doc, by=office.chief, key="k1", expected_version=2)
    again = approve(doc, by=office.chief, key="k1", expected_version=2)
    assert again.replayed
    assert again.said == first.said
    assert Entry.objects.filter(subject_pk=doc.pk, verb="approve").count() == 1


def test_a_repeated_form_with_other_words_is_told_so(office: Office) -> None:
    """Back in the browser, typed anew, sent again: what stands is named, nothing is saved or silently dropped."""
    doc = reviewing(office)
    first = approve(doc, by=office.chief, key="k1", expected_version=2, opinion="同意。")
    with pytest.raises(Faster) as refused:
        approve(doc, by=office.chief, key="k1", expected_version=2, opinion="请再核实。")
    assert f"已提交过：{first.said}“同意。”" in str(refused.value)
    assert not Entry.objects.filter(opinion="请再核实。").exists()


def test_a_form_is_the_same_by_what_was_typed(office: Office) -> None:
    now = timezone.now()
    due = [counted("working_day", 5, start=now + timedelta(days=n), source="拟办人") for n in (0, 1)]
    assert mark({"due": due[0], "unit": office.unit}) == mark({"due": due[1], "unit": office.unit})
    assert mark({"due": counted("working_day", 6, start=now, source="拟办人"), "unit": office.unit}) != mark(
        {"due": due[0], "unit": office.unit}
    )
    assert mark({"text": " 同意 "}) == mark({"text": "同意"}) != mark({"text": "不同意"})
    assert mark({"readers": [office.leader]}) != mark({"readers": [office.leader2]})


def test_registering_twice_with_one_key_takes_one_number(office: Office) -> None:
    words = {"title": "关于同一件事的通知", "source_doc_number": "江水〔2026〕901号"}
    first = register(unsaved(office, **words), by=office.clerk, key="same", handler=office.handler)
    again = register(unsaved(office, **words), by=office.clerk, key="same", handler=office.handler)
    assert again.replayed
    assert again.subject.pk == first.subject.pk
    assert Document.objects.count() == 1
    assert registered(office).serial == first.subject.serial + 1


def test_another_person_cannot_use_my_key(office: Office) -> None:
    doc = reviewing(office)
    approve(doc, by=office.chief, key="mine", expected_version=2)
    with pytest.raises(NotAllowed):
        approve(doc, by=office.deputy, key="mine", expected_version=2)


def test_an_old_form_is_told_who_was_faster(office: Office) -> None:
    doc = reviewing(office)
    approve(doc, by=office.chief, expected_version=2)
    with pytest.raises(Faster) as told:
        approve(doc, by=fresh(office.chief), expected_version=2)
    assert told.value.who == "吴十"
    assert "吴十" in str(told.value)


def test_nothing_is_written_on_a_refusal(office: Office) -> None:
    doc = registered(office)
    before = (Entry.objects.count(), Task.objects.count())
    with pytest.raises(Incomplete) as refusal:
        propose(doc, by=office.handler, expected_version=1, text=" ", reviewer=office.handler)
    assert len(refusal.value.reasons) == 3
    doc.refresh_from_db()
    assert (doc.version, doc.state) == (1, "proposing")
    assert (Entry.objects.count(), Task.objects.count()) == before


def test_entries_cannot_be_changed_or_deleted(office: Office) -> None:
    doc = registered(office)
    for spoil in (
        "UPDATE workflow_entry SET reason = 'x'",
        "DELETE FROM workflow_entry",
        "TRUNCATE workflow_entry",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(spoil)
    assert first_fault(Entry.objects.filter(subject_pk=doc.pk).order_by("seq")) == ""


def test_guards_fire_in_every_session_mode() -> None:
    """ENABLE ALWAYS: also for a superuser who sets session_replication_role to replica."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal")
        found = dict(cursor.fetchall())
    for name in ("entry_no_change", "entry_no_truncate", "document_guard_state"):
        assert found[name] == "A"


def test_the_chain_names_what_was_altered(office: Office) -> None:
    doc = submitted(office)
    entries = list(Entry.objects.filter(subject_pk=doc.pk).order_by("seq"))
    assert first_fault(entries) == ""
    entries[1].opinion = "另一句话"
    assert "entry 2 was altered" in first_fault(entries)
    assert "entry 2 is missing" in first_fault([entries[0], entries[2]])


def test_raw_sql_cannot_move_a_state(office: Office) -> None:
    doc = registered(office)
    for spoil in (
        "UPDATE documents_document SET state = 'closed', closed_at = now() WHERE id = %s",
        "UPDATE documents_document SET state = 'reviewing' WHERE id = %s",
        "UPDATE documents_document SET received_at = now() WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(spoil, [doc.pk])


@pytest.mark.django_db(transaction=True)
def test_a_living_paper_keeps_a_holder_who_can_act() -> None:
    doc = registered(make_office())

    def orphan() -> None:
        with transaction.atomic():
            Task.objects.about(doc).update(status="cancelled", done_at=None)
            Document.objects.filter(pk=doc.pk).update(holders="")

    with pytest.raises(IntegrityError, match="no_open_holder"):
        orphan()


def test_the_database_knows_the_same_edges_as_the_machine() -> None:
    field = Document._meta.get_field("state")
    machine = {(str(t.source), str(t.target)) for t in field.get_all_transitions(Document)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, target FROM documents_edge")
        assert set(cursor.fetchall()) == machine


def test_one_act_moves_a_state_along_one_edge(office: Office) -> None:
    """Every pair of states, by raw SQL: the machine's own edges, and a refused closing back to where it was."""
    doc = submitted(office)
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, target FROM documents_edge")
        allowed = set(cursor.fetchall()) | {("closing", "handling"), ("closing", "circulating")}
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE documents_document DISABLE TRIGGER documents_gate_passed"
        )  # tests/checking's
        found = set()
        for source, target in [(s.value, t.value) for s in State for t in State if s != t]:
            with transaction.atomic():
                cursor.execute("ALTER TABLE documents_document DISABLE TRIGGER document_guard_state")
                cursor.execute(SET_STATE, {"state": source, "doc": doc.pk})
                cursor.execute("ALTER TABLE documents_document ENABLE ALWAYS TRIGGER document_guard_state")
            with suppress(IntegrityError), transaction.atomic():
                cursor.execute(SET_STATE, {"state": target, "doc": doc.pk})
                found.add((source, target))
        assert found == allowed


SET_STATE = """UPDATE documents_document SET state = %(state)s, version = version + 1, entry_count = entry_count + 1,
  closed_at = CASE WHEN %(state)s = 'closed' THEN now() END WHERE id = %(doc)s"""


def test_replay_rebuilds_rows_and_reports_a_difference(office: Office) -> None:
    doc = submitted(office)
    assert list(differences(Document)) == []
    Task.objects.about(doc).open().update(holder=office.outsider.principal)
    found = list(differences(Document))
    assert len(found) == 1
    assert "holders" in found[0]
