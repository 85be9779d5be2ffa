"""What somebody did, in words: for the timeline, for who was faster, for what cannot be undone any more."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

# What somebody did, so that both 「吴十 审核同意」 and 「吴十 09:31 已审核同意」 read well.
DID: dict[str, str | Promise] = {
    "register": lazy("登记来文"),
    "extra_copy": lazy("补收相同来文"),
    "propose": lazy("提出拟办意见"),
    "propose_return": lazy("提出退文意见"),
    "approve": lazy("审核同意"),
    "give_back": lazy("退回修改"),
    "countersign": lazy("会签"),
    "instruct": lazy("批示"),
    "instruct_from_reading": lazy("阅件批示"),
    "record": lazy("代录批示"),
    "check_record": lazy("核对代录的批示"),
    "confirm_oral": lazy("补确认批示"),
    "assign": lazy("交办"),
    "circulate_only": lazy("转为传阅"),
    "accept": lazy("接收"),
    "misdirected": lazy("退回错办"),
    "progress": lazy("报进展"),
    "report": lazy("报结"),
    "extend": lazy("申请延期"),
    "answer_extension": lazy("答复延期申请"),
    "rework": lazy("退回再办"),
    "waive": lazy("免办"),
    "set_reply": lazy("登记答复情况"),
    "ask_to_close": lazy("申请办结"),
    "close": lazy("复核办结"),
    "not_yet": lazy("退回继续办理"),
    "reopen": lazy("重新办理"),
    "circulate": lazy("送传阅"),
    "read": lazy("阅"),
    "recall_reader": lazy("撤回传阅"),
    "urge": lazy("催办"),
    "withdraw": lazy("撤回"),
    "transfer": lazy("转办"),
    "reassign": lazy("改派"),
    "add_signer": lazy("加签"),
    "correct": lazy("更正登记"),
    "hand_copies": lazy("登记纸质件交接"),
    "add_file": lazy("补充附件"),
    "relate": lazy("登记关联文件"),
    "to_action": lazy("转为办件"),
    "void": lazy("作废"),
    "answered": lazy("登记复文"),
    "answers_ours": lazy("登记为我方去文的复文"),
    "answers_ours_no_more": lazy("不再作为我方去文的复文"),
}
