"""Every picture of the guide can be taken as described, is there, and is not too heavy for a slow line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from docflow.guide import SECTIONS
from tests.journeys.pictures import DESK, GUIDE, OF_GUIDE, OF_README, ROOT, SIGNER, UNIT, take
from tests.journeys.scenes import make_scenes
from tests.journeys.visitor import Visitor
from tests.office import Office
from tests.outgoing.desk import Desk, dispatched, drafted, make_desk, signing_
from tests.seals.requests.asked import approved
from tests.seals.world import make_world


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def office(desk: Desk) -> Office:
    return desk.o


def test_the_pictures_can_be_taken(
    desk: Desk, office: Office, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    make_scenes(office)
    drafted(desk), signing_(desk), dispatched(desk)
    approved(make_world(desk))
    windows: dict[str, Visitor] = {}

    def one_window_each(login: str) -> Visitor:
        return windows.get(login) or windows.setdefault(login, visit(login))

    take(one_window_each, tmp_path, tmp_path, logins={UNIT: "unit1", SIGNER: "li"})
    made = [(f"{name}.webp", GUIDE) for name in OF_GUIDE] + [(f"{name}.png", DESK) for name in OF_README]
    for name, size in made:
        with Image.open(tmp_path / name) as picture:
            assert picture.size == size


def test_each_section_has_the_picture_it_names() -> None:
    assert {s.code for s in SECTIONS if s.pictured} == set(OF_GUIDE)


@pytest.mark.parametrize("name", OF_GUIDE)
def test_the_picture_is_here(name: str) -> None:
    file = ROOT / "static" / "guide" / f"{name}.webp"
    assert file.stat().st_size < 90_000
    with Image.open(file) as picture:
        assert picture.size == GUIDE
