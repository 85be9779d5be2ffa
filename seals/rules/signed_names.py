"""署名: whose name may stand under what a seal is set on (X4, A10). Pure."""

from __future__ import annotations

from typing import Any

from seals.words import SealKind


def names_of(seal: Any) -> list[str]:
    """The organ's name; of a signature seal the signer's; of a seal of a unit without an organ that unit's or the seal's own.
    The first is the usual one."""
    if seal.kind == SealKind.SIGNATURE and seal.signer is not None:
        return list(dict.fromkeys([seal.signer.name, *([seal.organ.name] if seal.organ else [])]))
    if seal.organ is not None:
        return [str(seal.organ.name)]
    return list(dict.fromkeys([str(seal.unit.name), str(seal.name)]))
