import pytest

from .reading import FIRST, TEXT, found, mended, of, says, whole


def _lines(text):
    return "\n".join("　　" + line for line in text.split("|"))


WRONG = [  # rule, lines, which of them (from 1)
    ("SEQ-02", "一、甲|三、丙", [2]),
    ("SEQ-02", "一、甲|二、乙|二、丙", [3]),
    ("SEQ-02", "二、甲|三、乙", [1]),
    ("SEQ-02", "一、甲|（一）子|（三）丑|（四）寅|二、乙", [3]),
    ("SEQ-02", "一、甲|（一）子|（二）丑|二、乙|（二）寅", [5]),
    ("SEQ-02", "一、甲|1.子|2.丑|4.寅", [4]),
    ("SEQ-02", "一、甲|（1）子|（3）丑", [3]),
    ("SEQ-02", "一、甲|一、乙", [2]),
    ("SEQ-02", "1.2026年任务|2.落实|4.督查", [3]),
    ("SEQ-02", "九、甲|十、乙|十二、丙", [1, 3]),
    ("SEQ-02", "一、甲|三、乙|三、丙|四、丁", [2]),
    ("SEQ-02", "（一）甲|（三）乙|（三）丙", [2]),
    ("SEQ-02", "1.甲|3.乙|3.丙|4.丁", [2]),
    ("SEQ-02", "一、甲|2.子|2.丑|3.寅", [2]),
    ("SEQ-02", "一、甲|二、乙|二、丙|四、丁", [3]),
    ("SEQ-02", "一、甲|三、乙|二、丙|四、丁", [2, 3]),
    ("SEQ-02", "一、甲|三、乙|三、丙|五、丁", [2, 4]),
    ("SEQ-02", "一、甲|（一）子|（二）丑|二、乙|（三）寅|（五）卯|三、丙|（六）辰", [6]),
    ("SEQ-02", "一、甲|（一）子|（二）丑|二、乙|（四）寅|（五）卯", [5]),
    ("SEQ-02", "第一部分　回顾|一、甲|二、乙|第二部分　安排|二、丙", [5]),
    ("SEQ-02", "第一部分　回顾|一、甲|二、乙|第二部分　安排|四、丙", [5]),
    ("SEQ-02", "第一部分　回顾|一、甲|第二部分　安排|一、乙|三、丙", [5]),
    ("SEQ-02", "2025年工作情况|一、甲|二、乙|2026年工作安排|四、丙", [5]),
    ("SEQ-02", "一、甲|二、乙|各地区要认真落实。|一、丙", [4]),
    ("SEQ-02", "一、甲|二、乙|各地区要认真落实，|一、丙", [4]),
    ("SEQ-02", "第一条　甲|（一）子|（二）丑|第二条　乙|（三）寅", [5]),
    ("SEQ-01", "（一）甲|一、子|二、丑|（二）乙", [2]),
    ("SEQ-01", "1.甲|2.乙|一、丙|二、丁", [3]),
    ("SEQ-01", "一、甲|1.子|（一）丑|（二）寅|2.卯|（一）辰|二、乙", [3]),
    ("SEQ-03", "（一）、甲", [1]),
    ("SEQ-03", "一.甲|二，乙", [1, 2]),
    ("SEQ-03", "1、甲|2．乙", [1, 2]),
    ("SEQ-03", "（1）、甲|（2）.乙", [1, 2]),
    ("SEQ-03", "一、甲|二 、乙|三 、丙", [2, 3]),
    ("SEQ-04", "(一)甲|（二)乙|(3)丙", [1, 2, 3]),
]
RIGHT = [
    ("SEQ-02", "一、甲|（一）子|1.木|（1）火|（2）土|2.金|（二）丑|二、乙|（一）寅|三、丙"),
    ("SEQ-02", "一、甲|1.子|2.丑|二、乙|1.寅"),
    ("SEQ-02", "一、甲|（一）子|（二）丑|二、乙|（三）寅|三、丙|（四）卯|（五）辰|四、丁|（六）巳"),
    ("SEQ-02", "一、甲|1.子|2.丑|二、乙|3.寅|4.卯|三、丙|5.辰"),
    ("SEQ-02", "一、甲|（一）子|1.木|2.火|（二）丑|3.土|二、乙|（三）寅|4.金"),
    ("SEQ-02", "一、甲|（一）子|二、乙|三、丙|（二）丑|四、丁|（一）寅"),
    ("SEQ-02", "如下：|一、甲|二、乙|要求如下：|一、丙|二、丁"),
    ("SEQ-02", "一、甲|（一）子|（二）丑|另一段。|（一）寅"),
    ("SEQ-02", "第一章　总则|第一条　甲|（一）子|（二）丑|第二条　乙|（一）寅"),
    ("SEQ-02", "第一部分　2025年工作回顾|一、甲|二、乙|第二部分　2026年工作安排|一、丙|二、丁"),
    ("SEQ-02", "第一部分|一、甲|（一）子|第二部分：安排|一、丙|（一）丑"),
    ("SEQ-02", "第一部分　回顾|一、甲|二、乙|第二部分　安排|三、丙|四、丁"),
    ("SEQ-02", "第一篇　回顾|一、甲|二、乙|第二篇　安排|一、丙"),
    ("SEQ-02", "上篇　回顾|一、甲|二、乙|下篇　安排|今年要抓好以下工作。|一、丙"),
    ("SEQ-02", "第一章　总则|一、甲|第二章|一、乙|二、丙"),
    ("SEQ-02", "2025年工作情况|一、甲|二、乙|2026年工作安排|一、丙|二、丁"),
    ("SEQ-02", "【主要做法】|一、甲|二、乙|【存在问题】|一、丙|二、丁"),
    ("SEQ-02", "1.2026年任务|2.落实|3.督查"),
    ("SEQ-02", "1.甲|2.3个工作日内办结|3.丙"),
    ("SEQ-02", "一、甲|3.5%的增长。|9.6小时。|2026.4的数据。|12、13日开会。|二、乙"),
    ("SEQ-02", "一、甲|一、二、三级医院要配合。|二、乙"),
    ("SEQ-01", "一、甲|1.子|2.丑|二、乙|（一）寅|1.卯"),
    ("SEQ-01", "（一）甲|（二）乙|1.子"),
    ("SEQ-01", "一、甲|（一）子|1.木|（二）丑|二、乙"),
    ("SEQ-02", "一、甲|二 、乙|三、丙"),  # SEQ-03
    ("SEQ-03", "一、甲|（一）子|1.木|（1）火|1. 木|3.5%|12、13日|（一）（二）项"),
    ("SEQ-04", "（一）甲|（2）乙|(2026)年|如(一)所述"),
]


