from .addressee import Addressee, AddresseeGroup, ExchangeBatch
from .copy import Copy
from .number import NumberBook, NumberSeries, NumberSlot, NumberYear
from .organ import Organ, SigningRule
from .paper import Joint, Outgoing
from .prints import SheetPrint
from .signoff import SignOff
from .version import Annex, DraftVersion
from .void import VoidRequest

__all__ = [
    "Addressee", "AddresseeGroup", "Annex", "Copy", "DraftVersion", "ExchangeBatch", "Joint", "NumberBook", "NumberSeries",
    "NumberSlot", "NumberYear", "Organ", "Outgoing", "SheetPrint", "SignOff", "SigningRule",
    "VoidRequest",
]  # fmt: skip
