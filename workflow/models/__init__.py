from .entry import Entry
from .pausable import Pausable, PauseCode, pause_checks
from .subject import Subject
from .task import Lane, Status, Task

__all__ = ["Entry", "Lane", "Pausable", "PauseCode", "Status", "Subject", "Task", "pause_checks"]
