"""The pages of packs and meetings: who comes to them, what they show of whom, and what is typed stays."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletins.actions.collecting import keep
from bulletins.models import Meeting, MeetingAction, Pack, PackFigure, PackRead
from bulletins.queries import meetings
from bulletins.queries.counting import figures_of
from bulletins.queries.pack_sheet import sheet
from bulletins.queries.sources.made import Made
from bulletins.rules.weeks import WEEK, written
from deadlines.days import SHANGHAI, local
from documents.models import Draft
from people.models import Person
from tests.bulletins.packs.world import decided, edited, issued, last_week, made, met, this_week
from tests.bulletins.statistics.world import rewrite, waived
from tests.office import Office, make_office, registered
from tests.outgoing.desk import drafted, make_desk
from workflow.clock import database_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def of(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def page(who: Person, name: str, *args: Any) -> Any:
    return of(who).get(reverse(name, args=args))


def fields(answer: Any, action: str = "") -> dict[str, str]:
    """Hidden fields and texts of the form that leads to `action` (the page's own, where empty)."""
    html = answer.content.decode()
    forms = re.findall(r"<form[^>]*>.*?</form>", html, re.S)
    wanted = [
        f
        for f in forms
        if 'method="post"' in f and (f'action="{action}"' in f if action else ' action="' not in f)
    ]
    form = wanted[-1]
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    found |= {
        n: t.lstrip("\n") for n, t in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S)
    }
    found.pop("csrfmiddlewaretoken", None)
    return found


ALL = ("pack", "pack_edit", "pack_issue", "meeting")


def test_outsiders_and_administrators_find_nothing(office: Office) -> None:
    pack = issued(office)
    action = decided(office, met(office, pack))
    for who in (office.outsider, office.unit_clerk, office.head, office.admin, office.secadmin):
        assert page(who, "packs").status_code == 404
        for name in ALL:
            assert page(who, name, pack.ref).status_code == 404, (who, name)
        assert page(who, "pack_file", pack.ref, "pdf").status_code == 404
        assert page(who, "pack_figure", pack.ref, "received").status_code == 404
        assert page(who, "meeting_action", action.ref).status_code == 404
        for name in ("pack_recount", "pack_read", "meeting_give", "meeting_discussed"):
            assert of(who).post(reverse(name, args=[pack.ref])).status_code == 404, name


def test_drafts_are_not_for_all_of_the_office(office: Office) -> None:
    pack = made()
    for who in (office.chief, office.clerk, office.handler, office.leader, office.supervisor):
        assert page(who, "pack", pack.ref).status_code == 200
    assert page(office.secretary, "pack", pack.ref).status_code == 404
    issued(office, pack)
    assert page(office.secretary, "pack", pack.ref).status_code == 200


def test_who_is_no_chief_may_not(office: Office) -> None:
    pack = made()
    for name in ("pack_edit", "pack_issue"):
        assert page(office.clerk, name, pack.ref).status_code == 403
    for name in ("pack_recount", "meeting_give", "meeting_discussed"):
        assert of(office.clerk).post(reverse(name, args=[pack.ref])).status_code == 403
    assert of(office.clerk).post(reverse("pack_make")).status_code == 403
    said = page(office.clerk, "pack", pack.ref).content.decode()
    assert reverse("pack_edit", args=[pack.ref]) not in said


def test_the_auditor_reads_figures_and_no_title(office: Office) -> None:
    now = registered(office, title="关于某事的请示")
    pack = edited(office, made(this_week()), text="会上点名的话")
    said = page(office.auditor, "pack", pack.ref).content.decode()
    assert "收文量" in said
    assert "会上点名的话" not in said
    listed = page(office.auditor, "pack_figure", pack.ref, "received").content.decode()
    assert now.title not in listed
    assert now.receipt_no not in listed
    assert "另有 1 件您无权查看" in listed
    assert page(office.auditor, "meeting", pack.ref).status_code == 404
    assert page(office.auditor, "pack_file", pack.ref, "pdf").status_code == 404


