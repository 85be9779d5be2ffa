"""The pages of circulation and of each side verb: who sees what, what is answered, bad input, statements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from deadlines.limits import due_for
from documents.actions.correcting import correct
from documents.actions.reading import circulate, read
from documents.models import Document, ReaderGroup
from documents.views.wired_side import ACTS
from people.models import Person
from tests.office import Office, approve, circulating, handling, make_office, registered, reviewing
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def do(doc: Document, verb: str) -> str:
    return f"/documents/{doc.ref}/do/{verb}/"


def sent(doc: Document, **fields: Any) -> dict[str, Any]:
    return {"version": doc.version, "key": f"key-{Entry.objects.count()}", **fields}


def reader(doc: Document, person: Person) -> Task:
    return Task.objects.about(doc).get(lane="circulation", holder=person.principal)


# -- every verb by its form ---------------------------------------------------------------------------


def test_circulate_by_names_groups_and_list(office: Office) -> None:
    doc = registered(office)
    shared = ReaderGroup.objects.create(name="厅领导")
    shared.persons.set([office.leader, office.leader2])
    client = as_(office.clerk)
    page = client.get(do(doc, "circulate")).content.decode()
    assert "厅领导（2）" in page
    assert "请阅知。" in page
    answer = client.post(
        do(doc, "circulate"),
        sent(
            doc, readers="何明远、tld", note="请阅知。", ordered="no", due="+3", people=[office.unit_clerk.pk]
        ),
    )
    assert answer.status_code == 302, answer.content.decode()
    names = set(Task.objects.about(doc).filter(lane="circulation").values_list("holder_name", flat=True))
    assert names == {"何明远", "赵六", "李四", "吕祎"}


@pytest.mark.parametrize(
    "bad",
    [
        {"readers": "没有此人", "note": "请阅"},
        {"readers": "", "note": "请阅"},
        {"readers": "何明远", "note": ""},
        {"readers": "何明远", "note": "请阅", "due": "昨天"},
        {"readers": "何明远", "note": "请阅", "ordered": "perhaps"},
        {"readers": "何明远", "note": "\x00"},
        {"groups": ["9" * 30], "note": "请阅"},
        {"people": ["²"], "note": "请阅"},
        {"readers": "、".join(f"人{n}" for n in range(300)), "note": "请阅"},
    ],
)
def test_bad_input_is_told(office: Office, bad: dict[str, Any]) -> None:
    doc = registered(office)
    answer = as_(office.clerk).post(do(doc, "circulate"), sent(doc, **bad))
    assert answer.status_code == 422
    assert not Task.objects.filter(lane="circulation").exists()


def test_somebody_elses_group_is_not_offered(office: Office) -> None:
    doc = registered(office)
    group = ReaderGroup.objects.create(name="处长的组", owner=office.chief)
    group.persons.set([office.head])
    client = as_(office.clerk)
    assert "处长的组" not in client.get(do(doc, "circulate")).content.decode()
    assert client.post(do(doc, "circulate"), sent(doc, readers="处长的组", note="阅")).status_code == 422
    client.post(do(doc, "circulate"), sent(doc, readers="赵六", groups=[group.pk], note="阅"))
    assert not Task.objects.filter(holder=office.head.principal).exists()


def test_read_with_words(office: Office) -> None:
    doc = circulating(office, [office.leader])
    answer = as_(office.leader).post(
        do(doc, "read"), sent(doc, opinion="请关注进度。", task=reader(doc, office.leader).pk)
    )
    assert answer.status_code == 302
    assert reader(doc, office.leader).answer == "请关注进度。"


def test_read_from_the_list_without_a_version(office: Office) -> None:
    doc = circulating(office, [office.leader])
    task = reader(doc, office.leader).pk
    assert as_(office.leader).post(do(doc, "read"), {"key": "a", "task": task}).status_code == 302
    assert reader(doc, office.leader).status == "done"


def test_a_leader_instructs_from_reading(office: Office) -> None:
    doc = circulating(office, [office.leader])
    client = as_(office.leader)
    assert client.get(do(doc, "instruct_from_reading")).status_code == 200
    answer = client.post(
        do(doc, "instruct_from_reading"),
        sent(doc, text="请水利厅办理，月底前报结果。", task=reader(doc, office.leader).pk),
    )
    assert answer.status_code == 302
    doc.refresh_from_db()
    assert doc.state == "instructed"


def test_recall_urge_and_to_action(office: Office) -> None:
    doc = circulating(office, [office.leader, office.head])
    client = as_(office.handler)
    task = reader(doc, office.head)
    assert "何明远" in client.get(do(doc, "recall_reader")).content.decode()
    assert client.post(do(doc, "urge"), sent(doc, whom=[task.pk])).status_code == 302
    assert reader(doc, office.head).urged == 1
    assert client.post(do(doc, "recall_reader"), sent(doc, readers=[task.pk])).status_code == 302
    assert reader(doc, office.head).status == "cancelled"
    gone = client.post(do(doc, "recall_reader"), sent(doc, readers=[task.pk]))
    assert gone.status_code == 409
    assert client.post(do(doc, "to_action"), sent(doc, reason="需办理")).status_code == 302


def test_withdraw_says_its_rule(office: Office) -> None:
    doc = reviewing(office)
    page = as_(office.handler).get(do(doc, "withdraw")).content.decode()
    assert "现在 吴十 手里" in page
    other = as_(office.clerk).get(do(doc, "withdraw")).content.decode()
    assert "只有送出的人可以撤回" in other
    assert as_(office.clerk).post(do(doc, "withdraw"), sent(doc)).status_code == 403
    assert as_(office.handler).post(do(doc, "withdraw"), sent(doc)).status_code == 302
    doc.refresh_from_db()
    assert doc.state == "proposing"


def test_transfer_offers_who_may(office: Office) -> None:
    doc = reviewing(office)
    client = as_(office.chief)
    offered = client.get(do(doc, "transfer")).context["form"].fields["to"].choices
    assert [label for pk, label in offered if pk] == ["zyy 郑一一（副处长）"]
    task = Task.objects.about(doc).open().get().pk
    for to, code in ((office.handler, 422), (office.deputy, 302)):
        typed = sent(doc, task=task, to=to.pk, reason="出差")
        assert client.post(do(doc, "transfer"), typed).status_code == code


def test_add_signer_by_initials(office: Office) -> None:
    doc = reviewing(office)
    client = as_(office.chief)
    answer = client.post(
        do(doc, "add_signer"),
        sent(doc, task=Task.objects.about(doc).open().get().pk, signer="hmy", mode="before"),
    )
    assert answer.status_code == 302, answer.content.decode()
    assert Task.objects.about(doc).open().get(kind="countersign").holder == office.head.principal


def test_correct_keeps_what_was(office: Office) -> None:
    doc = registered(office)
    client = as_(office.clerk)
    page = client.get(do(doc, "correct"))
    values = {
        k: v for k, v in page.context["form"].initial.items() if k not in ("version", "key") and v is not None
    }
    old = doc.title
    same = client.post(do(doc, "correct"), sent(doc, **values, reason="核对"))
    assert same.status_code == 409
    answer = client.post(
        do(doc, "correct"), sent(doc, **{**values, "title": "云川市政府关于防汛的报告"}, reason="录错")
    )
    assert answer.status_code == 302, answer.content.decode()
    doc.refresh_from_db()
    assert doc.title == "云川市政府关于防汛的报告"
    entry = Entry.objects.get(verb="correct")
    assert entry.data["changes"] == {"title": [old, doc.title]}
    assert entry.reason == "录错"
    assert set(Task.objects.about(doc).values_list("title", flat=True)) == {doc.title}


def test_another_urgency_counts_the_limits_anew(office: Office) -> None:
    """What follows the office's rules, from where it began; not what somebody set. The first promise stays."""
    doc = registered(office)
    circulate(doc, by=office.clerk, readers=[office.head, office.leader2], note="请阅")
    set_by_hand = handling(office)
    client = as_(office.clerk)
    for paper in (doc, set_by_hand):
        before = {t.pk: t for t in Task.objects.about(paper).live()}
        first = Document.objects.get(pk=paper.pk)
        due = first.due_at
        correct(first, by=office.clerk, reason="漏看", fields={"urgency": "top_urgent"})
        after = Document.objects.get(pk=paper.pk)
        assert due
        assert after.due_at
        assert after.due_at < due if paper == doc else after.due_at == due  # the proposal set the other's
        assert after.due_first == first.due_first
        for task in Task.objects.about(paper).live():
            old = before[task.pk]
            assert task.due_first == old.due_first
            if task.kind == "handle":
                assert (task.due_at, task.due_trace) == (old.due_at, old.due_trace)
                continue
            wanted = due_for(task.kind, urgency="top_urgent", category=after.category, kind=after.kind,
                             start=datetime.fromisoformat(old.due_trace[1]["at"]))  # fmt: skip
            assert (task.due_at, task.due_trace, task.due_version) == (wanted.at, wanted.trace, 2)
            assert old.due_at
            assert wanted.at < old.due_at
        entry = Entry.objects.get(verb="correct", subject_pk=paper.pk)
        if paper == doc:
            assert entry.data["due_moved"][0][:2] == [0, due.isoformat()]
        else:
            assert "due_moved" not in entry.data
    assert list(differences(Document)) == []
    assert client.get(f"/documents/{doc.ref}/").status_code == 200


