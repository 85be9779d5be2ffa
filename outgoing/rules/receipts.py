"""What may be answered for an addressee's copies, by what stands there now; which answers need words. Pure."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from outgoing.words import Receipt

R = Receipt
MOST = 9_999  # copies
BY_UNIT = (R.SIGNED, R.SHORT, R.DAMAGED, R.REFUSED)  # what a receiving unit says itself
ON_PAPER = (R.SIGNED, R.SHORT, R.DAMAGED, R.REFUSED, R.RETURNED, R.WITHDRAWN)  # what a clerk records
# From what stands there to what may be said next: a late refusal or a find is said as well as a first answer.
NEXT: dict[str, frozenset[str]] = {
    R.SENT: frozenset(ON_PAPER),
    R.SHORT: frozenset({R.SIGNED, R.DAMAGED, R.REFUSED, R.RETURNED, R.WITHDRAWN}),
    R.DAMAGED: frozenset({R.SIGNED, R.REFUSED, R.RETURNED, R.WITHDRAWN}),
    R.SIGNED: frozenset({R.SHORT, R.DAMAGED, R.REFUSED, R.RETURNED}),
    R.REFUSED: frozenset({R.SIGNED, R.RETURNED}),
    R.RECALLED: frozenset({R.RETURNED, R.WITHDRAWN}),
    R.WITHDRAWN: frozenset({R.RETURNED}),  # it had left, and came back
}
# Copies may be sent once more.
AGAIN = frozenset({R.SHORT, R.DAMAGED, R.REFUSED, R.RETURNED, R.WITHDRAWN})
TO_URGE = frozenset({R.SENT, R.RECALLED})  # a signature is owed, or copies that were recalled
OUT = frozenset({R.SENT, R.SIGNED, R.SHORT, R.DAMAGED})  # there are copies with them that a recall wants back
ARRIVED = frozenset({R.SIGNED, R.SHORT, R.DAMAGED})  # so many copies came


class Said(NamedTuple):
    """An answer as given: `copies` that came (not asked where nothing was taken)."""

    receipt: str
    copies: int
    note: str


def fault(said: Said, *, before: str, sent: int) -> str:
    """What is wrong with the answer for `sent` copies, as a sentence; empty when nothing is."""
    words = {"n": said.copies, "sent": sent}
    if said.receipt in ARRIVED and not 0 <= said.copies <= MOST:
        return _("份数应在 0 到 9999 之间。")
    if said.receipt == R.SIGNED and said.copies < sent:
        return _("收到 %(n)s 份，少于发出的 %(sent)s 份：请选「少件」并写明。") % words
    if said.receipt == R.SIGNED and said.copies > sent and not said.note:
        return _("收到 %(n)s 份，多于发出的 %(sent)s 份：请写明多收的情况。") % words
    if said.receipt == R.SHORT and said.copies >= sent:
        return _("少件时收到的份数应少于发出的 %(sent)s 份。") % words
    if said.receipt == R.DAMAGED and said.copies < 1:
        return _("破损时请写收到的份数；一份没收到的请选「少件」。")
    if not said.note and needs_note(said.receipt, before):
        return _("「%(what)s」请写明情况。") % {"what": R(said.receipt).label}
    return ""


def needs_note(receipt: str, before: str) -> bool:
    """Whatever is not simply signed or brought back says why (domain.md §4.9: rejected with reason)."""
    if receipt in (R.SIGNED, R.RETURNED):
        return False
    return not (receipt == R.WITHDRAWN and before == R.RECALLED)
