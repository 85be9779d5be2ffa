"""The longest common subsequence of two sequences, in time that does not depend on what is in them. Pure.

Rows of the usual table as bits of whole numbers (Hyyrö 2004): 2,000 by 2,000 items take some milliseconds,
where difflib can take minutes on lines that repeat.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

MAX_CELLS = 150_000_000  # one bit each, in memory


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Index pairs (in `old`, in `new`) of a longest common subsequence, rising on both sides.

    Where the middle, without what both sides begin and end with, has more than 150 million cells, only
    beginning and end match.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    middle = _middle(left, right) if len(left) * len(right) <= MAX_CELLS else []
    return [
        *((i, i) for i in range(head)),
        *((head + i, head + j) for i, j in middle),
        *((len(old) - tail + i, len(new) - tail + i) for i in range(tail)),
    ]


def _middle(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    places: dict[Hashable, int] = {}
    for j, item in enumerate(new):
        places[item] = places.get(item, 0) | 1 << j
    everything = (1 << len(new)) - 1
    row, rows = everything, [everything]
    for item in old:
        hits = row & places.get(item, 0)
        row = ((row + hits) | (row - hits)) & everything
        rows.append(row)
    return _way_back(old, new, rows)


def _way_back(old: Sequence[Hashable], new: Sequence[Hashable], rows: list[int]) -> list[tuple[int, int]]:
    """A bit that is 0 says that the common length grows at this place of the row."""
    found: list[tuple[int, int]] = []
    i, j = len(old), len(new)
    while i and j:
        if old[i - 1] == new[j - 1]:
            i, j = i - 1, j - 1
            found.append((i, j))
        elif rows[i] >> (j - 1) & 1:
            j -= 1  # not this column: the same length without it
        else:
            i -= 1
    return found[::-1]
