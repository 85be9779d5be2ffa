"""What a page says in Chinese after the switch to English: read from its HTML, which the server draws whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.translation import override

from docflow import embedded
from documents.rules.phrases import SHIPPED
from people.roles import Role

CHINESE = re.compile(r"[\u4e00-\u9fff]")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
MUTE = {"script", "style", "textarea"}  # a text that is written, not the screen's
SAID = ("aria-label", "title", "placeholder")


class Texts(HTMLParser):
    """Every text and every label, but of what is marked as Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in SAID:
            self.add(given.get(name) or "")
        if tag not in VOID:
            mute = tag in MUTE or given.get("lang") == "zh-CN" or bool(self.open and self.open[-1][1])
            self.open.append((tag, mute))

    def handle_endtag(self, tag: str) -> None:
        at = next((n for n in range(len(self.open) - 1, -1, -1) if self.open[n][0] == tag), None)
        if at is not None:
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]):
            self.add(data)

    def add(self, text: str) -> None:
        if CHINESE.search(text):
            self.found[" ".join(text.split())] = None


def chinese(html: str) -> list[str]:
    """The texts of a page that hold a Chinese character, each once."""
    texts = Texts()
    texts.feed(html)
    texts.close()
    return list(texts.found)


@cache
def interface_words() -> list[re.Pattern[str]]:
    """Every Chinese sentence of the screen as a pattern, without those that are data of this office as well."""
    text = (Path(embedded.BASE) / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    ids = [
        "".join(re.findall(r'"(.*)"', block))
        for block in re.findall(r'^msgid(?:_plural)? ((?:".*"\n?)+)', text, re.M)
    ]
    with override("zh-hans"):
        data = {str(label) for label in Role.labels} | {"同意办结。"}
        data |= {str(said) for many in SHIPPED.values() for one in many for said in (one.text, one.label)}
    words = [
        i.replace('\\"', '"') for i in ids if re.search(r"[\u4e00-\u9fff]{2}", re.sub(r"%\(\w+\)s", "", i))
    ]
    return [
        re.compile(re.sub(r"%\\\(\w+\\\)s|%\(\w+\)s", ".{0,80}", re.escape(w)))
        for w in words
        if w not in data
    ]


@cache
def of_the_screen(text: str) -> bool:
    """Is it a sentence of the screen, not a name, a title, an opinion?"""
    return any(word.fullmatch(text) for word in interface_words())


def left_in_chinese(person: Any, paths: Iterable[str]) -> list[str]:
    """Sentences of the screen that these pages still say in Chinese to who chose English."""
    client = Client()
    client.force_login(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    wrong = []
    for path in paths:
        answer = client.get(path)
        html = answer.content.decode()
        assert '<html lang="en"' in html, (path, answer.status_code)
        wrong += [f"{path}: {said}" for said in chinese(html) if of_the_screen(said)]
    return list(dict.fromkeys(wrong))
