"""Who may do what at which stage of an outgoing paper: every verb, every stage, everybody; acts and pages ask this table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions import (
    drafting,
    issuing,
    joint_paper,
    jumping,
    passing,
    pausing,
    print_runs,
    returning,
    route,
    signing,
    texts,
    urging,
)  # fmt: skip
from outgoing.models import Outgoing
from outgoing.queries.known import known
from outgoing.queries.people import able
from outgoing.queries.plan import asked
from outgoing.queries.repeats import may_review, review_with_signature
from outgoing.rules.offers import offer, offers
from outgoing.rules.verbs import VERBS
from outgoing.views.registry import ACTS
from people.models import Person
from tests.outgoing.desk import CHECKED, RECHECKED, plan, text
from tests.outgoing.papers import LETTERS, STAGES, Papers, plain_original, prepared, scan, sheet
from workflow.models import Entry, Task

# The paper is drafted by `d`, for signers `l` (whose secretary is `s`) and `L`; reviewed by `w`, for whom `i` stands
# in; rechecked by `D`; on `paper` it waits for another organ's signed sheet, that `c` has written down when it is `back`;
# `h` and `u` are of the first countersigning unit, `v` of the second; `k` keeps the seal; `g` both reviews and signs where
# he is asked. A cell names who may, a dot nobody. Who is in no cell has no part in any paper.
TABLE = """
verb                drafting  units   turns   late    settling  checking  reviewing  locked  signing  both    half    signed  stale  number   print    stale_p  again   seal    dispatch  sent  gone  void  paused  paper   back
send                d         .       .       .       .         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
countersign         .         huv     hu      huv     .         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
settle              .         .       .       .       d         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
record_countersign  .         dce     dce     dce     .         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
overdue             .         .       .       dwD     .         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
check               .         .       .       .       .         j         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
review              .         .       .       .       .         .         wi         wi      .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
sign                .         .       .       .       .         .         .          .       l        g       L       .       .      .        .        .        L       .       .         .     .     .     .       .       .
record_sign         .         .       .       .       .         .         .          .       s        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
recheck             .         .       .       .       .         .         .          .       .        .       .       D       .      .        .        .        .       .       .         .     .     .     .       .       .
resign              .         .       .       .       .         .         .          .       .        .       .       .       dD     .        .        dcewiDk  .       .       .         .     .     .     .       .       .
number              .         .       .       .       .         .         .          .       .        .       .       .       .      dcewiDk  .        .        .       .       .         .     .     .     .       .       .
print_run           .         .       .       .       .         .         .          .       .        .       .       .       .      .        dcewiDk  .        .       .       .         .     .     .     .       .       .
lift_seal           .         .       .       .       .         .         .          .       .        .       .       .       .      .        .        .        .       k       .         .     .     .     .       .       .
dispatch            .         .       .       .       .         .         .          .       .        .       .       .       .      .        .        .        .       .       dcewiDk   .     .     .     .       .       .
text                d         d       d       d       d         .         dwi        w       d        d       d       dD      dD     d        d        d        d       .       .         .     .     .     .       d       d
edit                dwD       dwD     dwD     dwD     dwD       .         dwiD       w       dwD      dwD     dwD     dwD     dwD    dwD      dwD      dwD      dwD     .       .         .     .     .     .       dwD     dwD
annex               d         d       d       d       d         .         dwi        w       d        d       d       dD      dD     d        d        d        d       .       .         .     .     .     d       d       d
lock                d         d       d       d       d         .         dwi        .       d        d       d       dD      dD     d        d        d        d       .       .         .     .     .     .       d       d
unlock              .         .       .       .       .         .         .          w       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
force_unlock        .         .       .       .       .         .         .          dD      .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       .
give_back           .         .       .       .       .         j         wi         wi      l        g       L       D       D      .        .        .        L       .       .         .     .     .     .       cewD    cewD
take_back           .         d       d       d       d         d         d          d       d        d       .       .       .      .        .        .        d       .       .         .     .     .     .       .       .
transfer            d         .       .       .       d         j         wi         wi      l        g       L       D       D      .        .        .        L       .       .         .     .     .     wi      .       .
reassign            wD        .       .       .       wD        wD        wD         wD      wD       wD      wD      wD      wD     .        .        .        wD      .       .         .     .     .     wD      .       .
withdraw            dwD       dwD     dwD     dwD     dwD       dwD       dwD        dwD     dwD      dwD     .       .       .      .        .        .        .       .       .         .     .     .     dwD     .       .
void                .         .       .       .       .         .         .          .       .        .       wD      wD      wD     wD       wD       wD       wD      wD      wD        .     .     .     .       wD      wD
jump                .         wD      wD      wD      wD        wD        wD         wD      wD       wD      wD      wD      wD     wD       wD       wD       wD      wD      .         .     .     .     .       wD      wD
suspend             dwD       dwD     dwD     dwD     dwD       dwD       dwD        dwD     dwD      dwD     dwD     dwD     dwD    dwD      dwD      dwD      dwD     dwD     dwD       .     .     .     .       dwD     dwD
resume              .         .       .       .       .         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     dwD     .       .
look_later          .         .       .       .       .         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     dwD     .       .
check_joint         .         .       .       .       .         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       .       ewDj
record_joint        .         .       .       .       .         .         .          .       .        .       .       .       .      .        .        .        .       .       .         .     .     .     .       cewD    .
urge                cewDj     dcewDj  dcewDj  dcewDj  cewDj     dcewD     dceDj      dceDj   dcewDj   dcewDj  dcewDj  dcewj   dcewj  j        j        j        dcewDj  dcewDj  j         .     .     .     .       dcewDj  .
print_more          .         .       .       .       .         .         .          .       .        .       .       .       .      .        .        .        .       cewDk   dcewiDk   cewD  .     .     .       .       .
"""  # noqa: E501
# What comes after the paper was sent, its dispatch list, and what is answered to the checker have a table of their own.
BESIDE = {
    "addressees",
    "receive",
    "receipts",
    "urge_receipts",
    "resend",
    "close",
    "recall",
    "link_answer",
    "revoke",
    "copies",
    "correct",
    "ignore_finding",
    "waive_finding",
}


def read_table() -> dict[str, dict[str, str]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {verb: dict(zip(head[1:], cells, strict=True)) for verb, *cells in rows}


MATRIX = read_table()


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Papers]:
    with prepared(django_db_blocker) as papers:
        yield papers


@pytest.fixture
def papers(made: Papers, db: None, monkeypatch: pytest.MonkeyPatch) -> Papers:
    monkeypatch.setattr(issuing, "issue_original", plain_original)
    return made


def test_the_table_is_whole(papers: Papers) -> None:
    """A new verb or stage needs its row, its column."""
    assert set(MATRIX) == set(ACTS) - BESIDE | {"lift_seal"}, "and what is done at the desk of the seals"
    assert all(list(row) == list(STAGES) for row in MATRIX.values())
    assert {paper.state for paper in papers.at.values()} == {s for v in MATRIX for s in VERBS[v].states} | {
        "dispatched", "withdrawn", "voided"
    }  # fmt: skip


@pytest.mark.parametrize("verb", MATRIX)
def test_who_may(papers: Papers, verb: str) -> None:
    assert {stage: may(papers, verb, stage) for stage in STAGES} == MATRIX[verb]


def may(papers: Papers, verb: str, stage: str) -> str:
    """The letters of those to whom the verb is offered."""
    now = known(papers.at[stage], timezone.now())
    return "".join(x for x, name in LETTERS.items() if offer(verb, papers.cast[name].hats, now).ok) or "."


def test_no_word_of_a_refusal_is_lacking(papers: Papers) -> None:
    """Whoever may not, is told why: where the paper is, whose it is, or what is missing."""
    for stage, paper in papers.at.items():
        now = known(paper, timezone.now())
        for name, who in papers.cast.items():
            for verb in MATRIX:
                found = offer(verb, who.hats, now)
                assert found.ok or len(found.why_not) >= 6, (stage, name, verb)
                assert found.ok or found.bar in ("role", "moved", "lacking"), (stage, name, verb)


# -- acts --------------------------------------------------------------------------------------------


def task(paper: Outgoing, **where: Any) -> int:
    found = Task.objects.about(paper).live().filter(**where).order_by("sequence", "id").first()
    return found.pk if found else 0


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def first_sheet(paper: Outgoing) -> int:
    found = paper.joint_sheets.order_by("id").first()
    return found.pk if found else 0


def taker(paper: Outgoing, who: Person) -> Person:
    """Somebody who can take over what is open in a person's name."""
    held = list(Task.objects.about(paper).live().filter(holder__startswith="p").order_by("sequence", "id"))
    busy = {t.holder for t in held} | {who.principal} | {f"p{pk}" for pk in asked(paper)}
    if not held:
        return who
    reviews = held[0].kind == "sign" and review_with_signature(paper)
    free = [p for p in able(paper, held[0].kind) if p.principal not in busy]
    return next(p for p in free if not reviews or may_review(paper, p.principal))


