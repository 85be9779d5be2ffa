"""Pages of the organisation (S25)."""
