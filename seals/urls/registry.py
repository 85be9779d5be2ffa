"""The registry of seals: its list, a seal, what becomes of it. Last of the room: `<ref>` would take the others' words."""

from django.urls import path

from documents.views.ledger_urls import ledger_urls
from seals.views import imprint, registry, seal_page, stocktaking
from seals.views.lists import SEALS
from seals.views.seal_acts import perform

urlpatterns = [
    *ledger_urls(SEALS, "seals/"),
    path("seals/new/", registry.seal_new, name="seal_new"),
    path("seals/stocktaking/", stocktaking.seal_stocktaking, name="seal_stocktaking"),
    path("seals/<slug:ref>/", seal_page.seal, name="seal"),
    path("seals/<slug:ref>/edit/", registry.seal_edit, name="seal_edit"),
    path("seals/<slug:ref>/imprint/", imprint.seal_imprint, name="seal_imprint"),
    path("seals/<slug:ref>/imprint/new/", imprint.seal_imprint_set, name="seal_imprint_set"),
    path("seals/<slug:ref>/do/<slug:verb>/", perform, name="seal_act"),
]
