"""A paper at each stage of its way, and everybody who could have a hand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from documents.models import Blob
from outgoing.actions import drafting, issuing, joint_paper, pausing, route, signing, texts
from outgoing.models import DraftVersion, Outgoing
from people.models import Delegation, Person
from people.roles import Role
from tests.office import SINCE, fresh, person
from tests.outgoing.desk import (
    CHECKED,
    RECHECKED,
    Desk,
    dispatched,
    dispatching,
    drafted,
    make_desk,
    printing,
    sealing,
    sent,
    signing_,
    text,
    to,
)
from workflow.models import Entry, Task

LETTERS = {
    "d": "drafter", "c": "clerk", "e": "clerk2", "w": "chief", "i": "stand_in", "D": "deputy", "l": "leader",
    "L": "leader2", "s": "secretary", "j": "supervisor", "h": "head", "u": "unit_clerk", "v": "unit2_clerk",
    "x": "unit3_clerk", "g": "general", "k": "keeper", "o": "outsider", "a": "auditor", "q": "secadmin", "z": "admin",
}  # fmt: skip


def now(paper: Outgoing) -> Outgoing:
    return Outgoing.objects.get(pk=paper.pk)


def changed(paper: Outgoing, who: Person, *words: str) -> Outgoing:
    """Another text."""
    texts.save(paper, by=fresh(who), text=text(*(words or ("改过的一稿。",))))
    return now(paper)


def drafted_before(paper: Outgoing, days: int, *, text: bool = True) -> Outgoing:
    """Begun, and its text saved, so many days ago: by hand of the database."""
    then = timezone.now() - timedelta(days=days)
    Outgoing.objects.filter(pk=paper.pk).update(drafted_at=then)
    settled = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{settled}; ALTER TABLE outgoing_draftversion DISABLE TRIGGER draftversion_append_only"
        )
        if text:
            DraftVersion.objects.filter(paper=paper).update(saved_at=then)
        cursor.execute(
            f"{settled}; ALTER TABLE outgoing_draftversion ENABLE ALWAYS TRIGGER draftversion_append_only"
        )
    return now(paper)


def plain_original(a: Any) -> Blob:
    """A printed original that nobody laid out."""
    mark = f"{a.subject.pk:062}{a.subject.text_version:02}"
    return Blob.objects.get_or_create(
        sha256=mark, defaults={"size": 1, "ext": "pdf", "mime": "application/pdf", "uploaded_by_id": a.by.pk}
    )[0]


@contextmanager
def plainly() -> Iterator[None]:
    """Acts print without laying anything out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issuing, "issue_original", plain_original)
        yield


# -- stages ------------------------------------------------------------------------------------------


def two_units(d: Desk) -> Outgoing:
    return sent(d, units=[d.o.unit.pk, d.o.unit2.pk])


def turns(d: Desk) -> Outgoing:
    """The same, one after the other: the second waits."""
    return sent(d, units=[d.o.unit.pk, d.o.unit2.pk], order="in_turn")


def general(d: Desk) -> Person:
    """Who may review and sign."""
    found = Person.objects.filter(username="sun").first()
    return fresh(found or person("sun", "孙秘书长", d.o.office, Role.SECRETARY_GENERAL, 8))


def both(d: Desk) -> Outgoing:
    """With the signer, whose own review was left to his signature."""
    who = general(d)
    return sent(d, reviewers=[who.pk], signers=[who.pk])


def late(d: Desk) -> Outgoing:
    paper = two_units(d)
    Task.objects.about(paper).filter(kind="countersign").update(due_at=timezone.now() - timedelta(days=2))
    return paper


def settling(d: Desk) -> Outgoing:
    paper = sent(d, units=[d.o.unit.pk])
    route.countersign(paper, by=d.o.unit_clerk, result="amended", opinion="第二段请写明时限。")
    return now(paper)


def checking(d: Desk) -> Outgoing:
    return sent(d, drafted(d, is_normative=True), legal=[d.o.supervisor.pk])


def locked(d: Desk) -> Outgoing:
    """The reviewer is at the text."""
    paper = sent(d)
    return texts.lock(paper, by=d.o.chief).subject


def with_signers(d: Desk) -> Outgoing:
    return signing_(d, signers=[d.o.leader.pk, d.o.leader2.pk])


def half_signed(d: Desk) -> Outgoing:
    return signing.sign(with_signers(d), by=d.o.leader, opinion="同意。").subject


def all_signed(d: Desk) -> Outgoing:
    return signing.sign(half_signed(d), by=d.o.leader2).subject


def stale(d: Desk) -> Outgoing:
    return changed(all_signed(d), d.drafter)


def to_number(d: Desk) -> Outgoing:
    return issuing.recheck(all_signed(d), by=d.o.deputy, checked=RECHECKED).subject


def stale_print(d: Desk) -> Outgoing:
    return changed(printing(d), d.drafter)


def again(d: Desk) -> Outgoing:
    """It has its number and goes to its signer once more."""
    return signing.resign(stale_print(d), by=d.drafter).subject


