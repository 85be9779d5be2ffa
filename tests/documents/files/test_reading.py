from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.files import text
from documents.files.intake import take_in
from documents.files.reading import Reading, read_fields
from documents.files.titles import is_mixed_kind, kind_of_title

from . import make

PAPERS = [
    (
        {},
        Reading(
            urgency="urgent",
            sender="云川市发展和改革委员会",
            number="云发改〔2026〕212号",
            signer="林越",
            title="关于申请批复《云川市城市更新三年行动方案（2027—2029年）》的请示",
            kind="request",
            main_to="市人民政府",
            document_date=date(2026, 11, 19),
        ),
    ),
    (
        {
            "organ": "江东省人民政府办公厅",
            "number": "江政办发〔2026〕12号",
            "title": "江东省人民政府办公厅关于进一步做好全省行政机关公文处理工作有关事项的通知",
            "urgency": "",
            "signer": "",
            "main_to": "各市、县（市、区）人民政府，省政府各部门、各直属机构",
            "date": date(2026, 3, 1),
            "cc": "省委办公厅，省人大常委会办公厅，省政协办公厅",
            "printed_by": "江东省人民政府办公厅",
        },
        Reading(
            sender="江东省人民政府办公厅",
            number="江政办发〔2026〕12号",
            title="江东省人民政府办公厅关于进一步做好全省行政机关公文处理工作有关事项的通知",
            kind="notice",
            main_to="各市、县（市、区）人民政府，省政府各部门、各直属机构",
            document_date=date(2026, 3, 1),
        ),
    ),
    (
        {
            "organ": "江东省财政厅",
            "number": "江财预〔2026〕33号",
            "title": "江东省财政厅关于2025年度省级预算绩效管理情况的报告",
            "urgency": "特急",
            "signer": "李 四、欧阳明月",
            "main_to": "省人民政府",
            "copy_number": "000118",
            "date": date(2026, 3, 20),
        },
        Reading(
            copy_number="000118",
            urgency="top_urgent",
            sender="江东省财政厅",
            number="江财预〔2026〕33号",
            signer="李四、欧阳明月",
            title="江东省财政厅关于2025年度省级预算绩效管理情况的报告",
            kind="report",
            main_to="省人民政府",
            document_date=date(2026, 3, 20),
        ),
    ),
    (
        {
            "organ": "北原省人民政府办公厅",
            "number": "北政办函〔2026〕48号",
            "title": "北原省人民政府办公厅关于跨省公文交换试点工作的复函",
            "urgency": "",
            "signer": "",
            "main_to": "江东省人民政府办公厅",
            "letter": True,
            "date": date(2026, 4, 30),
        },
        Reading(
            sender="北原省人民政府办公厅",
            number="北政办函〔2026〕48号",
            title="北原省人民政府办公厅关于跨省公文交换试点工作的复函",
            kind="letter",
            main_to="江东省人民政府办公厅",
            document_date=date(2026, 4, 30),
        ),
    ),
    (
        {
            "organ": "云川市人民政府",
            "number": "云政告〔2026〕2号",
            "title": "云川市人民政府关于禁止燃放烟花爆竹的通告",
            "urgency": "",
            "signer": "",
            "main_to": "",
            "body_paragraphs": ["为保障公共安全，现通告如下：", "一、自2026年2月1日起施行。", "特此通告。"],
            "date": date(2026, 1, 15),
        },
        Reading(
            sender="云川市人民政府",
            number="云政告〔2026〕2号",
            title="云川市人民政府关于禁止燃放烟花爆竹的通告",
            kind="public_notice",
            document_date=date(2026, 1, 15),
        ),
    ),
    (
        {
            "organ": "云川市人民政府",
            "number": "云政〔2026〕15号",
            "title": "云川市人民政府关于转发《江东省人民政府关于印发〈数字政府建设规划〉的通知》的通知",
            "urgency": "加急",
            "signer": "",
            "main_to": "各县（区）人民政府，市政府各部门",
            "date": date(2026, 12, 1),
        },
        Reading(
            urgency="urgent",
            sender="云川市人民政府",
            number="云政〔2026〕15号",
            title="云川市人民政府关于转发《江东省人民政府关于印发〈数字政府建设规划〉的通知》的通知",
            kind="notice",
            main_to="各县（区）人民政府，市政府各部门",
            document_date=date(2026, 12, 1),
        ),
    ),
    (
        {
            "organ": "临湖市人民政府",
            "number": "临政〔2026〕22号",
            "title": "临湖市人民政府关于解决防洪工程资金和增加事业编制的请示报告",
            "urgency": "",
            "signer": "",
            "main_to": "江东省人民政府",
            "date": date(2026, 4, 15),
        },
        Reading(
            sender="临湖市人民政府",
            number="临政〔2026〕22号",
            title="临湖市人民政府关于解决防洪工程资金和增加事业编制的请示报告",
            kind="request",
            mixed_kind=True,
            main_to="江东省人民政府",
            document_date=date(2026, 4, 15),
        ),
    ),
]


