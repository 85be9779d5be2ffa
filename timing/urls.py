"""Addresses of calendar, rules, board and ledger: included at the root by docflow.urls."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from documents.views.ledger_urls import ledger_urls
from timing.views import (
    calendar,
    circular,
    ledger,
    limits,
    stages,
    supervision_batch,
    supervision_item,
    targets,
)
from timing.views.supervision import OVERDUE, SUPERVISION


class Scope(StringConverter):
    regex = r"national|local"


class Year(StringConverter):
    """A year that the calendar can hold."""

    regex = r"199[0-9]|20[0-9]{2}|21[0-9]{2}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(Scope, "scope")
register_converter(Year, "calendar_year")

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<calendar_year:year>/<scope:scope>/", calendar.calendar_notice, name="calendar_notice"),
    path("calendar/hours/new/", calendar.calendar_hours, name="calendar_hours"),
    path("calendar/hours/<int:pk>/end/", calendar.calendar_hours_end, name="calendar_hours_end"),
    path("calendar/again/", calendar.calendar_again, name="calendar_again"),
    path("stages/", stages.stages, name="stages"),
    path("stages/<slug:mark>/", stages.stage_rule, name="stage_rule"),
    path("limits/", limits.limits, name="limits"),
    path("limits/new/", limits.limit_new, name="limit_new"),
    path("limits/<int:pk>/take-back/", limits.limit_take_back, name="limit_take_back"),
    path("alerts/ledger/", ledger.alert_ledger, name="alert_ledger"),
    path("alerts/ledger/resend/", ledger.alert_resend, name="alert_resend"),
    path("alerts/targets/", targets.targets, name="alert_targets"),
    path("alerts/targets/new/", targets.target, name="alert_target_new"),
    path("alerts/targets/<int:pk>/", targets.target, name="alert_target"),
    path("alerts/targets/<int:pk>/<switch:what>/", targets.target_switch, name="alert_target_switch"),
    *ledger_urls(SUPERVISION, "supervision/"),
    *ledger_urls(OVERDUE, "supervision/late/"),
    path("supervision/batch/<slug:verb>/", supervision_batch.batch, name="supervision_batch"),
    path("supervision/late/batch/<slug:verb>/", supervision_batch.late_batch, name="supervision_late_batch"),
    path("supervision/items/<slug:ref>/", supervision_item.item, name="supervision_item"),
    path("supervision/sheets/", supervision_item.sheets, name="supervision_sheets"),
    path("supervision/circular/", circular.page, name="supervision_circular"),
    path("supervision/circular/print/", circular.printed, name="supervision_circular_print"),
]
