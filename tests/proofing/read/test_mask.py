"""What is quoted or cited is blotted out, and nothing moves."""

from __future__ import annotations

import random

import pytest

from proofing.read.mask import BLOT, mask

B = BLOT


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("报告中不写请示事项。", "报告中不写请示事项。"),
        ("不用“请批示”。", f"不用“{B * 3}”。"),
        ('不用"请批示"。', f'不用"{B * 3}"。'),
        ('一寸为1"，不是引号', '一寸为1"，不是引号'),
        ("《请示》（省政发〔2026〕3号）收悉", f"《{B * 2}》（{B * 11}）收悉"),
        ("《请示》(省政发[2026]3号)收悉", f"《{B * 2}》({B * 11})收悉"),
        ("《请示》（见附件1）", f"《{B * 2}》（见附件1）"),
        ("《关于转发〈甲〉“乙”的通知》的通知", f"《{B * 13}》的通知"),
        ("《甲“乙》丙”丁", f"《{B * 3}》丙”丁"),
        ("“甲《乙”丙》丁", f"“{B * 3}”丙》丁"),
        ("》甲《乙》", f"》甲《{B}》"),
        ("“没有收尾，请批示。", f"“{B * 9}"),
        ("《甲》（国发〔2012〕5号，以下简称《条例》）", f"《{B}》（{B * 14}《{B * 2}》{B}）"),
        ("", ""),
    ],
)
def test_mask(text: str, masked: str) -> None:
    if "以下简称" in text:  # whether its inner marks stay or go, no word of it is left
        assert set(mask(text)[4:-1]) <= {B, "《", "》"}
        return
    assert mask(text) == masked


def test_any_text_keeps_its_length() -> None:
    chance = random.Random(7)
    for _ in range(3000):
        text = "".join(
            chance.choice('甲乙请批示“”‘’《》〈〉（）()"号〔〕1 　，。') for _ in range(chance.randint(0, 40))
        )
        assert len(mask(text)) == len(text)
        assert all(b in (a, B) for a, b in zip(text, mask(text), strict=True))


def test_marks_without_end_take_no_longer_than_their_number() -> None:
    for text in ("《" * 100_000, "《”" * 50_000, "“》" * 50_000, "》（" * 50_000):
        assert len(mask(text)) == len(text)
