"""Digits, citations, words, the body's own rules: each over one line of text."""

import pytest

from .reading import FIRST, mended, of, says, whole

WRONG = [  # rule, what is written, what is shown of it, what the fix makes of it
    ("DIG-01", "26年3月完成改造。", "26年", "2026年3月完成改造。"),
    ("DIG-01", "在25年度预算中安排。", "25年", "在2025年度预算中安排。"),
    ("DIG-01", "截至25年底，全部完成。", "25年", "截至2025年底，全部完成。"),
    ("DIG-01", "一是25年全省完成投资。", None, None),
    ("DIG-02", "增长10～15%。", "10～15%", "增长10%～15%。"),
    ("DIG-02", "增长2.5-3.5%。", "2.5-3.5%", "增长2.5%～3.5%。"),
    ("DIG-03", "共１２８６０栋，１．５亿元。", "１２８６０栋，１．５", "共12860栋，1.5亿元。"),
    ("DIG-04", "3月5号召开会议。", "5号", "3月5日召开会议。"),
    ("DIG-05", "约8600万元左右。", "约8600万元左右", "约8600万元。"),
    ("DIG-05", "大约三百人上下。", "大约三百人上下", "大约三百人。"),
    ("DIG-05", "近100余人参加。", "近100余", None),
    ("QUO-01", "按照江政办发〔2026〕3号《关于开展检查的通知》执行。", "〔2026〕3号", None),
    ("QUO-01", "按照江政办发〔2026〕3号文件《关于开展检查的通知》执行。", "〔2026〕3号文件", None),
    ("QUO-02", "《甲意见》（国办函[2009]015号）要求。", "[2009]015号", "《甲意见》（国办函〔2009〕15号）要求。"),
    ("QUO-02", "根据国发（2012）5号文件。", "（2012）5号", "根据国发〔2012〕5号文件。"),
    ("QUO-02", "根据国发〔2012〕第5号文件。", "〔2012〕第5号", "根据国发〔2012〕5号文件。"),
    ("QUO-02", "根据国发〔12〕5号文件。", "〔12〕5号", None),
    ("QUO-03", "按照《国家行政机关公文处理办法》执行。", "国家行政机关公文处理办法", None),
    ("QUO-03", "执行GB/T 9704—1999标准。", "9704—1999", None),
    ("WRD-01", "截止2026年3月底，完成80%。", "截止", "截至2026年3月底，完成80%。"),
    ("WRD-01", "截止目前，其它单位均已完成。", "截止目前，其它", "截至目前，其他单位均已完成。"),
    ("WRD-01", "已向群众交待清楚。", "交待", "已向群众交代清楚。"),
    ("WRD-01", "按装设备，群众反应情况。", "按装设备，群众反应情况", "安装设备，群众反映情况。"),
    ("BODY-02", "由×××同志负责。", "由×××同志负", None),
    ("BODY-02", "由XX公司承担。", "XX", None),
    ("BODY-02", "于2026年×月×日前完成。", "年×月", None),
    ("BODY-02", "请于2026年　月　日前报送。", "6年　月", None),
    ("BODY-02", "请于2026年  月  日前报送。", "6年  月", None),
    ("BODY-02", "请于3月 日前报送。", "3月 日", None),
    ("BODY-02", "金额【待补】万元。", "【待补】", None),
    ("BODY-02", "TODO 补充数据。", "TODO", None),
    ("BODY-02", "时间（待定）。", "（待定）", None),
    ("BODY-02", "地点：待定。", "待定", None),
    ("BODY-02", "根据江政办发〔2026〕×号文件。", "〕×号", None),
    ("BODY-05", "近日，我省出现强降雨。", "近日", None),
    ("BODY-05", "日前，会议召开。", "日前", None),
    ("BODY-05", "上月完成，本月续办。", "上月", None),
    ("BODY-05", "省财政厅日前下达资金。", "日前", None),
    ("BODY-05", "今年完成，去年未完成。", "今年", None),
    ("BODY-05", "本月底完成，昨天已报。", "本月", None),
    ("BODY-04", "各地区各部门要认真贯彻落实本通知要求", "实本通知要求", None),
    ("BODY-04", "（一）加强领导。各地区要高度重视值班工作", "重视值班工作", None),
    ("BODY-06", "每周一报送工作进展。", "每周一报送", None),
    ("BODY-06", "各地要建立台账，实行一票否决。", "台账", None),
    ("SEQ-05", "第一、落实责任。", "第一、", "第一，落实责任。"),
    ("SEQ-05", "首先、落实责任；其次、加强督查。", "首先、落实责任；其次、", "首先，落实责任；其次，加强督查。"),
    ("SEC-02", "王某，身份证号110101199003071234。", "110101199003071234", None),
    ("SEC-02", "王某，13800138000。", "13800138000", None),
    ("SEC-03", "（内部事项 注意保管）", "内部事项 注意保管", None),
    ("SEC-03", "【内部资料】", "内部资料", None),
]  # fmt: skip
RIGHT = [
    ("DIG-01", "有效期20年，工龄25年，经过30年发展，近20年来成效明显，25年以上党龄。"),
    ("DIG-01", "26年间，〔26〕年，1926年，“25年度”。"),
    ("DIG-02", "增长10%～15%，A-15%，3～5个，-15%。"),
    ("DIG-03", "共12860栋（１）".replace("１", "1") + "。"),
    ("DIG-04", "3月5日召开，5月1号令，6号楼，江政令5号。"),
    ("DIG-05", "约100人，100人左右，预约100人左右，约定30日左右，左右两侧，近100人，上下游约30家。"),
    ("QUO-01", "根据《甲通知》（江政办发〔2026〕3号）《乙通知》（江政办发〔2026〕4号）执行。"),
    ("QUO-01", "江政办发〔2026〕3号文件已经印发，《乙通知》另行印发。"),
    ("QUO-02", "《甲意见》（国办函〔2009〕15号）、江01民初（2019）第12号、人民路（12）5号楼。"),
    ("QUO-02", "（2026）江01民初123号，江民初字（2019）第12号判决。"),
    ("QUO-03", "按照《党政机关公文处理工作条例》和GB/T 9704-2012执行。"),
    ("QUO-03", "《国家行政机关公文处理办法》同时废止。"),
    ("WRD-01", "截止日期为2026年6月30日，截止时间另定，截至2026年3月底，其他，其“它山之石”。"),
    ("WRD-01", "按装机容量分配，按装备类别，化学反应情况，应急反应情况，《其它》一书。"),
    ("BODY-02", "3×4米，XL号，xxgk.jd.gov.cn，A×B，【要点】，待补偿对象，等待定价，时间待定另行通知。"),
    ("BODY-05", "2026年6月30日前完成，每个工作日前，截止日前，附近日常，最近日期，除去年初结转，资本月报，以上月份。"),
    ("BODY-05", "请于×月×日前报送，于3月XX日前、3月　日前、5 日前、3月    日前办结。"),
    ("BODY-05", "同比上涨0.2%，比上月下降0.1%，环比上月持平，较上月回落，与上月持平。"),
    ("BODY-02", "3月 日均用电量，2026年 月均收入，2026年 3月，1—3月 日照。"),
    ("BODY-05", "他说“今年要干好”。"),
    ("BODY-04", "一、提高政治站位，切实增强做好当前值班工作的责任感和紧迫感"),
    ("BODY-04", "（一）加强组织领导，落实工作责任，健全完善机制"),
    ("BODY-04", "时间：2026年3月5日上午9时30分至11时30分"),
    ("BODY-04", "请登录网址下载：https://www.jd.gov.cn/art/2026/3/5.html"),
    ("BODY-04", "各地区各部门要认真落实以下要求："),
    ("BODY-04", "他说：“安全生产责任重于泰山，要认真落实。”"),
    ("BODY-04", "详见规定（各地区各部门要认真贯彻落实）"),
    ("BODY-06", "不得要求基层每周报送材料，取消各类台账。"),
    ("BODY-06", "根据《条例》规定，每月报送一次。"),
    ("SEQ-05", "第一、二、三产业，第一、第二季度，位列全省第一、全国第二。"),
    ("SEC-02", "统一社会信用代码11330000000000000X，电话0900-0000001，编号202613800138000123。"),
    ("SEC-02", "联系人：冯二，电话：13800138000。"),
    ("SEC-03", "严格遵守工作秘密管理规定，内部资料不得外传，妥善保管。"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "shown", "right"), WRONG)
