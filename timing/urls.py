"""Addresses of calendar, rules, board and ledger: included at the root by docflow.urls."""

from django.urls import path

from documents.views.ledger_urls import ledger_urls
from timing.views import circular, stats, supervision_batch, supervision_item
from timing.views.supervision import OVERDUE, SUPERVISION

urlpatterns = [
    path("statistics/time/", stats.time_stats, name="time_stats"),
    path("statistics/time/list/", stats.time_list, name="time_list"),
    *ledger_urls(SUPERVISION, "supervision/"),
    *ledger_urls(OVERDUE, "supervision/late/"),
    path("supervision/batch/<slug:verb>/", supervision_batch.batch, name="supervision_batch"),
    path("supervision/late/batch/<slug:verb>/", supervision_batch.late_batch, name="supervision_late_batch"),
    path("supervision/items/<slug:ref>/", supervision_item.item, name="supervision_item"),
    path("supervision/sheets/", supervision_item.sheets, name="supervision_sheets"),
    path("supervision/circular/", circular.page, name="supervision_circular"),
    path("supervision/circular/print/", circular.printed, name="supervision_circular_print"),
]
