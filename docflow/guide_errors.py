"""What the operating guide says of the error book and of reporting errors (S15)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from docflow.guide_section import Section

ERRORS = (
    Section(
        "errors",
        lazy("错题本"),
        (
            lazy(
                "退回、退文、不同意办结、重新办理、更正、召回、超过时限、字号作废、用印不符、核稿放行都会自动记入，不用再填一遍。"
            ),
            lazy(
                "看到别的差错，在公文页按 Q，再按 1–6 选种类，当即记下：字号、行文、格式、错别字、时限、用印。"
            ),
            lazy(
                "点“补充这一条”写明差错、原因、整改情况和防范措施；每次修改都留痕。记错的写明理由“关闭”，不能删除。"
            ),
            lazy(
                "“我的差错”只有自己看得到；责任人和发现人的姓名只有本人、处长和审计管理员看得到，导出和打印都没有。"
            ),
            lazy("“差错排行”按类别、规则、文种列出前十，点数字看清单；“重复出现”列出一年内又犯的。"),
            lazy("登记、拟稿同类公文时，页面会提示一年来的同类差错和防范措施。"),
        ),
    ),
    Section(
        "reports",
        lazy("报错"),
        (
            lazy("每一页的页脚都有“报错”：选栏目，写应为什么、哪里不对，送去核实。"),
            lazy(
                "公文由处长核实，印章由保管人核实；确有错误的，在记录本身办理更正，旧内容保留，再答复“已更正”。"
            ),
            lazy("答复会通知报错人；不同意的可以再提出一次，同意的点“了结”。"),
        ),
    ),
)