def test_void_ends_everything_and_keeps_the_number(office: Office) -> None:
    doc = handling(office)
    circulate(doc, by=office.clerk, readers=[office.leader2], note="请阅")
    client = as_(office.chief)
    assert client.post(do(doc, "void"), sent(doc, reason="")).status_code == 422
    assert client.post(do(doc, "void"), sent(doc, reason="重复来文")).status_code == 302
    doc.refresh_from_db()
    assert doc.state == "voided"
    assert not Task.objects.about(doc).live().exists()
    assert not Task.objects.about(doc).filter(subject_live=True).exists()
    assert client.post(do(doc, "void"), sent(doc, reason="再来")).status_code in (403, 409)


# -- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", sorted(ACTS))
def test_the_outsider_finds_nothing(office: Office, verb: str) -> None:
    doc = circulating(office)
    for who in (office.outsider, office.admin, office.auditor):
        client = as_(who)
        assert client.get(do(doc, verb)).status_code == 404
        assert client.post(do(doc, verb), sent(doc)).status_code == 404


def test_two_papers_are_linked_and_parted_again(office: Office) -> None:
    doc, other = registered(office), registered(office, source_doc_number="云政〔2026〕77号")
    client = as_(office.clerk)
    for typed in (other.receipt_no, str(other.serial), "云政[2026]77号"):
        client.post(do(doc, "relate"), sent(doc, number=typed))
        assert list(Document.objects.get(pk=other.pk).related.all()) == [doc], typed
        for one, two in ((doc, other), (other, doc)):
            assert f"/documents/{two.ref}/" in client.get(f"/documents/{one.ref}/?tab=facts").content.decode()
        client.post(do(other, "relate"), sent(other, drop=[str(doc.pk)]))
        assert not doc.related.exists()
    for one, said in ((doc, f"已关联 {other.receipt_no}。"), (other, f"已取消关联 {doc.receipt_no}。")):
        assert said in client.get(f"/documents/{one.ref}/?tab=log").content.decode()
    english = client.get(f"/documents/{doc.ref}/?tab=log", headers={"Accept-Language": "en"})
    assert f"已关联 {other.receipt_no}" not in english.content.decode()


