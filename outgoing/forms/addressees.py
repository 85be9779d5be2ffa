"""主送、抄送: a line of organs, groups and names outside the roster, each with its copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.forms.act import ActForm
from documents.forms.picking import best, names_match, spellings
from outgoing.actions.addressing import MOST, Entry
from outgoing.models import Addressee, AddresseeGroup, Outgoing
from outgoing.rules.listed import BadList, Listed, parse, written
from outgoing.words import Channel, Role, State
from people.models import Unit
from people.pinyin import initials

RELATIONS = [
    (r.value, r.label) for r in Unit.Relation if r not in (Unit.Relation.SELF, Unit.Relation.INTERNAL)
]
LISTS = (("main", Role.MAIN), ("cc", Role.COPY), ("internal", Role.INTERNAL))
HINT = gettext_lazy(
    "单位、组名或首字母，顿号分开；份数写在名后，如「省财政厅 2」。名册以外的单位写在「」里。"
)


def organs() -> Any:
    """Whoever a paper can be sent to: every organ and section of the roster, with or without people."""
    return Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.OFFICE)


class AddresseesField(forms.CharField):
    """Cleaned to `Entry` rows in order, without a role; each organ once, a name with its own copies before its group's.

    A name in 「」 has the relation in brackets behind it, else an empty one, which the form fills in.
    """

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "data-combo": "",
            "data-multi": "",
            "data-url": reverse_lazy("addressee_pick"),
            "autocomplete": "off",
        }
        kwargs.setdefault("max_length", 20_000)
        kwargs.setdefault("help_text", HINT)
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else line(value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            parts = parse(text)
        except BadList as error:
            raise ValidationError(str(error)) from error
        rows = self._rows(parts)
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(rows) > MOST:
            raise ValidationError(_("分发单位最多 %(n)s 个。") % {"n": MOST})
        return rows

    def _rows(self, parts: Sequence[Listed]) -> list[Entry]:
        names = [p.name for p in parts if not p.quoted]
        units = list(organs().filter(names_match(Unit, names))) if names else []
        groups = _groups(names) if names else []
        found: dict[str, Entry] = {}
        own: set[str] = set()
        for part in parts:
            group = None if part.quoted else _group(groups, units, part.name)
            if group is not None:
                for unit in group.units.all():
                    if unit.is_active:
                        found.setdefault(unit.name, _entry(unit, part.copies, group.name))
                continue
            entry = _outside(part) if part.quoted else _entry(_one(units, part.name), part.copies)
            if entry.name in own:
                raise ValidationError(_("「%(name)s」填了两次。") % {"name": entry.name[:60]})
            own.add(entry.name)
            group_text = found[entry.name].text if entry.name in found else ""
            found[entry.name] = entry._replace(text=group_text)
        return list(found.values())


def _groups(names: Sequence[str]) -> list[AddresseeGroup]:
    """Groups that may be meant: by name, or all of them where initials are typed (an office has a few dozen)."""
    rows = AddresseeGroup.objects.filter(is_active=True)
    if not any(name.isascii() for name in names):
        rows = rows.filter(name__in=names)
    return list(rows.prefetch_related("units"))


def _group(groups: Sequence[AddresseeGroup], units: Sequence[Unit], name: str) -> AddresseeGroup | None:
    """The group of that name, or of these initials where no organ and no other group has them."""
    exact = [g for g in groups if g.name == name]
    if exact:
        return exact[0]
    alike = [g for g in groups if name.isascii() and initials(g.name) == name.lower()]
    organs_alike = [u for u in units if name in spellings(u)]
    if len(alike) > 1 or (alike and organs_alike):
        raise ValidationError(_("「%(name)s」不止一个，请写全称。") % {"name": name[:60]})
    return alike[0] if alike else None


def _one(units: Sequence[Unit], name: str) -> Unit:
    hits = best([u for u in units if name in spellings(u)], name)
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise ValidationError(_("「%(name)s」不止一个，请写全称。") % {"name": name[:60]})
    raise ValidationError(
        _("名册中没有单位或组「%(name)s」；名册以外的单位请写成「」加名称。") % {"name": name[:60]}
    )


def _entry(unit: Unit, copies: int | None, text: str = "") -> Entry:
    return Entry(unit, unit.name, unit.relation, "", copies or 1, text)


def _outside(part: Listed) -> Entry:
    """A name outside the roster: the relation by its word, where one is written."""
    if len(part.name) > 120:
        raise ValidationError(_("单位名称不超过 120 字：%(name)s") % {"name": part.name[:30]})
    by_word = {str(label): code for code, label in RELATIONS}
    if part.relation and part.relation not in by_word:
        words = {"word": part.relation[:20], "all": "、".join(by_word)}
        raise ValidationError(_("没有「%(word)s」这种关系，请写：%(all)s。") % words)
    return Entry(None, part.name, by_word.get(part.relation, ""), "", part.copies or 1)


def line(rows: Iterable[Any], *, grouped: bool = True) -> str:
    """Rows (addressees or entries) as a clerk would type them: read again they are the same rows.

    A group stands by its name only where the rows are its members of today, all of them, in their order, with the same
    copies; else they stand by their own names.
    """
    listed = list(rows)
    texts = {row.text for row in listed if row.text} if grouped else set()
    groups = (
        AddresseeGroup.objects.filter(is_active=True, name__in=texts).prefetch_related("units")
        if texts
        else ()
    )
    members = {g.name: [u.name for u in g.units.all() if u.is_active] for g in groups}
    said: list[str] = []
    for text, part in groupby(listed, key=lambda row: row.text if grouped else ""):
        some = list(part)
        whole = [row.name for row in some] == members.get(text) and len({row.copies for row in some}) == 1
        said += [written(text, some[0].copies)] if text and whole else [_written(row) for row in some]
    return "、".join(said)


def _written(row: Any) -> str:
    if row.unit is not None:
        return written(row.name, row.copies)
    relation = str(Unit.Relation(row.relation).label) if row.relation else ""
    return written(row.name, row.copies, relation=relation, quoted=True)


def _as_it_stood(entries: Sequence[Entry], rows: Iterable[Addressee]) -> list[Entry]:
    """Rows of a group that is no more what it was stand by their names; while none of them goes they keep how they
    stand in the paper."""
    texts: dict[str, set[str]] = {}
    for row in rows:
        if row.text:
            texts.setdefault(row.text, set()).add(row.name)
    read = {entry.name: entry.text for entry in entries}
    kept = {
        name: text
        for text, names in texts.items()
        if all(read.get(name, "-") in ("", text) for name in names)
        for name in names
    }
    return [entry._replace(text=kept.get(entry.name, entry.text)) for entry in entries]


class AddresseesForm(ActForm):
    """The whole list as it is; after dispatch only more can be added, by a channel."""

    main = AddresseesField(label=gettext_lazy("主送"), required=False)
    cc = AddresseesField(label=gettext_lazy("抄送"), required=False)
    internal = AddresseesField(label=gettext_lazy("内部分送"), required=False)
    relation = forms.ChoiceField(
        label=gettext_lazy("名册以外单位与本机关的关系"),
        required=False,
        choices=[("", "—"), *RELATIONS],
        help_text=gettext_lazy("用于「」中没有另写关系的单位"),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("补发方式"), required=False,
        choices=[("", gettext_lazy("系统内有人的系统内签收，其余走交换站")), *Channel.choices],
    )  # fmt: skip

    def __init__(self, *args: Any, doc: Outgoing, **kwargs: Any) -> None:
        sent = doc.state == State.DISPATCHED
        rows = list(Addressee.objects.filter(paper=doc).select_related("unit").order_by("order", "id"))
        self.stood = {name: [r for r in rows if r.role == role] for name, role in LISTS}
        first = {name: line(some, grouped=not sent) for name, some in self.stood.items()}
        kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(*args, doc=doc, **kwargs)  # type: ignore[arg-type]
        self.fields["main"].widget.attrs["autofocus"] = True
        if not sent:
            del self.fields["channel"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        relation = data.get("relation", "")
        for name in ("main", "cc", "internal"):
            rows = data.get(name) or []
            if not relation and (bare := [e.name for e in rows if not e.relation]):
                self.add_error("relation", _("请选择「%(name)s」与本机关的关系。") % {"name": bare[0][:60]})
                return data
            told = [e if e.relation else e._replace(relation=relation) for e in rows]
            data[name] = _as_it_stood(told, self.stood[name])
        return data

    def act_kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        lists = {name: data[name] for name in ("main", "cc", "internal")}
        return {**lists, "channel": data.get("channel", "")}
