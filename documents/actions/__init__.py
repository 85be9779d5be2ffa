"""Every business act on a paper, one function each, called with `by=`, `key=` and the version the form saw."""
