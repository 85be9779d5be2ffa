"""How a line of the error book is drawn; and its text for paper and sheets, which never has a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from bulletins.forms.error_list import NEWEST, OLDEST
from bulletins.queries.error_list import Row
from bulletins.queries.rule_words import rule_words
from bulletins.words import Category, Consequence, Source, Stage
from docflow.web import parts
from docflow.web.ledger import Col
from documents.views.ledger import Mark, head
from documents.views.register_rows import labels
from documents.words import Kind

USUAL = ("no", "found", "stage", "category", "rule", "description", "paper", "consequence", "closed")
HEADS = {NEWEST: (lazy("发现时间"), True, OLDEST), OLDEST: (lazy("发现时间"), False, NEWEST)}
TONES = {
    Consequence.REDONE: "warn",
    Consequence.RETURNED: "warn",
    Consequence.DELAYED: "late",
    Consequence.HARM: "late",
}


def every(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns that anybody may choose, each made when it is wanted."""
    stages, categories, sources, kinds = labels(Stage), labels(Category), labels(Source), labels(Kind)
    consequences, today = labels(Consequence), now.date()

    def full(row: Row) -> str:
        return f"{timezone.localtime(row.found_at):%Y-%m-%d %H:%M}"

    def paper(row: Row) -> object:
        return mark(f"{row.name} {row.paper_title}".strip())

    def rule(row: Row) -> object:
        return format_html('<span title="{}">{}</span>', rule_words(row.rule), row.rule) if row.rule else ""

    def tone(row: Row) -> object:
        return parts.state(TONES.get(Consequence(row.consequence), ""), consequences[row.consequence])

    def again(row: Row) -> str:
        return pgettext("error", "第 %(n)s 条") % {"n": row.repeats} if row.repeats else ""

    def closed(row: Row) -> str:
        return parts.when(row.closed_at, today)[:-6] if row.closed_at else _("未关闭")

    return {
        "no": lambda: Col("no", _("序号"), "c-docnum", lambda row: row.no, "em4", chars=6),
        "found": lambda: Col("found", _("发现时间"), "c-date", lambda row: parts.when(row.found_at, today), "em8", text=full,
                             chars=16, **head(HEADS, order, sorts, NEWEST)),
        "stage": lambda: Col("stage", _("环节"), "c-more", lambda row: stages[row.stage], "em5", chars=8),
        "category": lambda: Col("category", _("类别"), "c-lamp", lambda row: parts.tag(categories[row.category]), "em6",
                                text=lambda row: categories[row.category], chars=8),
        "rule": lambda: Col("rule", _("规则"), "c-docno", rule, "em6", text=lambda row: row.rule, chars=8),
        "description": lambda: Col("description", _("差错"), "c-title", lambda row: mark(row.description), link=True, chars=50),
        "paper": lambda: Col("paper", pgettext("column", "公文"), "c-unit", paper, "em16", chars=30),
        "kind": lambda: Col("kind", _("文种"), "c-more", lambda row: kinds.get(row.paper_kind, ""), "em5", chars=8),
        "organ": lambda: Col("organ", _("来文或主送单位"), "c-unit", lambda row: row.organ, "em10", chars=20),
        "unit": lambda: Col("unit", _("责任单位"), "c-unit", lambda row: row.unit, "em8", chars=16),
        "consequence": lambda: Col("consequence", _("后果"), "c-node", tone, "em6",
                                   text=lambda row: consequences[row.consequence], chars=8),
        "source": lambda: Col("source", _("来源"), "c-more", lambda row: sources[row.source], "em8", chars=14),
        "cause": lambda: Col("cause", pgettext("error", "原因"), "c-unit", lambda row: row.cause, "em10", chars=30),
        "prevention": lambda: Col("prevention", _("防范措施"), "c-unit", lambda row: row.prevention, "em10", chars=30),
        "repeats": lambda: Col("repeats", _("重复"), "c-more", again, "em6", chars=10),
        "closed": lambda: Col("closed", pgettext("column", "关闭"), "c-more", closed, "em6", chars=10),
    }  # fmt: skip


def named() -> list[Col]:
    """Whose it was and who found it: on the screen alone, for who may know."""
    return [
        Col("made", _("责任人"), "c-more", lambda row: row.made, "em5"),
        Col("finder", _("发现人"), "c-more", lambda row: row.found, "em5"),
    ]