def test_what_is_wrong_is_found_and_mended(rule, text, shown, right):
    hits = says(rule, "　　" + text)
    if shown is None:
        assert not hits  # nobody can tell it from a length of time
        return
    assert [hit.text for hit in hits] == [shown]
    assert ("　　" + text)[hits[0].column - 1 :].startswith(shown)
    if right is None:
        assert hits[0].fix is None
    else:
        assert mended("　　" + text, rule) == "　　" + right
        assert not says(rule, "　　" + right)


@pytest.mark.parametrize(("rule", "text"), RIGHT)
def test_what_is_right_is_left_alone(rule, text):
    assert not says(rule, "　　" + text)


def test_a_marked_work_secret_that_is_registered_as_one_is_in_order():
    assert not says("SEC-03", "　　（内部事项 注意保管）", work_secret=True)


@pytest.mark.parametrize(
    ("direction", "text", "shown"),
    [
        ("up", "请你厅研究。", ["你厅"]),
        ("up", "请贵厅研究。", ["贵厅"]),
        ("up", "我市拟于本省贵州、贵阳召开。", []),
        ("parallel", "请你单位研究。", ["你单位"]),
        ("parallel", "请贵厅研究。", []),
        ("down", "请你市研究。", []),
        ("down", "请贵市研究，宝贵单位。", ["贵市"]),
        ("down", "贵港市、可贵部署、“贵厅”来函。", []),
        ("", "请你厅、贵厅研究。", []),
    ],
)
def test_how_the_other_is_called(direction, text, shown):
    assert [f.text for f in says("WRD-02", "　　" + text, direction=direction)] == shown


