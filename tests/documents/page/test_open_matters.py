"""What keeps a paper from being closed is seen from the start, each matter once, with the verb that settles it."""

from __future__ import annotations

import re
from html import unescape

from documents.actions.instruct import record
from documents.actions.reading import circulate
from documents.models import Document
from tests.documents.handling.path import now, reported, tasks
from tests.office import Office, fresh, handling, item, submitted

from .browser import Page, text


def block(html: str) -> str:
    found = re.search(r'<details class="msg warning".*?</details>', html, re.S)
    assert found
    return found[0]


def links(html: str) -> dict[str, str]:
    """Verb to address, of the matters shown."""
    return {
        verb: unescape(url) for url, verb in re.findall(r'<li>[^<]*<a href="([^"]*)">(.*?)</a></li>', html)
    }


def test_it_stands_above_the_opinions_on_every_tab(office: Office) -> None:
    doc = handling(office)
    for query in ("", "?tab=log", "?tab=facts"):
        shown = text(Page(office.handler).open(doc, query))
        assert shown.index("未了事项 2 项") < shown.index('<nav class="tabs" aria-label="意见'), query


def test_each_leads_to_what_settles_it_for_who_may(office: Office) -> None:
    doc = handling(office, items=[item(office, co=[office.unit2])])
    circulate(doc, by=office.handler, readers=[office.head], note="请阅知。")
    handler = Page(office.handler)
    shown = block(text(handler.open(now(doc))))
    assert shown.count("<li>") == 4  # two parts, the readers, the reply
    assert "传阅未完（1人）：何明远；其中 1 人尚未打开。" in shown
    pk = {t.holder: t.pk for t in tasks(doc, "handle", "assist")}
    for task in pk.values():
        assert f"/do/urge/?task={task}" in shown
    assert links(shown)["登记答复"].endswith("/do/set_reply/")
    assert "/do/urge/?lane=circulation" in shown
    mine = links(block(text(Page(office.unit2_clerk).open(doc))))
    assert mine == {"报结": f"/documents/{doc.ref}/do/report/?task={pk[office.unit2.principal]}"}


def test_refused_it_is_told_once_and_its_links_lead_on(office: Office) -> None:
    doc = reported(office)
    page = Page(office.handler)
    answer = page.client.get(f"/documents/{doc.ref}/do/ask_to_close/")
    key = re.search(r'name="key" value="([^"]*)"', text(answer))
    assert key
    sent = {"version": doc.version, "key": key[1], "task": tasks(doc, "wrap_up")[0].pk,
            "checker": office.chief.pk, "result": "已办。"}  # fmt: skip
    refused = page.client.post(f"/documents/{doc.ref}/do/ask_to_close/", sent)
    assert refused.status_code == 409
    shown = text(refused)
    assert shown.count("复文未关联") == 1
    assert "还有未了事项，请先办下面所列各项。" in shown
    for url in links(shown).values():
        assert page.client.get(url).status_code == 200
    assert "登记答复" in links(shown)


def test_for_who_ends_it_the_list_is_open(office: Office) -> None:
    doc: Document = reported(office)
    assert block(text(Page(office.handler).open(doc))).startswith('<details class="msg warning" open>')
    assert block(text(Page(fresh(office.clerk)).open(doc))).startswith('<details class="msg warning">')


def test_words_said_lead_to_their_confirmation_for_whose_they_are(office: Office) -> None:
    """On the page and on that of a verb alike, each names its own instruction."""
    doc = submitted(office, leaders=[office.leader, office.leader2])
    for leader in (office.leader, office.leader2):
        record(now(doc), by=fresh(office.clerk), leader=leader, text="请办。", kind="oral")
    confirm = re.compile(rf"<li>[^<]*<a href=\"/documents/{doc.ref}/do/confirm_oral/\?number=(\d)\"")
    whose = {office.leader: ["1"], office.leader2: ["2"], office.handler: ["1", "2"], office.chief: []}
    for who, numbers in whose.items():
        assert confirm.findall(text(Page(fresh(who)).open(now(doc)))) == numbers, who
    closing = Page(fresh(office.handler)).client.get(f"/documents/{doc.ref}/do/ask_to_close/")
    assert confirm.findall(text(closing)) == ["1", "2"]
