from django.urls import URLPattern, path

from documents.views.ledger_urls import ledger_urls
from seals.views import request_new, request_page, request_sheet
from seals.views.request_list import REQUESTS

urlpatterns: list[URLPattern] = [
    *ledger_urls(REQUESTS, "seals/requests/"),
    path("seals/requests/new/", request_new.new, name="seal_request_new"),
    path("seals/requests/<slug:ref>/", request_page.page, name="seal_request"),
    path("seals/requests/<slug:ref>/do/<slug:verb>/", request_page.perform, name="seal_request_act"),
    path("seals/requests/<slug:ref>/file/", request_page.file, name="seal_request_file"),
    path(
        "seals/requests/<slug:ref>/pages/<int:page>.webp", request_page.page_picture, name="seal_request_page"
    ),
    path(
        "seals/requests/<slug:ref>/pages/<int:page>.svg",
        request_page.page_drawing,
        name="seal_request_drawing",
    ),
    path("seals/requests/<slug:ref>/slip/", request_sheet.slip, name="seal_request_slip"),
]
