"""What the people of the demo write: proposals, reviews, instructions, reports."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from .case import Desk

if TYPE_CHECKING:
    from documents.models import Document

    from .stories import Plan

REVIEW = ("同意。", "同意拟办意见。", "同意，请抓紧送批。", "同意，请注意办理时限。")
GIVE_BACK = (
    "请核对来文附件是否齐全，补充说明后再送。",
    "协办单位不全，请补列后重报。",
    "拟办意见过于笼统，请写明牵头单位和完成时限。",
    "同类事项此前已有批示，请附上办理情况一并报送。",
)
RETURNS = (
    (["R12"], "来文所附材料不全，缺必备的论证报告和部门意见。", "请补齐附件后重新报送。"),
    (
        ["R06"],
        "所请事项涉及财政、自然资源等部门职责，未与有关部门协商一致。",
        "请会商有关部门并附会签意见后重报。",
    ),
    (["R08", "R09"], "报告中夹带请示事项，文种使用不当。", "请将请示事项单独行文。"),
    (["R10", "R11"], "请示未标注签发人，未注明联系人和电话。", "请按格式要求补正。"),
    (["R15"], "来文事项不属于本机关职权范围。", "建议直接报送主管部门。"),
)
RETURNS_OF = {
    "青石县政府": (["R03"], "越级行文，未抄送云川市人民政府。", "应经云川市人民政府报送。"),
    "某行业协会": (["R15"], "来文事项不属于本机关职权范围。", "请直接报送行业主管部门。"),
}
INSTRUCT = (
    "请{lead}研提意见，按程序报批。",
    "请{lead}牵头办理，{days}个工作日内报结果。",
    "同意拟办意见，请{lead}会同有关部门抓紧落实。",
    "请{lead}认真研究，提出可行措施，注意防范风险。",
    "此事涉及群众切身利益，请{lead}尽快办理，办结后报我。",
)
PASS_ON = ("请{next}同志阅示。", "拟同意，请{next}同志审定。", "请{next}同志酌。")
CONTENT = (
    "研究{topic}，提出办理意见",
    "就{topic}提出书面意见并报省政府办公厅",
    "核实有关情况，办理{topic}事宜并报结果",
)
PROGRESS = ("已成立工作专班，正在征求有关部门意见。", "已完成调研，办理意见初稿形成。", "正在核对数据，预计本周完成。",
            "已与来文单位沟通，尚有两项内容待确认。")  # fmt: skip
LEAD_RESULT = ("经会同有关部门研究，已形成书面意见并报送，所提事项已落实。", "已按批示要求办理完毕，办理情况报告已报送。",
               "已汇总各部门意见并答复来文单位。", "经研究同意，有关文件已按程序印发。")  # fmt: skip
CO_RESULT = (
    "同意，无修改意见。",
    "同意，修改意见已送主办单位。",
    "已提供有关数据和材料。",
    "本单位职责范围内事项已落实。",
)
PURPOSE = ("请阅知。", "请阅，有关工作请提前准备。", "供参阅。")
READING = (
    "",
    "",
    "",
    "",
    "已阅。",
    "已阅，请结合分管工作抓好落实。",
    "此做法可供借鉴。",
    "请办公厅汇总后再报。",
)
URGE = ("请抓紧办理，按期反馈。", "领导关注此件，请尽快报结果。", "已超期限，请说明原因并尽快办结。")
SUPPLEMENT = "来文所附测算表缺第3页，已请来文单位补送。"
COUNTERSIGN = ("无不同意见。", "同意，督查事项请一并跟踪。", "原则同意，建议明确反馈时限。")
MISDIRECTED = ("此项职能已划转，建议交主管部门办理。", "不属于我单位职责范围。")
EXTEND = (
    "需现场核查，涉及多个市县，原期限内难以完成。",
    "部门意见尚未统一，需进一步协商。",
    "补充论证材料尚在准备。",
)
REWORK = ("报送材料未答复来文第二项请求，请补充。", "请补充数据来源和时间节点。")


def proposal(rng: random.Random, desk: Desk, plan: Plan) -> str:
    """The handler's words, from the plan."""
    leaders = "、".join(f"{desk.people[p].name}同志" for p in plan.leaders)
    readers = "、".join(f"{desk.people[p].name}同志" for p in plan.readers)
    co = f"，{'、'.join(plan.co)}配合" if plan.co else ""
    if plan.route == "readers":
        return f"拟请{readers}阅。"
    if plan.lead and leaders:
        return rng.choice(
            (
                f"拟请{leaders}阅示。建议由{plan.lead}牵头办理{co}，{plan.days}个工作日内报结果。",
                f"拟转{plan.lead}研提意见{co}，请{leaders}批示。",
            )
        )
    return f"拟转{plan.lead}办理{co}，{plan.days}个工作日内报结果。"


def instruction(rng: random.Random, desk: Desk, plan: Plan, leader: str) -> tuple[str, str]:
    """A leader's kind of instruction and his words: those before the last pass it on, the last one decides."""
    after = plan.leaders[plan.leaders.index(leader) + 1 :]
    if after:
        return "pass_on", rng.choice(PASS_ON).format(next=desk.people[after[0]].name)
    draw = rng.random()
    if draw < 0.15:
        return "tick", ""
    if draw < 0.25:
        return "in_principle", "原则同意，请按程序办理。"
    return "written", rng.choice(INSTRUCT).format(lead=plan.lead, days=plan.days)


def content(rng: random.Random, topic: str) -> str:
    return rng.choice(CONTENT).format(topic=topic)


def reply(rng: random.Random, doc: Document) -> dict[str, str]:
    """How a paper that asks was answered."""
    draw, year = rng.random(), doc.year
    if doc.kind == "request" and draw < 0.8:
        return {"number": f"江政函〔{year}〕{rng.randrange(60, 180)}号"}
    if draw < 0.6:
        return {"number": f"江政办函〔{year}〕{rng.randrange(60, 180)}号"}
    return {
        "no_reply": rng.choice(
            ("已电话答复来文单位。", "意见已由主办单位直接反馈。", "来文要求无意见不再函复。")
        )
    }


def result(rng: random.Random, doc: Document) -> str:
    """What the closing says was done."""
    if doc.category == "reading":
        return "应阅人员均已阅，存档备查。"
    return rng.choice(LEAD_RESULT)
