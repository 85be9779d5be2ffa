"""Addresses of outgoing papers: included at the root by docflow.urls."""

from django.urls import path

from outgoing.views import exchange, files, groups, lists, new, organs, page, receiving
from outgoing.views.acts import perform

urlpatterns = [
    path("organs/", organs.organs, name="organs"),
    path("organs/new/", organs.organ, name="organ_new"),
    path("organs/<int:pk>/", organs.organ, name="organ"),
    path("outgoing/", lists.register, name="outgoing_register"),
    path("outgoing/new/", new.new, name="outgoing_new"),
    path("outgoing/<slug:ref>/", page.outgoing, name="outgoing"),
    path("outgoing/<slug:ref>/do/<slug:verb>/", perform, name="outgoing_act"),
    path("outgoing/<slug:ref>/original.pdf", files.original_pdf, name="outgoing_original"),
    path("outgoing/<slug:ref>/pages/<int:number>.webp", files.page_picture, name="outgoing_page"),
    path("outgoing/<slug:ref>/versions/<int:number>/", files.version, name="outgoing_version"),
    path("outgoing/<slug:ref>/versions/<int:number>/file/", files.version_file, name="outgoing_version_file"),
    path("outgoing/<slug:ref>/annexes/<int:number>/", files.annex, name="outgoing_annex"),
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
    path("exchange/groups/<int:pk>/switch/", groups.switch, name="addressee_group_switch"),
    path("exchange/<int:pk>/", exchange.batch, name="exchange_batch"),
    path("exchange/<int:pk>/hand/", exchange.batch_hand, name="exchange_batch_hand"),
    path("exchange/<int:pk>/list.pdf", exchange.batch_print, name="exchange_batch_print"),
]