@pytest.mark.parametrize("typed", ["", "收〔2026〕99999号", "99999999999999999999", "²", "号", "a\0"])
def test_only_a_paper_he_sees_is_linked(office: Office, typed: str) -> None:
    doc, hidden = registered(office), registered(office, work_secret=True)
    client = as_(office.clerk2)
    for number in (typed, hidden.receipt_no, doc.receipt_no):
        answer = client.post(do(doc, "relate"), sent(doc, number=number))
        assert answer.status_code in (400, 422), number
    assert not doc.related.exists()


# -- the page -----------------------------------------------------------------------------------------


def test_my_papers_to_read_and_marking_many(office: Office) -> None:
    docs = [circulating(office, [office.leader, office.head]) for _ in range(3)]
    client = as_(office.leader)
    page = client.get("/circulation/").content.decode()
    assert page.count("<tr data-row") == 3
    ids = [reader(d, office.leader).pk for d in docs]
    foreign = reader(docs[0], office.head).pk
    answer = client.post(
        "/circulation/read/", {"key": "k1", "pick": [*ids[:2], foreign, "x", "9" * 40]}, follow=True
    )
    told = [str(m) for m in answer.context["messages"]]
    assert told[0] == "已阅 2 件。"
    assert len(told) == 2
    assert reader(docs[0], office.head).status == "open"
    again = client.post("/circulation/read/", {"key": "k1", "pick": ids[:2]}, follow=True)
    assert [str(m) for m in again.context["messages"]] == ["已阅 2 件。"]
    assert Entry.objects.filter(verb="read").count() == 2
    client.post("/circulation/read/", {"key": "k2", "one": ids[2], "pick": ids[:2]})
    assert Entry.objects.filter(verb="read").count() == 3
    assert "没有待阅的公文" in client.get("/circulation/").content.decode()


