"""Addresses of outgoing papers and of their numbers: included at the root by docflow.urls."""

from django.urls import path

from documents.views.ledger_urls import ledger_urls
from outgoing.views import (
    annexes,
    exchange,
    files,
    groups,
    joint,
    lists,
    new,
    number_acts,
    numbers,
    organs,
    page,
    receiving,
    register_batch,
    sheets,
)
from outgoing.views.acts import perform

urlpatterns = [
    path("numbers/", numbers.numbers, name="numbers"),
    path("numbers/series/new/", number_acts.number_series, name="number_series_new"),
    path("numbers/series/<int:pk>/", number_acts.number_series, name="number_series"),
    path("numbers/series/<int:pk>/reserve/", number_acts.number_reserve, name="number_reserve"),
    path("numbers/slots/<int:pk>/void/", number_acts.number_void, name="number_void"),
    path("numbers/voids/<int:pk>/", number_acts.number_void_answer, name="number_void_answer"),
    path("numbers/<int:pk>/<int:year>/", numbers.number_ledger, name="number_ledger"),
    path("numbers/<int:pk>/<int:year>/print/", numbers.number_print, name="number_print"),
    path("numbers/<int:pk>/<int:year>/certify/", number_acts.number_certify, name="number_certify"),
    path("organs/", organs.organs, name="organs"),
    path("organs/new/", organs.organ, name="organ_new"),
    path("organs/<int:pk>/", organs.organ, name="organ"),
    *ledger_urls(lists.OUTGOING, "outgoing/"),
    path("outgoing/batch/<slug:verb>/", register_batch.batch, name="outgoing_batch"),
    path("outgoing/new/", new.new, name="outgoing_new"),
    path("outgoing/<slug:ref>/", page.outgoing, name="outgoing"),
    path("outgoing/<slug:ref>/do/<slug:verb>/", perform, name="outgoing_act"),
    path("outgoing/<slug:ref>/manuscript/", sheets.manuscript_sheet, name="outgoing_manuscript"),
    path("outgoing/<slug:ref>/dispatch-list/", sheets.dispatch_sheet, name="outgoing_dispatch_list"),
    path("outgoing/<slug:ref>/label/", sheets.label, name="outgoing_label"),
    path("outgoing/<slug:ref>/original.pdf", files.original_pdf, name="outgoing_original"),
    path("outgoing/<slug:ref>/pages/<int:number>.webp", files.page_picture, name="outgoing_page"),
    path("outgoing/<slug:ref>/versions/<int:number>/", files.version, name="outgoing_version"),
    path(
        "outgoing/<slug:ref>/versions/<int:number>/file/", annexes.version_file, name="outgoing_version_file"
    ),
    path(
        "outgoing/<slug:ref>/versions/<int:number>/pages/<int:page>.webp",
        annexes.version_page,
        name="outgoing_version_page",
    ),
    path("outgoing/<slug:ref>/annexes/<int:number>/<int:version>/", annexes.annex, name="outgoing_annex"),
    path(
        "outgoing/<slug:ref>/annexes/<int:number>/<int:version>/pages/<int:page>.webp",
        annexes.annex_page,
        name="outgoing_annex_page",
    ),
    path(
        "outgoing/<slug:ref>/annexes/<int:number>/<int:version>/pages/<int:page>.svg",
        annexes.annex_drawing,
        name="outgoing_annex_drawing",
    ),
    path("outgoing/<slug:ref>/joint/<int:number>/", joint.sheet, name="outgoing_sheet"),
    path(
        "outgoing/<slug:ref>/joint/<int:number>/pages/<int:page>/",
        joint.sheet_page,
        name="outgoing_sheet_page",
    ),
    path("outgoing/<slug:ref>/compare/", files.compare, name="outgoing_compare"),
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/new/", exchange.batch_new, name="exchange_batch_new"),
    path("exchange/urge/", exchange.urge, name="exchange_urge"),
    path("exchange/pick/", groups.pick, name="addressee_pick"),
    path("exchange/receive/", receiving.to_receive, name="exchange_receiving"),
    path("exchange/receive/all/", receiving.receive_many, name="exchange_receive_many"),
    path("exchange/receive/<int:pk>/", receiving.receive_one, name="exchange_receive"),
    path("exchange/groups/", groups.groups, name="addressee_groups"),
    path("exchange/groups/new/", groups.group, name="addressee_group_new"),
    path("exchange/groups/<int:pk>/", groups.group, name="addressee_group"),
    path("exchange/groups/<int:pk>/stop/", groups.switch, {"what": "stop"}, name="addressee_group_stop"),
    path("exchange/groups/<int:pk>/start/", groups.switch, {"what": "start"}, name="addressee_group_start"),
    path("exchange/<int:pk>/", exchange.batch, name="exchange_batch"),
    path("exchange/<int:pk>/hand/", exchange.batch_hand, name="exchange_batch_hand"),
    path("exchange/<int:pk>/list.pdf", exchange.batch_print, name="exchange_batch_print"),
]
