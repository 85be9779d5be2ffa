from .entry import Entry
from .subject import Subject
from .task import Lane, Status, Task

__all__ = ["Entry", "Lane", "Status", "Subject", "Task"]
