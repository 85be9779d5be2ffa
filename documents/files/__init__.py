"""Files that come with a paper: what they are, where they lie, what they look like, what they say. No tables."""
