"""Invented papers of an office that does not exist."""

from __future__ import annotations

from dataclasses import replace

from outgoing.files.draft_text import Annex
from outgoing.files.original import Original

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
        (0, "执行中的问题，请及时反馈。"),
    ),
    attachments=("公文自查清单", "不规范公文退文情形表"),
    annexes=(
        Annex("附件1", "公文自查清单", ((0, "文种是否与行文目的一致。"),)),
        Annex("附件2", "不规范公文退文情形表", ((0, "越级行文且未抄送被越过的机关。"),)),
    ),
    signature=("云川市人民政府办公室",),
    dated="2026年3月5日",
    note="此件公开发布",
    cc="市委办公室，市人大常委会办公室",
    printed_by="云川市人民政府办公室",
    printed_on="2026年3月6日",
)
# Nothing but text: what one page of it holds is the grid.
PLAIN = replace(NOTICE, attachments=(), annexes=(), note="", cc="")
REQUEST = replace(
    PLAIN,
    title="云川市教育局关于设立云川市实验学校的请示",
    marks=("云川市教育局",),
    number="云教〔2026〕15号",
    main_to="云川市人民政府",
    signers=("张三",),
    urgency="加急",
    numbered=True,
)
LETTER = replace(
    PLAIN,
    format="letter",
    title="云川市人民政府办公室关于设立实验学校有关意见的函",
    number="云政办函〔2026〕7号",
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
JOINT = replace(
    PLAIN,
    marks=("云川市财政局", "云川市发展和改革委员会", "云川市教育局"),
    number="云财〔2026〕33号",
    signature=("云川市财政局", "云川市发展改革委", "云川市教育局"),
)
