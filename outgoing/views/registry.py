"""Every verb of an outgoing paper wired to its form and its act."""

from __future__ import annotations

from collections.abc import Callable

from documents.forms import pausing as pausing_forms
from documents.forms.act import ActForm
from outgoing.actions import (
    drafting,
    issuing,
    joint_paper,
    jumping,
    linking,
    passing,
    pausing,
    print_runs,
    proofing,
    returning,
    route,
    signing,
    texts,
    urging,
)
from outgoing.forms import draft as draft_forms
from outgoing.forms import issue as issue_forms
from outgoing.forms import joint as joint_forms
from outgoing.forms import linking as linking_forms
from outgoing.forms import moving as moving_forms
from outgoing.forms import proofing as proofing_forms
from outgoing.forms import route as route_forms
from outgoing.forms import text as text_forms
from outgoing.forms import urging as urging_forms
from outgoing.views import wired_after
from workflow.spine import Done

ACTS: dict[str, tuple[type[ActForm], Callable[..., Done]]] = {
    **wired_after.ACTS,
    "send": (route_forms.SendForm, route.send),
    "countersign": (route_forms.CountersignForm, route.countersign),
    "record_countersign": (route_forms.RecordCountersignForm, route.record_countersign),
    "overdue": (route_forms.OverdueForm, route.overdue),
    "settle": (route_forms.SettleForm, route.settle),
    "check": (route_forms.CheckForm, route.check),
    "review": (route_forms.ReviewForm, route.review),
    "give_back": (route_forms.GiveBackForm, returning.give_back),
    "take_back": (route_forms.TakeBackForm, returning.take_back),
    "urge": (urging_forms.UrgeForm, urging.urge),
    "jump": (moving_forms.JumpForm, jumping.jump),
    "suspend": (pausing_forms.SuspendForm, pausing.suspend),
    "look_later": (pausing_forms.LookLaterForm, pausing.look_later),
    "resume": (pausing_forms.ResumeForm, pausing.resume),
    "sign": (issue_forms.SignForm, signing.sign),
    "record_sign": (issue_forms.SignForm, signing.record_sign),
    "record_joint": (joint_forms.RecordJointForm, joint_paper.record_joint),
    "check_joint": (joint_forms.CheckJointForm, joint_paper.check_joint),
    "resign": (route_forms.BareForm, signing.resign),
    "recheck": (route_forms.RecheckForm, issuing.recheck),
    "number": (issue_forms.NumberForm, issuing.number),
    "print_run": (issue_forms.PrintForm, issuing.print_run),
    "print_more": (issue_forms.PrintMoreForm, print_runs.print_more),
    "dispatch": (issue_forms.DispatchForm, issuing.dispatch),
    "void": (route_forms.ReasonForm, issuing.void),
    "text": (text_forms.TextForm, texts.save),
    "annex": (text_forms.AnnexForm, texts.annex),
    "ignore_finding": (proofing_forms.ReplyForm, proofing.ignore_finding),
    "waive_finding": (proofing_forms.WaiveForm, proofing.waive_finding),
    "lock": (route_forms.BareForm, texts.lock),
    "unlock": (route_forms.BareForm, texts.unlock),
    "force_unlock": (route_forms.ReasonForm, texts.force_unlock),
    "edit": (draft_forms.EditForm, drafting.edit),
    "link_answer": (linking_forms.LinkAnswerForm, linking.link_answer),
    "withdraw": (route_forms.ReasonForm, drafting.withdraw),
    "transfer": (route_forms.TransferForm, passing.transfer),
    "reassign": (route_forms.ReassignForm, passing.reassign),
}
