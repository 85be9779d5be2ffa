"""Letter and order (GB/T 9704-2012 10.1, 10.2), measured in the PDF."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .measuring import BOTTOM, CELL, LEFT, PITCH, RIGHT, TOP, Page, printed
from .papers import JOINT, LETTER, LINE, ORDER

BELOW = 16 * 7 / 8 * 25.4 / 72  # 7/8 of a 3号 character


@pytest.fixture(scope="module")
def letter() -> list[Page]:
    return printed(replace(LETTER, body=((0, LINE * 20),), urgency="特急", numbered=True))


def test_mark_and_double_rules(letter):
    """The mark 30 mm below the page's edge without 文件; rules of 170 mm in the page's middle, 4 mm below the mark and
    20 mm above the page's edge; heavy ones outside."""
    page = letter[0]
    mark = page.find("云川市人民政府办公室")
    assert all(c.red for c in mark)
    assert "文件" not in page.text[:12]
    assert min(c.top for c in mark) == pytest.approx(30, abs=0.5)
    heavy, light, second_light, second_heavy = page.rules
    for rule in page.rules:
        assert rule.red
        assert (rule.left, rule.right) == (pytest.approx(20, abs=0.2), pytest.approx(190, abs=0.2))
    assert heavy.y - heavy.weight / 2 - max(c.bottom for c in mark) == pytest.approx(4, abs=0.5)
    assert second_heavy.y + second_heavy.weight / 2 == pytest.approx(297 - 20, abs=0.2)
    assert heavy.weight == second_heavy.weight > light.weight == second_light.weight


def test_number_flush_right_labels_flush_left(letter):
    page = letter[0]
    number, urgency = page.find("云政办函〔2026〕7号"), page.find("特急")
    light = page.rules[1]
    assert number[-1].right == pytest.approx(RIGHT, abs=0.5)
    assert min(c.top for c in number) - light.y - light.weight / 2 == pytest.approx(BELOW, abs=0.5)
    assert urgency[0].left == pytest.approx(LEFT, abs=0.5)
    assert urgency[0].bottom - number[-1].bottom == pytest.approx(
        PITCH, abs=1
    )  # the line of the 份号 is free
    title = [row for row in page.rows() if row[0].size == 22][0]
    assert title[0].head - urgency[0].foot == pytest.approx(2 * PITCH, abs=0.2)


def test_page_numbers_begin_on_the_second_page_and_rules_stay_on_the_first(letter):
    low = ["".join(c.text for c in page.chars if c.top > BOTTOM) for page in letter]
    assert low == ["", *(f"—{n}—" for n in range(2, len(letter) + 1))]
    assert all(not page.rules for page in letter[1:])


def test_no_line_about_the_printing(letter):
    assert "印发" not in "".join(page.text for page in letter).replace(LINE, "")
    copies = letter[-1].find("抄送：市财政局。")
    assert BOTTOM - 8 < copies[0].bottom < BOTTOM


def test_a_joint_letter_shows_the_lead_alone():
    page = printed(replace(JOINT, format="letter"))[0]
    assert "".join(c.text for c in page.chars if c.red) == "云川市财政局"


def test_order():
    """10.2: mark 20 mm below the top of the type area, number two lines below, text two lines below that; 7.3.5.3."""
    [page] = printed(ORDER)
    mark, number = page.find("云川市人民政府令"), page.find("第28号")
    assert min(c.top for c in mark) == pytest.approx(TOP + 20, abs=0.5)
    assert number[0].top - max(c.bottom for c in mark) == pytest.approx(2 * PITCH, abs=1)
    assert (number[0].left + number[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    text = page.find("《云川市养犬")
    assert text[0].head - number[0].foot == pytest.approx(2 * PITCH, abs=0.2)
    assert page.rules == []
    assert page.text.count("云川市人民政府令") == 1  # no title beside the mark
    signed, date = page.find("市长张三"), page.find("2026年3月5日")
    assert signed[-1].right == pytest.approx(RIGHT - 4 * CELL, abs=1)
    assert date[-1].right == pytest.approx(RIGHT - 4 * CELL, abs=1)
    assert signed[2].left - signed[1].right == pytest.approx(2 * CELL, abs=1)
    last = page.find("施行。")[0]
    assert signed[0].bottom - last.bottom == pytest.approx(3 * PITCH, abs=0.5)
    assert date[0].bottom - signed[0].bottom == pytest.approx(2 * PITCH, abs=0.5)


def test_whoever_signs_an_order_stands_there_with_his_office_one_below_the_other():
    """7.3.5.3: office, two characters, name; the next below, aligned with the first."""
    [page] = printed(replace(ORDER, signers=("张三", "欧阳二三"), signer_titles=("市长", "云川军分区司令员")))
    first, second = page.find("市长张三"), page.find("云川军分区司令员欧阳二三")
    assert second[0].base - first[0].base == pytest.approx(PITCH, abs=0.2)
    assert first[2].left == pytest.approx(second[8].left, abs=0.5)
    assert first[1].right == pytest.approx(second[7].right, abs=0.8)
    assert second[-1].right == pytest.approx(RIGHT - 4 * CELL, abs=1)
    assert page.find("2026年3月5日")[0].base - second[0].base == pytest.approx(2 * PITCH, abs=0.5)
