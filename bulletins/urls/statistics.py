"""Addresses of statistics and the board of six words."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from bulletins.views import board, figure, statistics


class Code(StringConverter):
    """A figure, or one of its parts: `returns:R07`, `step_hours:document.propose`."""

    regex = r"[a-z_]+(?::[A-Za-z0-9_.]+)?"


register_converter(Code, "figure")

urlpatterns: list[URLPattern] = [
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/sheet.xlsx", statistics.statistics_sheet, name="statistics_sheet"),
    path("statistics/time/", figure.time_stats, name="time_stats"),
    path("board/six/", board.six_board, name="six_board"),
    path("figures/<figure:code>/", figure.figure_list, name="figure_list"),
]
