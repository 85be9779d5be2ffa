"""Register tables. A list says its columns once; each row is one Python function that escapes.

The Django template language is 95 % of the cost of a 50-row list, so table bodies stay out of it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from docflow.web.aside import Aside
from docflow.web.parts import esc

Cell = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Col:
    """One column.

    cell(row) gives a value (escaped) or HTML (a SafeString); `css` is the class of the td
    (c-title, c-no, c-unit, c-docno, c-date, c-lamp, c-node lay themselves out as a card on a phone);
    `width` is a class for the col (w2, em8, …). `link` puts the row's link round the cell,
    `before(row)` stands in front of it, `after(row)` behind. `sort` is a URL for the head, `order` its aria-sort value.
    `text(row)` is the same for paper and for a sheet, `chars` its width there; `needs`: what the row must
    have been read with.
    """

    key: str
    label: str
    css: str
    cell: Cell
    width: str = ""
    link: bool = False
    before: Cell | None = None
    after: Cell | None = None
    sort: str = ""
    order: str = ""
    text: Cell | None = None
    chars: int = 10
    needs: str = ""


def arranged(known: Collection[str], keys: Sequence[str], *, usual: Sequence[str], always: str) -> list[str]:
    """The columns a person chose, in his order; without a choice the usual ones. `always` opens the row: it
    stands first where he did not place it."""
    chosen = [key for key in dict.fromkeys(keys) if key in known]
    if not chosen:
        return list(usual)
    return chosen if always in chosen else [always, *chosen]


def laid_out(
    made: Mapping[str, Callable[[], Col]], keys: Sequence[str], *, usual: Sequence[str], always: str
) -> list[Col]:
    """Those of a list's columns that are wanted, made and in order."""
    return [made[key]() for key in arranged(made, keys, usual=usual, always=always)]


def texts(row: Any, cols: Sequence[Col]) -> list[str]:
    """A row's cells as plain text, for paper and sheets."""
    if isinstance(row, Aside):
        return _beside(row, cols)
    values = ((col.text or col.cell)(row) for col in cols)
    return ["" if value is None else str(value) for value in values]


def _beside(row: Aside, cols: Sequence[Col]) -> list[str]:
    """Its own cells; where one of them has no column, what it says stands in the column that opens a row."""
    found = [row.cells.get(col.key, "") for col in cols]
    if set(row.cells) <= {col.key for col in cols}:
        return found
    return [row.said if col.link else text for col, text in zip(cols, found, strict=True)]


def rows_html(
    rows: Iterable[Any],
    cols: Sequence[Col],
    *,
    row_url: Callable[[Any], str],
    pick: Callable[[Any], tuple[object, str] | None] | None = None,
    row_class: Callable[[Any], str] | None = None,
    ticked: Collection[str] = (),
) -> SafeString:
    """<tr> for each row. `pick(row)` gives the value and the spoken name of its checkbox, None for a row without one;
    without it no boxes at all; `ticked`: the values that were chosen before."""
    choose = escape(_("选中 {name}"))
    out: list[str] = []
    add = out.append
    for row in rows:
        if isinstance(row, Aside):
            blank = '<td class="c-x"></td>' if pick else ""
            add(f'<tr class="aside">{blank}<td colspan="{len(cols)}">{esc(row.said)}</td></tr>')
            continue
        css = row_class(row) if row_class else ""
        add(f'<tr data-row class="{esc(css)}">' if css else "<tr data-row>")
        if pick and (box := pick(row)) is None:
            add('<td class="c-x"></td>')
        elif pick and box:
            value, name = box
            on = " checked" if str(value) in ticked else ""
            add(
                f'<td class="c-x"><label><input type="checkbox" name="pick" value="{esc(value)}"{on}'
                f' aria-label="{choose.replace("{name}", esc(name))}"></label></td>'
            )
        for col in cols:
            text = esc(col.cell(row))
            if col.link:
                text = f'<a class="t" href="{esc(row_url(row))}">{text}</a>'
                if col.before:
                    mark = esc(col.before(row))
                    text = f"{mark} {text}" if mark else text
                if col.after:
                    text += esc(col.after(row))
            add(f'<td class="{col.css}">{text}</td>')
        add("</tr>")
    return SafeString("".join(out))


def head_html(cols: Sequence[Col], *, pick: bool = False) -> SafeString:
    """<colgroup> and <thead>; a column with `sort` gets a link."""
    widths = '<col class="w-x">' if pick else ""
    widths += "".join(f'<col class="{col.width}">' if col.width else "<col>" for col in cols)
    heads = ""
    if pick:
        heads = f'<th scope="col" class="c-x"><label><input type="checkbox" data-all aria-label="{escape(_("全选本页"))}"></label></th>'
    for col in cols:
        label = escape(str(col.label))
        order = f' aria-sort="{col.order}"' if col.order else ""
        arrow = {"ascending": " ↑", "descending": " ↓"}.get(col.order, "")
        if col.sort:
            label = f'<a href="{escape(col.sort)}">{label}{arrow}</a>'
        heads += f'<th scope="col"{order}>{label}</th>'
    return SafeString(f"<colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead>")


def table_html(
    rows: Iterable[Any],
    cols: Sequence[Col],
    *,
    label: str,
    row_url: Callable[[Any], str],
    pick: Callable[[Any], tuple[object, str] | None] | None = None,
    row_class: Callable[[Any], str] | None = None,
    css: str = "",
    first: bool = False,
    ticked: Collection[str] = (),
) -> SafeString:
    """The whole register: a focusable scroll region named `label` with its table.

    `css` adds classes to the table (slim: no least width); `first` puts the focus on the first row, so that
    one key acts on it.
    """
    body = rows_html(rows, cols, row_url=row_url, pick=pick, row_class=row_class, ticked=ticked)
    name = escape(str(label))
    kind = f"reg {css}".strip()
    focus = " data-first" if first else ""
    return SafeString(
        f'<div class="tw" tabindex="0" role="region" aria-label="{name}"><table class="{escape(kind)}"{focus}>'
        f'<caption class="visually-hidden">{name}</caption>'
        f"{head_html(cols, pick=pick is not None)}<tbody>{body}</tbody></table></div>"
    )


def grouped_html(
    groups: Iterable[tuple[str, Sequence[Any]]],
    cols: Sequence[Col],
    *,
    label: str,
    row_url: Callable[[Any], str],
    pick: Callable[[Any], tuple[object, str] | None] | None = None,
    css: str = "",
    first: bool = True,
) -> SafeString:
    """One table with a body per group (heading, rows); an empty heading gives none. `first`: its first row has the
    focus."""
    name, kind = escape(str(label)), escape(f"reg {css}".strip())
    bodies, focus = "", " data-first" if first else ""
    for title, rows in groups:
        head = (
            f'<tr class="grp"><th scope="rowgroup" colspan="{len(cols) + bool(pick)}">{escape(str(title))}'
            f' <span class="mut">{len(rows)}</span></th></tr>'
            if title
            else ""
        )
        bodies += f"<tbody>{head}{rows_html(rows, cols, row_url=row_url, pick=pick)}</tbody>"
    return SafeString(
        f'<div class="tw" tabindex="0" role="region" aria-label="{name}"><table class="{kind}"{focus}>'
        f'<caption class="visually-hidden">{name}</caption>{head_html(cols, pick=pick is not None)}{bodies}</table></div>'
    )
