"""Verbs of the main flow up to the instruction wired to their forms and acts."""

from __future__ import annotations

from collections.abc import Callable

from documents.actions import check_record, files, instruct, proofing, propose, review
from documents.forms import files as file_forms
from documents.forms import instruct as instruct_forms
from documents.forms import proofing as proofing_forms
from documents.forms import propose as propose_forms
from documents.forms import review as review_forms
from documents.forms.act import ActForm
from workflow.spine import Done

ACTS: dict[str, tuple[type[ActForm], Callable[..., Done]]] = {
    "propose": (propose_forms.ProposeForm, propose.propose),
    "propose_return": (propose_forms.ProposeReturnForm, propose.propose_return),
    "ignore_finding": (proofing_forms.IgnoreForm, proofing.ignore_finding),
    "approve": (review_forms.ApproveForm, review.approve),
    "give_back": (review_forms.GiveBackForm, review.give_back),
    "countersign": (review_forms.CountersignForm, review.countersign),
    "instruct": (instruct_forms.InstructForm, instruct.instruct),
    "record": (instruct_forms.RecordForm, instruct.record),
    "check_record": (instruct_forms.CheckRecordForm, check_record.check_record),
    "add_file": (file_forms.AddFileForm, files.add_file),
}
