"""What is wrong with an entry of the registry, before it is written: the form shows all of it, the act refuses the first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from outgoing.models import Organ
from seals.models import Seal
from seals.words import SealKind, SealState

# What a use is judged by: of a seal in force they stay; another name is another seal.
FIXED = ("name", "kind", "medium", "organ", "signer")
CERTIFIED = ("certificate", "algorithm", "valid_from", "valid_to", "adapter_id")
FORMAL = (SealKind.LEGAL, SealKind.STEEL)


def plain(name: str) -> str:
    """A name as two seals are compared by: width and spaces do not make another."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def faults(seal: Seal) -> Iterator[tuple[str, str]]:
    """Each (field, sentence) that keeps this seal from being entered as it is filled in."""
    yield from _number(seal)
    yield from _name(seal)
    yield from _of_its_kind(seal)
    yield from _electronic(seal) if seal.is_electronic else _physical(seal)


def changed_in_force(seal: Seal, old: Seal) -> list[str]:
    """Of a seal that was enabled: which of the fields that stay are another now."""
    if old.state == SealState.WAITING:
        return []
    return [name for name in FIXED if _value(seal, name) != _value(old, name)]


def _value(seal: Seal, name: str) -> object:
    field: Any = seal._meta.get_field(name)
    return getattr(seal, field.attname)


def label_of(name: str) -> str:
    """A field as the form calls it."""
    field: Any = Seal._meta.get_field(name)
    return str(field.verbose_name)


def _number(seal: Seal) -> Iterator[tuple[str, str]]:
    twin = (
        Seal.objects.filter(seal_no__iexact=seal.seal_no).exclude(pk=seal.pk).first()
        if seal.seal_no
        else None
    )
    if twin is not None:
        words = {"no": twin.seal_no, "name": twin.name, "state": twin.get_state_display()}
        yield "seal_no", _("编号 %(no)s 已经是「%(name)s」（%(state)s）。一章一号，请换一个编号。") % words


def _name(seal: Seal) -> Iterator[tuple[str, str]]:
    """专用章在名称、式样上应与正式印章有所区别（国发〔1999〕25号 第二十二条）."""
    if seal.kind != SealKind.SPECIAL or not seal.name:
        return
    formal = [*Organ.objects.values_list("name", flat=True),
              *Seal.objects.filter(kind__in=FORMAL).exclude(pk=seal.pk).values_list("name", flat=True)]  # fmt: skip
    if plain(seal.name) in map(plain, formal):
        yield (
            "name",
            _(
                "专用章的名称必须与正式印章有区别（国发〔1999〕25号第二十二条），请写明专用，如「…合同专用章」。"
            ),
        )


def _of_its_kind(seal: Seal) -> Iterator[tuple[str, str]]:
    if seal.kind in FORMAL and seal.organ_id is None:
        yield "organ", _("%(kind)s要选署名机关：用印时印章要与署名一致。") % {"kind": seal.get_kind_display()}
    if seal.kind == SealKind.SIGNATURE and seal.signer_id is None:
        yield "signer", _("签名章要选签名人：每次用印都要他本人批准或授权。")
    if seal.kind != SealKind.SIGNATURE and seal.signer_id is not None:
        yield "signer", _("只有签名章有签名人，请清空。")


def _electronic(seal: Seal) -> Iterator[tuple[str, str]]:
    for name in CERTIFIED:
        if not getattr(seal, name):
            yield name, _("电子印章必须填写%(what)s。") % {"what": label_of(name)}
    if seal.valid_from and seal.valid_to and seal.valid_to <= seal.valid_from:
        yield "valid_to", _("有效期的止早于起。")
    if seal.kind == SealKind.STEEL:
        yield "medium", _("钢印没有电子印章。")
    if seal.twin is not None and (seal.twin.is_electronic or seal.twin_id == seal.pk):
        yield "twin", _("对应的应当是一枚实物印章。")
    same = (
        Seal.objects.filter(certificate=seal.certificate).exclude(pk=seal.pk).first()
        if seal.certificate
        else None
    )
    if same is not None:
        yield (
            "certificate",
            _("这个证书已经用于 %(no)s「%(name)s」。") % {"no": same.seal_no, "name": same.name},
        )


def _physical(seal: Seal) -> Iterator[tuple[str, str]]:
    for name in CERTIFIED:
        if getattr(seal, name):
            yield name, _("实物印章没有%(what)s，请清空，或者把形式改为电子印章。") % {"what": label_of(name)}
    if seal.twin_id is not None:
        yield "twin", _("只有电子印章才填对应的实物印章。")
