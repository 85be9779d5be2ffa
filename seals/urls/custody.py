from django.urls import path

from seals.views import custody, handover, sheets

urlpatterns = [
    path("seals/custody/", custody.custody, name="seal_custody"),
    path("seals/handover/", handover.seal_handover, name="seal_handover"),
    path("seals/handovers/<slug:sheet>/", sheets.handover_sheet, name="handover_sheet"),
    path("seals/absences/", custody.seal_absence, name="seal_absence"),
    path("seals/absences/<int:pk>/back/", custody.seal_absence_end, name="seal_absence_end"),
    path("seals/<slug:ref>/custody/", custody.seal_appoint, name="seal_appoint"),
]