@pytest.mark.parametrize(("changes", "expected"), PAPERS, ids=[e.number for _c, e in PAPERS])
def test_a_born_digital_paper_is_read_right(changes, expected):
    assert take_in(make.upload(make.paper(**changes), "a.pdf")).reading == expected


def test_a_word_draft_is_read_too():
    content = make.docx(
        "江东省教育厅文件",
        "江教办〔2026〕41号",
        "关于校舍安全排查情况的报告",
        "省人民政府：",
        "现将情况报告如下。",
    )
    got = take_in(make.upload(content, "a.docx")).reading
    assert (got.sender, got.number, got.kind, got.main_to) == (
        "江东省教育厅",
        "江教办〔2026〕41号",
        "report",
        "省人民政府",
    )


HEAD = "云川市人民政府文件\n云政〔2026〕15号\n"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", {}),
        ("随手写的几句话，没有任何格式。", {}),
        ("会议签到表\n姓名 单位 电话\n张三 办公室 123", {}),
        ("根据云政〔2026〕15号文件精神，现将有关情况汇报如下。", {}),
        # A number inside a sentence is a citation, not this paper's number.
        ("工作汇报\n按照《关于某事的通知》（云政〔2026〕15号）要求\n我局做了以下工作。", {}),
        ("江教办〔26〕41号 签发人:王五", {"number": "江教办〔26〕41号", "signer": "王五"}),
        ("江政办发[2026]第08号", {"number": "江政办发[2026]第08号"}),
        ("国发明电 〔2026〕 3 号", {"number": "国发明电〔2026〕3号"}),
        (HEAD, {"sender": "云川市人民政府", "number": "云政〔2026〕15号"}),
        # Two organs send one paper: the first leads.
        (
            "云川市财政局\n云川市水利局文件\n云财农〔2026〕7号\n关于下达水利资金的通知\n各县财政局、水利局：\n",
            {
                "sender": "云川市财政局",
                "number": "云财农〔2026〕7号",
                "title": "关于下达水利资金的通知",
                "kind": "notice",
                "main_to": "各县财政局、水利局",
            },
        ),
        # A title in three lines, an addressee in two.
        (
            HEAD
            + "云川市人民政府\n关于印发《云川市\n公文处理办法》的通知\n各县（区）人民政府，市政府各部门、\n各直属机构：\n正文。",
            {
                "sender": "云川市人民政府",
                "number": "云政〔2026〕15号",
                "title": "云川市人民政府关于印发《云川市公文处理办法》的通知",
                "kind": "notice",
                "main_to": "各县（区）人民政府，市政府各部门、各直属机构",
            },
        ),
        # What ends in a colon is not always an addressee.
        (
            HEAD + "关于表彰先进的决定\n经研究，决定如下：\n一、表彰甲。",
            {
                "sender": "云川市人民政府",
                "number": "云政〔2026〕15号",
                "title": "关于表彰先进的决定",
                "kind": "decision",
            },
        ),
        ("云川市人民政府令\n第12号\n", {"number": "第12号"}),
        # Without letterhead the signature tells the sender.
        (
            "关于征求意见的函\n市水利局：\n请于5日内反馈。\n云川市应急管理局\n二〇二六年十一月十八日\n",
            {
                "title": "关于征求意见的函",
                "kind": "letter",
                "main_to": "市水利局",
                "sender": "云川市应急管理局",
                "document_date": date(2026, 11, 18),
            },
        ),
        (
            HEAD + "关于加强2026年汛期值班工作的紧急通知。\n各县人民政府:\n正文。\n2026.4.2\n",
            {
                "sender": "云川市人民政府",
                "number": "云政〔2026〕15号",
                "title": "关于加强2026年汛期值班工作的紧急通知",
                "kind": "notice",
                "main_to": "各县人民政府",
                "document_date": date(2026, 4, 2),
            },
        ),
        ("正文\n2026年2月30日\n", {}),
        ("正文\n2026年3月1日印发\n", {}),
    ],
)
def test_prefer_nothing_to_a_wrong_guess(page, expected):
    assert read_fields([page]).found() == expected


