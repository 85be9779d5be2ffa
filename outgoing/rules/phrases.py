"""Stock phrases for the steps of an outgoing paper, as shipped. Words of papers, not of the screen. Pure."""

from __future__ import annotations

from documents.rules.phrases import Stock

# The situation under which an office or a person keeps phrases of their own is `out_` and the verb.
SHIPPED: dict[str, tuple[Stock, ...]] = {
    "countersign": (
        Stock("同意。"),
        Stock("无不同意见。"),
        Stock("原则同意，建议{建议}。"),
        Stock("不同意，理由：{理由}。"),
    ),
    "check": (Stock("内容合法，程序完备，建议按程序签发。"), Stock("建议修改{条款}，理由：{理由}。")),
    "review": (Stock("同意，请签发。"), Stock("文字已核，请签发。"), Stock("拟同意，请{领导}签发。")),
    "sign": (Stock("同意。"), Stock("同意印发。"), Stock("请按程序印发。")),
    "record_sign": (Stock("同意。"), Stock("同意印发。")),
    "record_joint": (Stock("同意。"), Stock("同意印发。")),
    "recheck": (Stock("复核无误。"), Stock("已核，附件齐全。")),
    "give_back": (
        Stock("文种使用不当，请改为{文种}。"),
        Stock("涉及{部门}职责，请先会签。"),
        Stock("引文请核对标题和字号。"),
        Stock("附件请补齐。"),
        Stock("文字请再精简。"),
    ),
    "settle": (Stock("全部采纳，已改。"), Stock("采纳{单位}意见；未采纳{意见}，理由：{理由}。")),
}


def situation(verb: str) -> str:
    """The name under which such phrases are kept."""
    return f"out_{verb}"[:16]
