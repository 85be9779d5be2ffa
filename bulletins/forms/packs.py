"""Forms of a pack: which week, its texts and their order, and the buttons that need only a version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bulletins.rules import sections as parts
from bulletins.rules import weeks
from documents.forms.act import ActForm
from documents.models import Draft

UP, DOWN = "up", "down"


class PackForm(ActForm):
    """A button about a pack or a meeting: the version and the key."""

    def __init__(self, *args: Any, doc: Any, **kwargs: Any) -> None:
        super().__init__(*args, doc=doc, **kwargs)


class WeekForm(PackForm):
    """Made on demand: the week as the browser or a hand writes it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    week = forms.CharField(
        label=lazy("周"), max_length=10, widget=forms.TextInput(attrs={"placeholder": "2026-48"}),
        help_text=lazy("例如 2026-48；周一到周日为一周"),
    )  # fmt: skip

    def clean_week(self) -> Any:
        first = weeks.parsed(self.cleaned_data["week"])
        if first is None:
            raise forms.ValidationError(_("看不懂这一周，请写成 2026-48。"))
        return first


class IssueForm(PackForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class SectionsForm(PackForm):
    """For each section its text and whether it is hidden; `order` are their codes. `move` is the button that was pressed."""

    order = forms.CharField(widget=forms.HiddenInput, max_length=400)
    move = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args: Any, doc: Any, **kwargs: Any) -> None:
        self.kept = parts.whole(doc.sections)
        super().__init__(*args, doc=doc, **kwargs)
        self.initial.setdefault("order", ",".join(one["code"] for one in self.kept))
        for one in self.kept:
            section = parts.BY_CODE[one["code"]]
            text, hide = f"text_{one['code']}", f"hide_{one['code']}"
            self.fields[text] = forms.CharField(
                label=_("“%(title)s”的文字") % {"title": section.title}, max_length=parts.MOST_TEXT, required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )  # fmt: skip
            self.fields[hide] = forms.BooleanField(
                label=_("不印“%(title)s”") % {"title": section.title}, required=False
            )
            self.initial.setdefault(text, one["text"])
            self.initial.setdefault(hide, one["hidden"])

    def clean_order(self) -> list[str]:
        codes = [code for code in self.cleaned_data["order"].split(",") if code]
        if sorted(codes) != sorted(one["code"] for one in self.kept):
            raise forms.ValidationError(_("栏目与本期不符，请刷新后再改。"))
        return codes

    def clean_move(self) -> tuple[int, str]:
        way, _colon, code = self.cleaned_data["move"].partition(":")
        if way not in ("", UP, DOWN) or code and code not in parts.BY_CODE:
            raise forms.ValidationError(_("看不懂往哪里移，请刷新后再试。"))
        return {UP: -1, DOWN: 1}.get(way, 0), code

    def sections(self) -> list[dict[str, Any]]:
        """As they are to be kept."""
        data = self.cleaned_data
        found = [
            {"code": code, "text": data[f"text_{code}"].strip(), "hidden": data[f"hide_{code}"]}
            for code in data["order"]
        ]
        way, code = data["move"]
        return parts.moved(found, code, way) if way else found

    def rows(self) -> list[dict[str, Any]]:
        """For the template, in the order that stands in the form."""
        value = self["order"].value()
        asked = value if isinstance(value, list) else str(value or "").split(",")
        codes = [one["code"] for one in self.kept]
        known = [code for code in dict.fromkeys(asked) if code in codes]
        known += [code for code in codes if code not in known]
        return [
            {"code": code, "title": parts.BY_CODE[code].title, "text": self[f"text_{code}"], "hide": self[f"hide_{code}"],
             "up": f"{UP}:{code}", "down": f"{DOWN}:{code}", "first": n == 0, "last": n == len(known) - 1}
            for n, code in enumerate(known)
        ]  # fmt: skip

    def restore(self, draft: Draft | None) -> str:
        """Put back what was typed and not sent; answers the key of that draft."""
        if draft is None:
            return ""
        for name in self.fields:
            values = draft.data.get(name)
            if name.startswith("hide_"):
                self.initial[name] = bool(values)
            elif values and (name == "order" or name.startswith("text_")):
                self.initial[name] = values[-1]
        return str(draft.key)
