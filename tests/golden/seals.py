"""用印登记表: the lines of the drawing it follows, on one page, and so many that the head repeats."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from seals.files.register_pdf import Line, register_pdf

AT = datetime(2026, 11, 23, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LINES = [
    Line("11-16 09:30\n登记号 12", "云政办函〔2026〕88号 关于商请协助做好冬季供暖保障工作的函", "综合三科 郑堃", "王副秘书长 11-15",
         "3", "3", "骑缝1", True, ""),
    Line("11-17 10:12\n登记号 13", "云政办发〔2026〕46号 关于印发《云川市政务数据目录》的通知", "综合一科 何祎", "张秘书长 11-16",
         "65", "65", "无", True, ""),
    Line("11-17 15:40\n登记号 15", "2026年第三季度目标考核兑现资金拨付审批表", "行政科 吴珺", "李副主任 11-17", "2", "2", "无", True,
         "附合同1份"),
    Line("11-18 08:55\n登记号 16", "云政办发〔2026〕47号 关于做好2026年度公文处理质量检查工作的通知", "文电科 周文", "张秘书长 11-17",
         "60", "58", "无", False, "废印1份，未用1份，一份盖歪已销毁，复核：李副主任"),
    Line("11-20 16:20\n登记号 19", "介绍信（赴省政府办公厅报送材料）", "文电科 周文", "李副主任 11-20", "1", "1", "无", True, ""),
]  # fmt: skip
SHEETS = {"用印登记表": LINES, "用印登记表长": LINES * 6}


def sheet(name: str) -> bytes:
    """The PDF."""
    return register_pdf(
        organ="云川市人民政府办公室", seal="云川市人民政府办公室（法定名称章）", days="2026年11月16日—11月22日", keeper="孙洁",
        supervisor="李副主任", lines=SHEETS[name], foot="校验链尾：9f3a…c21e　导出：2026-11-23 17:30 印章管理员 孙洁", at=AT,
    )  # fmt: skip
