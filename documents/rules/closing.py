"""Gate 3, the check before closing: what the second person looks at (domain.md §5.5, §1 row 27). Pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.rules.copies import counted
from documents.words import Carrier, Category


def checks(doc: Any, lost: str = "", *, handed: bool = False) -> list[tuple[str, str]]:
    """(code, words) of every point that has to be checked for this paper before it is closed.

    Where every copy has its number the register says where each is, and a work secret's that are out keep the paper
    open: nothing to tick. But the register knows only what was written down: a work secret of which no copy was ever
    `handed` over in it (it may have gone round before there was a register of copies) is asked about all the same.
    What is `lost` (numbers) the second person has to look at.
    """
    found = []
    if doc.category == Category.ACTION:
        found += [
            ("facts", _("事实清楚，问题已解决，结论准确")),
            ("done", _("批示和交办事项全部办完或已说明理由")),
            ("lawful", _("办理措施合法合规")),
        ]
    else:
        found.append(("read", _("应阅人员均已阅，无需交办")))
    found.append(("complete", _("办理材料齐全，格式规范")))
    if doc.carrier == Carrier.PAPER and not counted(doc):
        found.append(("originals", _("纸质原件已收回，存放位置已登记")))
    if doc.work_secret and not (counted(doc) and handed):
        found.append(("work_secret", _("工作秘密件已逐份清退")))
    if lost:
        words = _("%(no)s 遗失：已查明经过，报来文单位并作处理") % {"no": lost}
        found.append(("lost", words))
    return found
