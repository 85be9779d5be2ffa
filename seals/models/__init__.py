from .audit import AuditDeed, Finding
from .blank import BlankBook, BlankSheet
from .custody import Absence, Handover, SealCustody, SealSitting, Stocktake
from .esign import ESign
from .ledger import Checkpoint, LedgerLine, Signing
from .photo import LinePhoto
from .prints import SealPrint
from .request import SealRequest
from .seal import Seal
from .takeout import SealTakeout, TakeoutPhoto

__all__ = [
    "Absence", "AuditDeed", "BlankBook", "BlankSheet", "Checkpoint", "ESign", "Finding", "Handover", "LedgerLine", "LinePhoto",
    "Seal", "SealCustody", "SealPrint", "SealRequest", "SealSitting", "SealTakeout", "Signing", "Stocktake", "TakeoutPhoto",
]  # fmt: skip
