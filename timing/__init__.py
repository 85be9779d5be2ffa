"""Who keeps time: the calendar and the rules changed after a rehearsal, what is late and who chases it."""
