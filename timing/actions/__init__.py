"""Every change of calendar, rules and receivers: an act on the timetable."""
