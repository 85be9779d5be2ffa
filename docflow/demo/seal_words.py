"""The demo's seals, and what they are asked for, as data."""

from __future__ import annotations

from dataclasses import dataclass

from .letters import GOVERNMENT, OFFICE

# number, inscription, kind, form, whose name it bears, signer's login, unit, safe
SEALS = [
    ("江政办印-01", OFFICE, "legal", "physical", OFFICE, "", OFFICE, "保险柜 A-1"),
    ("江政印-01", GOVERNMENT, "legal", "physical", GOVERNMENT, "", OFFICE, "保险柜 A-1"),
    ("江政签-01", "张三", "signature", "physical", "", "zhang", OFFICE, "保险柜 A-2"),
    ("江政办专-01", f"{OFFICE}公文交换专用章", "special", "physical", "", "", "公文运转处", "保险柜 B-1"),
    ("江政办戳-01", f"{OFFICE}收文章", "stamp", "physical", "", "", "公文运转处", "保险柜 B-1"),
    ("江政办电-01", OFFICE, "legal", "electronic", OFFICE, "", OFFICE, ""),
    ("江政办专-00", f"{OFFICE}信访接待专用章", "special", "physical", "", "", "督查室", "保险柜 B-2"),
]
NOT_YET = ("江政办钢-01", OFFICE, "steel", "physical", OFFICE, "", OFFICE, "保险柜 A-2")
ELECTRONIC, OLD = "江政办电-01", "江政办专-00"
PUBLIC = "省政府办公厅关于启用印章的通知"


@dataclass(frozen=True)
class Ask:
    """One application: `ago` working days before now; how far it comes (`halt`: asking, approved) and what happens."""

    ago: int
    at: str
    by: str
    seal: str
    title: str
    kind: str
    to: str
    copies: int
    approver: str = "zhou"
    paging: int = 0
    pages: int = 1
    halt: str = ""
    spoiled: int = 0
    unused: int = 0
    why: str = ""
    refused: str = ""  # the code of a refusal before
    reject: str = ""
    mandate: str = ""


CARRIAGE = "江政办专-01"
ASKS = [
    Ask(38, "09:20", "chen", "江政办印-01", "关于开展政务信息化项目联合验收的合作协议", "contract", "江东省大数据管理局", 4, paging=4),
    Ask(33, "10:10", "xu", "江政办印-01", "档案查阅证明", "certificate", "省委编办", 2),
    Ask(29, "14:30", "shen", CARRIAGE, "公文交换站出入证件", "licence", "云川市政府", 12, approver="wu", spoiled=1, why="油墨不匀，当场作废"),
    Ask(24, "09:40", "feng", "江政办印-01", "2026年第三季度公文处理情况报表", "report", "国家某部办公厅（虚构）", 3),
    Ask(19, "15:00", "feng", "江政签-01", "关于提请任免工作人员的议案", "other", "省人大常委会办公厅", 6, approver="zhang"),
    Ask(16, "09:15", "yang", "江政办印-01", "机要通信业务协议", "contract", "某机要通信局（虚构）", 2, paging=2, refused="X4",
        why="落款与印章核对后一致"),
    Ask(11, "10:50", "shen", "江政办印-01", "个人购房收入证明", "certificate", "某银行（虚构）", 1, reject="属个人事务，请到人事部门办理。"),
    Ask(8, "14:20", "chen", "江政办印-01", "赴北原省对接公文交换工作的介绍信", "introduction", "北原省政府办公厅", 1),
    Ask(5, "09:05", "xu", "江政办印-01", "档案移交清册", "other", "省档案局", 3, unused=1, why="对方少收一套"),
    Ask(5, "10:05", "chen", ELECTRONIC, "公文交换平台联调证明", "certificate", "省大数据局", 1, halt="approved"),
    Ask(3, "11:00", "feng", CARRIAGE, "公文交换专用信封封口", "other", "各市政府", 60, approver="wu"),
    Ask(2, "15:30", "shen", "江政办印-01", "值班设备维护合同", "contract", "某设备公司（虚构）", 2, paging=2, halt="approved"),
    Ask(1, "09:30", "chen", "江政办电-01", "公文交换平台接入证明", "certificate", "省大数据局", 1, halt="approved"),
    Ask(1, "10:40", "yang", "江政办印-01", "机要人员工作证明", "certificate", "省保密局", 2, halt="approved"),
    Ask(0, "08:50", "xu", "江政办印-01", "档案数字化服务协议", "contract", "某档案服务公司（虚构）", 2, halt="asking"),
    Ask(0, "09:10", "feng", "江政签-01", "省政府嘉奖令", "other", "各市政府", 2, approver="zhang", halt="asking"),
]  # fmt: skip
