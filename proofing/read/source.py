"""What a file gives to be checked, and why one gives nothing. Only the Python standard library is needed for it."""

from __future__ import annotations

from dataclasses import dataclass

from proofing.layout import Layout

MOST_MB = 10
MOST = MOST_MB * 1024 * 1024  # bytes of a file
MOST_LINES = 20_000
MOST_CHARACTERS = 500_000
TOO_MUCH = "文件的文字过多（超过50万字），不能核稿。"


class Unreadable(Exception):
    """The file cannot be checked; the text is a sentence in Chinese for whoever sent it."""


@dataclass(frozen=True)
class Source:
    """The lines of a paper as GW-TXT/1 has them, and what is known of its layout; None where a file has none."""

    lines: tuple[str, ...]
    layout: Layout | None = None


def bounded(lines: list[str]) -> tuple[str, ...]:
    """The lines, where there are not too many of them."""
    if len(lines) > MOST_LINES or sum(map(len, lines)) > MOST_CHARACTERS:
        raise Unreadable(TOO_MUCH)
    return tuple(lines)
