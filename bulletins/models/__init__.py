from .counter import Counter
from .error import Collected, ErrorChange, ErrorEntry
from .meeting import Meeting, MeetingAction, MinutesVersion
from .pack import Pack, PackFigure, PackRead
from .report import ErrorReport

__all__ = [
    "Collected", "Counter", "ErrorChange", "ErrorEntry", "ErrorReport", "Meeting", "MeetingAction", "MinutesVersion", "Pack",
    "PackFigure", "PackRead",
]  # fmt: skip
