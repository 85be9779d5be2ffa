"""What every form of an act carries: the version it was drawn from and its idempotency key."""

from __future__ import annotations

from typing import Any

from django import forms

from docflow.web.forms import BaseForm
from documents.forms.unclassified import Unclassified
from documents.models import Document
from documents.rules.verbs import Verb
from workflow.spine import new_key


class ActForm(Unclassified, BaseForm):
    """Base of all act forms. Made with `doc` and `person`; `act_kwargs()` is what the act is called with.

    Subclasses add fields; by default every field but `version` and `key` goes to the act under its name.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, doc: Document, person: Any, **kwargs: Any) -> None:
        self.doc, self.person = doc, person
        initial = {"version": doc.version, "key": new_key(), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)

    def renew(self, doc: Document) -> None:
        """Somebody was faster: what was typed stays, what the form was drawn from is the paper as it is now."""
        data: Any = self.data
        self.doc, self.data = doc, data.copy()
        self.data["version"], self.data["key"] = doc.version, new_key()  # type: ignore[index]

    def original(self) -> int | None:
        """The file (its key) that belongs beside this form; None where the paper itself does."""
        return None

    def worded(self, verb: Verb) -> Verb:
        """The verb in the words of what is filled in."""
        return verb

    def act_kwargs(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("version", "key")}
