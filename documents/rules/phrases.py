"""The office's stock phrases and proposal templates as shipped (domain.md §4.4). Words of papers, not of the screen:
they are not translated. Rows of `Phrase` come before them. Blanks stand in braces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

BLANK = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Stock:
    """One phrase; `label` is what its button says when the text is long."""

    text: str
    label: str = ""

    @property
    def button(self) -> str:
        return self.label or self.text


SHIPPED: dict[str, tuple[Stock, ...]] = {
    "review": (
        Stock("同意。"),
        Stock("同意拟办意见。"),
        Stock("拟同意，请{领导}审定。"),
        Stock("请按规定办理，并于{时限}前反馈。"),
        Stock("请抓紧办理。"),
    ),
    "give_back": (
        Stock("主办单位不妥，请重新研究提出。"),
        Stock("请补充依据后再报。"),
        Stock("请补充协办单位。"),
        Stock("办理时限不妥，请重新核定。"),
        Stock("请补充附件后再报。"),
        Stock("文字请再斟酌。"),
    ),
    "instruct": (
        Stock("同意。"),
        Stock("已阅。"),
        Stock("请按规定办理。"),
        Stock("请{单位}研究提出意见。"),
        Stock("请{同志}阅处。"),
        Stock("请抓紧办理，{时限}前报结果。"),
    ),
    "countersign": (
        Stock("无不同意见。"),
        Stock("原则同意，建议{建议}。"),
        Stock("不同意，理由：{理由}。"),
    ),
    "read": (Stock("已阅。"), Stock("已阅，请{单位}关注。")),
    "handle": (
        Stock("已按要求办结，办理情况：{情况}。"),
        Stock("已书面反馈来文单位。"),
        Stock("已落实到位，转入日常工作。"),
    ),
    "assist": (Stock("已将书面意见送主办单位。"), Stock("无不同意见。")),
    "propose": (
        Stock("来文要求{要求摘要}。拟转{主办}牵头，会同{协办}落实，{日期}前报结果，请{领导}阅示。", "上级交办"),
        Stock("拟送{部门列表}研提意见，{日期}前反馈，汇总后报{领导}审定。", "部门研提"),
        Stock("拟转{部门}研究办理并直接答复{来文单位}，请{领导}阅。", "一家办理"),
        Stock("经核，{事实、依据}。建议{同意、不同意或提请会议审议}，请{分管领导}批示，报{主要领导}审定。", "请求决定"),
        Stock("拟转{主办}商{协办}研提意见，{日期}前报我厅汇总，以厅函反馈，请{领导}阅示。", "征求意见"),
        Stock("拟请{领导列表}阅。", "报告传阅"),
        Stock("会议定于{时间}。拟请{领导}出席，{处室}准备材料，请{领导}批示。", "会议通知"),
        Stock("已于{时间}电话报告{领导}，按批示转{单位}办理，{日期}前报结果。", "急件值班"),
        Stock("{单位}已于{时间}报来{材料}。经审核，{结论}。拟{同意办结或退回补充}，请{领导}阅示。", "后续报结"),
    ),
    "propose_return": (
        Stock("来文{问题}，不符合{依据}。拟退回{来文单位}，说明理由后重报。", "退文"),
    ),
}  # fmt: skip

# The ladder of wording, from information to decision: offered as buttons so that its meaning is the same everywhere.
WORDING = ("阅", "阅知", "阅示", "批示", "阅处")


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with the blanks that are known filled; the others stay."""
    return BLANK.sub(lambda m: known.get(m[1]) or m[0], text)


def blanks(text: str) -> list[str]:
    """Blanks still open, in order, each once."""
    return list(dict.fromkeys(m[0] for m in BLANK.finditer(text)))
