"""用印页照片: kept by its line, seen by who may read what the page says."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from seals.actions.stamping import desk_stamp
from tests.house.routes import PICTURE
from tests.office import fresh
from tests.seals.desk.steps import asked, lines
from tests.seals.world import World, keep_file


def status(who: Any, w: World, name: str) -> int:
    client = Client()
    client.force_login(fresh(who))
    answer: Any = client.get(reverse(name, args=[w.seal.pk, w.seal.lines.order_by("-serial")[0].serial]))
    if answer.streaming:
        list(answer.streaming_content)
    return int(answer.status_code)


def photographed(w: World, **fields: Any) -> None:
    request = asked(w, 1, **fields)
    photo = keep_file(SimpleUploadedFile("照片.png", PICTURE), w.keeper).blob
    desk_stamp(request, by=w.keeper, copies=1, photo=photo)
    assert lines(request)[-1].photo_hash == photo.sha256


@pytest.mark.parametrize(("who", "page", "picture"), [
    ("keeper", 200, 200), ("supervisor", 200, 200), ("chief", 200, 200), ("auditor", 200, 404), ("outsider", 404, 404),
])  # fmt: skip
def test_who_sees_it(w: World, who: str, page: int, picture: int) -> None:
    photographed(w)
    person = getattr(w, who, None) or getattr(w.o, who)
    assert (status(person, w, "seal_line"), status(person, w, "seal_line_photo")) == (page, picture)


def test_of_a_work_secret_only_who_has_a_part_in_it(w: World) -> None:
    photographed(w, work_secret=True)
    assert status(w.keeper, w, "seal_line_photo") == 200
    assert status(w.o.chief, w, "seal_line_photo") == 404


def test_without_one_there_is_none(w: World) -> None:
    desk_stamp(asked(w, 1), by=w.keeper, copies=1)
    assert (status(w.keeper, w, "seal_line"), status(w.keeper, w, "seal_line_photo")) == (200, 404)
