"""分发单位组: saved lists of organs under the name that stands in papers (各市人民政府). Told in the journal of the roster,
whose lock puts changes one after another and makes the names of groups and of units one list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from outgoing.actions.exchanging import keeps_exchange
from outgoing.models import AddresseeGroup
from people.actions.guard import overtaken, unchanged
from people.models import Unit
from people.rules import columns_fit, refuse
from workflow.act import Act
from workflow.spine import act

FIELDS = ("name", "order")
FORBIDDEN = "、，,；;「」\n0123456789"  # what stands between names and behind them
KEPT = 500  # names in the entry's data


def as_saved(group: AddresseeGroup) -> dict[str, Any]:
    """The row's own values now with its organs; empty for a new group."""
    row = AddresseeGroup.objects.filter(pk=group.pk).values(*FIELDS).first()
    return {**row, "units": sorted(group.units.values_list("pk", flat=True))} if row else {}


def switched(group: AddresseeGroup) -> dict[str, Any]:
    """What the button of a line is drawn from: is it offered?"""
    return {"is_active": group.is_active}


@act("addressee_group_save", exclusive=False)
def save_group(
    a: Act, *, group: AddresseeGroup, name: str, units: Sequence[Unit], order: int, seen: str = ""
) -> str:
    """Add a group, or save its name, organs and place; what it was before stays in the entry.

    `BadInput` (field `name`) for a name that a group or an organ has, or that could not be read in a list of names;
    `Faster` where a colleague has changed it since the form was drawn.
    """
    _keeper(a)
    before = as_saved(group)
    unchanged(before, seen, addressee_group=group.pk)
    group.name, group.order = name.strip(), order
    columns_fit(group, FIELDS)
    refuse(_name_fault(group), "name")
    if not units:
        raise BadInput(_("请填写组里的单位。"), "units")
    if before:  # whether it is offered may have changed since the row was read
        group.save(update_fields=FIELDS)
    else:
        group.save()
    group.units.set(units)
    after = as_saved(group)
    a.data |= {"addressee_group": group.pk, "name": group.name, "units": [u.name for u in units][:KEPT]}
    a.data["changed"] = {name: [was, after[name]] for name, was in before.items() if was != after[name]}
    return _("已保存分发单位组「%(name)s」。") % {"name": group.name}


@act("addressee_group_stop", exclusive=False)
def stop_group(a: Act, *, group: AddresseeGroup, seen: str = "") -> str:
    """No longer offered; what was sent to it stays."""
    return _switch(a, group, seen, on=False)


@act("addressee_group_start", exclusive=False)
def start_group(a: Act, *, group: AddresseeGroup, seen: str = "") -> str:
    """Offered again."""
    return _switch(a, group, seen, on=True)


def _switch(a: Act, group: AddresseeGroup, seen: str, *, on: bool) -> str:
    _keeper(a)
    row = AddresseeGroup.objects.get(pk=group.pk)
    unchanged(switched(row), seen, addressee_group=row.pk)
    if row.is_active == on:
        raise overtaken(addressee_group=row.pk)
    row.is_active = on
    row.save(update_fields=["is_active"])
    a.data |= {"addressee_group": row.pk, "name": row.name}
    said = _("已启用分发单位组「%(name)s」。") if on else _("已停用分发单位组「%(name)s」。")
    return said % {"name": row.name}


def _keeper(a: Act) -> None:
    if not keeps_exchange(a.by.hats):
        raise NotAllowed(_("分发单位组由文书或处长维护，您没有这个职务。"))


def _name_fault(group: AddresseeGroup) -> str:
    """What is wrong with its name, as a sentence; asked under the roster's lock, so nobody takes it meanwhile."""
    name = {"name": group.name}
    if set(group.name) & set(FORBIDDEN):
        return _("组名中不能有顿号、逗号、引号和数字。")
    if AddresseeGroup.objects.filter(name=group.name).exclude(pk=group.pk).exists():
        return _("已有「%(name)s」组；停用的可以重新启用。") % name
    if Unit.objects.filter(name=group.name).exists() or Unit.objects.filter(short_name=group.name).exists():
        return _("已有单位叫「%(name)s」，请换一个组名。") % name
    return ""
