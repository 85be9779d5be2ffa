"""The tables of what was signed, a function a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from docflow.web import parts
from seals.models import Signing
from seals.queries.evidence import Signed
from seals.queries.passport import Paper


def _table(heads: Iterable[str], rows: Iterable[str], label: str) -> SafeString:
    head = "".join(f'<th scope="col">{parts.esc(text)}</th>' for text in heads)
    return SafeString(
        f'<div class="tw" tabindex="0" role="region" aria-label="{parts.esc(label)}"><table class="table stack"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def checkpoint_table(rows: Iterable[Signed]) -> SafeString:
    """Number, time, how many lines it signed, its own digest and the key."""

    def row(one: Signed) -> str:
        return format_html(
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td class="mono">{}</td><td class="mono">{}</td></tr>',
            one.number, parts.time_html(one.at), f"{one.lines:,}", one.seals, one.hash[:16], one.key[:16],
        )  # fmt: skip

    heads = (_("号"), _("时间"), _("用印记录"), _("印章"), _("摘要"), _("签名密钥"))
    return _table(heads, map(row, rows), _("检查点"))


def passport_table(paper: Paper, rows: Iterable[Signing]) -> SafeString:
    """When he asked for one, and what came of it."""

    def row(one: Signing) -> str:
        return format_html(
            '<tr><th scope="row">{}</th><td>{}</td></tr>', parts.time_html(one.asked_at), _outcome(paper, one)
        )

    return _table((_("申请时间"), _("结果")), map(row, rows), _("我的护照"))


def _outcome(paper: Paper, one: Signing) -> Any:
    if one.done_at is None:
        return parts.state("todo", _("正在生成"))
    if one.problem:
        return format_html("{} {}", parts.state("late", _("没有生成")), one.problem)
    if one.blob_id is None:
        return format_html('<span class="mut">{}</span>', _("已过期，需要时请重新生成"))
    url = reverse("passport_file", args=[paper.ref, one.pk])
    return format_html('<a href="{}">{} {}</a>', url, parts.icon("download"), _("下载"))
