"""The pages of what is signed in a browser: on a desk's screen and on a phone accessible, nowhere sideways, console clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docflow import tasks
from seals.actions.checkpoints import write_checkpoint
from seals.models import Signing
from tests.journeys.test_pages import Inspector
from tests.journeys.visitor import Visitor
from tests.outgoing.desk import sealing
from tests.seals.evidence.book import fill
from tests.seals.world import World, make_world

Visit = Callable[..., Visitor]


@pytest.fixture
def w(transactional_db: None) -> World:
    return make_world()


def test_pages(w: World, arrive: Visit) -> None:
    """A checkpoint and a passport, each asked for with one key press and made by the worker."""
    fill(w)
    inspector, auditor, drafter = Inspector(), arrive(), arrive()
    auditor.log_in(w.o.auditor.username)
    inspector.look(auditor, "/seals/checkpoints/")
    auditor.press("立即签署")
    auditor.until(lambda: "后台正在签署" in auditor.text)
    write_checkpoint()
    tasks.signings()
    inspector.look(auditor, "/seals/checkpoints/")
    assert "共 2 个" in auditor.text
    paper = sealing(w.d)
    drafter.log_in(w.d.drafter.username)
    inspector.look(drafter, f"/outgoing/{paper.ref}/?tab=facts")
    inspector.look(drafter, f"/passport/{paper.ref}/")
    drafter.press("生成护照")
    drafter.until(lambda: "正在生成" in drafter.text)
    inspector.judge(drafter, "asked for")
    tasks.signings()
    inspector.look(drafter, f"/passport/{paper.ref}/")
    assert drafter.all(f"a[href='/passport/{paper.ref}/{Signing.objects.get(kind='passport').pk}/']")
    inspector.close()
