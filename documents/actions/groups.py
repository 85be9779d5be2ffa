"""常用传阅组: saved lists of readers, one's own or the office's. Told in the journal of the roster, whose lock puts
changes one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from documents.models import ReaderGroup
from people.actions.guard import overtaken, unchanged
from people.models import Person
from people.rules import columns_fit
from workflow.act import Act
from workflow.spine import act

KEPT = 500  # names in the entry's data


def as_saved(group: ReaderGroup) -> dict[str, Any]:
    """The row's own values now with its persons; empty for one that is not there (yet, or any more)."""
    row = ReaderGroup.objects.filter(pk=group.pk).values("name", "owner_id").first()
    return {**row, "persons": sorted(group.persons.values_list("pk", flat=True))} if row else {}


def may_keep(hats: Any, group: ReaderGroup | None = None) -> bool:
    """Whoever holds an office keeps groups of his own; the office's are kept by those of the register. The
    administrators have nothing to do with papers."""
    if not hats.seats or hats.is_admin:
        return False
    if group is None or group.pk is None:
        return True
    return group.owner_id == hats.person_id or group.owner_id is None and hats.reads_register


@act("reader_group_save", exclusive=False)
def save_group(
    a: Act, *, group: ReaderGroup, name: str, persons: Sequence[Person], shared: bool = False, seen: str = ""
) -> str:
    """Add a group, or save its name, persons and whose it is; what it was before stays in the entry.

    `BadInput` (field `name`) for a name he has already, `Faster` where a colleague changed or deleted it meanwhile.
    """
    _keeper(a, ReaderGroup.objects.filter(pk=group.pk).first() or group)
    if shared and not a.by.hats.reads_register:
        raise NotAllowed(_("全办公用的组由公文运转处维护。"))
    before = as_saved(group)
    unchanged(before, seen, reader_group=group.pk)
    if group.pk is not None and not before:
        raise overtaken(reader_group=group.pk)
    group.name, group.owner_id = name.strip(), None if shared else a.by.pk
    columns_fit(group, ("name",))
    if ReaderGroup.objects.filter(owner=group.owner_id, name=group.name).exclude(pk=group.pk).exists():
        raise BadInput(_("已有同名的常用组。"), "name")
    if not persons:
        raise BadInput(_("请填写组里的人员。"), "persons")
    group.save()
    group.persons.set(persons)
    after = as_saved(group)
    a.data |= {"reader_group": group.pk, "name": group.name, "persons": [p.name for p in persons][:KEPT]}
    a.data["changed"] = {name: [was, after[name]] for name, was in before.items() if was != after[name]}
    return _("已保存常用组「%(name)s」。") % {"name": group.name}


@act("reader_group_drop", exclusive=False)
def drop_group(a: Act, *, group: ReaderGroup, seen: str = "") -> str:
    """The group goes, what was sent to it stays. `Faster` where it is gone or changed already."""
    _keeper(a, ReaderGroup.objects.filter(pk=group.pk).first() or group)
    pk, before = group.pk, as_saved(group)
    unchanged(before, seen, reader_group=pk)
    if not before:
        raise overtaken(reader_group=pk)
    names = list(group.persons.order_by("rank", "pk").values_list("name", flat=True))
    a.data |= {"reader_group": pk, "name": group.name, "persons": names[:KEPT], "owner": group.owner_id}
    said = _("已删除常用组「%(name)s」。") % {"name": group.name}
    ReaderGroup.objects.filter(pk=pk).delete()
    return said


def _keeper(a: Act, group: ReaderGroup) -> None:
    if not may_keep(a.by.hats, group):
        raise NotAllowed(_("这个常用组不归您维护。"))