def test_one_refusal_does_not_stop_the_others(office: Office) -> None:
    docs = [circulating(office, [office.leader]) for _ in range(2)]
    ids = [reader(d, office.leader).pk for d in docs]
    read(docs[0], by=office.leader)
    answer = as_(office.leader).post(
        "/circulation/read/", {"key": "k", "pick": ids, "back": "home"}, follow=True
    )
    told = [str(m) for m in answer.context["messages"]]
    assert told[0] == "已阅 1 件。"
    assert docs[0].title in told[1]
    assert answer.redirect_chain[0][0] == "/?tab=toread"


def test_running_circulations(office: Office) -> None:
    doc = circulating(office, [office.leader, office.leader2, office.head])
    read(doc, by=office.leader)
    client = as_(office.clerk)
    page = client.get("/circulation/?tab=running").content.decode()
    assert "1/3" in page
    assert "李四、何明远" in page
    answer = client.post("/circulation/urge/", {"key": "u1", "pick": [doc.ref]}, follow=True)
    assert [str(m) for m in answer.context["messages"]] == ["已催 1 件。"]
    assert [reader(doc, p).urged for p in (office.leader, office.leader2, office.head)] == [0, 1, 1]
    client.post("/circulation/urge/", {"key": "u1", "pick": [doc.ref]})
    assert reader(doc, office.head).urged == 1
    assert as_(office.head).get("/circulation/?tab=running").status_code == 403
    assert as_(office.head).post("/circulation/urge/", {"key": "u2", "pick": [doc.ref]}).status_code == 302
    assert reader(doc, office.head).urged == 1


@pytest.mark.parametrize("query", ["?tab=x", "?id=-1", "?id=²", "?due=gestern&id=3", "?id=" + "9" * 30])
def test_bad_addresses(office: Office, query: str) -> None:
    assert as_(office.clerk).get(f"/circulation/{query}").status_code == 400


def test_pages_go_on_by_the_last_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from documents.queries import circulation as query
    from documents.views import circulation as view
    from workflow import queries as inbox

    docs = [circulating(office, [office.leader]) for _ in range(5)]
    monkeypatch.setattr(view, "PAGE", 2)
    monkeypatch.setattr(query, "PAGE", 2)
    monkeypatch.setattr(inbox, "PAGE", 2)
    for who, address in ((office.leader, "/circulation/"), (office.clerk, "/circulation/?tab=running")):
        client, found, url = as_(who), [], address
        while url:
            context = client.get(url).context
            found += [d.ref for d in docs if d.ref in str(context["table"])]
            url = f"/circulation/{context['older']}" if context["older"] else ""
        assert sorted(found) == sorted(d.ref for d in docs)


def test_lookup_of_persons_and_groups(office: Office) -> None:
    ReaderGroup.objects.create(name="赵口防汛")
    client = as_(office.clerk)
    page = client.get("/circulation/pick/?q=赵").content.decode()
    assert page.index("赵口防汛") < page.index("赵六")
    assert "赵六" in client.get("/circulation/pick/?q=zl").content.decode()
    assert client.get("/circulation/pick/?q=").content == b""
    assert client.get("/circulation/pick/?q=%00").status_code == 400


# -- groups -------------------------------------------------------------------------------------------


def drawn(client: Client, address: str) -> dict[str, str]:
    """What the form at this address carries hidden."""
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in ("key", "seen")}


def line(client: Client, group: ReaderGroup) -> dict[str, str]:
    """What the button of this group's line carries."""
    page = client.get("/circulation/groups/").context
    return {"key": page["key"], "seen": next(row.seen for row in page["rows"] if row.pk == group.pk)}


def test_groups_are_made_changed_and_dropped(office: Office) -> None:
    client, new = as_(office.clerk), "/circulation/groups/new/"
    made = {"name": "水利", "persons": "何明远、赵六"}
    assert client.post(new, {**made, **drawn(client, new)}).status_code == 302
    own = ReaderGroup.objects.get(name="水利")
    assert own.owner == office.clerk
    assert client.post(new, {"name": "水利", "persons": "赵六", **drawn(client, new)}).status_code == 422
    assert client.post(new, {"name": "没有钥匙", "persons": "赵六"}).status_code == 422
    page = f"/circulation/groups/{own.pk}/"
    edited = {"name": "水利口", "persons": "何明远", "shared": "on", **drawn(client, page)}
    assert client.post(page, edited).status_code == 302
    own.refresh_from_db()
    assert own.owner is None
    assert [p.name for p in own.persons.all()] == ["何明远"]
    said = client.get(page).content.decode()
    assert "最近变更" in said
    assert office.clerk.name in said
    assert "水利口" in as_(office.leader).get("/circulation/groups/").content.decode()
    carried = line(client, own)
    assert as_(office.leader).post(f"{page}drop/", carried).status_code == 403
    assert as_(office.leader).get(page).status_code == 403
    assert client.post(f"{page}drop/", carried).status_code == 302
    assert not ReaderGroup.objects.exists()
    entries = Entry.objects.filter(subject_kind="roster", data__reader_group=own.pk).order_by("seq")
    assert [e.verb for e in entries] == ["reader_group_save", "reader_group_save", "reader_group_drop"]
    assert entries[1].data["changed"]["owner_id"] == [office.clerk.pk, None]
    assert entries[2].data["persons"] == ["何明远"]


