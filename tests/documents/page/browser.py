"""A person's browser without script: reads a paper's page, draws a verb's form and sends it back."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from documents.models import Document


class Form(HTMLParser):
    """The fields of the act panel, or of an act's own page, as a browser without script would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside, self.action, self.fields = False, "", dict[str, Any]()
        self._select, self._area, self._text = "", "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self.inside = (a.get("class") or "").startswith(("act", "card0"))
            self.action = a.get("action") or "" if self.inside else self.action
        if not self.inside:
            return
        name, value = a.get("name") or "", a.get("value") or ""
        if name == "checked" and self.action.endswith(
            "/do/approve/"
        ):  # a chief who looks at all he is asked to
            self.fields.setdefault(name, []).append(value)
        elif tag == "input" and name and not (a.get("type") in ("checkbox", "radio") and "checked" not in a):
            self.fields[name] = value
        elif tag == "textarea" and name:
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in a or self._select not in self.fields):
            self.fields[self._select] = value

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields[self._area], self._area = unescape(self._text).removeprefix("\n"), ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self.inside = False


class Page:
    """`get` and `send` answer responses; `text` is the last page."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.client = Client()
        self.client.force_login(person)

    def open(self, doc: Document, query: str = "") -> Any:
        return self.client.get(f"/documents/{doc.ref}/{query}")

    def get(self, doc: Document, verb: str, query: str = "") -> Any:
        return self.client.get(f"/documents/{doc.ref}/do/{verb}/{query}")

    def send(self, doc: Document, verb: str, **typed: Any) -> Any:
        """Draw the verb's page and send its form, with what is typed over it (None leaves a field out)."""
        drawn = self.get(doc, verb)
        assert drawn.status_code == 200, drawn.content.decode()[:2000]
        return self.post(drawn, **typed)

    def post(self, drawn: Any, **typed: Any) -> Any:
        """Send the form of a page drawn before."""
        form = Form(drawn.content.decode())
        data = {k: v for k, v in {**form.fields, **typed}.items() if v is not None}
        return self.client.post(form.action.split("?")[0] or drawn.request["PATH_INFO"], data)

    def press(self, doc: Document, query: str = "", **typed: Any) -> Any:
        """Send the panel of the document page itself."""
        return self.post(self.open(doc, query), **typed)


def text(answer: Any) -> str:
    return str(answer.content.decode())
