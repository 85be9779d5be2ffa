"""What the operating guide says of the weekly pack and its meeting (S16)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from docflow.guide_section import Section

PACKS = (
    Section(
        "packs",
        lazy("每周通报"),
        (
            lazy(
                "每周一早上五点自动生成上周的草稿；要看本周的，处长在“每周例会分析通报”选周，点“生成这一周的通报”。"
            ),
            lazy("每个数旁边写着怎么算的和上周的数；点数字看清单，清单条数就是这个数，您无权查看的只计数。"),
            lazy(
                "处长点“编辑栏目和文字”：上移、下移、不印、写文字；每几秒自动存草稿。两人同时改的，后存的会看到谁先改了，内容还在。"
            ),
            lazy("“重新计数”后，与初稿不同的数列出“初稿 → 现在”。"),
            lazy(
                "“核对并印发”会再数一次，先看变化再确认；印发后取期号、算哈希，数字、清单和文字都不能再改，PDF 和 Word 一并留存。"
            ),
            lazy("印发后全办收到知会，打开后点“确认已阅读”。"),
        ),
        pictured=False,
    ),
    Section(
        "meeting",
        lazy("例会和例会事项"),
        (
            lazy("在本期点“例会”，填开会日期、主持、参加人员和纪要；每次保存都是一个版本，旧版本都在。"),
            lazy("“交办事项”写明事项、责任人和完成期限，当即进责任人的待办，到期前后照常提醒。"),
            lazy(
                "责任人办完点“完成”写结果；处长可以“改期”（原定期限保留）、“改交他人”、“不再办”、“重新办理”，都要写理由。"
            ),
            lazy("下一期通报和例会自动列出未完成的事项，以及上次例会以后完成的。"),
            lazy("本周差错可以勾选“已在本次讨论”，记到差错本里。"),
        ),
        pictured=False,
    ),
)
