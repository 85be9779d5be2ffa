"""Nothing with a state-secret marking gets past a form (I01): not a reason, not an opinion, not a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from documents.actions.pointer import refused
from documents.files.secrecy import find_in_fields, refusal


class Unclassified(forms.BaseForm):
    """For forms with words in them: every text is looked at as it was sent, before any field is: a file sent along
    is not even kept."""

    def full_clean(self) -> None:
        found = find_in_fields(_sent(self.data)) if self.is_bound else None
        if found is None:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        self.add_error(found.where if found.where in self.fields else None, refusal())
        refused(type(self).__name__, by=getattr(self, "person", None))


def _sent(data: Any) -> dict[str, object]:
    lists = getattr(data, "lists", data.items)()
    return {name: "\n".join(v) if isinstance(v, list) else v for name, v in lists}
