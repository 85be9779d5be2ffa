from .addressee import Addressee, AddresseeGroup, ExchangeBatch
from .copy import Copy
from .joint import Joint, JointSheet
from .number import NumberBook, NumberSeries, NumberSlot, NumberYear
from .organ import Organ, SigningRule
from .paper import Outgoing
from .print_run import PrintRun
from .prints import SheetPrint
from .signoff import SignOff
from .version import Annex, DraftVersion
from .void import VoidRequest

__all__ = [
    "Addressee", "AddresseeGroup", "Annex", "Copy", "DraftVersion", "ExchangeBatch", "Joint", "JointSheet", "NumberBook",
    "NumberSeries", "NumberSlot", "NumberYear", "Organ", "Outgoing", "PrintRun", "SheetPrint", "SignOff", "SigningRule",
    "VoidRequest",
]  # fmt: skip
