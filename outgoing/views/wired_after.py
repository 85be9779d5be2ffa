"""Verbs after dispatch wired to their forms and acts."""

from __future__ import annotations

from collections.abc import Callable

from documents.forms.act import ActForm
from outgoing.actions import addressing, after, copying, correcting, receipts, unsigned
from outgoing.forms import after as forms
from outgoing.forms.addressees import AddresseesForm
from outgoing.forms.answers import ReceiptsForm
from outgoing.forms.route import BareForm
from workflow.spine import Done

ACTS: dict[str, tuple[type[ActForm], Callable[..., Done]]] = {
    "receive": (forms.ReceiveForm, receipts.receive),
    "receipts": (ReceiptsForm, receipts.receipts),
    "urge_receipts": (forms.UrgeReceiptsForm, unsigned.urge_receipts),
    "resend": (forms.ResendForm, unsigned.resend),
    "close": (forms.CloseForm, receipts.close),
    "recall": (forms.RecallForm, after.recall),
    "revoke": (forms.RevokeForm, after.revoke),
    "correct": (BareForm, correcting.correct),
    "copies": (forms.CopiesForm, copying.copies),
    "addressees": (AddresseesForm, addressing.set_addressees),
}
