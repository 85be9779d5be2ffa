"""发文机关 with its signing rules: a row for each, an empty row is none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import BaseModelForm, dress
from documents.forms.unclassified import Unclassified
from outgoing.actions.organs import Rule
from outgoing.models import Organ
from outgoing.models.organ import SIGNERS
from outgoing.words import KINDS, Direction

ROWS = 6
ANY = [("", lazy("不限"))]


class OrganForm(Unclassified, BaseModelForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = Organ
        fields = ("name", "short_name", "letterhead", "mark", "printed_by", "order", "is_active")

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        self.fields["letterhead"].help_text = _("红头全文，如“江东省人民政府办公厅文件”。")
        self.fields["mark"].help_text = _("信函和命令的标志，不带“文件”。")
        known = list(self.instance.signing_rules.all()) if self.instance.pk else []
        for i in range(max(ROWS, len(known) + 2)):
            self._row(i, known[i] if i < len(known) else None)

    def _row(self, i: int, rule: Any) -> None:
        made: dict[str, forms.Field] = {
            f"direction_{i}": forms.ChoiceField(
                label=_("行文方向"), choices=ANY + Direction.choices, required=False
            ),
            f"kind_{i}": forms.ChoiceField(label=_("文种"), choices=ANY + KINDS, required=False),
            f"roles_{i}": forms.MultipleChoiceField(
                label=_("可以签发的职务"),
                choices=SIGNERS,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
            f"principal_{i}": forms.BooleanField(label=_("限主要负责人"), required=False),
            f"basis_{i}": forms.CharField(label=_("依据"), required=False, max_length=200),
        }
        for name, one in made.items():
            if rule is not None:
                one.initial = getattr(rule, name.rsplit("_", 1)[0])
            dress(one.widget)
            self.fields[name] = one

    @property
    def rows(self) -> list[list[Any]]:
        """For the template: the fields of each rule."""
        count = sum(name.startswith("roles_") for name in self.fields)
        return [
            [self[f"{n}_{i}"] for n in ("direction", "kind", "roles", "principal", "basis")]
            for i in range(count)
        ]

    def rules(self) -> list[Rule]:
        data, found = self.cleaned_data, []
        for i in range(sum(name.startswith("roles_") for name in self.fields)):
            if data.get(f"roles_{i}"):
                found.append(Rule(data[f"direction_{i}"], data[f"kind_{i}"], data[f"roles_{i}"],
                                  data[f"principal_{i}"], data[f"basis_{i}"]))  # fmt: skip
        return found
