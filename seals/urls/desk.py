from django.urls import URLPattern, path, reverse

from outgoing.models import Outgoing
from outgoing.views.elsewhere import DESKS
from seals.views import desk, desk_acts, desk_request

urlpatterns: list[URLPattern] = [
    path("seals/desk/", desk.seal_desk, name="seal_desk"),
    path("seals/desk/sit/", desk.seal_sit, name="seal_sit"),
    path("seals/desk/leave/", desk.seal_leave, name="seal_leave"),
    path("seals/desk/refuse/", desk.seal_refuse, name="seal_refuse"),
    path("seals/desk/<slug:ref>/", desk_request.seal_desk_request, name="seal_desk_request"),
    path("seals/desk/<slug:ref>/pages/<int:number>.webp", desk_request.seal_desk_page, name="seal_desk_page"),
    path("seals/desk/<slug:ref>/file", desk_request.seal_desk_file, name="seal_desk_file"),
    path("seals/desk/<slug:ref>/stamp/", desk_acts.seal_desk_stamp, name="seal_desk_stamp"),
    path("seals/desk/<slug:ref>/refuse/", desk_acts.seal_desk_refuse, name="seal_desk_refuse"),
    path("seals/desk/<slug:ref>/late/", desk_acts.seal_desk_late, name="seal_desk_late"),
    path("seals/desk/<slug:ref>/lines/<int:number>/correct/", desk_acts.seal_correct, name="seal_correct"),
]


def for_paper(paper: Outgoing) -> str:
    """Where the copies of an outgoing paper are stamped."""
    return f"{reverse('seal_desk')}?paper={paper.ref}"


DESKS["lift_seal"] = for_paper
