"""Ordinary paper against the figures of GB/T 9704-2012, measured in the PDF."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .measuring import BOTTOM, CELL, LEFT, PITCH, RIGHT, TOP, Page, printed
from .papers import JOINT, LINE, NOTICE, PLAIN, REQUEST

FULL = replace(PLAIN, body=((0, "国" * 28 * 60),))


@pytest.fixture(scope="module")
def notice() -> list[Page]:
    return printed(NOTICE)


def test_the_paper_is_a4(notice):
    """5.1."""
    for page in notice:
        assert (page.width, page.height) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))


def test_a_full_page_has_22_lines_of_28_characters():
    """5.2.1, 5.2.3."""
    page = printed(FULL)[1]
    rows = [row for row in page.rows() if row[0].size == 16]
    assert [len(row) for row in rows] == [28] * 22
    assert rows[0][0].top >= TOP
    assert rows[-1][0].bottom <= BOTTOM
    for n, row in enumerate(rows):
        assert row[0].left == pytest.approx(LEFT, abs=0.8)
        assert row[-1].right == pytest.approx(RIGHT, abs=0.8)
        assert row[0].bottom == pytest.approx(rows[0][0].bottom + n * PITCH, abs=0.2)
    steps = [b.left - a.left for a, b in zip(rows[0], rows[0][1:], strict=False)]
    assert steps == [pytest.approx(CELL, abs=0.02)] * 27


def test_other_faces_keep_the_grid():
    body = tuple((n % 5, f"{'一、（一）1.（1）'}国。Abc 1234 国") for n in range(60))
    rows = [row for row in printed(replace(FULL, body=body))[1].rows() if row[0].size == 16]
    tops = [row[-1].bottom for row in rows[:22]]
    assert [b - a for a, b in zip(tops, tops[1:], strict=False)] == [pytest.approx(PITCH, abs=0.02)] * 21


def test_mark_number_and_rule(notice):
    """7.2.4, 7.2.5, 7.2.7."""
    page = notice[0]
    mark = page.find("云川市人民政府办公室文件")
    assert all(c.red for c in mark)
    assert min(c.top for c in mark) == pytest.approx(TOP + 35, abs=0.5)
    number = page.find("云政办发〔2026〕12号")
    assert min(c.top for c in number) - max(c.bottom for c in mark) == pytest.approx(2 * PITCH, abs=1)
    assert (number[0].left + number[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    [rule] = page.rules
    assert rule.red
    assert (rule.left, rule.right) == (pytest.approx(LEFT, abs=0.1), pytest.approx(RIGHT, abs=0.1))
    assert rule.y - rule.weight / 2 - max(c.bottom for c in number) == pytest.approx(4, abs=0.5)


def test_title_addressee_and_text(notice):
    """7.3.1 to 7.3.3: two lines below the rule, a line free between title and addressee, the text on the next line."""
    page = notice[0]
    first, second = [row for row in page.rows() if row[0].size == 22]
    [rule] = page.rules
    assert first[0].head - (rule.y + rule.weight / 2) == pytest.approx(2 * PITCH, abs=1)
    for row in (first, second):
        assert (row[0].left + row[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    assert page.text.count("云川市人民政府办公室关于进一步规范公文报送工作的通知") == 1
    main_to = page.find("各县（区）人民政府，市政府各部门：")
    assert main_to[0].left == pytest.approx(LEFT, abs=0.5)
    assert main_to[0].base - second[0].base == pytest.approx(2 * PITCH, abs=1)
    text = page.find(LINE)
    assert text[0].left == pytest.approx(LEFT + 2 * CELL, abs=0.8)
    assert text[0].bottom - main_to[0].bottom == pytest.approx(PITCH, abs=0.3)
    assert page.text.count("：") == 1


def test_labels_stand_at_the_upper_left_and_signer_beside_the_number():
    """7.2.1, 7.2.3, 7.2.5, 7.2.6."""
    page = printed(replace(REQUEST, signers=("张三", "欧阳二", "李四")))[0]
    urgency = page.find("加急")
    assert urgency[0].left == pytest.approx(LEFT, abs=0.6)
    assert TOP + PITCH < urgency[0].top < TOP + 2 * PITCH  # the line of the 份号 is free
    assert "000012" not in page.text
    alone = printed(replace(REQUEST, numbered=False))[0].find("加急")
    assert TOP < alone[0].top < TOP + PITCH
    number, first, last = page.find("云教〔2026〕15号"), page.find("张三"), page.find("李四")
    assert number[0].left == pytest.approx(LEFT + CELL, abs=0.6)
    assert number[0].bottom == pytest.approx(last[0].bottom, abs=0.5)
    assert first[0].left == pytest.approx(last[0].left, abs=0.5)
    assert page.find("欧阳二")[-1].right == pytest.approx(RIGHT - CELL, abs=0.8)
    assert "签发人：" in page.text


def test_attachments_hang_under_their_first_name(notice):
    """7.3.4: a blank line, two characters in, no mark after a name; one alone has no number."""
    text = "".join(page.text for page in notice[:-2])
    assert "附件：1.公文自查清单2.不规范公文退文情形表云川市" in text
    page = next(page for page in notice if "附件：1" in page.text)
    first, second = page.find("附件：1.公"), page.find("2.不")
    assert first[0].left == pytest.approx(LEFT + 2 * CELL, abs=0.8)
    assert first[-1].left == pytest.approx(second[-1].left, abs=0.6)
    alone = "".join(p.text for p in printed(replace(NOTICE, attachments=("公文自查清单",))))
    assert "附件：公文自查清单" in alone


def test_signature_over_the_date_with_room_for_the_seal(notice):
    """7.3.5.1, 7.3.6: date four characters from the right, name in the middle over it, the note in the line below."""
    page = next(page for page in notice if "2026年3月5日" in page.text)
    date = page.find("2026年3月5日")
    start = page.text.index("2026年3月5日")
    name = page.chars[start - len("云川市人民政府办公室") : start]
    assert date[-1].right == pytest.approx(RIGHT - 4 * CELL, abs=1)
    assert (name[0].left + name[-1].right) / 2 == pytest.approx((date[0].left + date[-1].right) / 2, abs=0.5)
    before = page.find("2.不规范公文退文情形表")[-1]
    assert name[0].base - before.base == pytest.approx(3 * PITCH, abs=0.2)
    note = page.find("（此件公开发布）")
    assert note[1].left == pytest.approx(LEFT + 3 * CELL, abs=0.6)
    assert note[1].bottom - date[0].bottom == pytest.approx(PITCH, abs=1)


def test_a_long_name_pushes_the_date_but_stays_in_the_type_area():
    name = "云川市推进政府职能转变和优化营商环境协调小组办公室"
    page = printed(replace(PLAIN, signature=(name,)))[-1]
    found = page.find(name)
    assert found[-1].right == pytest.approx(RIGHT, abs=0.6)
    date = page.find("2026年3月5日")
    assert (date[0].left + date[-1].right) / 2 == pytest.approx(
        (found[0].left + found[-1].right) / 2, abs=0.6
    )


def test_without_a_seal_the_name_stands_two_characters_in():
    """7.3.5.2."""
    page = printed(replace(PLAIN, sealed=False))[-1]
    start = page.text.index("2026年3月5日")
    name = page.chars[start - len("云川市人民政府办公室") : start]
    assert name[-1].right == pytest.approx(RIGHT - 2 * CELL, abs=0.8)
    assert page.chars[start].left == pytest.approx(name[0].left + 2 * CELL, abs=0.8)


def test_annexes_begin_on_new_pages(notice):
    """7.3.7: heading in 黑体 on the first line, flush left; title on the third."""
    for n, page in enumerate(notice[-2:], 1):
        heading, title = page.rows()[:2]
        assert "".join(c.text for c in heading) == f"附件{n}"
        assert heading[0].left == pytest.approx(LEFT, abs=0.5)
        assert TOP < heading[0].top < TOP + PITCH
        assert TOP + 2 * PITCH < title[0].bottom < TOP + 3.4 * PITCH
        assert title[0].size == 22


def test_imprint_at_the_foot_of_the_last_page(notice):
    """7.4: the last rule on the lower edge of the type area; 0.35 mm outside, 0.25 mm inside."""
    first, middle, last = notice[-1].rules
    assert last.y == pytest.approx(BOTTOM, abs=0.1)
    assert [round(rule.weight, 2) for rule in (first, middle, last)] == [0.35, 0.25, 0.35]
    for rule in (first, middle, last):
        assert (rule.left, rule.right) == (pytest.approx(LEFT, abs=0.1), pytest.approx(RIGHT, abs=0.1))
    page = notice[-1]
    copies, printing = page.find("抄送：市委办公室，市人大常委会办公室。"), page.find("2026年3月6日印发")
    assert copies[0].size == printing[0].size == 14
    assert copies[0].left == pytest.approx(LEFT + 14 * 25.4 / 72, abs=0.5)
    assert printing[-1].right == pytest.approx(RIGHT - 14 * 25.4 / 72, abs=0.5)
    assert first.y < copies[0].top < middle.y < printing[0].top < last.y


def test_page_numbers():
    """7.5: dashes 7 mm below the type area; odd pages at the right, even ones at the left, a character in."""
    for n, page in enumerate(printed(FULL), 1):
        low = [c for c in page.chars if c.top > BOTTOM]
        assert "".join(c.text for c in low) == f"—{n}—"
        assert low[0].top == pytest.approx(BOTTOM + 7, abs=0.5)
        assert {c.size for c in low} == {14}
        edge = RIGHT - low[-1].right if n % 2 else low[0].left - LEFT
        assert edge == pytest.approx(14 * 25.4 / 72, abs=0.8)


@pytest.mark.parametrize("count", range(150, 1500, 53))
def test_a_signature_never_stands_without_text(count):
    """7.3.5.5: by other lines per page, not by 此页无正文."""
    pages = printed(replace(PLAIN, body=((0, "国" * count),)))
    [page] = [page for page in pages if "2026年3月5日" in page.text]
    assert "国国" in page.text
    assert page.find("2026年3月5日")[0].bottom < BOTTOM - 8  # the seal below the date stays on the paper
    assert sum(page.text.count("国") for page in pages) == count


def test_no_heading_at_the_foot_of_a_page():
    for count in range(1, 9):
        body = ((0, "国" * 27 * count), (1, "一、要求"), (0, "省" * 200))
        for page in printed(replace(PLAIN, body=body)):
            if "一、要求" in page.text:
                assert "省" in page.text[page.text.index("一、要求") + 4 :]


def test_a_long_addressee_goes_to_the_imprint():
    """7.3.2, 7.4.2: the first page shows text; no rule between 主送 and 抄送."""
    long = "，".join(f"第{n}县人民政府" for n in range(40))
    pages = printed(replace(NOTICE, main_to=long))
    assert LINE[:20] in pages[0].text
    assert "第1县" not in pages[0].text
    assert len(pages[-1].rules) == 3
    assert f"主送：{long}。抄送：市委办公室" in pages[-1].text


@pytest.mark.parametrize("lines", range(2, 16))
def test_a_short_addressee_never_goes_to_the_imprint(lines):
    """7.3.2 allows that for one thing alone; the page breaks are mended by the lines per page."""
    pages = printed(replace(PLAIN, body=tuple((0, f"第{n}项要办好。") for n in range(lines))))
    assert "各县（区）人民政府，市政府各部门：" in pages[0].text
    assert "主送" not in "".join(page.text for page in pages)
    [signed] = [page for page in pages if "2026年3月5日" in page.text]
    assert "要办好" in signed.text


def test_an_addressee_longer_than_a_page_is_not_cut():
    long = "，".join(f"第{n}县人民政府及其部门" for n in range(300))
    pages = printed(replace(NOTICE, main_to=long))
    text = "".join(c.text for page in pages for c in page.chars if c.top < BOTTOM)
    assert all(f"第{n}县" in text for n in range(300))


def test_several_organs_one_under_the_other():
    """7.2.4: equally wide, 文件 at the right in the middle."""
    page = printed(JOINT)[0]
    rows = [[c for c in row if c.red and c.text not in "文件"] for row in page.rows() if row[0].red]
    assert ["".join(c.text for c in row) for row in rows] == list(JOINT.marks)
    assert min(c.top for c in rows[0]) == pytest.approx(TOP + 35, abs=0.6)
    for row in rows:
        assert row[0].left == pytest.approx(rows[0][0].left, abs=1)
        assert row[-1].right == pytest.approx(rows[0][-1].right, abs=1)
    file = [c for c in page.chars if c.red and c.text == "件"][0]
    assert (file.head + file.foot) / 2 == pytest.approx((rows[0][0].head + rows[-1][0].foot) / 2, abs=0.2)
    assert file.right <= RIGHT


@pytest.mark.parametrize(
    "organs",
    [
        ("云川市财政局", "云川市教育局"),
        ("云川市财政局", "云川市教育局", "云川市民政局"),
        ("云川市财政局", "云川市发展和改革委员会", "云川市教育局"),
        tuple(f"云川市第{n}局" for n in "一二三四五六七"),
        ("云川市推进政府职能转变协调小组办公室", "云川市推进优化营商环境协调小组办公室"),
    ],
)
def test_joint_signatures_leave_room_for_a_seal_each(organs):
    """7.3.5.1: in rows, in order; seals of 45 mm neither touch nor leave the type area; the date under the last."""
    pages = printed(replace(JOINT, signature=organs))
    page = next(page for page in pages if "2026年3月5日" in page.text)
    start = page.text.rindex("2026年3月5日") - len("".join(organs))
    at = []
    for organ in organs:
        name = page.chars[start : start + len(organ)]
        assert "".join(c.text for c in name) == organ
        at.append(((name[0].left + name[-1].right) / 2, name[0].bottom))
        start += len(organ)
    date = page.chars[start : start + 9]
    assert (date[0].left + date[-1].right) / 2 == pytest.approx(at[-1][0], abs=0.8)
    for n, (x, y) in enumerate(at):
        assert LEFT + 22.5 <= x <= RIGHT - 22.5
        assert all(abs(x - u) > 45 or abs(y - v) > 45 for u, v in at[:n])


def test_many_long_names_go_on_on_the_next_page():
    organs = tuple(f"云川市推进第{n}项改革工作协调小组办公室" for n in "一二三四五六七八")
    pages = printed(replace(JOINT, signature=organs))
    for organ in organs:
        [name] = [page.find(organ) for page in pages if organ in page.text]
        assert TOP < name[0].top < name[0].bottom < BOTTOM
    assert sum("2026年3月5日" in page.text for page in pages) == 1


def test_a_short_addressee_stays_at_the_top():
    """Rather a line more on the page than an addressee in the imprint that is not too long (7.3.2)."""
    for count in range(1, 8):
        page = printed(replace(JOINT, signers=("张三",) * count))[0]
        assert page.text.index("各县（区）") < page.text.index(LINE[:12])
