"""依据来文 (S06): the incoming paper that a draft answers, typed by its number; it stands both ways and can be changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from docflow.web.errors import BadInput, Incomplete
from documents.models import Document
from outgoing.actions import drafting, returning, route
from outgoing.models import Outgoing
from tests.office import fresh, registered
from tests.outgoing.desk import Desk, drafted, make_desk, plan, sent, to
from tests.outgoing.papers import entry, now
from workflow.models import Entry
from workflow.replay import differences

pytestmark = pytest.mark.django_db
SECRET = "没有这件来文，或您无权查看。"
SEVERAL = "不止一件来文用这个字号，请写收文编号。"


@pytest.fixture
def d() -> Desk:
    return make_desk()


@pytest.fixture
def feng(d: Desk, client: Client) -> Client:
    client.force_login(d.drafter)
    return client


def named(doc: Document) -> str:
    doc.refresh_from_db()
    return doc.answer_ref


def typed(d: Desk, **more: Any) -> dict[str, Any]:
    return {
        "key": "k1",
        "kind": "letter",
        "organ": d.organ.pk,
        "urgency": "normal",
        "title": "关于有关事项的复函",
        **more,
    }


def edited(client: Client, paper: Outgoing, answers: str) -> Any:
    """改栏目 with nothing else changed."""
    address = f"/outgoing/{paper.ref}/do/edit/"
    form = client.get(address).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    known = {name: value for name, value in fields.items() if value not in (None, False, [])}
    return client.post(address, known | {"answers": answers})


def test_a_new_paper_names_what_it_answers(d: Desk, feng: Client) -> None:
    asked = registered(d.o, source_doc_number="云政〔2026〕48号")
    assert feng.post("/outgoing/new/", typed(d, answers="云政 2026 48号")).status_code == 302
    paper = Outgoing.objects.get()
    assert (paper.answers, named(asked)) == (asked, paper.ref)
    html = feng.get(f"/outgoing/{paper.ref}/?tab=facts").content.decode()
    assert asked.receipt_no in html
    assert f"/outgoing/{paper.ref}/" in feng.get(f"/documents/{asked.ref}/?tab=facts").content.decode()
    assert list(differences(Document)) == []


def test_none_is_needed(d: Desk, feng: Client) -> None:
    assert feng.post("/outgoing/new/", typed(d, answers=" ")).status_code == 302
    assert Outgoing.objects.get().answers is None


def test_what_cannot_be_meant_is_refused_in_words(d: Desk, client: Client) -> None:
    """On the new form and in 改栏目: unknown, ambiguous, not his, answered by another; what was typed stays."""
    first = registered(d.o, source_doc_number="云政〔2026〕48号")
    registered(d.o, source_doc_number="云政〔2026〕48号", twin_reason="来文单位用错字号，是另一件。")
    other = drafted(d, answers=registered(d.o))
    taken = other.answers
    assert taken is not None
    cases = [("收〔2020〕999号", SECRET, d.drafter), ("云政〔2026〕48号", SEVERAL, d.drafter),
             (taken.receipt_no, f"这件来文已在拟复文：{other.name}（拟稿人 {d.drafter.name}）", d.drafter),
             (first.receipt_no, SECRET, d.keeper)]  # fmt: skip
    for n, (number, words, who) in enumerate(cases):
        client.force_login(fresh(who))
        paper = drafted(d, by=fresh(who))
        for answer in (
            client.post("/outgoing/new/", typed(d, key=f"k{n}", answers=number)),
            edited(client, paper, number),
        ):
            assert answer.status_code == 422, number
            assert words in answer.content.decode(), number
            assert answer.context["form"]["answers"].value() == number
            assert answer.context["form"]["answers"].errors
        assert now(paper).answers is None
    assert (named(first), named(taken)) == ("", other.ref)


def test_changing_it_frees_the_old_one(d: Desk, feng: Client) -> None:
    old, new = registered(d.o), registered(d.o)
    paper = drafted(d)
    for answers, left in ((old, new), (new, old), (old, new)):  # either key first
        assert edited(feng, paper, answers.receipt_no).status_code == 302
        paper = now(paper)
        assert (paper.answers, named(answers), named(left)) == (answers, paper.ref, "")
    change = entry(paper, "edit").data["changed"]
    assert change == {"answers": [new.receipt_no, old.receipt_no]}
    log = feng.get(f"/outgoing/{paper.ref}/?tab=log").content.decode()
    assert f"改动：依据来文：{new.receipt_no} → {old.receipt_no}。" in log
    other = drafted(d, answers=new)
    assert named(new) == other.ref
    assert edited(feng, paper, "").status_code == 302
    assert (now(paper).answers, named(old)) == (None, "")
    assert list(differences(Document)) == list(differences(Outgoing)) == []


def test_the_same_number_again_changes_nothing(d: Desk, feng: Client) -> None:
    paper = drafted(d, answers=registered(d.o))
    assert paper.answers is not None
    answer = edited(feng, paper, paper.answers.receipt_no)
    assert (answer.status_code, "没有改动。" in answer.content.decode()) == (409, True)


def test_it_is_changed_while_it_is_drafted_alone(d: Desk, client: Client) -> None:
    asked, paper = registered(d.o), sent(d)
    client.force_login(d.o.chief)
    form = client.get(f"/outgoing/{paper.ref}/do/edit/").context["form"]
    assert "answers" not in form.fields
    with pytest.raises(Incomplete, match="只能在拟稿时改"):
        drafting.edit(paper, by=d.o.chief, fields={"answers": asked})
    back = returning.give_back(paper, by=d.o.chief, reason="请写明依据").subject
    drafting.edit(back, by=d.drafter, fields={"answers": asked})
    assert named(asked) == paper.ref


def test_who_may_not_see_it_neither_sees_nor_clears_it(d: Desk, client: Client) -> None:
    asked, hidden = registered(d.o), registered(d.o)
    paper = drafted(d, by=d.keeper)
    with pytest.raises(BadInput, match=SECRET):
        drafting.edit(paper, by=d.keeper, fields={"answers": hidden})
    drafting.edit(paper, by=d.o.chief, fields={"answers": asked})
    client.force_login(d.keeper)
    answer = client.get(f"/outgoing/{paper.ref}/do/edit/")
    assert "answers" not in answer.context["form"].fields
    assert asked.receipt_no not in answer.content.decode()
    assert edited(client, paper, "").status_code == 409  # nothing else was changed
    assert named(asked) == paper.ref


def test_an_answer_begun_without_it_need_not_be_begun_anew(d: Desk) -> None:
    asked = registered(d.o)
    paper = drafted(
        d, kind="reply", layout="letter", title="江东省人民政府办公厅关于某事的批复", main=[to(d.o.sender)]
    )
    with pytest.raises(Incomplete, match="请拟稿人在「改栏目」的「依据来文」中填写收文编号"):
        route.send(paper, by=d.drafter, plan=plan(d))
    paper = drafting.edit(now(paper), by=d.drafter, fields={"answers": asked}).subject
    with pytest.raises(Incomplete) as left:
        route.send(paper, by=d.drafter, plan={})
    assert "依据来文" not in str(left.value)


def test_from_the_incoming_paper(d: Desk, feng: Client) -> None:
    """从来文生成: its number opens the form filled in."""
    asked = registered(d.o, source_doc_number="云政〔2026〕48号")
    assert "从来文生成" in feng.get("/outgoing/new/").content.decode()
    page = feng.get("/outgoing/new/", {"number": "云政〔2026〕48号"}, follow=True)
    assert page.redirect_chain == [(f"/outgoing/new/?answers={asked.ref}", 302)]
    form = page.context["form"]
    assert (form["answers"].value(), form["kind"].value()) == (asked.receipt_no, "reply")
    assert "从来文生成" not in page.content.decode()
    for wrong in ("收〔2020〕999号", "²", "9" * 30):
        page = feng.get("/outgoing/new/", {"number": wrong})
        assert page.status_code == 422
        assert SECRET in page.content.decode()
        assert f'value="{wrong}"' in page.content.decode()
    assert feng.get("/outgoing/new/", {"number": "字" * 100}).status_code == 400


@pytest.mark.parametrize("secret", [False, True])
def test_the_trail_of_the_incoming_paper_keeps_no_title_of_a_work_secret(d: Desk, secret: bool) -> None:
    """Begun, freed for another and given up: whoever reads the incoming paper need not see the draft."""
    doc, other = registered(d.o), registered(d.o)
    paper = drafted(d, kind="letter", title="关于某项内部事项的复函", work_secret=secret, answers=doc)
    drafting.edit(paper, by=d.drafter, fields={"answers": other})
    drafting.withdraw(now(paper), by=d.drafter, reason="不再答复。")
    trail = Entry.objects.filter(subject_kind="document", subject_pk__in=[doc.pk, other.pk], verb="answered")
    assert [e.reason for e in trail] == ["" if secret else paper.title] * 4
