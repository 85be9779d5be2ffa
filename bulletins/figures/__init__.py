"""Every figure of the office, once: its definition, the rows it counts, and how its value follows from them.

A page, the pack and a frozen pack count with the same function over rows: the value is never stored without them.
"""