def test_a_figure_is_as_long_as_it_says(office: Office) -> None:
    doc = registered(office)
    secret = registered(office, title="工作秘密的标题", work_secret=True)
    pack = made(this_week())
    figure = PackFigure.objects.get(pack=pack, code="received")
    assert figure.value == 2
    said = page(office.chief, "pack_figure", pack.ref, "received").content.decode()
    assert doc.title in said
    assert secret.title not in said
    assert "另有 1 件您无权查看" in said
    assert secret.title not in str(figure.rows)


def test_what_was_let_pass_names_a_paper_without_a_number(db: None) -> None:
    """On the screen by its title, for who may see it; on paper, where no titles stand, in words."""
    d = make_desk()
    plain, secret = drafted(d, title="关于防汛物资的函"), drafted(d, title="秘而不宣的事项", work_secret=True)
    now = local(database_now()).replace(tzinfo=None).isoformat()
    for paper in (plain, secret):
        waived(d.o, "outgoing", paper.pk, now)
    pack = made(this_week())
    for name, more in (("pack", ()), ("pack_figure", ("waivers",))):
        said = page(d.o.chief, name, pack.ref, *more).content.decode()
        assert re.search(rf'<a href="[^"]*{plain.ref}[^"]*">{plain.title}</a>', said)
        assert secret.title not in said
    [listed] = [
        one
        for part in sheet(pack, figures_of(pack))["parts"]
        for one in part["lists"]
        if one["label"] == "放行事项"
    ]
    assert [row[0] for row in listed["rows"]] == ["未编号的发文"]
    assert plain.title not in str(listed)


def test_rates_list_both_parts(office: Office) -> None:
    registered(office)
    pack = made(this_week())
    said = page(office.chief, "pack_figure", pack.ref, "closing_rate").content.decode()
    assert "分子" in said
    assert "分母" in said
    assert page(office.chief, "pack_figure", pack.ref, "nothing").status_code == 404


def test_a_week_without_data(office: Office) -> None:
    pack = made()
    said = page(office.chief, "pack", pack.ref).content.decode()
    for sentence in ("本周无收文、发文和办结", "本周无差错登记。", "本周无退回、退文。", "没有例会事项。"):
        assert sentence in said
    assert '<figure class="chart">' not in said, "no empty chart"


def test_a_week_long_over_shows_dashes(office: Office) -> None:
    rewrite(registered(office), due_at=database_now() - timedelta(hours=1))
    old, last = made(last_week() - 9 * WEEK), made()
    said = page(office.chief, "pack", old.ref).content.decode()
    assert re.search(r"在途超期</th><td[^>]*>(<span[^>]*>本周</span>)? —</td>", said)
    for sentence in ("这一周早已过去，当时的情况不能倒算。", "本周无领导批示。", "早已过去的周不能倒算："):
        assert sentence in said
    assert "没有未办结的批示" not in said
    assert "本周无超期" not in said
    assert "没有计入的事项" not in page(office.chief, "pack_figure", old.ref, "late_now").content.decode()
    said = page(office.chief, "pack", last.ref).content.decode()
    assert "计数时：现在还在办、已过时限的公文" in said


def test_no_head_stands_alone_and_no_two_figures_have_one_name(office: Office) -> None:
    pack = made()
    said = page(office.chief, "pack", pack.ref).content.decode()
    assert "其他事项" not in said
    assert not re.search(r"<h2[^>]*>[^<]*</h2>\s*</section>", said)
    labels = re.findall(r'<th scope="row">([^<]+)</th>', said)
    assert len(labels) == len(set(labels))
    edited(office, pack, text="会上说的话")
    assert "其他事项" in page(office.chief, "pack", pack.ref).content.decode()


def test_a_chart_where_there_is_something(office: Office) -> None:
    registered(office)
    pack = made(this_week())
    said = page(office.chief, "pack", pack.ref).content.decode()
    assert '<figure class="chart"><svg' in said
    assert reverse("pack_figure", args=[pack.ref, "received"]) in said
    assert " style=" not in said


