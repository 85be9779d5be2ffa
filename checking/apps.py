from django.apps import AppConfig


class CheckingConfig(AppConfig):
    name = "checking"
    default_auto_field = "django.db.models.BigAutoField"
