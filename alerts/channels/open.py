"""Which channels this site has, by its settings; the receivers of webhooks are rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings

from alerts.channels import ChannelLike, sms
from alerts.channels.mail import Mail
from alerts.channels.webhook import Webhook
from alerts.models import Channel

Makers = Mapping[str, Callable[[], ChannelLike]]


def makers() -> Makers:
    """How each channel of this site is made. Webhooks need no setting: without a receiver nothing is sent there."""
    found: dict[str, Callable[[], ChannelLike]] = {Channel.WEBHOOK: Webhook}
    if (server := settings.MAIL_SERVER) is not None:
        found[Channel.MAIL] = lambda: Mail(server, settings.MAIL_FROM)
    if settings.SMS_CHANNEL:
        found[Channel.SMS] = sms.load(settings.SMS_CHANNEL)
    return found
