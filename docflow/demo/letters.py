"""The made-up papers that the demo office issues, as data."""

from __future__ import annotations

from dataclasses import dataclass

GOVERNMENT, OFFICE = "江东省人民政府", "江东省人民政府办公厅"


@dataclass(frozen=True)
class Letter:
    """A paper that goes out: what stands on it, who has to do with it, and how far it comes (`halt`: a state)."""

    title: str
    kind: str
    body: tuple[str, ...]
    main: tuple[str, ...]
    copies: tuple[str, ...] = ()
    organ: str = OFFICE
    drafter: str = "feng"
    reviewers: tuple[str, ...] = ("wu",)
    signer: str = "zhou"
    units: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()  # issue it with us: names outside the roster sign on paper
    publicity: str = "active"
    why: str = ""
    urgency: str = "normal"
    normative: bool = False
    answers: str = ""  # the number of the incoming paper
    contact: str = ""
    note: str = ""
    opinion: str = "同意。"
    halt: str = ""
    spare: int = 2  # copies printed besides those that are sent
    start: str = ""  # 2026-04-22 09:00; empty: within the last weeks
    quirks: tuple[str, ...] = ()


CITIES = ("云川市政府", "临湖市政府", "东岭市政府")
DEPARTMENTS = ("省发展改革委", "省财政厅", "省水利厅", "省应急管理厅")
NEGOTIATED = "机关间商洽事项"


def notice(matter: str, *points: str, **more: object) -> Letter:
    """关于……的通知 to cities and departments."""
    opening = f"为进一步{matter}，经省政府同意，现就有关事项通知如下。"
    values: dict[str, object] = {
        "title": f"{OFFICE}关于{matter}的通知", "kind": "notice", "main": (*CITIES, *DEPARTMENTS),
        "body": (opening, *points, "各地各部门要结合实际抓好落实，重要情况及时报告省政府办公厅。"),
    }  # fmt: skip
    return Letter(**{**values, **more})  # type: ignore[arg-type]


