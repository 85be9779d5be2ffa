"""How a line of the ledger of alerts is drawn: one escaping function per cell."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alerts.models import Alert, Channel, Delivery
from alerts.views.notices import stage_html
from alerts.words import KINDS
from docflow.web import parts
from docflow.web.ledger import Col
from timing.queries.ledger import Line, Way
from workflow.models import Status

S = Delivery.State
LOOK = {S.NEW: "", S.SENDING: "doing", S.SENT: "ok", S.DEAD: "late", S.CANCELLED: "", S.MERGED: "doing"}
TOLD = "told"


def columns(titles: bool) -> list[Col]:
    """`titles`: the reader may know what alerts are about; else they are known by numbers alone."""
    stages, channels = dict(Alert.Stage.choices), dict(Channel.choices)
    return [
        Col("at", _("时间"), "c-docno", lambda line: parts.when(line.at), "em7"),
        Col("who", _("提醒谁"), "c-unit", lambda line: line.recipient, "em5"),
        Col("stage", _("提醒"), "c-lamp", lambda line: stage_html(line.stage, stages[line.stage]), "em7"),
        Col("what", _("事项"), "c-title", lambda line: what(line, titles)),
        Col("why", _("事由"), "c-note c-wrap", why, "em12"),
        Col("ways", _("外发"), "c-note c-wrap", lambda line: ways(line, channels), "em20"),
        Col("done", _("已读、办理"), "c-node c-wrap", lambda line: _lines(seen(line), done(line)), "em9"),
    ]


def what(line: Line, titles: bool) -> object:
    """The paper: its title where he may see it, its number and ref where not."""
    if not line.subject_ref:
        if line.subject_kind:
            return parts.tag(_("已撤回"))
        return (line.said if line.open else "") or parts.tag(_("系统通知"))
    if line.open:
        text = " ".join(filter(None, (line.number, line.title))) or line.subject_ref
        url = address(line)
        return format_html('<a class="t" href="{}">{}</a>', url, text) if url else text
    known = line.number or line.subject_ref
    if not titles:
        return format_html('{} <span class="mut">{}</span>', line.number, line.subject_ref)
    return format_html('{} <span class="mut">{}</span>', known, _("（标题您无权查看）"))


def address(line: Line) -> str:
    """The page of what it is about, named like its kind."""
    try:
        return reverse(line.subject_kind, args=[line.subject_ref]) if line.open and line.subject_ref else ""
    except NoReverseMatch:
        return ""


def why(line: Line) -> object:
    """For which work and by when, urged by whom, with which words."""
    if line.stage == TOLD:
        return _lines(line.by_name, line.said if line.subject_kind else "")
    due = _("时限 %(when)s") % {"when": parts.when(line.due_at)} if line.due_at else ""
    by = _("代 %(name)s") % {"name": line.by_name} if line.by_name else ""
    if line.stage == "urged":
        by = _("%(who)s 第 %(n)s 次催办") % {"who": line.by_name, "n": line.times}
    return _lines(KINDS.get(line.task_kind, line.task_kind), due, by, line.said)


def _lines(*texts: object) -> SafeString:
    """One below the other, those that say something."""
    return SafeString("<br>".join(filter(None, map(parts.esc, texts))))


def ways(line: Line, channels: Mapping[str, object]) -> SafeString:
    """Every way out with how it fared; in the office alone where there is none."""
    if not line.ways:
        return SafeString(f'<span class="mut">{parts.esc(_("只在站内"))}</span>')
    return _lines(*(way_html(one, str(channels[one.channel])) for one in line.ways))


def way_html(way: Way, channel: str) -> SafeString:
    """邮件 已发 11-30 09:12; where it failed, why."""
    name = f"{channel}（{way.target}）" if way.target else channel
    label = str(S(way.state).label)
    said = _("汇总%(state)s") % {"state": label} if way.digest else label
    more = [parts.when(way.sent_at)] if way.state == S.SENT else []
    if way.state == S.NEW:
        more = [_("%(when)s 起") % {"when": parts.when(way.next_try)}]
    if way.error and way.state != S.SENT:
        more.append(_(way.error))
    if way.attempts > 1 and way.state != S.SENT:
        more.append(_("试了 %(n)s 次") % {"n": way.attempts})
    if way.resent_by:
        more.append(_("%(who)s 重发") % {"who": way.resent_by})
    return format_html(
        '{} {} <span class="mut">{}</span>', name, parts.state(LOOK[S(way.state)], said), " ".join(more)
    )


def seen(line: Line) -> object:
    if line.acked_at is not None:
        return _("确认 %(when)s") % {"when": parts.when(line.acked_at)}
    if line.unseen:
        return parts.tag(_("未读，已不再提醒"))
    if line.read_at is not None:
        return _("已读 %(when)s") % {"when": parts.when(line.read_at)}
    return parts.tag(_("未读"))


def done(line: Line) -> object:
    """What became of the work; a word somebody said asks for none."""
    if line.status == Status.DONE:
        return format_html("{} {}", line.done_by, parts.when(line.done_at))
    if line.status == Status.CANCELLED:
        return parts.tag(_("已撤销"))
    return parts.state("todo", _("未办")) if line.status else ""
