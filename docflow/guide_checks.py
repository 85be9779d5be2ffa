"""What the operating guide says of the draft check, the gates and the daily sweep (S06)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from docflow.guide_section import Section

CHECKS = (
    Section(
        "proof",
        lazy("核稿"),
        (
            lazy("拟稿和改文稿时，右边随写随核：错误、提示各带规则编号、找到的字句和依据。"),
            lazy("点“定位”跳到原处；有把握的改法点“采纳”，可用 Ctrl+Z 撤回；栏目里的问题点“到这一栏”。"),
            lazy("提示可写明理由“忽略”，同样的字句以后不再提；错误改正或放行后才能送出。"),
            lazy("放行由没有拟过本件的处长、副处长写明理由，姓名和理由记入流转记录和每周通报；国家秘密标志谁也不能放行。"),
            lazy("来文在初审时也核：在“核稿”勾选问题，带编号、字句和依据填入退文单。"),
            lazy("“核稿规则”列出全部规则和依据；通行做法的级别，处长可写明理由调整。"),
        ),
    ),
    Section(
        "gates",
        lazy("复核清单"),
        (
            lazy("报批前、编号前、办结前各有一张清单：自动核对的由系统亮绿或说明缺什么，其余由另一人逐项勾选。"),
            lazy("问哪些项，看文种、紧急程度和本件情况；普通来文只有自动项，两键即可同意。"),
            lazy("拟稿人、拟办人不能复核自己的件；勾选时看到的内容被别人改了，会请您重新核对。"),
            lazy("标明可放行的项，处长、副处长写明理由可以放行，计入每周通报；别的项没有旁路。"),
            lazy("处长可在“复核清单”增加本机关自己的项，停用的留痕。"),
        ),
    ),
    Section(
        "sweep",
        lazy("运转中检查"),
        (
            lazy("每个工作日 17:00 列出当日未动、临近或超过时限、无人经办、经办人不在岗、去向不明的公文。"),
            lazy("由不是经办人的另一人核查，在行内写明情况后回车；情况相同的，勾选后一次填写。"),
            lazy("这里不改变公文的环节；没有填写的，该件不能办结。"),
        ),
    ),
)  # fmt: skip
