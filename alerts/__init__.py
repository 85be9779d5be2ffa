"""Who must be told, once."""
