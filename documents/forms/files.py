"""Files with a form: kept as soon as they arrive, so that a form drawn again still has them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.errors import BadInput
from docflow.web.forms import dress
from documents.actions.pointer import refused
from documents.actions.uploads import Sent, drop, keep, sent_by
from documents.files.errors import SecretMarking
from documents.files.kinds import ACCEPT_ATTRIBUTE, ACCEPTED
from documents.forms.act import ActForm
from documents.forms.picking import FilesField
from documents.models import Attachment


class KeptFiles:
    """Mixin for a form whose file field is named `upload_field`. `sent` are the files it has, old and new.

    `kept` (hidden, several) are the tokens of files that came with an earlier drawing of the same form.
    """

    upload_field = "files"
    most_files = 10
    accepted = ACCEPTED  # what a refusal says is taken here

    def take_files(self: Any) -> None:
        """Called from `clean`: keeps what arrived; a refusal is an error of the field."""
        self.sent: list[Sent] = []
        tokens = self.data.getlist("kept") if hasattr(self.data, "getlist") else self.data.get("kept", [])
        uploads = self.cleaned_data.get(self.upload_field) or []
        try:
            self.sent = sent_by(self.person, [t for t in tokens if t])
            for one in uploads if isinstance(uploads, list) else [uploads]:
                self.sent.append(keep(one, self.person, self.accepted))
        except SecretMarking as refusal:
            refused("form", by=self.person)
            drop(self.sent)
            self.sent = []
            self.add_error(self.upload_field, str(refusal))
        except BadInput as refusal:
            self.add_error(self.upload_field, str(refusal))
        self.sent = list({one.blob.pk: one for one in self.sent}.values())[: self.most_files]

    @property
    def kept_files(self) -> list[Sent]:
        """For the template: names and tokens."""
        return getattr(self, "sent", [])


class AddFileForm(KeptFiles, ActForm):
    """One or more files under a role, or one file as the new version of another."""

    role = forms.ChoiceField(
        label=gettext_lazy("作为"), choices=Attachment.Role.choices, initial=Attachment.Role.ANNEX
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField(label=_("文件"), required=False)
        self.fields["files"].widget.attrs["accept"] = ACCEPT_ATTRIBUTE
        dress(self.fields["files"].widget)
        latest = Attachment.objects.filter(document=self.doc, latest=True).order_by("role", "number")
        self.rows = {str(f.pk): f for f in latest}
        choices = [("", _("新的文件"))]
        choices += [
            (pk, f"{f.get_role_display()}{f.number} {f.name}（{_('第 %(n)s 版') % {'n': f.version}}）"[:90])
            for pk, f in self.rows.items()
        ]
        self.fields["replaces"] = forms.ChoiceField(label=_("新版本替换"), choices=choices, required=False)
        dress(self.fields["replaces"].widget)
        self.order_fields(["files", "role", "replaces"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_files()
        if not self.sent and "files" not in self.errors:
            self.add_error("files", _("请选择文件。"))
        if data.get("replaces") and len(self.sent) > 1:
            self.add_error("replaces", _("替换旧版本时一次只能传一个文件。"))
        return data

    def act_kwargs(self) -> dict[str, Any]:
        old = self.rows.get(self.cleaned_data["replaces"])
        role = old.role if old else self.cleaned_data["role"]
        return {"blobs": [(s.blob, s.name, role) for s in self.sent], "replaces": old}
