"""Text messages: every gateway speaks its own way, so the site names a class of its own. See docs/decisions/channels.md."""

from __future__ import annotations

from importlib import import_module

from django.core.exceptions import ImproperlyConfigured

from alerts.channels import ChannelLike

SHAPE = "SMS_CHANNEL must name a class as package.module:Class"


def load(named: str) -> type[ChannelLike]:
    """The class behind `package.module:Class`, made without arguments; a wrong name refuses the start with a sentence."""
    module, _, name = named.partition(":")
    if not module or not name.isidentifier():
        raise ImproperlyConfigured(f"{SHAPE}, not {named!r}.")
    try:
        found = getattr(import_module(module), name)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"SMS_CHANNEL names {named!r}, but its module cannot be imported: {error}. {SHAPE}."
        ) from error
    except AttributeError as error:
        raise ImproperlyConfigured(
            f"SMS_CHANNEL names {named!r}, but {module} has no {name}. {SHAPE}."
        ) from error
    if not isinstance(found, type) or not all(callable(getattr(found, do, None)) for do in ("send", "close")):
        raise ImproperlyConfigured(f"SMS_CHANNEL names {named!r}, which is no class with send() and close().")
    return found
