"""A red-head paper as another office would send it, as PDF with text: for the demo office and the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import date as Date

from .typeset import typeset


def make_incoming_pdf(
    *,
    organ: str,
    number: str,
    title: str,
    urgency: str = "",
    signer: str = "",
    main_to: str = "",
    body_paragraphs: Sequence[str] = (),
    date: Date,
    letter: bool = False,
    copy_number: str = "",
    cc: str = "",
    printed_by: str = "",
) -> bytes:
    """The bytes of an A4 paper laid out by GB/T 9704-2012; the same arguments give the same bytes.

    `urgency` is printed as given (特急, 加急; '' for none). `signer` prints 签发人 (upward papers). `letter`
    gives the 信函格式: the organ's name alone without 文件. `cc` and `printed_by` print the imprint at the end.
    Paragraphs beginning 一、 or （一） are set as headings. Text is data: nothing in it can act as markup.
    """
    words = {
        "organ": organ,
        "number": number,
        "title": title,
        "urgency": urgency,
        "signer": signer,
        "main_to": main_to,
        "body": list(body_paragraphs),
        "date": f"{date.year}年{date.month}月{date.day}日",
        "letter": letter,
        "copy_number": copy_number,
        "cc": cc,
        "printed_by": printed_by,
    }
    return typeset("incoming.typ", words, datetime(date.year, date.month, date.day, tzinfo=UTC))
