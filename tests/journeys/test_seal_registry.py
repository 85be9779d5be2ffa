"""The registry of seals in a browser: on a desk's screen and on a phone accessible, nowhere sideways, console clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.actions.uploads import keep
from seals.actions import registry, states
from seals.models import Seal
from tests.journeys.test_pages import Inspector
from tests.journeys.visitor import PASSWORD, Visitor
from tests.seals.drawer import approved, at, picture, today, unsaved
from tests.seals.world import World, in_use, make_world

Visit = Callable[..., Visitor]


@pytest.fixture
def w(transactional_db: None) -> World:
    return make_world()


def drawerful(w: World) -> dict[str, Seal]:
    """Seals in every state, one of every kind that has a sentence of its own."""
    found = {
        state: at(w, state)
        for state in ("waiting", "suspended", "sealed_up", "lost", "returned", "destroyed")
    }
    found["new"] = registry.register_seal(unsaved(w), by=w.keeper).subject
    found["steel"] = in_use(w, seal_no="G-1", name="江东省人民政府办公厅钢印", kind="steel", organ=w.organ)
    found["legal"] = w.seal
    blob = keep(SimpleUploadedFile("印模.png", picture(7)), w.keeper).blob
    registry.set_imprint(w.seal, by=w.keeper, blob=blob)
    approved(w, w.seal)
    states.suspend(w.seal, by=w.keeper, on=today(), why="字迹模糊")
    states.resume(w.seal, by=w.director, why="已清洗")
    return found


def test_pages(w: World, arrive: Visit) -> None:
    seals, inspector, visitor = drawerful(w), Inspector(), arrive()
    visitor.log_in("zhou")
    for path in ("/seals/", "/seals/?view=off", "/seals/?q=没有的", "/seals/stocktaking/", "/seals/new/"):
        inspector.look(visitor, path)
    for name in ("legal", "lost", "destroyed", "new", "steel"):
        inspector.look(visitor, f"/seals/{seals[name].ref}/")
    inspector.look(visitor, f"/seals/{w.seal.ref}/edit/")
    inspector.look(visitor, f"/seals/{w.seal.ref}/imprint/new/")
    for name, verbs in {"waiting": ("enable",), "legal": ("suspend", "lose", "take_stock"), "sealed_up": ("destroy", "give_back"),
                        "lost": ("find",)}.items():  # fmt: skip
        for verb in verbs:
            inspector.look(visitor, f"/seals/{seals[name].ref}/do/{verb}/")
    inspector.close()


def test_destroyed_by_two_at_one_screen(w: World, arrive: Visit) -> None:
    seal, visitor = at(w, "sealed_up"), arrive()
    visitor.log_in("zhou")
    visitor.open(f"/seals/{seal.ref}/")
    visitor.press("销毁")
    visitor.fill("why", "机构撤并，当面粉碎")
    visitor.fill("second_name", "wei")
    visitor.fill("second_password", PASSWORD)
    visitor.window.find_element("css selector", "form[data-submit] .btn-danger").click()
    visitor.until(lambda: "已销毁，周九、卫五五 在场" in visitor.text)
    assert Seal.objects.get(pk=seal.pk).state == "destroyed"