SAMPLES = (
    Letter(
        title=f"{OFFICE}关于商请支持跨省公文交换试点工作的函", kind="letter", main=("北原省政府办公厅",), start="2026-04-10 09:00",
        body=("为便利两省公文往来，我厅拟与贵厅开展跨省公文交换试点。", "一、试点范围。先行开展非涉密函件的电子交换。",
              "二、试点时间。自2026年6月1日起，为期三个月。", "恳请贵厅予以支持，并请于5月8日前函复。", "特此函商，请予函复。"),
        publicity="not_public", why=NEGOTIATED, reviewers=("wu", "sun"), contact="冯二二，0900-0000012", spare=3,
    ),
    Letter(
        title=f"{GOVERNMENT}关于同意设立云川市城市运行管理中心的批复", kind="reply", organ=GOVERNMENT, main=("云川市政府",),
        copies=("省委编办", "省财政厅", "省人力资源社会保障厅"), answers="云政〔2026〕15号", start="2026-04-22 09:00",
        body=("你市《关于设立云川市城市运行管理中心的请示》（云政〔2026〕15号）收悉。现批复如下：",
              "一、同意设立云川市城市运行管理中心，为市政府直属公益一类事业单位。",
              "二、所需编制在云川市现有编制总量内调剂解决，经费由你市自行负担。",
              "三、请你市严格按照有关规定办理机构登记，完善运行机制。", "此复。"),
        publicity="on_request", reviewers=("wu", "sun", "qian"), signer="zhang",
    ),
)  # fmt: skip
LETTERS = (
    notice("加强今冬明春安全生产工作", "一、压实安全责任。", "（一）各市人民政府对本行政区域安全生产负总责。", "（二）各行业主管部门按照职责分工开展检查。",
           "二、强化隐患排查。", "1. 12月10日前完成自查。", "2. 12月底前完成抽查。", urgency="urgent", quirks=("silent",)),
    notice("规范公文报送工作", "一、严格行文规则，不得越级行文。", "二、请示一文一事，注明联系人和电话。"),
    notice("做好冬季清洁取暖保障工作", "一、落实气源电源。", "二、及时处置群众诉求。", units=("省发展改革委", "省财政厅"), quirks=("amended",)),
    Letter(title=f"{OFFICE}关于征求政务数据共享办法意见的函", kind="letter", main=("省大数据管理局", "省司法厅"), publicity="not_public",
           why=NEGOTIATED, body=("现将《政务数据共享办法（征求意见稿）》送上，请贵单位研究提出意见，于12月5日前函复我厅。", "特此函达。")),
    notice("印发政务公开工作要点", "一、推进重点领域信息公开。", "二、做好政策解读回应。", quirks=("voided",)),
    notice("做好元旦春节期间值班工作", "一、严格执行24小时专人值班制度。", "二、重大情况30分钟内电话报告。", quirks=("returned",)),
    Letter(title=f"{OFFICE}关于商请参加防汛抗旱工作座谈会的函", kind="letter", main=("省气象局", "省档案局"), publicity="not_public",
           why=NEGOTIATED, body=("为总结2026年防汛抗旱工作，定于近期召开座谈会，请贵单位派一名负责同志参加。", "特此函达。")),
    notice("加强政府网站管理", "一、明确主管责任。", "二、每季度开展一次检查。", normative=True),
    notice("开展行政规范性文件清理", "一、清理范围为2024年12月31日前印发的文件。", "二、12月20日前报送清理结果。", units=("省司法厅",)),
    Letter(title=f"{GOVERNMENT}关于表彰防汛救灾先进集体的通报", kind="bulletin", organ=GOVERNMENT, main=CITIES, signer="li",
           reviewers=("wu", "sun"), body=("2026年汛期，全省各级各部门团结奋战，涌现出一批先进集体。现予通报表彰。", "希望受表彰的集体珍惜荣誉，再创佳绩。"),
           halt="dispatched"),
    notice("做好2027年度预算编制工作", "一、坚持过紧日子。", "二、严控一般性支出。", halt="dispatching"),
    notice("推进电子公文交换", "一、统一接口标准。", "二、分批接入。", halt="sealing"),
    notice("加强印章管理", "一、落实专人负责制。", "二、逐次登记用印。", halt="printing"),
    Letter(title=f"{OFFICE}关于协助核实有关情况的函", kind="letter", main=("省市场监管局",), publicity="not_public", why=NEGOTIATED,
           body=("现将有关线索送上，请贵局协助核实，并于12月15日前反馈结果。", "特此函达，请予函复。"), halt="numbering"),
    notice("做好岁末年初信访工作", "一、畅通渠道。", "二、及时就地化解。", halt="rechecking"),
    Letter(title=f"{GOVERNMENT}关于恳请支持青石河流域综合治理的请示", kind="request", organ=GOVERNMENT, main=("国家某部办公厅",), signer="zhang",
           reviewers=("wu", "sun", "qian"), publicity="not_public", why="过程性信息", contact="冯二二，0900-0000012",
           body=("青石河流域综合治理事关全省供水安全。恳请国家在项目和资金上给予支持。", "妥否，请批示。"), halt="signing"),
    notice("优化营商环境", "一、精简审批事项。", "二、提升窗口服务。", normative=True, halt="checking"),
    notice("加强档案管理", "一、规范归档。", "二、确保安全。", halt="reviewing"),
    notice("共同推进工程质量提升", "一、健全标准。", "二、开展互查。", joints=("江东省工程质量协会",), main=CITIES, halt="rechecking"),
    notice("规范公共数据授权运营", "一、明确范围。", "二、严格监管。", quirks=("paused",), halt="signing"),
    notice("加强既有建筑安全管理", "一、全面排查。", "二、分类整治。", units=("省自然资源厅",), quirks=("urged",), halt="checking"),
    notice("统筹推进城市更新", "一、开展体检评估。", "二、建立项目库。", units=("省发展改革委", "省财政厅", "省自然资源厅"), halt="countersigning"),
    # with what the checker finds: a mark that is mended by one key, a word to look at
    notice("做好年度督查激励", "一、完善指标,突出实绩。", "二、公开透明，截止2026年12月底完成评定。", halt="drafting"),
)  # fmt: skip