Perform = Callable[[Papers, Outgoing, Person], Any]
PERFORM: dict[str, Perform] = {
    "send": lambda s, p, who: route.send(p, by=who, plan=plan(s.desk)),
    "countersign": lambda s, p, who: route.countersign(p, by=who, result="agreed"),
    "settle": lambda s, p, who: route.settle(p, by=who, answer="采纳。"),
    "record_countersign": lambda s, p, who: route.record_countersign(
        p, by=who, task_id=task(p, kind="countersign"), result="agreed", by_name="王厅长"
    ),
    "overdue": lambda s, p, who: route.overdue(p, by=who, task_ids=[task(p)], reason="催办两次未答复"),
    "check": lambda s, p, who: route.check(p, by=who, result="passed", opinion="合法。"),
    "review": lambda s, p, who: route.review(p, by=who, checked=CHECKED),
    "sign": lambda s, p, who: signing.sign(p, by=who, checked=CHECKED),
    "record_sign": lambda s, p, who: signing.record_sign(p, by=who, opinion="同意。"),
    "check_joint": lambda s, p, who: joint_paper.check_joint(p, by=who, sheet=first_sheet(p), matches=True),
    "record_joint": lambda s, p, who: joint_paper.record_joint(p, by=who, **sheet(s.desk, p)),
    "urge": lambda s, p, who: urging.urge(p, by=who, answered_by="王秘书"),
    "recheck": lambda s, p, who: issuing.recheck(p, by=who, checked=RECHECKED),
    "resign": lambda s, p, who: signing.resign(p, by=who),
    "number": lambda s, p, who: issuing.number(p, by=who),
    "print_run": lambda s, p, who: issuing.print_run(p, by=who, copies=10),
    "lift_seal": lambda s, p, who: issuing.lift_seal(p, by=who, copies=10),
    "print_more": lambda s, p, who: print_runs.print_more(p, by=who, copies=3, reason="分发单位增加"),
    "dispatch": lambda s, p, who: issuing.dispatch(p, by=who, channel="exchange"),
    "text": lambda s, p, who: texts.save(p, by=who, text=text("另一稿。")),
    "edit": lambda s, p, who: drafting.edit(p, by=who, fields={"title": "江东省人民政府办公厅关于另一事项的通知"}),
    "annex": lambda s, p, who: texts.annex(p, by=who, blobs=[(scan(s.office.clerk, 77), "附件.pdf")]),
    "lock": lambda s, p, who: texts.lock(p, by=who),
    "unlock": lambda s, p, who: texts.unlock(p, by=who),
    "force_unlock": lambda s, p, who: texts.force_unlock(p, by=who, reason="下班"),
    "give_back": lambda s, p, who: returning.give_back(p, by=who, reason="请改"),
    "take_back": lambda s, p, who: returning.take_back(p, by=who),
    "transfer": lambda s, p, who: passing.transfer(p, by=who, to=taker(p, who), reason="出差"),
    "reassign": lambda s, p, who: passing.reassign(
        p, by=who, task_id=task(p, holder__startswith="p"), to=taker(p, who), reason="离任"
    ),
    "withdraw": lambda s, p, who: drafting.withdraw(p, by=who, reason="不发了"),
    "void": lambda s, p, who: issuing.void(p, by=who, reason="有误"),
    "jump": lambda s, p, who: jumping.jump(p, by=who, target="drafting", reason="卡住了"),
    "suspend": lambda s, p, who: pausing.suspend(
        p, by=who, code="agreement", reason="等省财政厅书面同意", look_on=in_days(7)
    ),
    "resume": lambda s, p, who: pausing.resume(p, by=who),
    "look_later": lambda s, p, who: pausing.look_later(p, by=who, look_on=in_days(9), reason="还没有补来"),
}  # fmt: skip
STATUS = {"role": "NotAllowed", "moved": "Faster", "lacking": "Incomplete"}


