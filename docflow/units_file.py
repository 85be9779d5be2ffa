"""A table of units from Excel (S29): what each line would make, and what is wrong with it. Nothing is written here."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from documents.files import sandbox
from documents.files.errors import CannotShow, Refused
from documents.files.sheet import write_sheet
from documents.files.sniff import sniff
from people.models import Unit
from people.rules import columns_fit, refuse, relation_fits

MOST = 500  # lines
BIGGEST = 1_000_000  # bytes of a file
# What stands in the first line of the table, and the column of `Unit` it is.
COLUMNS = {"全称": "name", "简称": "short_name", "上级单位": "parent", "类别": "kind", "与本机关关系": "relation",
           "机关代字": "number_code", "排列顺序": "order"}  # fmt: skip
WORDS: dict[str, dict[str, str]] = {  # as the template says them, whatever language the page has
    "kind": {"内设处室": "section", "外单位": "organ"},
    "relation": {"本机关内部": "internal", "上级机关": "superior", "下级机关": "subordinate",
                 "不相隶属机关": "non_subordinate", "越级来文": "skip_level"},
}  # fmt: skip
USUAL = {"section": "internal", "organ": "non_subordinate"}


@dataclass
class Line:
    """One line of the table: its number there, the unit it makes, under which name; what is wrong with it."""

    number: int
    unit: Unit
    above: str = ""
    problems: list[str] = field(default_factory=list)
    known: bool = False  # there already: passed over


def template() -> bytes:
    """An empty table with its first line, and a second sheet that says what may stand where."""
    out = io.BytesIO()
    write_sheet(
        out,
        name="单位",
        heads=list(zip(COLUMNS, (36, 20, 36, 12, 16, 14, 10), strict=True)),
        rows=[],
        about_name="填写说明",
        about=[
            ("全称", "必填，不能重复；已有的单位会跳过"),
            ("上级单位", "写全称或简称；可以是本表里的，也可以是已有的；没有就不填"),
            ("类别", "、".join(WORDS["kind"]) + "；不填为外单位"),
            (
                "与本机关关系",
                "、".join(WORDS["relation"]) + "；不填：内设处室为本机关内部，外单位为不相隶属机关",
            ),
            ("排列顺序", "数字，小的在前；不填为 100"),
        ],
    )
    return out.getvalue()


def rows_of(sent: TemporaryUploadedFile) -> list[list[str]]:
    """The table as text. Checked like every file that is kept, read in a process of its own with limits."""
    if (sent.size or 0) > BIGGEST:
        raise Refused(_("表格超过 1 MB，请只留单位表再上传。"))
    if sniff(sent.file, sent.name or "").ext != "xlsx":  # type: ignore[arg-type]
        raise Refused(_("请上传 XLSX 表格，可先下载模板。"))
    try:
        with sandbox.run("cells", Path(sent.temporary_file_path()), rows=MOST + 2, columns=20) as (
            answer,
            _folder,
        ):
            rows: list[list[str]] = answer["rows"]
    except CannotShow as error:
        raise Refused(_("表格读不出来：%(why)s") % {"why": error.reason}) from error
    return rows


def lines_of(rows: Sequence[Sequence[str]]) -> list[Line]:
    """Every line with what it makes or what is wrong; upper units before those under them where all is right."""
    heads = [COLUMNS.get(text.strip(" *＊")) for text in (rows[0] if rows else [])]
    if "name" not in heads:
        raise Refused(_("第一行要有列名，至少有“全称”。请用模板填写。"))
    if len(rows) > MOST + 1:
        raise Refused(_("一次最多导入 %(n)s 行，请分几次导入。") % {"n": MOST})
    units = list(Unit.objects.all())
    lines = [_line(n, heads, row) for n, row in enumerate(rows[1:], start=2) if any(row)]
    if not lines:
        raise Refused(_("表格里没有单位。"))
    _check(lines, units)
    return lines if any(line.problems for line in lines) else list(_from_above(lines))


def _line(number: int, heads: Sequence[str | None], row: Sequence[str]) -> Line:
    said = {head: text for head, text in zip(heads, row, strict=False) if head and text}
    line = Line(number, Unit(name=said.get("name", "")), said.get("parent", ""))
    for name in ("short_name", "number_code"):
        setattr(line.unit, name, said.get(name, ""))
    for name, words in WORDS.items():
        if (text := said.get(name, "")) and text not in words:
            line.problems.append(
                _("“%(what)s”不是可填的值，可填：%(list)s。") % {"what": text, "list": "、".join(words)}
            )
    line.unit.kind = WORDS["kind"].get(said.get("kind", ""), Unit.Kind.ORGAN)
    line.unit.relation = WORDS["relation"].get(said.get("relation", ""), USUAL[line.unit.kind])
    if order := said.get("order"):
        if order.isdecimal() and int(order) < 32768:
            line.unit.order = int(order)
        else:
            line.problems.append(_("排列顺序要是 0 到 32767 的整数。"))
    return line


def _check(lines: list[Line], units: list[Unit]) -> None:
    there = {unit.name for unit in units}
    called: dict[str, int] = {}
    for line in lines:
        called[line.unit.name] = called.get(line.unit.name, 0) + 1
    above = {name for unit in units if unit.is_active for name in (unit.name, unit.short_name)}
    above |= {name for line in lines for name in (line.unit.name, line.unit.short_name)}
    for line in lines:
        line.known = line.unit.name in there
        try:
            columns_fit(line.unit, ("name", "short_name", "number_code", "kind", "relation", "order"))
            refuse(relation_fits(line.unit.kind, line.unit.relation), "relation")
        except BadInput as error:
            line.problems.append(str(error))
        if line.unit.name and called[line.unit.name] > 1:
            line.problems.append(_("全称在表里重复。"))
        if line.above and line.above not in above - {""}:
            line.problems.append(_("没有上级单位“%(name)s”（停用的不算）。") % {"name": line.above})
    if not any(line.problems for line in lines):
        _refuse_rings(lines)


def _refuse_rings(lines: list[Line]) -> None:
    done = {line.number for line in _from_above(lines)}
    for line in lines:
        if line.number not in done:
            line.problems.append(_("上级单位绕成了一圈。"))


def _from_above(lines: list[Line]) -> Iterator[Line]:
    """Upper units first; those in a ring never come."""
    waiting = list(lines)
    while waiting:
        names = {name for line in waiting for name in (line.unit.name, line.unit.short_name)} - {""}
        ready = [line for line in waiting if line.above not in names]
        if not ready:
            return
        yield from ready
        waiting = [line for line in waiting if line not in ready]


def upper(name: str) -> Unit | None:
    """The unit of this full or short name, once it is there."""
    units = Unit.objects.filter(is_active=True)
    return units.filter(name=name).first() or units.filter(short_name=name).first() if name else None