def test_old_and_new(office: Office) -> None:
    pack = made(this_week())
    registered(office)
    client = of(office.chief)
    answer = client.get(reverse("pack", args=[pack.ref]))
    there = reverse("pack_recount", args=[pack.ref])
    client.post(there, fields(answer, there))
    said = client.get(reverse("pack", args=[pack.ref])).content.decode()
    assert "与初稿不同的数" in said
    assert re.search(r"收文量</th><td class=\"nw\">0 → <b>1</b>", said)
    figure = PackFigure.objects.get(pack=pack, code="received")
    assert (figure.value, figure.drafted, figure.changed) == (1, 0, True)
    issue = client.get(reverse("pack_issue", args=[pack.ref])).content.decode()
    assert "没有新的变化" in issue
    assert re.search(r"收文量</th><td class=\"nw\">0 → <b>1</b>", issue), (
        "what he confirms differs from the first draft"
    )
    issued(office, Pack.objects.get())
    said = client.get(reverse("pack", args=[pack.ref])).content.decode()
    assert re.search(r"收文量</th><td class=\"nw\">0 → <b>1</b>", said)


def test_what_changed_is_shown_before_it_is_issued(office: Office) -> None:
    pack = made(this_week())
    client, there = of(office.chief), reverse("pack_issue", args=[pack.ref])
    drawn = fields(client.get(there))
    registered(office)
    answer = client.post(there, drawn)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "又有数字变化" in said
    assert re.search(r"收文量</th><td>0 → <b>1</b>", said)
    assert not Pack.objects.get().number
    answer = client.post(there, fields(answer), follow=True)
    assert "〕1号" in answer.content.decode()
    assert Pack.objects.get().is_issued
    again = client.get(there)
    assert again.status_code == 200
    assert "已由" in again.content.decode()


def test_edit_order_hide_and_text(office: Office) -> None:
    pack = made()
    client, there = of(office.chief), reverse("pack_edit", args=[pack.ref])
    drawn = fields(client.get(there))
    assert drawn["order"].startswith("volume,in_time")
    answer = client.post(
        there, {**drawn, "text_volume": "收文平稳。", "hide_told": "on", "move": "down:volume"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"{there}#s-volume"
    kept = Pack.objects.get().sections
    assert [s["code"] for s in kept][:2] == ["in_time", "volume"]
    said = page(office.clerk, "pack", pack.ref).content.decode()
    assert "收文平稳。" in said
    assert "提醒和签收" not in said


def test_a_text_stands_beside_its_figures(office: Office) -> None:
    registered(office)
    pack = made(this_week())
    said = page(office.chief, "pack_edit", pack.ref).content.decode()
    part = said.partition('id="s-volume"')[2].partition("</li>")[0]
    assert re.search(r"收文量 <b>1</b>", part)
    assert said.rindex(">保存</button>") > said.index('id="s-text"'), "and can be saved where it ends"


def test_the_week_is_written_as_the_hint_says(office: Office) -> None:
    said = page(office.chief, "packs").content.decode()
    assert f'value="{written(this_week()).replace("W", "")}"' in said


def test_two_editors_keep_what_they_typed(office: Office) -> None:
    pack = made()
    there = reverse("pack_edit", args=[pack.ref])
    one, two = of(office.chief), of(office.deputy)
    mine, his = fields(one.get(there)), fields(two.get(there))
    assert one.post(there, {**mine, "text_text": "我的"}).status_code == 302
    answer = two.post(there, {**his, "text_text": "他的"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "吴十" in said
    assert "他的" in said
    assert two.post(there, {**fields(answer), "text_text": "他的"}).status_code == 302
    assert Pack.objects.get().version == 3


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"order": "volume"}, "栏目与本期不符"),
        ({"move": "left:volume"}, "看不懂往哪里移"),
        ({"version": "x"}, ""),
        ({"text_text": "机密★5年"}, "国家秘密"),
    ],
)
def test_bad_edits(office: Office, sent: dict[str, str], word: str) -> None:
    pack = made()
    client, there = of(office.chief), reverse("pack_edit", args=[pack.ref])
    answer = client.post(there, {**fields(client.get(there)), "text_volume": "留着", **sent})
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert "留着" in answer.content.decode()
    assert Pack.objects.get().version == 1


