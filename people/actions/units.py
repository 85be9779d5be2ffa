"""Units: added, renamed, put elsewhere in the tree, closed down, opened again. Never deleted."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete
from people import drawn
from people.actions.guard import allow, overtaken, unchanged
from people.actions.leaving import wait_for_givers
from people.models import Unit
from people.queries import in_office
from people.rules import columns_fit, refuse, relation_fits
from workflow.act import Act
from workflow.models import Task
from workflow.spine import act

FIELDS = ("name", "short_name", "number_code", "kind", "relation", "parent_id", "order")


def as_saved(unit: Unit) -> dict[str, Any]:
    """The row's own values now; empty for a new unit."""
    return Unit.objects.filter(pk=unit.pk).values(*FIELDS).first() or {}


@act("unit_save", exclusive=False)
def save_unit(a: Act, *, unit: Unit, seen: str = "") -> str:
    """Add a unit or save its changed fields; the values before stay in the entry."""
    allow(a)
    before = as_saved(unit)
    unchanged(before, seen, unit=unit.pk)
    columns_fit(unit, FIELDS)
    refuse(relation_fits(unit.kind, unit.relation), "relation")
    if unit.pk:
        refuse_loop(unit)
    try:
        with transaction.atomic():
            if before:  # what the form shows: whether it is offered may have changed since the row was read
                unit.save(update_fields=[*FIELDS, "initials"])
            else:
                unit.save()
    except IntegrityError as error:
        raise BadInput(_("已有同名单位，或已有本机关。")) from error
    a.data |= {"unit": unit.pk, "name": unit.name}
    a.data["changed"] = {k: [v, getattr(unit, k)] for k, v in before.items() if v != getattr(unit, k)}
    return _("已保存单位「%(name)s」。") % {"name": unit.name}


def refuse_loop(unit: Unit) -> None:
    """A unit cannot stand under itself. Read under the roster's lock: two moves at once cannot make a ring."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    above = unit.parent_id
    while above is not None:
        if above == unit.pk:
            raise BadInput(_("上级单位不能是本单位或其下级。"), "parent")
        above = parents[above]


@act("unit_close", exclusive=False)
def close_unit(a: Act, *, unit: Unit, seen: str = "") -> str:
    """No longer offered anywhere; history keeps its name. Refused while it has people, work or units below."""
    allow(a)
    unit = _as_it_is(unit, seen, active=True)
    wait_for_givers()
    name = {"name": unit.name}
    reasons = []
    if unit.kind == Unit.Kind.OFFICE:
        reasons.append(_("本机关不能停用。"))
    if in_office().filter(post__unit=unit).exists():
        reasons.append(_("「%(name)s」还有在职人员，请先结束任职。") % name)
    if Task.objects.live().filter(holder=unit.principal).exists():
        reasons.append(_("「%(name)s」名下还有未办工作，请先转办。") % name)
    if unit.children.filter(is_active=True).exists():
        reasons.append(_("「%(name)s」还有下级单位，请先停用或移走。") % name)
    if reasons:
        raise Incomplete(reasons)
    return _switch(a, unit, on=False)


@act("unit_open", exclusive=False)
def open_unit(a: Act, *, unit: Unit, seen: str = "") -> str:
    """A unit closed down is offered again."""
    allow(a)
    unit = _as_it_is(unit, seen, active=False)
    if unit.parent is not None and not unit.parent.is_active:
        raise Incomplete(_("上级单位已停用，请先恢复上级单位。"))
    return _switch(a, unit, on=True)


def _as_it_is(unit: Unit, seen: str, *, active: bool) -> Unit:
    """The row under the roster's lock: what the form was drawn from, and not switched already."""
    unchanged(drawn.of_unit(unit), seen, unit=unit.pk)
    row = Unit.objects.select_related("parent").get(pk=unit.pk)
    if row.is_active != active:
        raise overtaken(unit=unit.pk)
    return row


def _switch(a: Act, unit: Unit, *, on: bool) -> str:
    unit.is_active = on
    unit.save(update_fields=["is_active"])
    a.data["unit"] = unit.pk
    return (_("「%(name)s」已恢复。") if on else _("「%(name)s」已停用。")) % {"name": unit.name}
