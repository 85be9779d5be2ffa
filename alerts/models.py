"""Alerts: one row per person, task, deadline version and stage, however often the scan runs."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Alert(models.Model):
    """Something a person must know. Its own page links to the work; it holds copies, no join needed."""

    class Stage(models.TextChoices):
        DUE_SOON = "due_soon", _("将到期")
        DUE_TODAY = "due_today", _("今日到期")
        OVERDUE = "overdue", _("已超期")
        SECOND = "second", _("二次催办")
        ESCALATED = "escalated", _("升级督办")
        URGED = "urged", _("催办")
        TOLD = "told", _("知会")

    # No index of its own: `alert_inbox` and `alert_once` begin with it.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="alerts", db_index=False
    )
    stage = models.CharField(max_length=10, choices=Stage.choices)
    task_id = models.BigIntegerField(null=True)
    due_version = models.PositiveSmallIntegerField(default=1)
    occurrence = models.PositiveSmallIntegerField(default=0)  # the n-th urging of one task
    subject_kind = models.CharField(max_length=20)
    subject_ref = models.CharField(max_length=20)
    title = models.TextField(blank=True)
    urgency = models.CharField(max_length=12, blank=True)
    task_kind = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    acked_at = models.DateTimeField(
        null=True
    )  # 知道了: he says so himself; `read_at` alone: it was on his screen
    # `read_at` says when it asked no longer (done, moved, recalled): on his screen it never was.
    unseen = models.BooleanField(default=False, db_default=False)
    # Whose late work it is, where he is told as the next responsible: title and link come when he was found to see it.
    whose = models.CharField(max_length=120, blank=True, default="", db_default="")
    looked_at = models.DateTimeField(null=True)
    spread_at = models.DateTimeField(null=True)  # its deliveries were made, or none is wanted

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "task_id", "due_version", "stage", "occurrence"], name="alert_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    stage__in=["due_soon", "due_today", "overdue", "second", "escalated", "urged", "told"]
                ),
                name="alert_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(acked_at__isnull=True) | Q(read_at__isnull=False), name="alert_acked_is_read"
            ),
            models.CheckConstraint(
                condition=Q(unseen=False) | Q(read_at__isnull=False), name="alert_unseen_is_closed"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="alert_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="alert_unread"),
            models.Index(fields=["id"], condition=Q(spread_at__isnull=True), name="alert_unspread"),
            models.Index(fields=["task_id"], condition=Q(task_id__isnull=False), name="alert_task"),
            models.Index(
                fields=["id"], condition=~Q(whose="") & Q(looked_at__isnull=True), name="alert_withheld"
            ),
            # Rows are never deleted, so each question about many years has its own way in: by a paper (those of a task
            # are found by the task), by the day, and what the system itself said.
            models.Index(
                fields=["subject_ref"],
                condition=Q(task_id__isnull=True) & ~Q(subject_ref=""),
                name="alert_about",
            ),
            BrinIndex(fields=["created_at"], autosummarize=True, name="alert_day"),
            models.Index(fields=["-id"], condition=Q(subject_kind=""), name="alert_system"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.stage} {self.task_id}"


class Scan(models.Model):
    """How far the scan has looked: one row. A lost row costs one full sweep, nothing else.

    `lines` are those it looked by: [urgency, stage, order, before]. `passed_over` are the tasks whose alerts could not be
    written, since the last sweep.
    """

    upto = models.DateTimeField()
    lines = models.JSONField(default=list)
    passed_over = models.JSONField(default=list)
    swept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.upto:%m-%d %H:%M:%S}"


class Channel(models.TextChoices):
    """Ways out of the office. In the office everybody has his notices, which no setting switches off."""

    MAIL = "mail", _("邮件")
    WEBHOOK = "webhook", _("即时消息")
    SMS = "sms", _("短信")


class Target(models.Model):
    """A receiver of webhooks that the security administrator allowed: nothing else is ever called.

    `network` is the address or range (CIDR) that the host must lie in when it is called: a private one is allowed by
    naming it, loopback and link-local ones never are. `secret` signs what is sent.
    """

    class Form(models.TextChoices):
        PLAIN = "plain", _("通用（JSON）")
        WECOM = "wecom", _("企业微信")
        DINGTALK = "dingtalk", _("钉钉")

    name = models.CharField(max_length=60, unique=True)
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.PLAIN)
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=443)
    path = models.CharField(max_length=500, default="/")
    tls = models.BooleanField(default=True)
    network = models.CharField(max_length=50)
    secret = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="target_port_sane"),
            models.CheckConstraint(
                condition=Q(form__in=["plain", "wecom", "dingtalk"]), name="target_form_known"
            ),
            models.CheckConstraint(condition=~Q(secret=""), name="target_signs"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """How a person is reached outside his notices, and when not. Without a row: in the office only.

    Between `quiet_from` and `quiet_to` (Shanghai; over midnight) nothing goes out but what is urgent.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contact")
    mail = models.EmailField(blank=True)
    mobile = models.CharField(max_length=30, blank=True)
    im_name = models.CharField(max_length=60, blank=True)  # his account at the receiver of the webhook
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="contact_quiet_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Preference(models.Model):
    """What a person wants by one channel of one kind of alert; without a row the office's default counts."""

    class Group(models.TextChoices):
        DUE = "due", _("到期提醒")  # due_soon, due_today
        LATE = "late", _("超期与升级")  # overdue, second, escalated
        URGED = "urged", _("催办")
        TOLD = "told", _("知会")

    class Mode(models.TextChoices):
        NOW = "now", _("立即")
        DIGEST = "digest", _("汇总")  # 09:00 and 14:00
        OFF = "off", _("不发")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    group = models.CharField(max_length=8, choices=Group.choices)
    mode = models.CharField(max_length=8, choices=Mode.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "group"], name="preference_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="preference_channel_known"),
            models.CheckConstraint(
                condition=Q(group__in=["due", "late", "urged", "told"]), name="preference_group_known"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["now", "digest", "off"]), name="preference_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel} {self.group}: {self.mode}"


class Delivery(models.Model):
    """One alert by one channel: the row is the queue. `alert` is None for a digest, which carries those merged into it.

    Claimed one at a time with a lease and an owner; `message_id` stays the same however often it is tried.
    """

    class State(models.TextChoices):
        NEW = "new", _("待发")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发")
        DEAD = "dead", _("发送失败")
        CANCELLED = "cancelled", _("已取消")
        MERGED = "merged", _("已并入汇总")

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, null=True, related_name="deliveries")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="carries")
    digest = models.BooleanField(default=False)  # waits for the next digest
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    owner = models.UUIDField(null=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    resent_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "channel", "target"],
                condition=Q(alert__isnull=False),
                nulls_distinct=False,
                name="delivery_once",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="delivery_channel_known"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "sending", "sent", "dead", "cancelled", "merged"]),
                name="delivery_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", owner__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(owner__isnull=True, lease_until__isnull=True)),
                name="delivery_lease_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="delivery_sent_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try", "id"], condition=Q(state="new"), name="delivery_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="delivery_leased"),
            models.Index(fields=["-id"], condition=Q(state="dead"), name="delivery_dead"),
            models.Index(
                fields=["recipient", "channel", "sent_at"], condition=Q(state="sent"), name="delivery_budget"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.channel} {self.state}"
