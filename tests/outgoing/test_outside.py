"""What an outgoing paper answers before anything about it leaves the office."""

from __future__ import annotations

import pytest

from alerts.subjects import SUBJECTS
from tests.office import fresh
from tests.outgoing.desk import Desk, drafted

pytestmark = pytest.mark.django_db


def test_it_answers_for_itself(d: Desk) -> None:
    known = SUBJECTS["outgoing"]
    plain, secret = drafted(d), drafted(d, work_secret=True)
    assert known.sees(fresh(plain.drafter), plain.ref)
    assert not known.sees(fresh(d.o.outsider), plain.ref)
    assert not known.sees(fresh(d.o.supervisor), secret.ref)
    assert [known.labelled(ref) for ref in (plain.ref, secret.ref, "nosuchpaper234")] == [False, True, True]
    assert [known.number(ref) for ref in (plain.ref, "nosuchpaper234")] == ["", ""]
