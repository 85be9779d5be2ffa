"""What must have happened to the paper (PROC). Every rule is silent about a fact that nobody stated."""

from __future__ import annotations

from collections.abc import Iterator

from proofing.draft import Draft
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

_PUBLICITY = ("主动公开", "依申请公开", "不予公开")


def _field(name: str, text: str = "", note: str = "") -> Hit:
    return Hit(0, 1, text, field=name, note=note)


@check("PROC-01")
def principal_signs(draft: Draft, meta: Meta) -> Iterator[Hit]:
    signed = meta.signoff
    if meta.direction == "up" and signed and signed.rank not in ("", "principal") and not signed.delegated:
        shown = draft.signer
        yield Hit(shown.line, shown.column, shown.text) if shown else _field("signer", signed.name)


@check("PROC-02")
def text_as_signed(draft: Draft, meta: Meta) -> Iterator[Hit]:
    signed = meta.signoff
    if signed and signed.text_hash and meta.text_hash and signed.text_hash != meta.text_hash:
        yield _field("text", meta.text_hash[:12])


@check("PROC-03")
def legality(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.is_normative is True and meta.legality_reviewed is False:
        yield _field("review")


@check("PROC-04")
def fairness(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.affects_operators is True and meta.fairness_reviewed is False:
        yield _field("review")


@check("PROC-05")
def publicity(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.publicity is None:
        return
    if meta.publicity not in _PUBLICITY:
        yield _field("publicity", meta.publicity)
    elif (
        meta.publicity == "不予公开"
        and meta.publicity_reason is not None
        and not meta.publicity_reason.strip()
    ):
        yield _field("publicity", meta.publicity, "不予公开的，应写明理由。")


@check("PROC-06")
def signed_in_full(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A circle or a name alone is consent; the day is wanted all the same (条例 第二十二条)."""
    signed = meta.signoff
    if signed is None:
        return
    lacking = [word for word, has in (("姓名", signed.name.strip()), ("日期", signed.on)) if not has]
    if lacking:
        yield _field("signer", signed.name, f"缺{'、'.join(lacking)}。")


@check("PROC-07")
def rechecked_first(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.numbered is True and meta.rechecked is False:
        yield _field("number", meta.number)


@check("PROC-08")
def sealed_last(draft: Draft, meta: Meta) -> Iterator[Hit]:
    unsigned = meta.signoff is not None and meta.signoff.on is None
    if meta.sealed is True and (meta.numbered is False or unsigned):
        yield _field("seal", meta.seal_organ)
