"""What a password must have. Django's catalogue lacks these two sentences in Chinese."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class Length(MinimumLengthValidator):
    """`settings.AUTH_PASSWORD_VALIDATORS`, option `min_length`."""

    def get_error_message(self) -> str:
        return _("密码太短，至少 %(n)s 个字符。") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("密码至少 %(n)s 个字符。") % {"n": self.min_length}
