"""The reference adapter: a seal is set on a PDF, once, and everybody can check it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from documents.files.typeset import typeset
from seals.eseal import ESealError
from seals.eseal.files import FileSeals
from seals.eseal.making import make, switch
from seals.eseal.placing import over_date

NAME = "江东省人民政府办公厅"
FOLDER = Path(__file__).parent


@pytest.fixture
def seals(tmp_path: Path) -> FileSeals:
    make(tmp_path / "seals", "office", NAME)
    return FileSeals(tmp_path / "seals")


@pytest.fixture(scope="module")
def paper() -> bytes:
    """Dated at its end, with another date within the text."""
    return typeset("dated.typ", {"name": NAME}, datetime(2026, 3, 5, tzinfo=UTC), folder=FOLDER)


def signed(seals: FileSeals, paper: bytes, approval: str = "用印〔2026〕1号") -> bytes:
    return seals.request_sign(paper, seal_id="office", approval=approval).data


def test_what_was_signed_begins_with_the_paper_and_verifies(seals: FileSeals, paper: bytes) -> None:
    data = signed(seals, paper)
    assert data.startswith(paper)
    found = seals.verify(data)
    assert (found.ok, found.whole, found.certificate) == (True, True, seals.list_seals()[0].certificate)


@pytest.mark.parametrize("how", ["unsigned", "appended", "altered", "no pdf"])
def test_anything_else_does_not(seals: FileSeals, paper: bytes, how: str) -> None:
    data = signed(seals, paper)
    middle = len(paper) // 2
    other = {
        "unsigned": paper,
        "appended": data + b"\n%more",
        "altered": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "no pdf": b"PK\x03\x04 nothing",
    }[how]
    found = seals.verify(other)
    assert not (found.ok and found.whole)
    assert found.said


def test_of_another_maker_it_is_not_trusted(seals: FileSeals, paper: bytes, tmp_path: Path) -> None:
    make(tmp_path / "forged", "office", NAME)
    forged = FileSeals(tmp_path / "forged").request_sign(paper, seal_id="office", approval="1").data
    assert not seals.verify(forged).ok


def test_asked_again_it_answers_with_the_first(seals: FileSeals, paper: bytes) -> None:
    first = seals.request_sign(paper, seal_id="office", approval="用印〔2026〕1号")
    again = seals.request_sign(paper, seal_id="office", approval="用印〔2026〕1号")
    assert again == first
    other = seals.request_sign(paper, seal_id="office", approval="用印〔2026〕2号")
    assert [o.operation for o in seals.list_operations()] == [first.operation, other.operation]


@pytest.mark.parametrize("fault", ["cancelled", "ended", "unknown", "outside"])
def test_a_seal_that_is_not_in_force_is_not_set(tmp_path: Path, paper: bytes, fault: str) -> None:
    since = datetime.now(UTC) - timedelta(days=4 * 365 if fault == "ended" else 1)
    make(tmp_path, "office", NAME, since=since)
    if fault == "cancelled":
        switch(tmp_path, "office", active=False)
    wanted = {"unknown": "another", "outside": "../office"}.get(fault, "office")
    with pytest.raises(ESealError):
        FileSeals(tmp_path).request_sign(paper, seal_id=wanted, approval="1")
    assert FileSeals(tmp_path).list_operations() == []


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"\x00" * 100])
def test_what_is_no_pdf_is_refused_in_words(seals: FileSeals, data: bytes) -> None:
    with pytest.raises(ESealError, match="PDF"):
        seals.request_sign(data, seal_id="office", approval="1")


def test_the_impression_stands_over_name_and_date(seals: FileSeals, paper: bytes, tmp_path: Path) -> None:
    kept = tmp_path / "paper.pdf"
    kept.write_bytes(paper)
    at = over_date(kept)
    assert at is not None
    assert at.page == 1
    assert at.x > 300
    placed = seals.request_sign(paper, seal_id="office", approval="1", at=at)
    assert len(placed.data) > len(signed(seals, paper)) + 5000, "the picture is in it"


def test_without_a_date_it_has_no_place(tmp_path: Path) -> None:
    kept = tmp_path / "paper.pdf"
    kept.write_bytes(typeset("undated.typ", {}, datetime(2026, 3, 5, tzinfo=UTC), folder=FOLDER))
    assert over_date(kept) is None
