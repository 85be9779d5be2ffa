"""One step of a paper's trip each, as a person does it on the screen; with and without JavaScript."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from documents.files.sample_pdf import make_incoming_pdf
from documents.models import Document
from tests.journeys.visitor import Visitor

TITLE = "云川市人民政府关于申请批复城市更新三年行动方案的请示"
NUMBER = "云政〔2026〕212号"


def paper(folder: Path, title: str = TITLE, day: date = date(2026, 11, 19)) -> Path:
    """A real PDF as the sender's office would make it."""
    file = folder / "来文.pdf"
    file.write_bytes(
        make_incoming_pdf(
            organ="云川市人民政府", number=NUMBER, title=title, urgency="加急", signer="林 越",
            main_to="省人民政府", body_paragraphs=["现将有关情况请示如下。", "妥否，请批示。"], date=day,
        )
    )  # fmt: skip
    return file


def registered(clerk: Visitor) -> Document:
    """What the clerk has just saved."""
    clerk.until(lambda: "/new/" not in clerk.path, "not saved")
    return Document.objects.latest("pk")


def propose(handler: Visitor, **fields: str) -> None:
    """On the paper's page, where his proposal is asked for."""
    values = {
        "text": "拟转省水利厅牵头、省财政厅配合研究，请赵六、李四同志阅示。",
        "lead_unit": "省水利厅",
        "co_units": "省财政厅",
        "leaders": "赵六、李四",
        "readers": "蒋六六",
        "due": "+5",
    }
    for name, value in {**values, **fields}.items():
        handler.fill(name, value)
    handler.send()


def give_back(chief: Visitor, reason: str) -> None:
    chief.choose("退回")
    chief.fill("reason", reason)
    chief.send()


def write(person: Visitor, words: str) -> None:
    """Words into the panel's field, and send."""
    field = person.one("#op, [data-op]")
    field.clear()
    field.send_keys(words)
    person.send()


def tick(person: Visitor, name: str) -> None:
    """Every box of this name."""
    boxes = person.until(lambda: person.all(f"input[type=checkbox][name='{name}']"), f"no box {name}")
    for box in boxes:
        if not box.is_selected():
            box.click()
