"""Invented papers in each of the three formats, whole: the originals the golden pictures show."""

from __future__ import annotations

from dataclasses import replace

from outgoing.files.draft_text import Annex
from outgoing.files.original import Original

NAMES = "堃祎喆珺璟昇垚燚骉龑"
LINE = "为提高公文报送质量，保证公文运转及时、准确、安全，经市政府同意，现就有关事项通知如下。"

NOTICE = Original(
    title="云川市人民政府办公室关于进一步规范公文报送工作的通知",
    marks=("云川市人民政府办公室",),
    number="云政办发〔2026〕12号",
    main_to="各县（区）人民政府，市政府各部门：",
    body=(
        (0, LINE),
        (1, "一、严格行文规则"),
        (2, "（一）一文一事。报送市政府审批的事项使用请示，做到一文一事。"),
        (3, "1.请示不抄送下级机关。"),
        (4, "（1）特殊情况除外。"),
        (0, f"执行中的问题，请及时反馈。联系人：{NAMES}。"),
    ),
    attachments=("公文自查清单",),
    annexes=(Annex("附件", "公文自查清单", ((0, "文种是否与行文目的一致。"), (0, "附件是否齐全。"))),),
    signature=("云川市人民政府办公室",),
    dated="2026年3月5日",
    note="此件公开发布",
    cc="市委办公室，市人大常委会办公室，市政协办公室",
    printed_by="云川市人民政府办公室",
    printed_on="2026年3月6日",
)
PLAIN = replace(NOTICE, attachments=(), annexes=(), note="", cc="", body=NOTICE.body[:3])
# The names in each face: 小标宋 in the title, 楷体 at the signer, 黑体 in the heading, 仿宋 in the text.
REQUEST = replace(
    PLAIN,
    title=f"云川市教育局关于表彰{NAMES}等同志的请示",
    marks=("云川市教育局",),
    number="云教〔2026〕15号",
    main_to="云川市人民政府",
    body=((0, f"拟表彰{NAMES}等同志。"), (1, f"一、{NAMES}同志的事迹"), (0, "妥否，请批示。")),
    signature=("云川市教育局",),
    signers=(NAMES[:3], NAMES[3:6], NAMES[6:8], NAMES[8:]),
    note="联系人：王五，0900-1234567",
    printed_by="云川市教育局办公室",
)
JOINT = replace(
    PLAIN,
    title="云川市财政局 云川市发展和改革委员会 云川市教育局关于下达学校建设资金的通知",
    marks=("云川市财政局", "云川市发展和改革委员会", "云川市教育局"),
    number="云财〔2026〕33号",
    signature=("云川市财政局", "云川市发展改革委", "云川市教育局"),
    printed_by="云川市财政局办公室",
)
LETTER = replace(
    PLAIN,
    format="letter",
    title="云川市人民政府办公室关于设立实验学校有关意见的函",
    number="云政办函〔2026〕7号",
    main_to="市教育局",
    body=(
        (0, "你局关于设立云川市实验学校的请示收悉。经研究，现函复如下。"),
        (0, "原则同意，请按程序办理。特此函复。"),
    ),
    cc="市财政局",
)
ORDER = Original(
    title="云川市人民政府令",
    marks=("云川市人民政府令",),
    format="order",
    number="第28号",
    body=((0, "《云川市养犬管理办法》已经市人民政府第31次常务会议通过，现予公布，自2026年5月1日起施行。"),),
    signers=("张三",),
    signer_titles=("市长",),
    dated="2026年3月5日",
)
LONG = replace(PLAIN, body=tuple((0, f"第{n}项。{LINE}") for n in range(1, 10)), cc="市委办公室")
NUMBERED = replace(PLAIN, urgency="特急", numbered=True)
DRAFT = replace(PLAIN, draft=True, number="", dated="", printed_on="")

ORIGINALS = {
    "notice": NOTICE, "request": REQUEST, "joint": JOINT, "letter": LETTER, "order": ORDER, "long": LONG, "draft": DRAFT,
}  # fmt: skip
