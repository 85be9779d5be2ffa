"""The picture of a seal's impression: taken in once, shown to two kinds of people, never whole (D17)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from docflow.web.errors import BadInput, Faster, NotAllowed
from documents.actions.pointer import refused
from documents.actions.uploads import drop, keep
from documents.files import store
from documents.files.errors import BlobMissing, SecretMarking
from documents.files.kinds import IMAGES
from documents.models import Blob
from seals.actions.registry import see_imprint, set_imprint
from seals.files.imprint import NotAPicture, look_at, shown
from seals.forms.moves import ImprintForm
from seals.models import Seal
from seals.queries.registry import seen_by
from seals.queries.seal_page import may_see_imprint
from seals.rules.moves import GONE
from seals.rules.rights import keeps_registry
from seals.views.seal_page import on_screen


@require_GET
def seal_imprint(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/<ref>/imprint/`: coarse, with the name of who looks and the time over all of it; each look is an entry."""
    person: Any = request.user
    seal = seen_by(person).filter(ref=ref).select_related("imprint").first()
    if seal is None or seal.imprint is None or not may_see_imprint(person, seal):
        raise Http404
    try:
        path = store.existing(seal.imprint.sha256)
        done = see_imprint(seal, by=person)
        at = timezone.localtime(done.entry.at)
        picture = shown(path, f"{person.name} {person.username} {at:%Y-%m-%d %H:%M:%S}")
    except (NotAPicture, BlobMissing) as error:
        raise Http404 from error
    answer = HttpResponse(picture, content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Content-Disposition"] = "inline"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def seal_imprint_set(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/<ref>/imprint/new/`"""
    seal, person = on_screen(request, ref), request.user
    if not keeps_registry(person.hats):  # type: ignore[union-attr]
        raise NotAllowed(_("印章台账由印章保管员、处长和办公厅主任登记。"))
    if seal.state in GONE:
        raise NotAllowed(_("%(state)s的印章不再修改。") % {"state": seal.get_state_display()})
    if request.method != "POST":
        return _page(request, seal, ImprintForm(doc=seal, person=person), 200)
    form = ImprintForm(request.POST, request.FILES, doc=seal, person=person)
    if not form.is_valid():
        return _page(request, seal, form, 422)
    try:
        blob = picture_of(form.cleaned_data["picture"], person)
        done = set_imprint(
            seal,
            by=person,
            key=form.cleaned_data["key"],
            expected_version=form.cleaned_data["version"],
            blob=blob,
        )
    except (BadInput, Faster, NotAllowed) as refusal:
        form.add_error("picture", str(refusal))
        if isinstance(refusal, Faster):
            form.renew(on_screen(request, ref))
        return _page(request, seal, form, refusal.status)
    messages.success(request, done.said)
    return redirect("seal", ref)


def picture_of(upload: Any, person: Any) -> Blob:
    """What was sent, kept where it is a picture that can be shown; of anything else nothing stays. Raises `BadInput`."""
    try:
        sent = keep(upload, person)
    except SecretMarking as refusal:
        refused("imprint", by=person)
        raise BadInput(str(refusal), "picture") from refusal
    try:
        if sent.blob.ext not in IMAGES:
            raise NotAPicture
        look_at(store.existing(sent.blob.sha256))
    except NotAPicture as error:
        if not Seal.objects.filter(imprint=sent.blob).exists():
            drop([sent])
        raise BadInput(_("印模只收能打开的 PNG、JPEG 或 TIFF 图片。"), "picture") from error
    return sent.blob


def _page(request: HttpRequest, seal: Any, form: ImprintForm, status: int) -> HttpResponse:
    return render(request, "seals/imprint.html", {"seal": seal, "form": form}, status=status)
