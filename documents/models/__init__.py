from .assignment import Assignment, Extension
from .attachment import Attachment, Blob
from .document import Document
from .export import Export
from .group import ReaderGroup
from .instruction import Instruction
from .prints import FormPrint
from .proposal import Proposal
from .register import Draft, Pointer, SavedView, SerialCounter
from .slips import Phrase, ReturnSlip

__all__ = [
    "Assignment", "Attachment", "Blob", "Document", "Draft", "Export", "Extension", "FormPrint", "Instruction",
    "Phrase", "Pointer", "Proposal", "ReaderGroup", "ReturnSlip", "SavedView", "SerialCounter",
]  # fmt: skip
