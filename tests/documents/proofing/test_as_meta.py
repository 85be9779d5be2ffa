"""What kind of organ a name is of: one table for papers that come in and that go out."""

from __future__ import annotations

import pytest

from documents.rules.as_meta import type_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("江东省人民政府", "government"), ("江东省财政厅", "department"), ("江东省统计局", "department"),
        ("江东省发展和改革委员会", "department"), ("江东省人民代表大会", "congress"),
        ("江东省人民代表大会常务委员会", "congress"), ("省人大常委会", "congress"), ("中国共产党江东省委员会", "party"),
        ("中共云川市委员会", "party"), ("中共江东省委组织部", ""), ("中共江东省纪律检查委员会", ""), ("江东省监察委员会", ""),
        ("中国人民政治协商会议江东省委员会", ""), ("江东省人民政府办公厅", ""), ("云川市人民政府办公室", ""), ("江东大学", ""),
    ],
)  # fmt: skip
def test_what_kind_of_organ(name: str, kind: str) -> None:
    assert type_of(name) == kind
