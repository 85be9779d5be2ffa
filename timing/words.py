"""Words of the room."""
