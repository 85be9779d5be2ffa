from .audit import AuditDeed, Finding
from .blank import BlankBook, BlankSheet
from .custody import Absence, Handover, SealCustody, SealSitting, Stocktake
from .esign import ESign
from .ledger import Checkpoint, LedgerLine, Signing
from .request import SealRequest
from .seal import Seal
from .takeout import SealTakeout

__all__ = [
    "Absence", "AuditDeed", "BlankBook", "BlankSheet", "Checkpoint", "ESign", "Finding", "Handover", "LedgerLine", "Seal", "SealCustody",
    "SealRequest", "SealSitting", "SealTakeout", "Signing", "Stocktake",
]  # fmt: skip
