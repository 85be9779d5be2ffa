"""When a message about a leader's late work could not be delivered, people of our own office say it to him themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from alerts.models import Alert, Delivery
from alerts.tell import tell
from people.queries import persons, registry
from people.roles import CHIEFS, LEADERS, Role
from workflow.clock import database_now

LATE = (Alert.Stage.OVERDUE, Alert.Stage.SECOND, Alert.Stage.ESCALATED)


def on_dead(delivery: Delivery, alerts: Iterable[Alert]) -> None:
    """One word in the notices of the office's clerks and chiefs for each leader's late matter; no title in it."""
    late = [alert for alert in alerts if alert.stage in LATE]
    if not late or not persons(LEADERS).filter(pk=delivery.recipient_id).exists():
        return
    to = list(registry([*CHIEFS, Role.CLERK]))
    way = delivery.get_channel_display()
    for alert in late:
        said = _("%(name)s 的“%(stage)s”提醒未能用%(way)s送达，请当面或电话告知。") % {
            "name": delivery.recipient.name,
            "stage": alert.get_stage_display(),
            "way": way,
        }
        tell(to, said=said, by=None, now=database_now(), subject=_About(alert))


class _About:
    """The alert's own copies of its subject. The title is left out: not every clerk may read every paper."""

    def __init__(self, alert: Alert) -> None:
        self.subject_kind, self.ref, self.urgency = alert.subject_kind, alert.subject_ref, alert.urgency
        self.title = ""
