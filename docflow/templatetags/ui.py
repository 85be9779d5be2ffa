"""Template tags of the look: thin names for docflow.web.parts."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from docflow.web import parts

register = template.Library()


@register.simple_tag
def steady(name: str) -> SafeString:
    """{% steady "_keys.html" %}: a part of the frame that is the same for everybody, drawn once a language."""
    return _steady(name, get_language() or "")


@cache
def _steady(name: str, _language: str) -> SafeString:
    return render_to_string(name)


@register.simple_tag
def menu_groups(groups: list[dict[str, Any]]) -> SafeString:
    """{% menu_groups menu %}: the side bar's headings and links."""
    return parts.menu_html(groups)


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "bell" %}"""
    return parts.icon(name)


@register.simple_tag
def lamp(colour: str, text: object) -> SafeString:
    """{% lamp colour text %}: what deadlines.limits.lamp answered, drawn."""
    return parts.lamp(colour, text)


@register.simple_tag
def urgency(code: str, label: object) -> SafeString:
    """{% urgency paper.urgency paper.get_urgency_display %}"""
    return parts.urgency(code, label)


@register.simple_tag
def tag(text: object) -> SafeString:
    """{% tag "代录" %}"""
    return parts.tag(text)


@register.simple_tag
def state(kind: str, label: object) -> SafeString:
    """{% state "doing" paper.get_state_display %}"""
    return parts.state(kind, label)


@register.simple_tag
def due_box(colour: str, text: object, why: object = "") -> SafeString:
    """{% due_box colour text why %}"""
    return parts.due_box(colour, text, why)


@register.simple_tag
def stamp(value: date | datetime | None) -> SafeString:
    """{% stamp entry.at %}: <time> with the short form."""
    return parts.time_html(value)


@register.filter
def when(value: date | datetime | None) -> str:
    """{{ entry.at|when }}: 11-19 09:12"""
    return parts.when(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """{{ paper.received_at|day }}: 2026年11月19日"""
    return parts.day(value)
