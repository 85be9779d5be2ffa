"""Goal and gate of each figure, in H (the p50 of hello in the same rounds) unless said."""

from __future__ import annotations

from typing import Any

GOALS: dict[str, tuple[float, float]] = {
    "todo": (2.5, 4),
    "register_page_1": (2.5, 4),
    "register_page_500_to_page_1": (1.05, 1.2),
    "search_common": (3, 8),
    "search_rare": (5, 8),
    "search_absent": (5, 8),
    "document": (2.5, 4),
    "step": (2.8, 4),
    "register_a_paper": (2.8, 4),
    "mark_read": (2.3, 4),
    "badges": (0.3, 0.6),
    "todo_throughput_to_hello": (0.38, 0.25),  # a floor: more is better
    "register_throughput_to_hello": (0.35, 0.25),
    "memory_mib": (200, 300),
    "printed_form": (4.5, 7),
    "numbers_by_1_to_hello": (0.06, 0.03),  # floors, too
    "numbers_by_8_to_hello": (0.1, 0.05),
    "numbers_by_32_to_hello": (0.1, 0.05),
    "dispatch_to_500": (12, 25),
    "stamps_per_second_on_one_seal": (200, 100),  # floors; each locks the seal
    "stamps_per_second_on_four": (200, 100),
    "alert_scan_to_bare": (0.6, 0.4),  # a floor
    "statistics": (60, 150),  # about a hundred figures and their tables, of a month
    "six_board": (40, 100),
    "figure_list": (5, 15),
    "pack_take": (2000, 4000),  # by the worker, once a week: every figure of a week of 10,000 papers
    "sweep": (400, 1000),  # by the worker, once a day: 7,000 lines looked for and written
    "alert_scan_nothing_due": (0.6, 2),
}
STATEMENTS = {"todo": 7, "register_page_1": 7, "document": 9, "step": 9, "stamp": 13}
GROWTH = {
    "todo": 1.1,
    "register_page_1": 1.1,
    "document": 1.05,
    "step": 1.05,
    "search_common": 1.5,
    "search_rare": 1.5,
}


def judged(figure: dict[str, Any], *, floor: bool = False) -> dict[str, Any]:
    """The figure with its goal and gate, and what is broken if it lies beyond; `floor`: more is better."""
    if figure["name"] in GOALS and figure["ratio"] is not None:
        goal, gate = GOALS[figure["name"]]
        figure |= {"goal": goal, "gate": gate}
        met = figure["ratio"] >= goal if floor else figure["ratio"] <= goal
        passed = figure["ratio"] >= gate if floor else figure["ratio"] <= gate
        figure["goal_met"] = met
        if not passed:
            figure["broken"] = f"{figure['ratio']} beyond the gate {gate}"
    return figure