class Undo(Exception):
    pass


def outcome(call: Callable[[], Any]) -> tuple[str, str]:
    """ok, or the class of the refusal, and its words; nothing stays."""
    try:
        with transaction.atomic():
            call()
            raise Undo
    except Undo:
        return "ok", ""
    except (Faster, NotAllowed, Incomplete, BadInput) as refusal:
        return type(refusal).__name__, str(refusal)


@pytest.mark.parametrize("stage", STAGES)
def test_the_acts_ask_the_same_table(papers: Papers, stage: str) -> None:
    """Every verb: the first and the last of those who may do it, do it; two of those who may not hear just the words
    that the page says, and of the kind that it is."""
    paper, now, wrong = papers.at[stage], known(papers.at[stage], timezone.now()), {}
    for verb, row in MATRIX.items():
        allowed = row[stage].strip(".")
        others = [x for x in LETTERS if x not in allowed]
        here = paper.state in VERBS[verb].states
        tried = [
            *dict.fromkeys(allowed[:1] + allowed[-1:]),
            *((others[0], others[-1]) if here else others[:1]),
        ]
        for letter in tried:
            who = papers.cast[LETTERS[letter]]
            said = offer(verb, who.hats, now)
            found, words = outcome(partial(PERFORM[verb], papers, paper, who))
            wanted = "ok" if letter in allowed else STATUS[said.bar]
            if found != wanted or (letter not in allowed and words != said.why_not):
                wrong[verb, letter] = (found, words, wanted, said.why_not)
    assert wrong == {}


