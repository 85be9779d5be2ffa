"""Verbs beside the main flow wired to their forms and acts."""

from __future__ import annotations

from collections.abc import Callable

from documents.actions import (
    copying,
    correcting,
    from_reading,
    pausing,
    reading,
    relating,
    signers,
    transferring,
    urging,
    voiding,
    withdraw,
)
from documents.forms import copies as copies_forms
from documents.forms import pausing as pausing_forms
from documents.forms import reading as reading_forms
from documents.forms import side as forms
from documents.forms.act import ActForm
from workflow.spine import Done

ACTS: dict[str, tuple[type[ActForm], Callable[..., Done]]] = {
    "circulate": (reading_forms.CirculateForm, reading.circulate),
    "read": (reading_forms.ReadForm, reading.read),
    "instruct_from_reading": (reading_forms.InstructFromReadingForm, from_reading.instruct_from_reading),
    "to_action": (reading_forms.ToActionForm, from_reading.to_action),
    "recall_reader": (reading_forms.RecallForm, reading.recall_reader),
    "urge": (forms.UrgeForm, urging.urge),
    "withdraw": (forms.WithdrawForm, withdraw.withdraw),
    "transfer": (forms.TransferForm, transferring.transfer),
    "reassign": (forms.ReassignForm, transferring.reassign),
    "add_signer": (forms.AddSignerForm, signers.add_signer),
    "correct": (forms.CorrectForm, correcting.correct),
    "hand_copies": (copies_forms.HandCopiesForm, copying.hand_copies),
    "relate": (forms.RelateForm, relating.relate),
    "suspend": (pausing_forms.SuspendForm, pausing.suspend),
    "look_later": (pausing_forms.LookLaterForm, pausing.look_later),
    "resume": (pausing_forms.ResumeForm, pausing.resume),
    "void": (forms.VoidForm, voiding.void),
}
