from .counter import Counter
from .error import Collected, ErrorChange, ErrorEntry
from .meeting import Meeting, MeetingAction, MinutesVersion
from .pack import Pack, PackBook, PackFigure, PackRead
from .report import ErrorReport

__all__ = [
    "Collected", "Counter", "ErrorChange", "ErrorEntry", "ErrorReport", "Meeting", "MeetingAction", "MinutesVersion", "Pack",
    "PackBook", "PackFigure", "PackRead",
]  # fmt: skip