def test_of_two_who_keep_the_offices_group_the_slower_is_told(office: Office) -> None:
    group = ReaderGroup.objects.create(name="厅领导")
    group.persons.set([office.leader])
    page = f"/circulation/groups/{group.pk}/"
    one, other = as_(office.clerk), as_(office.chief)
    mine, his = drawn(one, page), drawn(other, page)
    changed = {"name": "厅领导", "persons": "赵六、李四", "shared": "on"}
    assert one.post(page, {**changed, **mine}).status_code == 302
    refused = other.post(page, {**changed, "persons": "何明远", **his})
    assert refused.status_code == 409
    html = refused.content.decode()
    assert office.clerk.name in html
    assert 'value="何明远"' in html  # what he typed stays
    again = {name: refused.context["form"][name].value() for name in ("key", "seen")}
    assert other.post(page, {**changed, "persons": "何明远", **again}).status_code == 302
    assert [p.name for p in group.persons.all()] == ["何明远"]


def test_deleted_while_he_changed_it(office: Office) -> None:
    """He is told by whom; what he typed is there, and saving makes it a group again."""
    group = ReaderGroup.objects.create(name="厅领导")
    group.persons.set([office.leader])
    page = f"/circulation/groups/{group.pk}/"
    one, other = as_(office.clerk), as_(office.chief)
    his, gone = drawn(other, page), line(other, group)
    assert one.post(f"{page}drop/", line(one, group)).status_code == 302
    late = other.post(f"{page}drop/", gone)
    assert late.status_code == 409
    assert office.clerk.name in late.content.decode()
    refused = other.post(page, {"name": "厅领导", "persons": "何明远", "shared": "on", **his})
    assert refused.status_code == 409
    assert "已删除常用组" in refused.content.decode()
    assert 'value="何明远"' in refused.content.decode()
    again = {name: refused.context["form"][name].value() for name in ("key", "seen")}
    sent = {"name": "厅领导", "persons": "何明远", "shared": "on", **again}
    assert other.post(refused.context["action"], sent).status_code == 302
    assert ReaderGroup.objects.get().name == "厅领导"
    assert as_(office.outsider).post(f"{page}drop/", gone).status_code == 403
    own = ReaderGroup.objects.create(name="私", owner=office.clerk)
    address, carried = f"/circulation/groups/{own.pk}/drop/", line(one, own)
    assert one.post(address, carried).status_code == 302
    assert other.post(address, carried).status_code == 404, "of a private group nobody else is told anything"


def test_groups_of_others_are_not_there(office: Office) -> None:
    group = ReaderGroup.objects.create(name="私", owner=office.chief)
    client = as_(office.clerk)
    assert client.get(f"/circulation/groups/{group.pk}/").status_code == 404
    assert client.post(f"/circulation/groups/{group.pk}/drop/").status_code == 404
    assert client.get("/circulation/groups/99999999999999999999/").status_code == 404
    assert as_(office.admin).get("/circulation/groups/").status_code == 403


def test_a_unit_with_the_papers_own_limit_follows_it(office: Office) -> None:
    """Handed over without a leader the unit has the paper's limit, which is the office's rule and counted anew."""
    doc = reviewing(office, leaders=[], due=None)
    doc = approve(doc, by=office.chief, expected_version=doc.version).subject
    [task] = Task.objects.about(doc).open().filter(kind="handle")
    assert (task.due_at, task.due_trace) == (doc.due_at, doc.due_trace)
    correct(doc, by=office.clerk, reason="看错", fields={"urgency": "top_urgent"})
    after = Document.objects.get(pk=doc.pk)
    task.refresh_from_db()
    assert task.due_at == after.due_at != doc.due_at
