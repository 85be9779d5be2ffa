"""The sample papers of the field study, told step by step through the acts.

`data/samples.json` holds what stands on each paper, what was proposed and instructed, and its steps: when,
who, which act. A step names a unit where anybody of the unit would do: its clerk then acts. What a sample
needs of later parts of docflow (outgoing papers, seals, stopped clocks …) is named in its `later`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from deadlines.days import SHANGHAI
from deadlines.limits import Explained, counted, fixed
from documents.actions.closing import ask_to_close, close, set_reply
from documents.actions.confirming import confirm_oral
from documents.actions.copying import hand_copies
from documents.actions.extension import answer_extension, extend
from documents.actions.from_reading import instruct_from_reading
from documents.actions.handling import accept, progress, report
from documents.actions.handover import assign
from documents.actions.instruct import instruct, record
from documents.actions.pointer import add_pointer
from documents.actions.propose import propose, propose_return
from documents.actions.reading import opened, read
from documents.actions.register import register
from documents.actions.review import approve, countersign
from documents.actions.signers import add_signer
from documents.actions.transferring import transfer
from documents.actions.urging import urge
from documents.files.intake import Intake
from documents.models import Document, Instruction
from documents.queries.approving import latest_proposal
from documents.queries.gates import before
from documents.rules.closing import checks
from workflow.clock import database_now
from workflow.models import Task

from .case import Case, Desk
from .files import SCAN, Sheet, blob
from .papers import NAMES
from .stage import Story

DATA = Path(__file__).with_name("data") / "samples.json"
UNIT_TASKS = ("handle", "assist")


def read_samples() -> list[dict[str, Any]]:
    """The samples in order; those that are outgoing papers are not among them."""
    found: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["samples"]
    return found


def moment(text: str) -> datetime:
    """2026-02-16 23:40, on the Shanghai clock."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def sheets(samples: list[dict[str, Any]]) -> list[Sheet]:
    """What is printed on each sample; nothing for the pointer row."""
    return [
        Sheet(
            s["id"], NAMES.get(s["source"], (s["source"],))[0], s["number"], s["title"], s["kind"], s["urgency"], _dated(s),
            s["signer"], s.get("copy_numbers", "")[:6], tuple(s["body"]),
        )
        for s in samples
        if "pointer" not in s
    ]  # fmt: skip


def _dated(sample: dict[str, Any]) -> date:
    return moment(sample["received"]).date() - timedelta(days=1)


