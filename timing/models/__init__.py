from timing.models.timetable import Timetable

__all__ = ["Timetable"]
