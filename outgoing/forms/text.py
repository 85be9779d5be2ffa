"""The text of a draft: a Word file, or words typed here. Annexes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.web.forms import dress
from documents.actions.uploads import Sent
from documents.files.draft import Paragraphs, paragraphs
from documents.files.errors import BlobMissing, CannotShow
from documents.files.kinds import ACCEPT_ATTRIBUTE
from documents.forms.act import ActForm
from documents.forms.files import KeptFiles
from documents.forms.picking import FilesField
from outgoing.actions.texts import Text
from outgoing.models import Annex, DraftVersion
from outgoing.rules.alike import MOST, too_long

ONLINE = "在线正文"  # for the record: never in the language of a screen


class TextFields(KeptFiles):
    """Mixin: `file` (a .docx) or `words`; `text()` is what the act takes, None where neither was given."""

    upload_field = "file"
    most_files = 2  # one that is kept and one that comes in its place
    accepted = "DOCX"
    changed_field = ""  # the field that says what was changed, where a form has one
    person: Any

    def add_text_fields(self: Any, words: str = "") -> None:
        self.fields["file"] = forms.FileField(
            label=_("文稿（Word 文档）"), required=False, help_text=_("只收 .docx；也可以直接在下面写正文。")
        )
        self.fields["file"].widget.attrs["accept"] = ".docx"
        self.fields["words"] = forms.CharField(
            label=_("正文"), required=False, strip=False, initial=words,
            widget=forms.Textarea(
                attrs={"rows": 14, "class": "song", "data-most": MOST, "data-long": too_long("{n}")}
            ),
            help_text=_("一行一段；标题、主送、落款不用写，由栏目排出。"),
        )  # fmt: skip
        for name in ("file", "words"):
            dress(self.fields[name].widget)

    def take_text(self: Any) -> None:
        """Called from `clean`: keeps the file and reads its words; a refusal is an error of the field."""
        self.take_files()
        self.sent = self.sent[-1:]
        self.taken: Text | None = None
        if self.errors.get("file"):
            return
        note = self.cleaned_data.get(self.changed_field, "")
        for one in self.sent:
            words, refusals = _read(one)
            if refusals:  # it is not kept: the next one that is chosen takes its place
                self.sent = []
                for why in refusals:
                    self.add_error("file", why)
                return
            self.taken = Text(words, one.blob, one.name, note)
        typed = self.cleaned_data.get("words") or ""
        if self.taken is not None or not typed.strip():
            return
        if len(typed) > MOST:
            self.add_error("words", too_long(len(typed)))
            return
        self.taken = Text(typed.splitlines(), None, ONLINE, note)


def _read(one: Sent) -> tuple[tuple[str, ...], list[str]]:
    """The words of a file, or every reason why it cannot be the text of a paper."""
    if one.blob.ext != "docx":
        return (), [_no_draft(one.blob.ext)]
    try:
        read = paragraphs(one.blob.sha256, one.blob.ext)
    except CannotShow as error:
        return (), [error.reason]
    except BlobMissing:
        return (), [_("传来的文件已不在，请重新选择文件再传。")]
    length = sum(map(len, read.list))
    return read.list, [*_not_words(read), *([too_long(length)] if length > MOST else [])]


def _no_draft(ext: str) -> str:
    """What to do with a file of another kind: an old Word or WPS document needs no more than to be saved anew."""
    if ext in ("doc", "wps"):
        old = _(
            "文稿要 Word 文档（.docx），传来的是旧格式 %(what)s。请用 Word 或 WPS 打开，另存为 .docx 后再传。"
        )
        return old % {"what": ext.upper()}
    other = _("文稿要 Word 文档（.docx），传来的是 %(what)s。扫描件和附件请在「加附件」中传。")
    return other % {"what": ext.upper()}


def _not_words(read: Paragraphs) -> list[str]:
    """What the file has that an original set from its words would not show."""
    found = []
    if read.has_tracked_changes:
        found.append(_("文稿里有未接受的修订，请拟稿人先接受或拒绝全部修订再传。"))
    if read.has_notes:
        found.append(_("文稿里有脚注或尾注，正本不印脚注；请改写进正文再传。"))
    beside = {
        _("表格"): read.has_tables, _("图片"): read.has_pictures, _("公式或插入的符号"): read.has_formulas,
        _("自动编号或项目符号"): read.has_numbering,
    }  # fmt: skip
    if what := "、".join(name for name, there in beside.items() if there):
        words = _(
            "文稿里有%(what)s，正本由文字排成，印不出来：表格、图片、公式请作附件在「加附件」中传；自动编号请改为键入的序号。"
        )
        found.append(words % {"what": what})
    return found


class TextForm(TextFields, ActForm):
    """改文稿: the next version."""

    changed_field = "note"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = DraftVersion.objects.filter(paper_id=self.doc.pk).order_by("-number").first()
        typed = last is not None and last.blob_id is None
        self.add_text_fields("\n".join(last.paragraphs) if last is not None and typed else "")
        self.fields["note"] = forms.CharField(label=_("改了什么"), required=False, max_length=200)
        dress(self.fields["note"].widget)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_text()
        if self.taken is None and not self.errors:
            self.add_error("words", _("文稿是空的，请上传 Word 文档或写正文。"))
        return data

    def act_kwargs(self) -> dict[str, Any]:
        return {"text": self.taken}


class AnnexForm(KeptFiles, ActForm):
    """加附件: files that go out with the paper, or one as the new version of another."""

    files_label = gettext_lazy("附件")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField(label=_("附件"), required=False)
        self.fields["files"].widget.attrs["accept"] = ACCEPT_ATTRIBUTE
        dress(self.fields["files"].widget)
        rows = Annex.objects.filter(paper_id=self.doc.pk, latest=True).order_by("number")
        self.rows = {str(row.pk): row for row in rows}
        choices = [
            ("", _("新的附件")),
            *((pk, f"{row.number}. {row.name}"[:80]) for pk, row in self.rows.items()),
        ]
        self.fields["replaces"] = forms.ChoiceField(label=_("替换"), choices=choices, required=False)
        dress(self.fields["replaces"].widget)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.take_files()
        if not self.sent and "files" not in self.errors:
            self.add_error("files", _("请选择文件。"))
        if data.get("replaces") and len(self.sent) > 1:
            self.add_error("replaces", _("替换旧附件时一次只能传一个文件。"))
        return data

    def act_kwargs(self) -> dict[str, Any]:
        return {
            "blobs": [(s.blob, s.name) for s in self.sent],
            "replaces": self.rows.get(self.cleaned_data["replaces"]),
        }