def test_half_a_character_is_refused(office: Office) -> None:
    """Whoever names another encoding could send one."""
    pack = made()
    client, there = of(office.chief), reverse("pack_edit", args=[pack.ref])
    sent = {**fields(client.get(there)), "text_volume": "+2AA-"}
    parts = [f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in sent.items()]
    body = "".join([*parts, "--B--\r\n"])
    answer = client.generic(
        "POST", there, body, content_type="multipart/form-data; boundary=B; charset=utf-7"
    )
    assert answer.status_code == 400
    assert Pack.objects.get().version == 1


def test_minutes_of_a_version_that_never_was(office: Office) -> None:
    pack = made()
    client, there = of(office.chief), reverse("meeting", args=[pack.ref])
    sent = {**fields(client.get(there)), "held_on": last_week().isoformat(), "version": "7"}
    assert client.post(there, sent).status_code == 302
    assert Meeting.objects.get().version == 1


def test_more_errors_than_the_meeting_lists(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What did not fit is no secret: he finds it in the book."""
    monkeypatch.setattr(meetings, "MOST_ERRORS", 2)
    at = datetime.combine(last_week(), time(12), SHANGHAI)
    plain: dict[str, Any] = {
        "source": "gate",
        "at": at,
        "stage": "before",
        "category": "format",
        "said": "差错",
        "mark": "x",
    }
    keep([Made(**plain, key=f"k{n}") for n in range(3)])
    said = page(office.chief, "meeting", made().ref).content.decode()
    assert "还有 1 条，在错题本里看" in said
    assert "您无权查看" not in said


def test_missed_limits_of_a_kind_stand_behind_one_line(office: Office) -> None:
    at = datetime.combine(last_week(), time(12), SHANGHAI)
    late: dict[str, Any] = {
        "source": "missed",
        "at": at,
        "stage": "before",
        "category": "time",
        "said": "「拟办」超过原定时限",
        "mark": "x",
    }
    rare = {**late, "said": "「审核」超过原定时限"}
    papers = [
        ("收文〔2026〕7号", "省水利厅", False),
        ("收文〔2026〕8号", "省财政厅", False),
        ("收文〔2026〕9号", "", True),
    ]
    keep([*(Made(**late, key=f"k{n}", name=name, unit=unit, secret=secret) for n, (name, unit, secret) in enumerate(papers)),
          Made(**rare, key="k9")])  # fmt: skip
    pack = made()
    met(office, pack)
    said = page(office.chief, "meeting", pack.ref).content.decode()
    fold = said.partition("<summary>3 条 · 「拟办」超过原定时限。</summary>")[2].partition("</details>")[0]
    assert fold.count('name="entries"') == 3
    assert said.count('name="entries"') == 4
    assert "收文〔2026〕7号 省水利厅" in fold, "alike, but not of one paper"
    assert "收文〔2026〕9号" not in said, "a work secret has no number here"


def test_a_draft_of_the_texts_comes_back(office: Office) -> None:
    pack = made()
    client, there = of(office.chief), reverse("pack_edit", args=[pack.ref])
    drawn = fields(client.get(there))
    client.post(reverse("draft", args=[f"pack-{pack.ref}"]), {**drawn, "text_text": "写了一半"})
    answer = client.get(there)
    assert "写了一半" in answer.content.decode()
    assert client.post(there, fields(answer)).status_code == 302
    assert not Draft.objects.exists()
    assert "写了一半" in str(Pack.objects.get().sections)


@pytest.mark.parametrize(
    ("week", "word"),
    [("2099-10", "还没有开始"), ("x", "看不懂"), ("", ""), ("2026-99", "看不懂"), ("0001-01", "看不懂")],
)
def test_weeks_that_cannot_be_made(office: Office, week: str, word: str) -> None:
    client = of(office.chief)
    there = reverse("pack_make")
    answer = client.post(there, {**fields(client.get(reverse("packs")), there), "week": week})
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Pack.objects.exists()


def test_made_from_the_page(office: Office) -> None:
    client = of(office.chief)
    there = reverse("pack_make")
    sent = {**fields(client.get(reverse("packs")), there), "week": written(this_week())}
    first = client.post(there, sent)
    assert client.post(there, sent)["Location"] == first["Location"], "sent twice"
    assert Pack.objects.get().first == this_week()


def test_read_from_the_page(office: Office) -> None:
    pack = issued(office)
    client, there = of(office.secretary), reverse("pack_read", args=[pack.ref])
    client.post(there, fields(client.get(reverse("pack", args=[pack.ref])), there))
    assert PackRead.objects.get().person_name == office.secretary.name
    assert "确认阅读" in client.get(reverse("pack", args=[pack.ref])).content.decode()
    chief = page(office.chief, "pack", pack.ref).content.decode()
    assert "还没有确认阅读" in chief
    assert office.secretary.name not in chief.partition("还没有确认阅读")[2].partition("</section>")[0]


def test_papers_of_draft_and_issue(office: Office) -> None:
    pack = made()
    for what, kind in (("pdf", "application/pdf"), ("docx", "application/vnd.openxml")):
        answer = page(office.chief, "pack_file", pack.ref, what)
        assert answer["Content-Type"].startswith(kind)
    pack = issued(office, pack)
    assert pack.pdf is not None
    answer = page(office.secretary, "pack_file", pack.ref, "pdf")
    assert len(answer.content) == pack.pdf.size
    assert page(office.chief, "pack_file", pack.ref, "exe").status_code == 404


def test_the_meeting_from_the_page(office: Office) -> None:
    pack = made()
    client, there = of(office.chief), reverse("meeting", args=[pack.ref])
    sent = {
        **fields(client.get(there)),
        "held_on": last_week().isoformat(),
        "chair": "吴十",
        "attendees": "冯二二、陈三三",
        "minutes": "一项一项过。",
    }
    assert client.post(there, sent).status_code == 302
    give = reverse("meeting_give", args=[pack.ref])
    drawn = fields(client.get(there), give)
    bad = client.post(give, {**drawn, "text": "讲一遍", "owner": "没有的人", "due_on": "2099-01-04"})
    assert bad.status_code == 422
    assert "讲一遍" in bad.content.decode()
    assert (
        client.post(
            give, {**fields(bad, give), "text": "讲一遍", "owner": "冯二二", "due_on": "2099-01-05"}
        ).status_code
        == 302
    )
    action = MeetingAction.objects.get()
    owner, done = of(office.handler), reverse("meeting_action_act", args=[action.ref, "done"])
    assert action.text in owner.get(reverse("home")).content.decode()
    assert owner.post(done, {**fields(owner.get(done)), "result": "讲过了。"}).status_code == 302
    assert "讲过了。" in client.get(there).content.decode()
    assert Meeting.objects.get().attendees == ["冯二二", "陈三三"]
    worked = owner.get(reverse("home") + "?tab=done")
    assert worked.status_code == 200
    assert action.text in worked.content.decode()
    assert page(office.clerk, "meeting_action_act", action.ref, "drop").status_code in (403, 409)
    assert page(office.chief, "meeting_action_act", action.ref, "nothing").status_code == 404


def counted(who: Person, name: str, *args: Any) -> int:
    client = of(who)
    client.get(reverse(name, args=args))
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(found)


def test_statements_do_not_grow_with_rows(office: Office) -> None:
    registered(office)
    meeting = met(office, made(last_week()))
    decided(office, meeting)
    one = made(this_week())
    places = [("packs",), ("pack", one.ref), ("pack_figure", one.ref, "received"), ("meeting", one.ref)]
    before = [counted(office.chief, *place) for place in places]
    for _n in range(2):
        registered(office)
        decided(office, meeting)
    client = of(office.chief)
    there = reverse("pack_recount", args=[one.ref])
    client.post(there, fields(client.get(reverse("pack", args=[one.ref])), there))
    assert PackFigure.objects.get(pack=one, code="received").value == 3
    after = [counted(office.chief, *place) for place in places]
    assert after == before
    assert max(after) <= 30, after