# -- pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "verb", [verb for verb in MATRIX if verb in ACTS]
)  # the seal is lifted at its own desk
def test_the_form_is_drawn_for_those_who_may(papers: Papers, verb: str) -> None:
    """At the last stage where it can be done: drawn for one who may; for the outsider there is nothing; for one of the
    registry, who sees every paper, or who had a step of it, it is neither drawn nor taken."""
    for stage, allowed in [(s, letters) for s, letters in MATRIX[verb].items() if letters != "."][-1:]:
        paper = papers.at[stage]
        address = f"/outgoing/{paper.ref}/do/{verb}/"
        assert browser(papers, allowed[-1]).get(address).status_code == 200, (stage, allowed[-1])
        assert browser(papers, "o").get(address).status_code == 404, stage
        other = next(x for x in "jecL" if x not in allowed)
        client, before = browser(papers, other), Entry.objects.count()
        assert client.get(address).status_code == 403, (stage, other)
        assert client.post(address, {"version": paper.version, "key": "k"}).status_code in (403, 422), stage
        assert Entry.objects.count() == before, (stage, other)


@pytest.mark.parametrize(("verb", "stage", "letter", "status"), [
    ("unlock", "reviewing", "d", 409), ("force_unlock", "reviewing", "w", 409), ("recheck", "stale", "D", 409),
    ("review", "signing", "w", 409), ("void", "reviewing", "w", 409), ("void", "reviewing", "j", 403),
    ("lock", "locked", "d", 409), ("take_back", "half", "d", 409), ("resign", "signed", "d", 409),
])  # fmt: skip
def test_the_answer_says_what_kind_of_no_it_is(
    papers: Papers, verb: str, stage: str, letter: str, status: int
) -> None:
    """403: it is another's; 409: it has moved on, or something is missing first."""
    paper, who = papers.at[stage], papers.cast[LETTERS[letter]]
    checked = {"review": CHECKED, "recheck": RECHECKED}.get(verb, [])
    typed = {"version": paper.version, "key": f"{verb}{stage}", "reason": "理由", "checked": checked}
    answer = browser(papers, letter).post(f"/outgoing/{paper.ref}/do/{verb}/", typed)
    assert answer.status_code == status
    assert offer(verb, who.hats, known(paper, timezone.now())).why_not in answer.content.decode()


def test_the_page_offers_what_the_table_says(papers: Papers) -> None:
    for stage, paper in papers.at.items():
        now = known(paper, timezone.now())
        for letter, name in LETTERS.items():
            found = {o.verb.code for o in offers(papers.cast[name].hats, now)} & set(MATRIX)
            wanted = {verb for verb, row in MATRIX.items() if letter in row[stage]}
            assert found == wanted - ({"record_sign"} if "sign" in found else set()), (stage, name)


def browser(papers: Papers, letter: str) -> Client:
    client = Client()
    client.force_login(papers.cast[LETTERS[letter]])
    return client
