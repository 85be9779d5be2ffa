"""What was given up is sent again: by who keeps the system, with his name in the trail."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alerts.models import Channel, Delivery
from alerts.outbox import resend
from docflow.web.errors import Incomplete, NotAllowed
from docflow.web.parts import when
from timing.queries.ledger import dead_of
from timing.rules.alerts import resends
from workflow.act import Act
from workflow.spine import act


@act("alerts_resend", exclusive=False)
def resend_alerts(a: Act, *, alerts: Sequence[int]) -> str:
    """The deliveries of these alerts that failed wait again, under the same message id. Of each of the others the
    entry says why not; where none is left to send, nothing is written."""
    if not resends(a.by.hats):
        raise NotAllowed(_("重发由系统管理员办理，请与他们联系。"))
    again, refused = [], []
    for delivery in dead_of(alerts):
        if delivery.state == Delivery.State.DEAD and resend(delivery.pk, by_name=a.by.name, now=a.now):
            again.append(delivery.pk)
        else:
            delivery.refresh_from_db()
            refused.append(why_not(delivery))
    if not again:
        raise Incomplete(refused or [_("这些提醒没有发送失败的。")])
    a.data |= {"deliveries": again, "refused": refused}
    return _("已重新排队 %(n)s 条，一分钟内发出。") % {"n": len(again)}


def why_not(delivery: Delivery) -> str:
    """The sentence about one that is not sent again."""
    words = {
        "who": delivery.recipient.name,
        "channel": Channel(delivery.channel).label,
        "state": Delivery.State(delivery.state).label,
        "by": delivery.resent_by_name,
        "when": when(delivery.sent_at),
    }
    if delivery.state == Delivery.State.SENT:
        return _("%(who)s 的%(channel)s：已于 %(when)s 发出，没有再发。") % words
    if delivery.resent_by_name:
        return _("%(who)s 的%(channel)s：%(by)s 已经重发，现在“%(state)s”。") % words
    return _("%(who)s 的%(channel)s：现在“%(state)s”，没有重发。") % words
