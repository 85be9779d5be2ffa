"""For the tests of the registry: seals in each state, brought there by the acts; who signs as the second; pictures."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from people.models import Person
from seals.actions import registry, states
from seals.models import Seal, SealRequest
from seals.words import SealState
from tests.office import fresh
from tests.seals.world import World, in_use, keep_file
from workflow.act import Act
from workflow.spine import act

PASSWORD = "docflow-demo"


def today() -> date:
    return timezone.localdate()


def unsaved(w: World, **fields: Any) -> Seal:
    """A filled-in form of a special-purpose seal."""
    values = {
        "seal_no": "Z-09",
        "name": "江东省人民政府办公厅收文专用章",
        "kind": "special",
        "unit": w.o.office,
        "place": "3号柜",
    }
    return Seal(**{**values, **fields})


def registered(w: World, **fields: Any) -> Seal:
    return registry.register_seal(unsaved(w, **fields), by=w.keeper).subject


def at(w: World, state: str, no: str = "") -> Seal:
    """A seal of the keeper's in this state, by its acts."""
    no = no or f"S-{state}"
    if state == SealState.WAITING:
        seal = in_use(w, seal_no=no, name=f"专用章{no}", kind="special", state="waiting", enabled_on=None)
        return fresh_seal(seal)
    seal = in_use(w, seal_no=no, name=f"专用章{no}", kind="special")
    if state == SealState.OUT:
        Seal.objects.filter(pk=seal.pk).update(version=2, entry_count=1, state="out")  # by a take-out
    if state in (SealState.SUSPENDED, SealState.SEALED_UP, SealState.RETURNED, SealState.DESTROYED):
        states.suspend(seal, by=w.keeper, on=today(), why="磨损")
    if state == SealState.SEALED_UP:
        states.seal_up(seal, by=w.keeper, second=w.supervisor, why="机构撤并")
    if state == SealState.LOST:
        states.lose(seal, by=w.keeper, on=today(), why="找不到")
    if state == SealState.RETURNED:
        states.give_back(seal, by=w.keeper, to="省政府", second=w.supervisor)
    if state == SealState.DESTROYED:
        states.destroy(seal, by=w.director, second=w.supervisor, why="磨损")
    return fresh_seal(seal)


def fresh_seal(seal: Seal) -> Seal:
    return Seal.objects.get(pk=seal.pk)


def approved(w: World, seal: Seal, n: int = 1) -> SealRequest:
    """A live application for a described paper, with an approver's task so that somebody holds it."""
    blob = keep_file(SimpleUploadedFile(f"{n}.png", picture(n)), w.o.clerk).blob
    return asking(w, seal, blob, n)


def asking(w: World, seal: Seal, blob: Any, n: int) -> SealRequest:
    now = timezone.now()
    row = SealRequest(
        number=f"印申〔2026〕{n}号", seal=seal, basis="approval", file=blob, file_name="证明", text_hash=blob.sha256, title="在职证明",
        paper_kind="certificate", copies=3, applicant=w.o.clerk, applicant_name=w.o.clerk.name, unit_name="公文运转处",
        asked_at=now, expires_at=now + timedelta(days=7),
    )  # fmt: skip
    return applying(row, by=w.o.clerk, approver=w.o.chief).subject


@act("applying", exclusive=False)
def applying(a: Act, *, approver: Person) -> str:
    a.open("seal_approve", approver)
    return ""


def picture(n: int = 0, size: int = 600) -> bytes:
    """A red ring, as a PNG of its own."""
    page = Image.new("RGB", (size, size), "white")
    ImageDraw.Draw(page).ellipse((20, 20, size - 20, size - 20 - n), outline=(200, 0, 0), width=14)
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def sent(client: Client, path: str, **fields: Any) -> Any:
    """A POST of the page's own form: its key and version come from a GET."""
    page = client.get(path)
    found = page.context["form"] if page.context and "form" in page.context else None
    own = {}
    if found is not None:
        own = {name: found[name].value() for name in ("key", "version")}
    return client.post(path, {**own, **fields})
