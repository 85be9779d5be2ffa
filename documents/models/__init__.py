from .assignment import Assignment, Extension
from .attachment import Attachment, Blob
from .copy import Copy, Handing
from .document import Document
from .export import Export
from .group import ReaderGroup
from .instruction import Instruction
from .prints import FormPrint
from .proposal import Proposal
from .register import Draft, Pointer, SavedView, SerialCounter
from .slips import Phrase, ReturnSlip

__all__ = [
    "Assignment", "Attachment", "Blob", "Copy", "Document", "Draft", "Export", "Extension", "FormPrint", "Handing",
    "Instruction", "Phrase", "Pointer", "Proposal", "ReaderGroup", "ReturnSlip", "SavedView", "SerialCounter",
]  # fmt: skip
