"""Acts on the organisation. Their subject is the roster; each leaves an entry."""