def test_a_date_on_a_later_page_and_the_signature_above_it():
    got = read_fields(["关于征求意见的函\n市水利局：\n正文。", "云川市应急管理局\n2026年11月18日\n"])
    assert got.document_date == date(2026, 11, 18)
    assert got.sender == "云川市应急管理局"


KIND_OF = {
    "关于召开会议的通知": "notice",
    "关于召开会议的通知。": "notice",
    "云川市人民政府关于设立机构的请示": "request",
    "关于 …… 的 批复": "reply",
    "关于加强基层治理的若干意见": "opinion",
    "关于某办法的通知（征求意见稿）": "notice",
    "关于某办法的通知(试行)（代拟稿）": "notice",
    "关于交办省人大代表建议（第118号）的函": "letter",
    "关于跨省试点工作的复函": "letter",
    "政府常务会议纪要": "minutes",
    "关于提请审议条例草案的议案": "motion",
    "云川市人民政府令": "order",
    "嘉奖令": "order",
    "关于实施管制的命令": "order",
    "统计公报": "communique",
    "关于招标的公告": "announcement",
    "关于禁止捕捞的通告": "public_notice",
    "关于表彰的通报": "bulletin",
    "关于批准预算的决议": "resolution",
    "关于表彰先进的决定": "decision",
    "关于资金的请示报告": "request",
    "关于印发《某办法》的通知": "notice",
    "关于转发《关于某事的报告》的通知": "notice",
    "关于印发工作方案": None,
    "某某工作总结": None,
    "关于做好强寒潮应对工作的电报": None,
    "关于公开征求意见": None,
    "关于某规划的反馈意见": None,
    "群众来信来函": None,
    "城市更新三年行动方案": None,
    "端午节夏令": None,
    "": None,
    "（）": None,
}


@pytest.mark.parametrize(("title", "kind"), KIND_OF.items())
def test_the_kind_stands_at_the_end_of_the_title(title, kind):
    assert kind_of_title(title) == kind


def test_two_kinds_in_one_title():
    assert is_mixed_kind("关于解决资金的请示报告（送审稿）")
    assert not is_mixed_kind("关于解决资金的请示")
    assert not is_mixed_kind("关于《某请示》的报告")


@given(st.lists(st.text(max_size=400), max_size=4))
def test_no_text_breaks_the_reader(pages):
    assert isinstance(read_fields(pages), Reading)


def test_a_hostile_text_costs_little():
    before = time.perf_counter()
    for page in (
        "云" * 200_000,
        "〔2026〕" * 30_000,
        "一 " * 90_000,
        "\n".join(["关于" * 50] * 2_000),
        "（" * 100_000,
    ):
        read_fields([page])
        kind_of_title(page)
    assert time.perf_counter() - before < 5


def test_reading_does_not_depend_on_the_process(tmp_path):
    """The same words give the same reading, whether read from a kept file or straight from the text."""
    got = take_in(make.upload(make.paper(), "a.pdf"))
    assert read_fields(text.extract_text(got.stored.sha256, got.stored.kind)) == got.reading