@pytest.mark.parametrize(("rule", "text", "lines"), WRONG)
def test_wrong_numbers_are_found_where_they_stand(rule, text, lines):
    assert [f.line for f in says(rule, _lines(text))] == lines


@pytest.mark.parametrize(("rule", "text"), RIGHT)
def test_right_numbers_are_left_alone(rule, text):
    assert not says(rule, _lines(text))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("（一）、甲", "（一）甲"),
        ("(一)、甲", "（一）甲"),
        ("(一）甲", "（一）甲"),
        ("一.甲", "一、甲"),
        ("1、甲", "1.甲"),
        ("２．甲", "2.甲"),
        ("(２)甲", "（2）甲"),
        ("（２）、甲", "（2）甲"),
        ("三 、甲", "三、甲"),
        ("（1）、甲", "（1）甲"),
        ("(1)甲", "（1）甲"),
    ],
)
def test_the_marks_of_a_number_are_mended(text, right):
    assert mended(mended("　　" + text, "SEQ-04"), "SEQ-03") == "　　" + right


def test_wide_digits_of_a_number_that_is_mended_anyway_are_no_second_fault():
    assert not says("DIG-03", _lines("１．甲|(２)乙"))
    assert [f.text for f in says("DIG-03", _lines("１．甲１２项"))] == ["１２"]
    assert [f.text for f in says("DIG-03", _lines("（１）甲|１.乙"))] == ["１", "１"]


def test_what_is_missing_is_named():
    assert says("SEQ-02", _lines("一、甲|三、丙"))[0].note == "此处应为“二、”。"
    assert says("SEQ-02", _lines("一、甲|1.子|3.丑"))[0].note == "此处应为“2.”。"


def test_one_cause_one_finding():
    """Levels mixed up are no gap beside; a gap is counted once."""
    text = _lines("一、甲|1.子|（一）丑|（二）寅|2.卯|（一）辰|二、乙")
    assert not says("SEQ-02", text)
    assert len(says("SEQ-02", _lines("一、甲|三、乙|四、丙|五、丁"))) == 1


def test_annexes_and_quotations_are_not_numbered_with_the_text():
    annex = "［分页］\n附件\n\n任务表\n\n　　一、甲\n　　三、乙\n"
    words = whole(TEXT + "　　一、甲。\n　　二、乙。\n", listed="\n　　附件：任务表\n", annexes=annex)
    assert not of("SEQ-02", words)


def test_the_line_is_that_of_the_file():
    assert [f.line for f in of("SEQ-02", whole("　　一、甲。\n　　三、乙。\n"))] == [FIRST + 1]


def test_a_whole_paper_of_two_parts():
    """As reports have it: what was done, what will be done, each with 一、."""
    parts = "第一部分　2025年工作回顾|一、值班制度不断健全。|二、人员培训得到加强。|第二部分　2026年工作安排|一、完善值班制度。|二、组织业务培训。"
    assert not found(whole(TEXT + _lines(parts) + "\n"))


def test_a_whole_paper_that_counts_its_sections_through():
    """As the State Council's opinions do: （一） to （五） over three sections."""
    parts = "一、总体要求|（一）指导思想。坚持以人民为中心。|（二）工作目标。值班制度更加健全。|二、重点任务|（三）健全制度。各地区要完善值班制度。|（四）加强培训。各部门要组织业务培训。|三、组织实施|（五）压实责任。各地区要抓好落实。"
    assert not found(whole(TEXT + _lines(parts) + "\n"))
