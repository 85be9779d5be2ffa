"""Verbs of handling and closing wired to their forms and acts."""

from __future__ import annotations

from collections.abc import Callable

from documents.actions import closing, confirming, extension, handling, handover
from documents.forms import closing as closing_forms
from documents.forms import handling as forms
from documents.forms import handover as handover_forms
from documents.forms.act import ActForm
from workflow.spine import Done

ACTS: dict[str, tuple[type[ActForm], Callable[..., Done]]] = {
    "assign": (handover_forms.AssignForm, handover.assign),
    "circulate_only": (handover_forms.CirculateOnlyForm, handover.circulate_only),
    "accept": (forms.AcceptForm, handling.accept),
    "misdirected": (forms.MisdirectedForm, handling.misdirected),
    "progress": (forms.ProgressForm, handling.progress),
    "report": (forms.ReportForm, handling.report),
    "rework": (forms.ReworkForm, handling.rework),
    "waive": (forms.WaiveForm, handling.waive),
    "extend": (forms.ExtendForm, extension.extend),
    "answer_extension": (forms.AnswerExtensionForm, extension.answer_extension),
    "set_reply": (closing_forms.SetReplyForm, closing.set_reply),
    "ask_to_close": (closing_forms.AskToCloseForm, closing.ask_to_close),
    "close": (closing_forms.CloseForm, closing.close),
    "not_yet": (closing_forms.NotYetForm, closing.not_yet),
    "reopen": (closing_forms.ReopenForm, closing.reopen),
    "confirm_oral": (closing_forms.ConfirmForm, confirming.confirm_oral),
}
