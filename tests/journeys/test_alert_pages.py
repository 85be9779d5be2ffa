"""The screens of alerts, on a desk's screen and on a phone: accessible, nowhere sideways, console and CSP clean; and what
a person does on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alerts.channels.mail import Server
from alerts.models import Alert, Contact, Delivery, Target
from tests.alerts.queue import alerted, digest, sent
from tests.journeys.test_pages import Inspector
from tests.journeys.visitor import Visitor
from tests.office import Office, handling
from workflow.models import Task

Visit = Callable[..., Visitor]
LONG = "省政务协同办公平台消息网关（灾备中心）"


def filled(office: Office) -> Alert:
    """Alerts that went every way, and receivers."""
    target = Target.objects.create(
        name=LONG, host="gateway.example.cn", path="/robot/send?access_token=geheim", network="10.20.0.0/16",
        secret="Zq7-schluessel", port=8443,
    )  # fmt: skip
    Target.objects.create(
        name="旧的", host="10.20.1.1", network="10.20.0.0/16", secret="geheim-12", tls=False, is_active=False
    )
    alerts = []
    for stage in ("due_soon", "overdue", "second", "escalated"):
        task = Task.objects.about(handling(office)).open().get(kind="handle")
        alerts.append(alerted(office.head, task, stage))
    first, second, third, fourth = alerts
    sent(first, "mail", "sent")
    sent(second, "mail", "dead", attempts=5, last_error="邮件服务器没有应答。")
    sent(second, "webhook", "dead", target=target, last_error="接收端要求转到别处（HTTP 302），不跟随。")
    digest(third, fourth, channel="sms")
    return second


def test_the_pages(office: Office, visit: Visit, settings: Any) -> None:
    settings.MAIL_SERVER = Server("127.0.0.1", 9)
    filled(office)
    Contact.objects.create(person=office.head, mail="head1@example.gov.cn")
    inspect = Inspector()
    target = Target.objects.get(is_active=True)
    for login, paths in {
        "head1": ["/notices/", "/notices/settings/"],
        "wu": ["/alerts/ledger/", "/alerts/ledger/?stage=told"],
        "zhu": ["/alerts/ledger/?state=dead", "/notices/settings/"],
        "qin": ["/alerts/targets/", "/alerts/targets/new/", f"/alerts/targets/{target.pk}/"],
    }.items():
        visitor = visit(login)
        for path in paths:
            inspect.look(visitor, path)
    inspect.close()


def test_acknowledged_by_one_key(office: Office, visit: Visit) -> None:
    filled(office)
    head = visit("head1")
    head.open("/notices/")
    head.sees("待确认")
    head.keys("m")  # the first row has the focus: what waits stands there
    head.sees("已记下您知道了")
    assert "待确认" not in head.text
    assert Alert.objects.get(stage="escalated").acked_at is not None


def test_sent_again_by_two_presses(office: Office, visit: Visit) -> None:
    filled(office)
    admin = visit("zhu")
    admin.open("/alerts/ledger/?state=dead")
    admin.one("td.c-x input").click()
    admin.press("重发所选")
    admin.sees("已重新排队 2 条")
    assert not Delivery.objects.filter(state="dead").exists()
