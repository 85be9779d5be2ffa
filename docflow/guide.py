"""What the operating guide says (S30): one section a task, each with a picture that a test takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy


@dataclass(frozen=True)
class Section:
    """One task: its steps, and whether `static/guide/<code>.webp` shows it."""

    code: str
    title: Any
    steps: tuple[Any, ...]
    pictured: bool = True

    @property
    def picture(self) -> str:
        return f"guide/{self.code}.webp"


SECTIONS = (
    Section(
        "register",
        lazy("登记来文"),
        (
            lazy("按 N 打开登记页，把扫描件或电子原件拖到右边（也可粘贴、也可不附）。"),
            lazy("来文单位可输全称、简称或拼音首字母，回车选中；来文字号只输序号即可。"),
            lazy("标题写完，文种会自动认出；系统提示可能重复时，先打开对照，再选“补收份数”或“不是同一件”。"),
            lazy("Ctrl+Enter 保存，保存时才取收文号；Ctrl+Shift+Enter 保存并接着登记下一件。"),
            lazy("每几秒自动存草稿；断线后内容仍在页面上。"),
        ),
    ),
    Section(
        "propose",
        lazy("拟办"),
        (
            lazy("在待办中打开，右边写拟办意见，可用常用语 1–9。"),
            lazy("指定一个牵头单位，可加协办单位、传阅人员和呈批领导。"),
            lazy("紧急件必须定办理时限：+5 表示 5 个工作日，1126 表示 11 月 26 日。"),
            lazy("Ctrl+Enter 送审核。"),
        ),
    ),
    Section(
        "review",
        lazy("审核与退回"),
        (
            lazy("同意即送下一环节；不能审核自己拟的意见。"),
            lazy("退回拟稿人要写理由，可选重走流程或改后直接送回本人。"),
            lazy("退回来文单位要选退文理由（R01–R17），可打印退文单。"),
        ),
    ),
    Section(
        "instruct",
        lazy("批示与代录"),
        (
            lazy("领导打开待批件，只见原文、意见和批示框；其余点“时限、流程与记录”。"),
            lazy("领导可直接写批示；秘书代录时照录原文，选领导、日期并附批示扫描件，两人姓名都留下。"),
            lazy("批示件由第二人核对文字。"),
            lazy("批示可拆成几项任务，每项有牵头、协办和日期；没有日期的要先定日期再交办。"),
        ),
    ),
    Section(
        "handle",
        lazy("承办与协办"),
        (
            lazy("先接收；分错的可在一个工作日内退回并说明理由。"),
            lazy("随时报进展；办完报结果，牵头单位汇总协办意见。"),
            lazy("要延期，须在到期前申请，原时限保留在记录里。"),
        ),
    ),
    Section(
        "circulate",
        lazy("传阅"),
        (
            lazy("一次可选多人、多组，可依次或同时；已在传阅中的人不会重复收到。"),
            lazy("收到的人按 M 即为已阅，也可写反馈。"),
            lazy("给了谁、何时打开、何时已阅都看得到；可催、可撤、可加人。"),
        ),
    ),
    Section(
        "copies",
        lazy("纸质件与份号"),
        (
            lazy(
                "登记时填份号，如 000118-000119，每份一个份号，个数与份数一致；补收份数时一并填补收的份号。"
            ),
            lazy(
                "公文页“登记与关联”里的“纸质件”列出每份在哪里：在文书处、在谁手里和从哪天起、已退来文单位或遗失。"
            ),
            lazy(
                "文书和本件的登记人在这里登记“交出”“登记收回”“清退”“报失”，改存放位置也在这里；只能交给有本件办理或传阅的人和单位。"
            ),
            lazy(
                "清退要写退回方式和回执；报失写明经过，看得到本件的处长收到知会，工作秘密件没有处长看得到时请当面报告。"
            ),
            lazy("登记过的交接不能改，记错的写明原因“登记收回”；日期不能早于这一份的上一次交接。"),
            lazy("领用的人和单位收到知会，打开本件就看到自己持有哪几份。"),
            lazy(
                "工作秘密件有份号在外的不能办结；遗失的由复核人逐份核对。没有份号的，交出的原件收回后才能办结。"
            ),
            lazy("工作秘密件份号不全的、从未登记过交接的，登记簿数不清，由复核人核对是否已逐份清退。"),
        ),
        pictured=False,
    ),
    Section(
        "close",
        lazy("办结与重开"),
        (
            lazy("办理页一直列出未了事项，全部了结才能办结。"),
            lazy("办结须由第二人核对；要复文的先关联复文，不复的写明理由。"),
            lazy("处长可写明理由重开，另起一轮；作废也要写理由。"),
        ),
    ),
    Section(
        "draft",
        lazy("拟稿与送签"),
        (
            lazy(
                "在“拟稿”中新建，或从来文页点“拟复文”、写来文编号“从来文生成”：标题、主送和开头自动带出，来文与复文互相关联；拟稿时可在“改栏目”改“依据来文”。"
            ),
            lazy(
                "文稿传 Word 文档，或直接写正文（一行一段）；每存一次是一稿，可逐段比较任意两稿。左边随时是印出来的样子。"
            ),
            lazy(
                "写明会签单位、审核人、签发人、复核人后“送出”；还缺什么、由谁补，会一次列全。勾选涉及其他部门职权的须会签，不会签的写明理由。"
            ),
            lazy("会签中有修改意见或不同意的，由拟稿人逐条说明采纳情况；文稿一改，已答复的单位重新会签。"),
            lazy("别人正在改稿时看得到是谁、从何时起；处长可写明理由强制解锁。"),
            lazy(
                "卡住的公文由处长“调整环节”：退到前面任一环节，或写明理由不再等候会签；合法性审核、审核、签发、复核、编号都不能跳过。"
            ),
            lazy(
                "等补件、书面同意或上级答复时“暂停办理”：停止计时，到约定的日期提醒暂停的人；“恢复办理”后各项期限顺延。"
            ),
        ),
    ),
    Section(
        "sign",
        lazy("签发、复核与重签"),
        (
            lazy("签发认定的是当时那一稿；不写意见即为圈阅，视为同意；日期写全，成文日期随最后一位签发人。"),
            lazy(
                "联合发文的机关在本机关之后签发：有负责人在本系统的在线签，没有的在纸上签。签回后由文书或处长“录入签回件”并附扫描件，另一人“核对签回件”后才算签发；拟稿人不能录入、核对。"
            ),
            lazy("上行文由主要负责人签发；谁能签发，按“发文机关”的签发规则，送错人会列出可以签发的人。"),
            lazy("签发后改了文字或栏目，须“送重新签发”后才能编号、印制、用印；已编的字号不变。"),
            lazy("审核、复核由拟稿人以外的人办，逐项核对后才能通过。"),
        ),
    ),
    Section(
        "issue",
        lazy("编号、印制、核发与回执"),
        (
            lazy("字号按发文机关、文种和格式顺序取，不能手填；作废的号保留并写明理由。"),
            lazy(
                "印数不能少于分发份数，用不了这么多的先在“分发单位”里减少份数；登记印制时定稿存档，此后不再改。"
            ),
            lazy(
                "印好后分发单位增加、份数不够或盖坏的，用“加印”：照留存的正本再印，加印的另行用印后才能发出；每次的印数、用印、废损、未用都有记录。"
            ),
            lazy("印章保管员登记用印后核发；来文的复文一发出，来文即可办结。"),
            lazy("发出后逐个单位登记签收、少件、破损、拒收；回执齐了才能办结。"),
            lazy(
                "发出后4个工作小时（特急15分钟）未签收的，收件单位和催收回执的人各收到提醒；在公文的“分发”里按 Q 催签，系统外的单位电话催后重新计时。"
            ),
            lazy(
                "送交换站的在“公文交换”里列成一批；交出之前可以取出个别件，整批不送的写明原因作废，批次号保留。送件人取走后点“已交出”，此后才能登记签收。"
            ),
            lazy("发错的单位在“登记回执”里记“撤回”：该单位随即看不到本件并收到通知；要再发的用“补寄”。"),
            lazy(
                "召回后系统内的单位收到通知；系统外的会列出名字，请逐个打电话，在“催签”里填接电话的人，“分发”里看得到谁已通知、谁还没有。还没有交给交换站的随即撤回并列出名字：不要送出，清单请重印。"
            ),
            lazy("发给本单位的公文在“待办”里，按 M 签收；有出入的打开后写明。"),
            lazy("常发的单位在“公文交换”的“分发单位组”里建成组；公文页按 F，输入组名首字母即可。"),
        ),
    ),
    Section(
        "other",
        lazy("撤回、转办、加签、催办"),
        (
            lazy("下一人未动之前可以撤回；刚办的一步，10 秒内按 Ctrl+Z、Ctrl+Enter。"),
            lazy("转办把任务交给别人；加签可加在前、在后或同时。"),
            lazy(
                "催办会通知经办人，并记入流转记录；发文的会签、审核、签发、复核同样可催，电话催的写明接电话的人。"
            ),
            lazy("每个按钮旁都写明按下后会怎样。"),
        ),
        pictured=False,
    ),
    Section(
        "due",
        lazy("时限与灯"),
        (
            lazy("绿圆：还早；黄三角：今天或明天到期；红菱：已超期；灰圈：已办结；双竖：暂停计时。"),
            lazy("时限按工作日历计算，点“怎么算的”看从哪天起、跳过了哪几天。"),
            lazy("临期、到期、超期各提醒一次，通知在右上角。"),
            lazy(
                "等补件、书面同意或上级答复的公文可以“暂停办理”：停止计时，到约定的日期提醒暂停的人；恢复后期限顺延，原期限保留。"
            ),
            lazy("催办时写明方式、谁答复、答应哪天办完；过了答应的日期标红。"),
            lazy("标“暂”的期限落在放假安排还没有公布的年份；通知导入后重算，变了会告诉您。"),
        ),
    ),
    Section(
        "told",
        lazy("通知与提醒"),
        (
            lazy(
                "每个阶段只提醒一次，经办人和他的代理人都收到；超期几天后抄送处长，再升级给下一责任人，升级的按“知道了”确认。"
            ),
            lazy(
                "在“通知设置”里填邮箱、手机，按种类选立即、汇总（09:00、14:00）或不发；免打扰时段里的，结束后再发。"
            ),
            lazy("站内通知不能关；特急、特提随时都发。工作秘密件的标题不出系统。"),
            lazy("提醒只告诉人，不代替任何人审批、签发、编号、用印。"),
        ),
        pictured=False,
    ),
    Section(
        "rests_on",
        lazy("日历、规则与统计"),
        (
            lazy("“工作日历”逐日写明上班还是放假、依据哪个通知；“时限规则”写明各环节几天，可以试算。"),
            lazy(
                "系统管理员导入通知、换新规则之前，先列出哪些在办期限会变、从何时到何时、告诉谁；保存后变的正是这些。"
            ),
            lazy("更新的同时在办的件可能仍按原来的算；夜里查出后，管理员在“复核期限”中更正。"),
            lazy("“时限统计”按原定时限算按期，延期后按期的另列；点数字打开所数的那些公文。"),
        ),
        pictured=False,
    ),
    Section(
        "supervise",
        lazy("督查督办"),
        (
            lazy("一行是交给承办单位的一项；灯的颜色按其中最早到期的单位，点上面的灯只看那一色。"),
            lazy("点事项看每个单位：时限和原期限、反馈、延期申请、每次催办是谁接的、答应哪天办完。"),
            lazy("勾选几项按 C 一起催办，已经办完的逐项说明；“催办单”打印催过而没有办完的。"),
            lazy("“在办超期”列出收文、发文各环节的超期工作；“通报稿”按单位汇总超期事项，工作秘密件不列入。"),
        ),
        pictured=False,
    ),
    Section(
        "find",
        lazy("查找"),
        (
            lazy("按 / 写两个字即可，标题、字号、单位、拼音首字母都能找。"),
            lazy("只会找到您有权看到的公文。"),
        ),
    ),
    Section(
        "ledger",
        lazy("登记簿：列、排序、导出、打印"),
        (
            lazy("点“列”选要看的列，用上下按钮排顺序，行距可改紧凑；只影响自己。点列头排序，再点反过来。"),
            lazy(
                "按 E 再按回车，按当前的列和条件导出 Excel；超过 5,000 件在后台生成，完成后通知，文件留 7 天。"
            ),
            lazy(
                "公文页按 P 打印收文处理单；传阅单、交办单、催办单在公文页上打印。扫单上的条码即可查到这件公文。"
            ),
            lazy("按 P 打印登记簿（A4 横向，一次最多 1,000 件）。每次导出、打印都有记录。"),
            lazy(
                "收文登记簿和发文登记簿用法相同。全选本页后可再选全部，一起催办、分发或催签；没办成的逐件列出原因，可重试。"
            ),
            lazy(
                "选好条件后点“存为视图”；文书和处长可把视图共享给所有能看登记簿的人。只导出几件：选中后点“导出所选”。"
            ),
            lazy(
                "发文登记簿的“更多条件”里选定机关代字和编号年份，即按字号排列，作废、预留和去向不明的号以灰行列出。"
            ),
        ),
        pictured=False,
    ),
    Section(
        "print",
        lazy("打印单据和条码"),
        (
            lazy(
                "在“打印中心”扫描条码，或填编号、字号、标题里的字，收文、发文都找得到；列出它现有的单据，按 P 打印第一张。"
            ),
            lazy("几件一起打：逐件按 A 加入清单，再选一种单据，合成一个文件；条码收文、发文可排在一张纸上。"),
            lazy("要在单子上接着写的，用“导出 Word”；内容与打印的一样。"),
            lazy(
                "登记簿里选中后按 L，打印收文条码（A4 条码纸，一次最多 40 件）；一件的条码在公文页“登记与关联”里。"
            ),
            lazy(
                "发文登记簿里选中几件，可一次打印各件的发文稿纸或发送清单（一次最多 50 件），按 L 打印发文条码。"
            ),
            lazy("公文页上 P 也是打印：收文打处理单，发文打版式稿或正本，没有文稿的打发文稿纸。"),
            lazy(
                "谁、何时、第几次打印了哪张单据都有记录，可按人、按日、按单据查；只列您能看到的公文，拟办人只见自己打印的。"
            ),
        ),
        pictured=False,
    ),
    Section(
        "deputy",
        lazy("代理与设置"),
        (
            lazy(
                "出差时在“设置”里指定代理人、起止日期和公文类别；代理所办的每一步都留两人姓名，不能再转代理。"
            ),
            lazy("设置里可改字号大小和行距，也可关掉单键快捷键。"),
        ),
    ),
    Section(
        "keys",
        lazy("快捷键"),
        (lazy("单键只在输入框外有效；可在“设置”里关掉。"),),
        pictured=False,
    ),
)

# Which sections speak of the page one is on (its URL name), for F1.
OF_PAGE: dict[str, tuple[str, ...]] = {
    "home": ("due", "review", "propose", "handle"),
    "register": ("find", "ledger", "register", "circulate"),
    "register_columns": ("ledger",),
    "register_export": ("ledger",),
    "register_views": ("ledger",),
    "outgoing_register_views": ("ledger",),
    "export": ("ledger",),
    "batch": ("ledger",),
    "print_centre": ("print",),
    "print_ticked": ("print",),
    "register_new": ("register",),
    "pointer_new": ("register",),
    "document": ("due", "review", "instruct", "handle", "close", "other"),
    "outgoing": ("draft", "sign", "issue", "due"),
    "outgoing_act": ("draft", "sign", "issue"),
    "outgoing_new": ("draft",),
    "outgoing_register": ("find", "ledger", "draft", "issue"),
    "outgoing_register_columns": ("ledger",),
    "outgoing_register_export": ("ledger",),
    "outgoing_batch": ("ledger", "issue"),
    "outgoing_version": ("draft",),
    "outgoing_compare": ("draft",),
    "exchange": ("issue", "due"),
    "exchange_batch": ("issue",),
    "exchange_receiving": ("issue",),
    "exchange_receive": ("issue",),
    "addressee_groups": ("issue",),
    "addressee_group": ("issue",),
    "addressee_group_new": ("issue",),
    "numbers": ("issue",),
    "number_series": ("issue",),
    "number_series_new": ("issue",),
    "number_reserve": ("issue",),
    "number_void": ("issue",),
    "number_void_answer": ("issue",),
    "number_ledger": ("issue",),
    "number_certify": ("issue",),
    "self_check": ("print",),
    "organs": ("sign",),
    "organ": ("sign",),
    "organ_new": ("sign",),
    "board": ("instruct", "handle"),
    "supervision": ("supervise", "due"),
    "supervision_item": ("supervise", "due"),
    "supervision_late": ("supervise", "due"),
    "supervision_circular": ("supervise",),
    "circulation": ("circulate",),
    "reader_groups": ("circulate",),
    "reader_group": ("circulate",),
    "reader_group_new": ("circulate",),
    "search": ("find",),
    "notices": ("told", "due"),
    "notice_settings": ("told",),
    "alert_ledger": ("told",),
    "stages": ("told", "due"),
    "calendar": ("rests_on", "due"),
    "calendar_notice": ("rests_on",),
    "calendar_hours": ("rests_on",),
    "calendar_again": ("rests_on",),
    "limits": ("rests_on", "due"),
    "limit_new": ("rests_on",),
    "time_stats": ("rests_on",),
    "time_list": ("rests_on",),
    "settings": ("deputy",),
}
OF_VERB: dict[str, tuple[str, ...]] = {
    "propose": ("propose", "due"),
    "propose_return": ("review",),
    "approve": ("review",),
    "give_back": ("review",),
    "instruct": ("instruct",),
    "record": ("instruct",),
    "assign": ("instruct", "handle"),
    "circulate": ("circulate",),
    "read": ("circulate",),
    "report": ("handle",),
    "accept": ("handle",),
    "misdirected": ("handle",),
    "extend": ("handle", "due"),
    "ask_to_close": ("close",),
    "close": ("close",),
    "reopen": ("close",),
    "hand_copies": ("copies",),
}
