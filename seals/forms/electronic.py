"""Forms of electronic seals: a file to be checked."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseForm
from seals.forms.desk import Keyed

MOST = 20 * 1024 * 1024


class CheckFileForm(BaseForm):
    file = forms.FileField(
        label=lazy("已盖电子印章的文件（PDF）"), widget=forms.FileInput(attrs={"accept": ".pdf"})
    )

    def clean_file(self) -> bytes:
        """Its bytes: it is checked, and not kept."""
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise ValidationError(_("文件超过 20 MB，不能在这里核验。"))
        data = bytes(file.read())
        if not data.startswith(b"%PDF-"):
            raise ValidationError(_("这不是 PDF 文件。"))
        return data


class SignForm(Keyed):
    """The button that sets an electronic seal: which form it was, and what it was drawn from."""
