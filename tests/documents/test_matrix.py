"""Who may do what in which state: every verb, every state, everybody; and that acts and pages ask this very table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents.actions import (
    check_record,
    copying,
    correcting,
    files,
    from_reading,
    instruct,
    pausing,
    proofing,
    propose,
    reading,
    relating,
    review,
    signers,
    transferring,
    urging,
    voiding,
    withdraw,
)
from documents.models import Blob, Document
from documents.queries.known import known
from documents.queries.visible import visible_to
from documents.rules.verbs import VERBS, offer
from documents.views.wired_side import ACTS as SIDE
from people.models import Appointment, Person
from people.roles import Role
from tests.documents.handling.test_table import ACTS as HANDLING
from tests.documents.handling.test_table import outcome
from tests.documents.papers import STAGES, Papers, prepared
from tests.office import SINCE, Office, approve, fresh, registered
from workflow.models import Entry, Task

LETTERS = {
    "c": "clerk", "e": "clerk2", "h": "handler", "w": "chief", "d": "deputy", "i": "stand_in", "l": "leader",
    "L": "leader2", "s": "secretary", "j": "supervisor", "H": "head", "u": "unit_clerk", "v": "unit2_clerk",
    "x": "unit3_clerk", "o": "outsider", "a": "auditor", "q": "secadmin", "z": "admin", "g": "secretary_general",
    "G": "deputy_sg", "D": "office_director", "n": "duty_officer", "N": "duty_leader", "m": "confidential_clerk",
    "k": "seal_keeper", "K": "seal_supervisor", "r": "archivist",
}  # fmt: skip

# The chief is `w`, who stands in for him `i`; the paper is handled by `h`, for leader `l`, whose secretary is `s`;
# `D` was asked to sign, `H` and `u` are of the lead unit, `v` of the co-unit, `L` and `j` have it to read.
# A cell names who may, a dot nobody. Who is in no cell has no part in any paper.
TABLE = """
verb                   proposing   reviewing   signing     submitted   instructed  at_units    for_time    sent_back   answered    circulating  closing     stopped     closed  returned  voided
propose                h           .           .           .           .           .           .           .           .           .            .           .           .       .         .
propose_return         h           .           .           .           .           .           .           .           .           .            .           .           .       .         .
ignore_finding         h           wi          .           .           .           .           .           .           .           .            .           wi          .       .         .
approve                .           wi          .           .           .           .           .           .           .           .            .           .           .       .         .
give_back              .           wi          .           .           .           .           .           .           .           .            .           .           .       .         .
countersign            .           .           D           .           .           .           .           .           .           .            .           .           .       .         .
instruct               .           .           .           l           .           .           .           .           .           .            .           .           .       .         .
record                 .           .           .           cehls       .           .           .           .           .           .            .           .           .       .         .
assign                 .           .           .           .           h           .           .           h           h           .            .           .           .       .         .
circulate_only         .           .           .           .           h           .           .           .           .           .            .           .           .       .         .
accept                 .           .           .           .           .           Huv         v           v           .           .            .           .           .       .         .
misdirected            .           .           .           .           .           Huv         Huv         v           .           .            .           .           .       .         .
progress               .           .           .           .           .           Huv         Huv         v           .           .            .           .           .       .         .
report                 .           .           .           .           .           Huv         Huv         v           .           .            .           .           .       .         .
extend                 .           .           .           .           .           Huv         Huv         v           .           .            .           .           .       .         .
answer_extension       .           .           .           .           .           .           wi          .           .           .            .           .           .       .         .
rework                 .           .           .           .           .           .           .           .           hwd         .            .           .           .       .         .
waive                  .           .           .           .           .           wd          wd          wd          .           .            .           .           .       .         .
confirm_oral           cehlLsgGDN  cehlLsgGDN  cehlLsgGDN  cehlLsgGDN  cehlLsgGDN  cehlLsgGDN  cehlLsgGDN  cehlLsgGDN  cehlLsgGDN  cehlLsgGDN   cehlLsgGDN  cehlLsgGDN  .       .         .
check_record           cehwdsj     cehwdsj     cehwdsj     cehwdsj     cehwdsj     cehwdsj     cehwdsj     cehwdsj     cehwdsj     cehwdsj      cehwdsj     cehwdsj     .       .         .
set_reply              cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj       cehwdj      cehwdj      .       .         .
ask_to_close           .           .           .           .           h           .           .           h           h           h            .           .           .       .         .
close                  .           .           .           .           .           .           .           .           .           .            wi          .           .       .         .
not_yet                .           .           .           .           .           .           .           .           .           .            wi          .           .       .         .
reopen                 .           .           .           .           .           .           .           .           .           .            .           .           wd      .         .
circulate              cehwdj      cehwdij     cehwdjD     cehwdlj     cehwdj      cehwdjHuv   cehwdijHuv  cehwdjv     cehwdj      cehwdj       cehwdij     cehwdij     .       .         .
read                   Lj          Lj          Lj          Lj          Lj          Lj          Lj          Lj          Lj          lLj          Lj          Lj          .       .         .
instruct_from_reading  L           L           L           L           L           L           L           L           L           lL           L           .           .       .         .
recall_reader          cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj       cehwdj      cehwdj      .       .         .
urge                   cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj      cehwdj       cehwdj      cehwdj      .       .         .
withdraw               .           h           w           w           .           h           .           .           .           w            h           .           .       .         .
transfer               h           wi          .           l           h           .           .           h           h           h            wi          wi          .       .         .
reassign               wd          wd          wd          wd          wd          .           wd          wd          wd          wd           wd          wd          .       .         .
add_signer             .           wi          wi          l           .           .           .           .           .           .            .           .           .       .         .
correct                ce          ce          ce          ce          ce          ce          ce          ce          ce          ce           ce          ce          .       .         .
hand_copies            ce          ce          ce          ce          ce          ce          ce          ce          ce          ce           ce          ce          ce      ce        ce
relate                 cehwdj      cehwdij     cehwdjD     cehwdlj     cehwdj      cehwdjHuv   cehwdijHuv  cehwdjv     cehwdj      cehwdj       cehwdij     cehwdij     .       .         .
add_file               cehwdj      cehwdij     cehwdjD     cehwdlj     cehwdj      cehwdjHuv   cehwdijHuv  cehwdjv     cehwdj      cehwdj       cehwdij     cehwdij     .       .         .
to_action              .           .           .           .           .           .           .           .           .           hwd          .           .           .       .         .
void                   wd          wd          wd          wd          wd          wd          wd          wd          wd          wd           wd          wd          .       .         .
suspend                hwd         wdi         wd          wdl         hwd         wd          wd          hwd         hwd         hwd          wdi         .           .       .         .
resume                 .           .           .           .           .           .           .           .           .           .            .           wdi         .       .         .
look_later             .           .           .           .           .           .           .           .           .           .            .           wdi         .       .         .
"""


def read_table() -> dict[str, dict[str, str]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {verb: dict(zip(head[1:], cells, strict=True)) for verb, *cells in rows}


MATRIX = read_table()


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Papers]:
    with prepared(django_db_blocker) as papers:
        yield papers


@pytest.fixture
def papers(made: Papers, db: None) -> Papers:
    return made


def test_the_table_is_whole() -> None:
    """A new verb, stage or role needs its row, its column, its person."""
    assert set(MATRIX) == set(VERBS)
    assert all(list(row) == list(STAGES) for row in MATRIX.values())


def test_everybody_is_in_the_cast(papers: Papers) -> None:
    assert sorted(LETTERS.values()) == sorted(papers.cast)
    assert {seat.role for who in papers.cast.values() for seat in who.hats.seats} == set(Role)
    stages = {doc.state for doc in papers.at.values()}
    assert stages == {s for verb in VERBS.values() for s in verb.states}


@pytest.mark.parametrize("verb", VERBS)
def test_who_may(papers: Papers, verb: str) -> None:
    row = {stage: may(papers, verb, stage) for stage in STAGES}
    assert row == MATRIX[verb]


def may(papers: Papers, verb: str, stage: str) -> str:
    """The letters of those to whom the verb is offered."""
    now = known(papers.at[stage])
    return "".join(x for x, name in LETTERS.items() if offer(verb, papers.cast[name].hats, now).ok) or "."


@pytest.mark.parametrize(("by", "wanted"), [("clerk", "ce"), ("handler", "ceh"), ("duty_officer", "cen")])
def test_who_registered_a_paper_keeps_its_copies_too(papers: Papers, by: str, wanted: str) -> None:
    """Of a work secret the clerks see nothing: he who registered it is the one who can write down where it is."""
    office = papers.office
    doc = registered(office, by=papers.cast[by], work_secret=True)
    now = known(doc)
    assert (
        "".join(x for x, who in LETTERS.items() if offer("hand_copies", papers.cast[who].hats, now).ok)
        == wanted
    )
    letter = wanted[-1] if by != "clerk" else "c"
    page = browser(papers, letter)
    assert (
        f"/documents/{doc.ref}/do/hand_copies/"
        in page.get(f"/documents/{doc.ref}/?tab=facts").content.decode()
    )
    assert page.get(f"/documents/{doc.ref}/do/hand_copies/?what=place").status_code == 200
    who = papers.cast[LETTERS[letter]]
    assert outcome(partial(copying.hand_copies, doc, by=who, what="place", place="保密柜")) == "ok"
    if by == "duty_officer":  # the right goes with his seat
        Appointment.objects.filter(person=who).update(until=SINCE)
        assert not offer("hand_copies", fresh(who).hats, now).ok


# -- acts --------------------------------------------------------------------------------------------


def scan(office: Office) -> Blob:
    return Blob.objects.create(
        sha256="7" * 64, size=1, ext="pdf", mime="application/pdf", uploaded_by=office.clerk
    )


def task(doc: Document, **where: Any) -> int:
    found = Task.objects.about(doc).live().filter(**where).first()
    return found.pk if found else 0


Perform = Callable[[Office, Document, Person], Any]
MAIN: dict[str, Perform] = {
    "propose": lambda o, d, p: propose.propose(d, by=p, text="拟办", reviewer=o.chief, lead_unit=o.unit),
    "propose_return": lambda o, d, p: propose.propose_return(d, by=p, codes=["R01"], text="x", reviewer=o.chief),
    "ignore_finding": lambda o, d, p: proofing.ignore_finding(d, by=p, finding="NUM-02.0", reason="不算。"),
    "approve": lambda o, d, p: approve(d, by=p),
    "give_back": lambda o, d, p: review.give_back(d, by=p, reason="补充"),
    "countersign": lambda o, d, p: review.countersign(d, by=p, opinion="同意。"),
    "instruct": lambda o, d, p: instruct.instruct(d, by=p, text="同意。"),
    "record": lambda o, d, p: instruct.record(d, by=p, leader=o.leader, text="同意。"),
    "check_record": lambda o, d, p: check_record.check_record(d, by=p, number=1),
    "add_file": lambda o, d, p: files.add_file(d, by=p, blobs=[(scan(o), "附件.pdf", "annex")]),
    "circulate": lambda o, d, p: reading.circulate(d, by=p, readers=[o.head], note="请阅"),
    "read": lambda o, d, p: reading.read(d, by=p),
    "relate": lambda o, d, p: relating.relate(d, by=p, other=visible_to(p).exclude(pk=d.pk).first()),
    "instruct_from_reading": lambda o, d, p: from_reading.instruct_from_reading(d, by=p, text="请办理。"),
    "to_action": lambda o, d, p: from_reading.to_action(d, by=p, reason="要办"),
    "recall_reader": lambda o, d, p: reading.recall_reader(d, by=p, task_ids=[task(d, kind="read")]),
    "urge": lambda o, d, p: urging.urge(d, by=p, task_ids=[task(d, status="open", paused_at=None)]),
    "withdraw": lambda o, d, p: withdraw.withdraw(d, by=p),
    "transfer": lambda o, d, p: transferring.transfer(d, by=p, to=taker(o, d), reason="出差"),
    "reassign": lambda o, d, p: transferring.reassign(
        d, by=p, task_id=task(d, lane="main", holder__startswith="p"), to=taker(o, d), reason="离任"
    ),
    "add_signer": lambda o, d, p: signers.add_signer(d, by=p, signer=o.head, mode="beside"),
    "correct": lambda o, d, p: correcting.correct(d, by=p, reason="错字", fields={"pages": 77}),
    "hand_copies": lambda o, d, p: copying.hand_copies(d, by=p, what="place", place="甲柜一层"),
    "suspend": lambda o, d, p: pausing.suspend(d, by=p, code="higher", reason="等批复", look_on=soon(4)),
    "resume": lambda o, d, p: pausing.resume(d, by=p),
    "look_later": lambda o, d, p: pausing.look_later(d, by=p, look_on=soon(9), reason="还没有答复"),
    "void": lambda o, d, p: voiding.void(d, by=p, reason="重复"),
}  # fmt: skip
PERFORM: dict[str, Perform] = {**HANDLING, **MAIN}


def soon(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


def taker(office: Office, doc: Document) -> Person:
    """Who may take over what is open in this state."""
    if task(doc, kind="extend"):
        return office.deputy
    return {"submitted": office.leader2, "reviewing": office.deputy, "closing": office.deputy}.get(
        doc.state, office.supervisor
    )


def done(papers: Papers, verb: str, stage: str, letter: str) -> str:
    doc, who = papers.at[stage], papers.cast[LETTERS[letter]]
    return outcome(partial(PERFORM[verb], papers.office, doc, who))


# Whose it is, but something is missing or does not fit in that stage; a letter after the stage: for him alone.
# Everywhere else it is done.
NOT_YET: dict[str, dict[str, str]] = {
    "report": {"at_units H": "Incomplete", "for_time H": "Incomplete"},  # the co-unit has not reported
    "extend": {"for_time H": "Incomplete"},  # he has asked
    "ignore_finding": dict.fromkeys(STAGES, "Faster"),  # nothing was found in it
    "check_record": dict.fromkeys(STAGES, "BadInput"),  # nothing was recorded for the leader
    "confirm_oral": dict.fromkeys(STAGES, "BadInput"),
    "ask_to_close": dict.fromkeys(
        ("instructed", "sent_back", "answered", "circulating"), "Incomplete"
    ),  # reading
    "close": {"closing": "Incomplete"},
    "relate": {"signing D": "BadInput"},  # he sees no other paper
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_acts_ask_the_same_table(papers: Papers, stage: str) -> None:
    """For every verb: the first and the last of those who may; of those who may not, two (one where nobody may)."""
    found, wanted = {}, {}
    for verb, row in MATRIX.items():
        allowed = row[stage].strip(".")
        others = [x for x in LETTERS if x not in allowed]
        for letter in dict.fromkeys(allowed[:1] + allowed[-1:]):
            known = NOT_YET.get(verb, {})
            found[verb, letter] = done(papers, verb, stage, letter)
            wanted[verb, letter] = known.get(f"{stage} {letter}") or known.get(stage, "ok")
        here = papers.at[stage].state in VERBS[verb].states
        for letter in (others[0], others[-1]) if here else others[:1]:
            answer = done(papers, verb, stage, letter)
            refusals = ("Faster", "NotAllowed") if here else ("Faster",)
            if (
                stage == "stopped" and verb == "withdraw"
            ):  # whose right lies in what stands there hears why not now
                refusals = ("Incomplete",)
            found[verb, letter] = "refused" if answer in refusals else answer
            wanted[verb, letter] = "refused"
    wrong = {key: (found[key], wanted[key]) for key in found if found[key] != wanted[key]}
    assert wrong == {}


# -- pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", sorted(set(SIDE) - {"withdraw"}))  # its page says why not
def test_the_form_is_drawn_for_those_who_may(papers: Papers, verb: str) -> None:
    """In every stage for one who may; for one who works in the office and may not neither drawn nor taken."""
    for stage, allowed in MATRIX[verb].items():
        address = f"/documents/{papers.at[stage].ref}/do/{verb}/"
        for letter in allowed.strip(".")[-1:]:
            assert browser(papers, letter).get(address).status_code == 200, (stage, letter)
        other = next(x for x in "hdL" if x not in allowed)
        client, before = browser(papers, other), Entry.objects.count()
        assert client.get(address).status_code in (403, 404), (stage, other)
        typed = {"version": papers.at[stage].version, "key": "k", **FILLED.get(verb, {})}
        assert client.post(address, typed).status_code in (403, 404, 409, 422), (stage, other)
        assert Entry.objects.count() == before, (stage, other)


FILLED: dict[str, dict[str, Any]] = {
    "circulate": {"readers": "何明远", "note": "请阅"},
    "to_action": {"reason": "办"},
    "void": {"reason": "废"},
    "suspend": {"code": "higher", "reason": "等批复", "look_on": "2999-01-01"},
    "look_later": {"look_on": "2999-01-01", "reason": "等"},
    "hand_copies": {"what": "place", "place": "甲柜一层"},
}


def browser(papers: Papers, letter: str) -> Client:
    client = Client()
    client.force_login(papers.cast[LETTERS[letter]])
    return client
