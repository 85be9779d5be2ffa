"""One module for each group of the catalogue."""

from . import addressee, header, kind, number, routing, title  # noqa: F401 - each registers its rules
