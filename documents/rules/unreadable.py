"""What a file that cannot be checked is said to be (`proofing.read`, which knows no languages): its English is in our catalogue.

Pure."""

from __future__ import annotations

from django.utils.translation import gettext_noop

UNREADABLE = (
    gettext_noop("文件结构层层嵌套，不能核稿。"),
    gettext_noop("文件不是完整的 DOCX（已损坏，或扩展名与内容不符），不能核稿。请另存为 DOCX 后再试。"),
    gettext_noop("文件是空的，不能核稿。"),
    gettext_noop("文件超过10MB，不能核稿。"),
    gettext_noop("文件超过10MB，不能核稿。请去掉其中的大图后再试。"),
    gettext_noop("文件是旧版 DOC 或设有打开密码，不能核稿。请去掉密码，另存为 DOCX 后再试。"),
    gettext_noop("文件内部的条目过多（超过2000个），不能核稿。"),
    gettext_noop("文件解开后异常庞大，疑似压缩炸弹，不能核稿。"),
    gettext_noop("文件内部结构不正常，不能核稿。"),
    gettext_noop("文件已加密，不能核稿。请取消密码后再试。"),
    gettext_noop("文件带有宏，不能核稿。请去掉宏，另存为 DOCX 后再试。"),
    gettext_noop("文件内部含有实体声明（DTD），不能核稿。"),
    gettext_noop("文件超过10MB，不能核稿。请降低图片分辨率后再试。"),
    gettext_noop("文件不是完整的 PDF（已损坏，或扩展名与内容不符），不能核稿。请重新导出后再试。"),
    gettext_noop("PDF 里没有文字（多为扫描件），不能自动核稿，请人工核对。"),
    gettext_noop("PDF 超过200页，不能核稿。"),
    gettext_noop("PDF 设有打开密码，不能核稿。请去掉密码后再试。"),
    gettext_noop("文件的文字过多（超过50万字），不能核稿。"),
)