def paused(d: Desk) -> Outgoing:
    """With the reviewer, and its drafter waits for a supplement."""
    paper = sent(d)
    on = timezone.localdate() + timedelta(days=7)
    return pausing.suspend(
        paper, by=d.drafter, code="supplement", reason="请省水利厅补送方案全文", look_on=on
    ).subject


def on_paper(d: Desk) -> Outgoing:
    """Signed by our own; the organ that issues it with us has nobody in the system and signs on paper."""
    paper = signing_(d, drafted(d, joints=[d.o.unit2], main=[to(d.o.unit3)]))
    return signing.sign(paper, by=d.o.leader2, opinion="同意。").subject


def came_back(d: Desk, paper: Outgoing | None = None) -> Outgoing:
    """The signed sheet is there and written down by the clerk."""
    paper = paper or on_paper(d)
    return joint_paper.record_joint(paper, by=fresh(d.o.clerk), **sheet(d, paper)).subject


def sheet(d: Desk, paper: Outgoing, organ: str = "", **more: Any) -> dict[str, Any]:
    """What a clerk writes down from the sheet of the first organ that is waited for, or of this one."""
    joints = list(paper.joints.all())
    rows = [t for t in Task.objects.about(paper).open().order_by("id") if t.assignment_id]
    wanted = {j.pk for j in joints if organ in j.name}
    values = {
        "task_id": next((t.pk for t in rows if t.assignment_id in wanted), 0), "signer_name": "王大江",
        "signer_title": "厅长", "opinion": "同意。", "signed_on": timezone.localdate(),
        "scan": (scan(d.o.clerk, 900_000 + paper.pk), "签回件.pdf"),
    }  # fmt: skip
    return {**values, **more}


def withdrawn(d: Desk) -> Outgoing:
    return drafting.withdraw(drafted(d), by=d.drafter, reason="不发了").subject


def voided(d: Desk) -> Outgoing:
    return issuing.void(printing(d), by=d.o.chief, reason="内容有误").subject


STAGES: dict[str, Callable[[Desk], Outgoing]] = {
    "drafting": drafted, "units": two_units, "turns": turns, "late": late, "settling": settling, "checking": checking,
    "reviewing": sent, "locked": locked, "signing": with_signers, "both": both, "half": half_signed, "signed": all_signed,
    "stale": stale, "number": to_number, "print": printing, "stale_p": stale_print, "again": again, "seal": sealing,
    "dispatch": dispatching, "sent": dispatched, "gone": withdrawn, "void": voided, "paused": paused,
    "paper": on_paper, "back": came_back,
}  # fmt: skip


class Papers:
    """The office, its cast, and a paper in each stage."""

    def __init__(self) -> None:
        self.desk = d = make_desk()
        self.office = d.o
        stand_in = person("standin", "代理人", d.o.section, Role.ARCHIVIST, 30)
        Delegation.objects.create(principal=d.o.chief, deputy=stand_in, since=SINCE)
        person(
            "qian", "钱秘书长", d.o.office, Role.SECRETARY_GENERAL, 6
        )  # may review and sign, and is never asked
        people = {
            **d.o.everybody(), "drafter": d.drafter, "keeper": d.keeper, "stand_in": stand_in, "general": general(d)
        }  # fmt: skip
        self.cast = {name: fresh(people[name]) for name in LETTERS.values()}
        with plainly():
            self.at = {stage: now(make(d)) for stage, make in STAGES.items()}


@contextmanager
def prepared(django_db_blocker: Any) -> Iterator[Papers]:
    """For a module's fixture: one transaction around all its tests, undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Papers()
        transaction.set_rollback(True)


@contextmanager
def one_desk(django_db_blocker: Any) -> Iterator[Desk]:
    """The office alone, once for a module; every test's papers are undone with the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_desk()
        transaction.set_rollback(True)


def entry(paper: Outgoing, verb: str) -> Entry:
    """The last act of this kind."""
    rows = Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk, verb=verb)
    return rows.order_by("-seq")[0]


def holders(paper: Outgoing, *kinds: str, status: str = "open") -> list[str]:
    """The names of those who have it, in order."""
    rows = Task.objects.about(paper).filter(status=status, lane="main").order_by("sequence", "id")
    return [t.holder_name for t in rows if not kinds or t.kind in kinds]


def scan(who: Person, n: int, ext: str = "pdf") -> Blob:
    given = {"size": 1, "ext": ext, "mime": "application/pdf", "uploaded_by_id": who.pk}
    return Blob.objects.get_or_create(sha256=f"{n:064}", defaults=given)[0]


__all__ = [
    "CHECKED", "LETTERS", "RECHECKED", "STAGES", "Papers", "again", "all_signed", "both", "came_back", "changed", "checking", "drafted_before",
    "entry", "general", "half_signed", "holders", "late", "locked", "now", "on_paper", "one_desk", "plain_original", "plainly", "paused", "prepared",
    "scan", "settling", "sheet", "stale", "stale_print", "to_number", "turns", "two_units", "voided", "with_signers", "withdrawn",
]  # fmt: skip
