"""What somebody did, in words: for the timeline and for who was faster."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

# So that both 「吴十 审核同意」 and 「吴十 09:31 已审核同意」 read well.
DID: dict[str, str | Promise] = {
    "draft": lazy("拟稿"),
    "edit": lazy("改栏目"),
    "text": lazy("存新稿"),
    "annex": lazy("加附件"),
    "addressees": lazy("改分发单位"),
    "lock": lazy("锁定编辑"),
    "unlock": lazy("解锁"),
    "force_unlock": lazy("强制解锁"),
    "send": lazy("送出"),
    "countersign": lazy("会签"),
    "record_countersign": lazy("代录会签"),
    "overdue": lazy("按逾期处理"),
    "settle": lazy("处理会签意见"),
    "check": lazy("提出审核意见"),
    "review": lazy("审核同意"),
    "give_back": lazy("退回修改"),
    "take_back": lazy("取回"),
    "jump": lazy("调整环节"),
    "suspend": lazy("暂停办理"),
    "look_later": lazy("延长暂停"),
    "resume": lazy("恢复办理"),
    "sign": lazy("签发"),
    "record_sign": lazy("代录签发"),
    "resign": lazy("送重新签发"),
    "record_joint": lazy("录入签回件"),
    "check_joint": lazy("核对签回件"),
    "urge_joint": lazy("催签回"),  # in records of before: 催办 does it now
    "urge": lazy("催办"),
    "recheck": lazy("复核"),
    "number": lazy("编号"),
    "print_run": lazy("登记印制"),
    "print_more": lazy("加印"),
    "lift_seal": lazy("用印"),
    "dispatch": lazy("核发"),
    "receive": lazy("签收"),
    "receipts": lazy("登记回执"),
    "urge_receipts": lazy("催签"),
    "resend": lazy("补寄"),
    "close": lazy("办结"),
    "transfer": lazy("转办"),
    "reassign": lazy("改派"),
    "withdraw": lazy("撤稿"),
    "void": lazy("作废"),
    "link_answer": lazy("登记复文"),
    "recall": lazy("召回"),
    "revoke": lazy("撤销或废止"),
    "correct": lazy("拟更正稿"),
    "copies": lazy("登记份号"),
}
