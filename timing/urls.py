"""Addresses of calendar, rules, board and ledger: included at the root by docflow.urls."""

from django.urls import path

from timing.views import stages, stats

urlpatterns = [
    path("stages/", stages.stages, name="stages"),
    path("stages/<slug:mark>/", stages.stage_rule, name="stage_rule"),
    path("statistics/time/", stats.time_stats, name="time_stats"),
    path("statistics/time/list/", stats.time_list, name="time_list"),
]