ALIGNED = [
    "　　出席：王某、郑某、\n　　　　　冯某、陈某、\n　　　　　孙某。",
    "　　副组长：刘伟（省政府副秘书长）\n　　　　　　陈静（省水利厅厅长）\n　　成　员：张某",
    "　　副组长：刘伟（省政府副秘书长）\n　　　　陈静（省水利厅厅长）",
    "        副组长：刘伟\n        陈静".replace("        副", "　　副"),
    "　　计算公式为：\n　　　　　　补助＝面积×单价",
    "\u00a0\u2003",
]  # fmt: skip
NOT_ALIGNED = [
    ("　　　　为做好工作，现通知如下。", 0, "　　　　为做好工", "　　为做好工"),
    ("　　一、总则。\n　　　　二、附则。", 1, "　　　　二、附则", "　　二、附则"),
    ("　　现将事项通知如下：\n　　　　一、甲。", 1, "　　　　一、甲。", "　　一、甲。"),
    ("　　地点：第一会议室。\n　　　　要求如下。", 1, "　　　　要求如下", "　　要求如下"),
    ("　　出席：王某、\n　　　冯某。", 1, "　　　冯某。", "　　冯某。"),
    ("    为做好工作。", 0, "    为做好工", "　　为做好工"),
    ("\t为做好工作。", 0, "\t为做好工", "　　为做好工"),
    ("\u00a0\u00a0\u2002\u2003为做好工作。", 0, "\u00a0\u00a0\u2002\u2003为做好工", "　　为做好工"),
]


@pytest.mark.parametrize("text", ALIGNED)
def test_names_below_names_and_what_stands_in_the_middle_are_no_paragraphs(text):
    assert not of("BODY-01", whole(text + "\n　　特此通知。\n"))


@pytest.mark.parametrize(("text", "line", "shown", "right"), NOT_ALIGNED)
def test_a_paragraph_set_otherwise_than_two_characters_in(text, line, shown, right):
    hits = of("BODY-01", whole(text + "\n　　特此通知。\n"))
    assert [(f.line, f.column, f.text, f.fix) for f in hits] == [(FIRST + line, 1, shown, right)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("　　各地区、各部门要切实加强值班工作的领导，\n　　请认真贯彻落实。", [1]),
        ("　　各地区、各部门要切实加强值班工作的领导，\n请认真贯彻落实。", []),
        ("　　各地区、各部门要切实加强值班工作的领导，", []),
        ("　　各地区、各部门要切实加强值班工作、安全、\n　　请认真贯彻落实。", []),
        ("　　一是各地区要切实加强值班工作的领导，\n　　二是各部门要认真贯彻落实。", []),
        ("　　（一）各地区要切实加强值班工作的领导，\n　　（二）各部门要认真贯彻落实。", []),
        ("　　出席：王某，张某，李某，赵某，孙某，周某，\n　　　　　冯某。", []),
        ("　　姓名：王某，张某，李某，赵某，孙某，周某，\n　　单位：省水利厅。", []),
    ],
)
def test_a_paragraph_that_ends_with_a_comma(text, lines):
    assert [f.line for f in says("BODY-04", text)] == lines


def test_duties_are_laid_on_those_below_alone():
    assert not says("BODY-06", "　　每周报送工作进展。", direction="up")
    assert not says("BODY-06", "　　每周报送工作进展。", direction="")


def test_how_long_a_text_may_be():
    text = "　　" + "长" * 99 + "。"
    assert not says("BODY-03", "\n".join([text] * 40))
    assert "4100字" in says("BODY-03", "\n".join([text] * 41))[0].note
    assert len(says("BODY-03", "\n".join([text] * 72))) == 1


def test_a_paper_on_the_whole_field_may_have_five_thousand():
    from .reading import meta, of

    known = meta(printed=True, title="江东省人民政府办公厅关于全面推进值班工作的意见", kind="意见")
    text = "　　" + "长" * 99 + "。"
    assert not of("BODY-03", "\n".join([text] * 50), known)
    assert of("BODY-03", "\n".join([text] * 51), known)
