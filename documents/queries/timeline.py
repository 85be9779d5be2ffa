"""流转记录: every entry of a paper as a sentence, from the columns the entry keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from docflow.web.parts import when
from documents.models import Assignment, Document
from documents.queries.copies import line as line_of_copies
from documents.rules.did import DID
from documents.rules.pausing import WAITS
from documents.rules.urging import contact_told
from documents.words import State

Entry = Mapping[str, Any]
NAMED = 12  # so many readers are named in one sentence
OURS = ("redate",)  # of these acts docflow itself says why, in a word of the catalogue


@dataclass(frozen=True)
class Line:
    """One line of the timeline. `who` carries both names when a deputy acted; `more` are sentences below it."""

    seq: int
    at: datetime
    who: str
    where: str
    did: str
    more: list[str] = field(default_factory=list)
    opinion: str = ""
    round: int = 1


def line(entry: Entry, holders: Mapping[int, str]) -> Line:
    """The entry in the active language. `holders`: name of the holder by task number, for whom it went to."""
    return Line(
        seq=entry["seq"],
        at=entry["at"],
        who=names(entry),
        where=entry["unit"],
        did=str(DID.get(entry["verb"]) or entry["verb"]),
        more=details(entry, holders),
        opinion=entry["opinion"],
        round=entry["round"],
    )


def names(entry: Entry) -> str:
    """陶七八 代 赵六: who acted and for whom."""
    if not entry["behalf"]:
        return str(entry["actor"])
    return _("%(who)s 代 %(whom)s") % {"who": entry["actor"], "whom": entry["behalf"]}


def details(entry: Entry, holders: Mapping[int, str]) -> list[str]:
    """Everything else the entry says: where it went, to whom, which date changed, why."""
    data = entry["data"]
    found = [say(data) for name, say in _DATA.items() if data.get(name) not in (None, [], {}, "")]
    if entry["verb"] == "record" and data.get("given_at"):
        found.append(_("批示时间 %(at)s。") % {"at": _at(data["given_at"])})
    found += [words() for code, words in _OUTCOME.items() if code in _outcomes(entry)]
    urged = [holders[pk] for pk in data.get("urged", ()) if pk in holders]
    if urged:
        found.append(_("催办 %(who)s。") % {"who": "、".join(urged)} + contact_told(data))
    if data.get("due_moved"):
        found += filter(None, [_moved(data["due_moved"], holders)])
    given = opened(data, holders)
    if given:
        found.insert(0, _("送 %(who)s。") % {"who": "、".join(given)})
    if entry["from"] and entry["from"] != entry["to"]:
        found.append(_("%(a)s → %(b)s。") % {"a": State(entry["from"]).label, "b": State(entry["to"]).label})
    reason = entry["reason"]
    if reason and reason != entry["opinion"]:
        found.append(_("说明：%(why)s") % {"why": _(reason) if entry["verb"] in OURS else reason})
    return found


def _outcomes(entry: Entry) -> list[str]:
    """How this entry answered a task, where the verb alone does not say it."""
    closed = [t[2] for t in entry["data"].get("tasks", ()) if t[0] == "close"]
    return closed if entry["verb"] in ("answer_extension", "countersign") else []


_OUTCOME: dict[str, Callable[[], str]] = {
    "granted": lambda: _("同意延期。"),
    "refused": lambda: _("不同意延期。"),
    "disagreed": lambda: _("会签不同意。"),
    "amended": lambda: _("会签有修改意见。"),
}


def opened(data: Mapping[str, Any], holders: Mapping[int, str]) -> list[str]:
    """Who got work of the main lane from this entry, now or in his turn."""
    tasks = [
        t for t in data.get("tasks", ()) if t[0] == "open" and t[3] == "main" and t[5] in ("open", "waiting")
    ]
    released = [t for t in data.get("tasks", ()) if t[0] == "release"]
    return list(dict.fromkeys(holders[t[1]] for t in tasks + released if t[1] in holders))


def _readers(data: Mapping[str, Any]) -> str:
    n = data.get("reader_count") or len(data["readers"])
    words = _("传阅 %(n)s 人：%(who)s 等。") if n > NAMED else _("传阅 %(n)s 人：%(who)s。")
    return words % {"n": n, "who": "、".join(data["readers"][:NAMED])}


def _recalled(data: Mapping[str, Any]) -> str:
    return _("撤回 %(who)s 的传阅。") % {"who": "、".join(data["recalled"][:NAMED])}


def _files(data: Mapping[str, Any]) -> str:
    shown = "、".join(str(f[1]) for f in data["files"])
    n = len(data["files"])
    return ngettext("文件 %(n)s 个：%(what)s。", "文件 %(n)s 个：%(what)s。", n) % {"n": n, "what": shown}


def _due(data: Mapping[str, Any]) -> str:
    old, new = data["due"][0], data["due"][-1]
    if not new:
        return _("时限 %(old)s 取消。") % {"old": _at(old)}
    if not old:
        return _("时限定为 %(new)s。") % {"new": _at(new)}
    return _("时限由 %(old)s 改为 %(new)s。") % {"old": _at(old), "new": _at(new)}


def _moved(moved: list[list[Any]], holders: Mapping[int, str]) -> str:
    """`due_moved`: [task, old, new] of each date that was counted anew; 0 is the limit of the paper itself."""
    names = {0: _("办结时限"), **holders}
    what = [f"{names[pk]} {_at(old)} → {_at(new)}" for pk, old, new in moved if pk in names]
    return _("期限：%(what)s。") % {"what": "；".join(what[:NAMED])} if what else ""


def _dates(data: Mapping[str, Any]) -> str:
    """`dates`: [unit, old, new] of each part that got another date."""
    moved = [
        _("%(unit)s期限由 %(old)s 改为 %(new)s") % {"unit": unit, "old": _at(old), "new": _at(new)}
        for unit, old, new in data["dates"]
    ]
    return _("%(what)s。") % {"what": "；".join(moved)}


def _items(data: Mapping[str, Any]) -> str:
    """`items`: [number, role, unit, date] of each part given out."""
    given = [
        _("第 %(n)s 项 %(role)s %(unit)s，限 %(due)s")
        % {"n": number, "role": Assignment.Role(role).label, "unit": unit, "due": _at(due)}
        for number, role, unit, due in data["items"]
    ]
    return _("%(what)s。") % {"what": "；".join(given)}


def _closure(data: Mapping[str, Any]) -> str:
    return _("原办结时间 %(at)s，结果：%(result)s") % {
        "at": _at(data["closure"].get("closed_at") or ""),
        "result": data["closure"].get("result") or "—",
    }


def _changes(data: Mapping[str, Any]) -> str:
    """`changes`: {field: [old, new]} of a correction."""
    what = [f"{_label(name)}：{_plain(old)} → {_plain(new)}" for name, (old, new) in data["changes"].items()]
    return _("更正 %(what)s。") % {"what": "；".join(what)}


def _label(name: str) -> str:
    try:
        return str(Document._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name


def _plain(value: Any) -> str:
    return "—" if value in (None, "") else str(value)


def _balance(data: Mapping[str, Any]) -> str:
    kept, given, returned, lost = data["balance"]
    words = _("份号清退：在文书处 %(kept)s，在外 %(given)s，已清退 %(returned)s，遗失 %(lost)s。")
    return words % {"kept": kept, "given": given, "returned": returned, "lost": lost}


_DATA: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "copies": lambda d: _("补收 %(n)s 份。") % {"n": d["copies"]},
    "related": lambda d: _("已关联 %(no)s。") % {"no": d["related"]},
    "unrelated": lambda d: _("已取消关联 %(no)s。") % {"no": "、".join(d["unrelated"])},
    "twins": lambda d: _("与 %(no)s 不是同一件。") % {"no": "、".join(map(str, d["twins"]))},
    "readers": _readers,
    "files": _files,
    "note": lambda d: _("登记时附言：%(what)s") % {"what": d["note"]},
    "items": _items,
    "due": _due,
    "dates": _dates,
    "until": lambda d: _("申请延至 %(at)s。") % {"at": _at(d["until"])},
    "recalled": _recalled,
    "groups": lambda d: _("常用组：%(what)s。") % {"what": "、".join(d["groups"])},
    "straight": lambda d: _("改后直接送回。") if d["straight"] else _("改后重走流程。"),
    "became_action": lambda d: _("阅件转为办件。"),
    "closure": _closure,
    "changes": _changes,
    "handed": lambda d: line_of_copies(d["handed"]),
    "code": lambda d: _("等%(what)s。") % {"what": WAITS[d["code"]]},
    "look_on": lambda d: _("%(on)s 再看。") % {"on": d["look_on"]},
    "looked": lambda d: _("再看的日期 %(old)s → %(new)s。") % {"old": d["looked"][0], "new": d["looked"][1]},
    "stood": lambda d: (
        _("停表 %(begin)s 至 %(end)s。") % {"begin": _at(d["stood"][0]), "end": _at(d["stood"][1])}
    ),
    "balance": _balance,
}


def _at(text: str) -> str:
    try:
        return when(datetime.fromisoformat(text))
    except (TypeError, ValueError):
        return str(text)
