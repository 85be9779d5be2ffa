"""How anything moves: Task (what is owed), Entry (what was done), step(), locked(), act()."""
