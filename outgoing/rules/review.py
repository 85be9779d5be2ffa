"""What is looked at before a paper is signed and once more before it is issued (条例 第二十条、第二十五条（一）). Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

FIVE = (
    ("basis", lazy("行文理由是否充分，行文依据是否准确")),
    ("lawful", lazy("内容是否符合法律法规和政策，是否完整准确体现发文意图")),
    ("consulted", lazy("涉及有关地区或部门职权的事项是否经过充分协商并达成一致")),
    ("form", lazy("文种、格式是否正确，人名、地名、时间、数字、段落顺序、引文是否准确，文字、标点是否规范")),
    ("other", lazy("其他内容是否符合公文起草的有关要求")),
)
RECHECK = (
    ("approved", lazy("审批手续是否完备")),
    ("content", lazy("内容、文种、格式是否统一规范，附件材料是否齐全")),
)
