from django.apps import AppConfig
from django.conf import settings


class AlertsConfig(AppConfig):
    name = "alerts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.channels.sms import load

        if settings.SMS_CHANNEL:
            load(settings.SMS_CHANNEL)  # refuses the start where there is no such class
