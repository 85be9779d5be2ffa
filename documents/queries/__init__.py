"""Reads. Everything shown starts from `visible_to`."""