class Sample(Case):
    """One sample at work: a method per act, called with the step's facts."""

    def __init__(self, desk: Desk, facts: dict[str, Any], files: Mapping[str, Intake]) -> None:
        super().__init__(desk, facts["id"], Document() if "pointer" in facts else _document(desk, facts))
        self.facts, self.files = facts, files

    def story(self) -> Story:
        for step in self.facts["steps"]:
            yield moment(step["at"])
            work: Callable[[str, dict[str, Any]], object] = getattr(self, f"_{step['do']}")
            work(self._actor(step["by"]), step)

    def _actor(self, name: str) -> str:
        return name if name in self.desk.people else self.desk.clerk(self.desk.units[name])

    # -- in ------------------------------------------------------------------------------------------

    def _pointer(self, who: str, step: dict[str, Any]) -> None:
        p = self.facts["pointer"]
        add_pointer(
            by=self.desk.people[who], key=f"demo-{self.name}", received_at=moment(p["received"]), copies=p["copies"],
            handed_to=p["handed_to"], handed_at=moment(p["handed"]), place=p["place"],
        )  # fmt: skip

    def _register(self, who: str, step: dict[str, Any]) -> None:
        file = self.files[self.name]
        blobs = [(blob(file, self.desk.people[who]), file.stored.name, "body")]
        self.do(register, who, handler=self.desk.people["feng"], blobs=blobs, due=self._limit("register"))

    def _limit(self, at_step: str) -> Explained | None:
        """The paper's own limit, where it is set at this step (or, for urgent papers, said again)."""
        rule = self.facts.get("limit")
        if rule is None or (rule["set"] != at_step and self.doc.urgency == "normal"):
            return None
        return _limit(rule, self.doc.received_at)

    def _propose(self, who: str, step: dict[str, Any]) -> None:
        p = self.facts["proposal"]
        self.do(
            propose, who, text=p["text"], reviewer=self.desk.people[step.get("reviewer", "wu")],
            lead_unit=self.desk.units[p["lead"]] if p["lead"] else None, co_units=self.units(p["co"]),
            leaders=self.people(p["leaders"]), readers=self.people(p.get("readers", ())), route_mode=p["mode"], due=self._limit("propose"),
        )  # fmt: skip

    def _propose_return(self, who: str, step: dict[str, Any]) -> None:
        reviewer = self.desk.people["wu"]
        self.do(
            propose_return,
            who,
            codes=step["codes"],
            text=step["text"],
            advice=step["advice"],
            reviewer=reviewer,
        )

    # -- up ------------------------------------------------------------------------------------------

    def _approve(self, who: str, step: dict[str, Any]) -> None:
        self.do(approve, who, checked=[p.key for p in before(self.doc, latest_proposal(self.doc)).manual])

    def _add_signer(self, who: str, step: dict[str, Any]) -> None:
        signer = self.desk.people[self.desk.head(self.desk.units[step["unit"]])]
        self.do(add_signer, who, signer=signer, mode=step["mode"], note=step["text"])

    def _countersign(self, who: str, step: dict[str, Any]) -> None:
        self.do(countersign, self.desk.head(self.desk.units[step["unit"]]), opinion=step["text"])

    def _instruct(self, who: str, step: dict[str, Any]) -> None:
        self.do(instruct, who, kind=step["kind"], text=step.get("text", ""))

    def _record(self, who: str, step: dict[str, Any]) -> None:
        """What the sample says of this leader's words; else what the step says. With the scan, unless oral."""
        said = next((i for i in self.facts.get("instructions", ()) if i["leader"] == step["leader"]), step)
        oral = said["kind"] == "oral"
        self.do(
            record, who, leader=self.desk.people[step["leader"]], kind=said["kind"], text=said.get("text", ""),
            given_at=moment(said["given_at"]), needs_feedback=said.get("feedback", False),
            scan=None if oral else (blob(self.files[SCAN.key], self.desk.people[who]), "批示原件.pdf"),
        )  # fmt: skip

    def _instruct_from_reading(self, who: str, step: dict[str, Any]) -> None:
        said = next(i for i in self.facts["instructions"] if i["leader"] == who)
        opened(self.doc, self.desk.people[who])
        self.do(
            instruct_from_reading, who, kind=said["kind"], text=said["text"], needs_feedback=said["feedback"]
        )

    def _read(self, who: str, step: dict[str, Any]) -> None:
        opened(self.doc, self.desk.people[who])
        self.do(read, who)

    def _confirm_oral(self, who: str, step: dict[str, Any]) -> None:
        self.do(confirm_oral, who, number=self._words_of(step["leader"]).number)

    def _words_of(self, leader: str) -> Instruction:
        return Instruction.objects.get(document=self.doc, leader=self.desk.people[leader])

    # -- out to units --------------------------------------------------------------------------------

    def _assign(self, who: str, step: dict[str, Any]) -> None:
        items = [self._item(item) for item in step["items"]]
        given = {i["instruction"].pk for i in items if i["instruction"]}
        rest = Instruction.objects.filter(document=self.doc).exclude(pk__in=given).exclude(kind="tick")
        self.do(assign, who, items=items, no_work=list(rest.values_list("number", flat=True)))

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        leader = item.get("instruction")
        words = self._words_of(leader) if leader else None
        if words is None:
            due = _limit(item["due"], database_now())
        else:
            rule = next(i["limit"] for i in self.facts["instructions"] if i["leader"] == leader)
            due = _limit({**rule, "source": f"{words.leader_name}批示"}, words.given_at)
        return {"content": item["content"], "lead": self.desk.units[item["lead"]], "co": self.units(item["co"]),
                "due": due, "instruction": words}  # fmt: skip

    def _transfer(self, who: str, step: dict[str, Any]) -> None:
        self.do(transfer, who, to=self.desk.people[step["to"]], reason=step["text"])

    def _urge(self, who: str, step: dict[str, Any]) -> None:
        """The open task of the unit (held by it, or by who signs for it)."""
        unit = self.desk.units[step["unit"]]
        holders = [unit.principal, self.desk.people[self.desk.head(unit)].principal]
        task = Task.objects.about(self.doc).open().get(holder__in=holders)
        self.do(urge, who, task_ids=[task.pk], note=step["text"])

    def _part(self, step: dict[str, Any]) -> int:
        holder = self.desk.units[step["unit"]].principal
        return Task.objects.about(self.doc).open().get(kind__in=UNIT_TASKS, holder=holder).pk

    def _accept(self, who: str, step: dict[str, Any]) -> None:
        self.do(accept, who, task_id=self._part(step))

    def _progress(self, who: str, step: dict[str, Any]) -> None:
        self.do(progress, who, text=step["text"], task_id=self._part(step))

    def _report(self, who: str, step: dict[str, Any]) -> None:
        self.do(report, who, result=step["text"], task_id=self._part(step))

    def _extend(self, who: str, step: dict[str, Any]) -> None:
        until = fixed(moment(step["until"]), start=database_now(), source="申请延期")
        self.do(
            extend, who, until=until, reason=step["reason"], progress=step["text"], task_id=self._part(step)
        )

    def _answer_extension(self, who: str, step: dict[str, Any]) -> None:
        self.do(answer_extension, who, granted=step["granted"], answer=step["answer"])

    def _hand(self, who: str, step: dict[str, Any]) -> None:
        """Copies on paper: given to a person (`to`) or a `unit`, taken back, returned."""
        holder: dict[str, Any] = {"person": self.desk.people[step["to"]]} if "to" in step else {}
        holder |= {"unit": self.desk.units[step["unit"]]} if "unit" in step else {}
        words = {name: step[name] for name in ("how", "receipt") if name in step}
        self.do(hand_copies, who, what=step["what"], numbers=step["numbers"], **holder, **words)

    # -- to its end ----------------------------------------------------------------------------------

    def _set_reply(self, who: str, step: dict[str, Any]) -> None:
        self.do(set_reply, who, number=step.get("number", ""), no_reply=step.get("no_reply", ""))

    def _ask_to_close(self, who: str, step: dict[str, Any]) -> None:
        self.do(ask_to_close, who, checker=self.desk.people[step["checker"]], result=step["text"])

    def _close(self, who: str, step: dict[str, Any]) -> None:
        self.do(close, who, checked=[code for code, _words in checks(self.doc)])


def _limit(rule: dict[str, Any], start: datetime) -> Explained:
    if "at" in rule:
        return fixed(moment(rule["at"]), start=start, source=rule["source"])
    start = moment(rule["start"]) if "start" in rule else start
    return counted(rule["unit"], rule["amount"], start=start, source=rule["source"])


def _document(desk: Desk, s: dict[str, Any]) -> Document:
    """The register form as the clerk fills it in."""
    return Document(
        received_at=moment(s["received"]), channel=s["channel"], carrier=s["carrier"], source=desk.units[s["source"]],
        source_doc_number=s["number"], title=s["title"], kind=s["kind"], urgency=s["urgency"], category=s["category"],
        document_date=_dated(s), pages=s["pages"], signer=s["signer"], copies=s.get("copies", 1),
        copy_numbers=s.get("copy_numbers", ""), work_secret=s.get("work_secret", False),
        physical_location="文书柜2" if s["carrier"] == "paper" else "",
    )  # fmt: skip
