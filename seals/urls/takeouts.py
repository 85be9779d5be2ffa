from django.urls import URLPattern, path

from documents.views.ledger_urls import ledger_urls
from seals.views import takeouts
from seals.views.takeout_list import TAKEOUTS

urlpatterns: list[URLPattern] = [
    path("seals/takeouts/new/", takeouts.takeout_new, name="seal_takeout_new"),
    *ledger_urls(TAKEOUTS, "seals/takeouts/"),
    path("seals/takeouts/<slug:ref>/", takeouts.takeout, name="seal_takeout"),
    path("seals/takeouts/<slug:ref>/do/<slug:verb>/", takeouts.takeout_act, name="seal_takeout_act"),
    path(
        "seals/takeouts/<slug:ref>/photos/<int:number>.webp",
        takeouts.takeout_photo,
        name="seal_takeout_photo",
    ),
]
