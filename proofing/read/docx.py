"""A DOCX as lines and layout. Foreign files come here: their directory is looked at before anything is unpacked."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.parser import parse_xml

from . import package
from .numbers import Numbers
from .source import MOST_LINES, TOO_MUCH, Source, Unreadable, bounded
from .wml import Styles, W
from .wordaside import words_beside
from .wordfacts import layout_of
from .wordlines import rows_of
from .wordparts import Reader

MOST_PARAGRAPHS = 5 * MOST_LINES  # those in the cells of its tables too
THEME = "/relationships/theme"


def read(data: bytes) -> Source:
    """The lines and the layout; `Unreadable` with a sentence in Chinese."""
    package.check(data)
    try:
        file = Document(io.BytesIO(data))
        return _source(file)
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("文件结构层层嵌套，不能核稿。") from error
    except (
        OpcError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        LookupError,
        AttributeError,
        OSError,
    ) as error:
        raise Unreadable(package.BROKEN) from error


def _source(file: Any) -> Source:
    part = file.part
    _bounded(file.element.body)
    styles = Styles(_styles(part), _theme(part))
    reader = Reader(styles, Numbers(_numbering(part)))
    blocks = list(reader.blocks(file.element.body))
    rows = rows_of(blocks)
    lines = bounded([row.text for row in rows])
    layout = replace(layout_of(file, blocks, rows, styles), beside=words_beside(part))
    return Source(lines, layout)


def _bounded(body: Any) -> None:
    """Empty paragraphs weigh next to nothing in a file, and each is a line: counted before any is read."""
    few = islice(body.iterchildren(W + "p"), MOST_LINES + 1)
    if sum(1 for _ in few) > MOST_LINES:
        raise Unreadable(TOO_MUCH)
    if sum(1 for _ in islice(body.iter(W + "p"), MOST_PARAGRAPHS + 1)) > MOST_PARAGRAPHS:
        raise Unreadable(TOO_MUCH)


def _styles(part: Any) -> Any:
    return part._styles_part.element if part._styles_part is not None else None


def _numbering(part: Any) -> Any:
    found = next(
        (r.target_part for r in part.rels.values() if r.reltype.endswith("/numbering") and not r.is_external),
        None,
    )
    return getattr(found, "element", None)


def _theme(part: Any) -> Any:
    """The theme is a part that python-docx keeps as bytes."""
    found = next(
        (r.target_part for r in part.rels.values() if r.reltype.endswith(THEME) and not r.is_external), None
    )
    return None if found is None else parse_xml(found.blob)
