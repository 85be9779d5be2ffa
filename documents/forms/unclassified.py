"""Nothing with a state-secret marking gets past a form (I01): not a reason, not an opinion, not a note."""

from __future__ import annotations

from django import forms

from documents.files.secrecy import find_in_fields, refusal


class Unclassified(forms.BaseForm):
    """For forms with words in them: every text is looked at as it was sent, whatever the fields make of it."""

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        lists = getattr(self.data, "lists", self.data.items)()
        sent = {name: "\n".join(v) if isinstance(v, list) else v for name, v in lists}
        if found := find_in_fields(sent):
            self.add_error(found.where if found.where in self.fields else None, refusal())
