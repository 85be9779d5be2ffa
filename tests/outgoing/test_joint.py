"""联合行文 with organs that sign on paper: written down by one, checked by another, bound to the text like any sign-off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from outgoing.actions import drafting, issuing, joint_paper, returning, route, signing, urging
from outgoing.forms.draft import EditForm
from outgoing.forms.joint import RecordJointForm
from outgoing.forms.route import GiveBackForm
from outgoing.models import Joint, JointSheet, Outgoing, SignOff
from outgoing.queries.forms import manuscript
from outgoing.queries.original import as_original
from outgoing.queries.page import opinions
from people.models import Appointment, Delegation, Person
from people.roles import Role
from tests.office import SINCE, fresh
from tests.outgoing.desk import CHECKED, RECHECKED, Desk, drafted, plan, signing_, to
from tests.outgoing.papers import (
    came_back,
    changed,
    drafted_before,
    entry,
    holders,
    now,
    on_paper,
    scan,
    sheet,
)
from workflow.models import Entry, Task
from workflow.replay import differences

TODAY = timezone.localdate()
GUILD = "江东省工程协会"
WAITED = "公文运转处（等省财政厅签回）"


def recorded(d: Desk, paper: Outgoing, organ: str = "", *, by: Person | None = None, **more: Any) -> Outgoing:
    return joint_paper.record_joint(
        paper, by=fresh(by or d.o.clerk), **sheet(d, paper, organ, **more)
    ).subject


def checked(
    d: Desk, paper: Outgoing, *, by: Person | None = None, matches: bool = True, reason: str = ""
) -> Any:
    row = JointSheet.objects.filter(paper=paper, status="waiting").order_by("-id")[0]
    who = fresh(by or d.o.clerk2)
    return joint_paper.check_joint(paper, by=who, sheet=row.pk, matches=matches, reason=reason)


def three(d: Desk) -> Outgoing:
    """One organ in the system, one of the roster without anybody, one outside the roster by its name."""
    paper = drafted(d, joints=[d.o.unit, d.o.unit2, GUILD], main=[to(d.o.unit3)])
    return signing_(d, drafted_before(paper, 9))


def entries_of(paper: Outgoing) -> list[Entry]:
    return list(Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).order_by("seq"))


def waiting(paper: Outgoing, kind: str = "joint") -> list[Task]:
    return list(Task.objects.about(paper).open().filter(kind=kind).order_by("id"))


# -- the way -----------------------------------------------------------------------------------------


def test_our_own_sign_first_then_the_organs_side_by_side(d: Desk) -> None:
    paper = three(d)
    assert holders(paper) == ["李四"]
    with pytest.raises(Incomplete, match="先由本机关签发，再送联合发文机关"):
        recorded(d, paper, "财政")
    paper = signing.sign(paper, by=d.o.leader2, signed_on=TODAY - timedelta(days=7)).subject
    assert holders(paper) == ["省水利厅单位负责人", WAITED, f"公文运转处（等{GUILD}签回）"]
    assert [t.note for t in waiting(paper)] == ["等江东省财政厅签回", f"等{GUILD}签回"]
    assert now(paper).holders == "省水利厅单位负责人 等3"
    paper = recorded(d, paper, "财政", signed_on=TODAY - timedelta(days=2))
    paper = checked(d, paper).subject
    paper = signing.sign(now(paper), by=d.o.head, signed_on=TODAY - timedelta(days=1)).subject
    assert paper.state == "signing"
    paper = recorded(d, paper, "协会", signer_name="孙会长", signer_title="会长", opinion="",
                     signed_on=TODAY - timedelta(days=3))  # fmt: skip
    paper = checked(d, paper).subject
    assert (paper.state, paper.document_date) == (
        "rechecking",
        TODAY - timedelta(days=1),
    )  # of the last of them all
    assert paper.signers == "李四、王大江、何明远、孙会长"
    assert list(differences(Outgoing)) == []
    paper = issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED).subject
    paper = issuing.number(paper, by=d.o.clerk).subject
    assert paper.number.startswith("江政办发〔")  # the lead's alone
    printed = as_original(paper)
    assert printed.signature == ("江东省人民政府办公厅", "江东省水利厅", "江东省财政厅", GUILD)
    assert printed.marks[1:] == ("江东省水利厅", "江东省财政厅", GUILD)


def test_the_days_count_from_when_the_sheet_goes_out(d: Desk) -> None:
    """7 working days as for countersigning (国办函〔2009〕15号), and not while our own signer still has it."""
    paper = three(d)
    assert not Task.objects.about(paper).filter(kind="joint", due_at__isnull=False).exists()
    paper = signing.sign(paper, by=d.o.leader2).subject
    for task in waiting(paper):
        assert task.due_at is not None
        assert timedelta(days=8) < task.due_at - timezone.now() < timedelta(days=20)
        assert "国办函〔2009〕15号" in task.due_source
        assert task.due_first == task.due_at


def test_it_counts_for_nothing_before_another_has_checked_it(d: Desk) -> None:
    paper = came_back(d)
    assert (paper.state, SignOff.objects.filter(paper=paper, organ_name="江东省财政厅").count()) == (
        "signing",
        0,
    )
    assert [t.note for t in waiting(paper)] == ["江东省财政厅已签回，陈三三录入，待另一人核对"]
    told = Alert.objects.filter(subject_ref=paper.ref, said__contains="请另一人与扫描件核对")
    assert d.o.clerk2.pk in set(told.values_list("recipient_id", flat=True))
    with pytest.raises(NotAllowed, match="录入人不能核对自己录入的签回件"):
        checked(d, paper, by=d.o.clerk)
    done = checked(d, paper)
    row = SignOff.objects.get(paper=paper, organ_name="江东省财政厅")
    assert (row.signer, row.signer_name, row.signer_title, row.opinion, row.way) == (
        None, "王大江", "厅长", "同意。", "written"
    )  # fmt: skip
    assert (row.recorded_by, row.recorded_by_name, row.checked_by, row.checked_by_name) == (
        d.o.clerk, "陈三三", d.o.clerk2, "陈小四"
    )  # fmt: skip
    assert (row.content_hash, row.version, row.signed_on) == (paper.content_hash, paper.text_version, TODAY)
    assert row.scan is not None
    assert (done.subject.state, done.subject.signed_hash) == ("rechecking", paper.content_hash)
    assert list(differences(Outgoing)) == []


def test_all_names_stand_with_the_opinion(d: Desk) -> None:
    paper = checked(d, came_back(d)).subject
    [shown] = [o for o in opinions(paper, entries_of(paper)) if o.who == "王大江"]
    assert (shown.unit, shown.recorder, shown.checked) == ("江东省财政厅", "陈三三", "陈小四")
    parts = manuscript(paper, "省政府办公厅", d.o.clerk).pages[0]
    lines = [line for part in parts for line in getattr(part, "opinions", [])]
    [line] = [x for x in lines if "王大江" in x.who]
    assert line.who == "江东省财政厅王大江"
    assert "陈三三代录" in line.note
    assert "陈小四核对" in line.note


def test_a_tick_counts_as_agreed(d: Desk) -> None:
    paper = checked(d, recorded(d, on_paper(d), opinion="  ")).subject
    row = SignOff.objects.get(paper=paper, organ_name="江东省财政厅")
    assert (row.way, row.opinion) == ("tick", "")
    assert entry(paper, "check_joint").opinion == "圈阅（视为同意）"


# -- who may -----------------------------------------------------------------------------------------


def test_no_author_writes_it_down_or_checks_it(d: Desk) -> None:
    paper = signing_(d, drafted(d, by=d.o.clerk, joints=[d.o.unit2], main=[to(d.o.unit3)]))
    paper = signing.sign(paper, by=d.o.leader2).subject
    with pytest.raises(NotAllowed, match="拟稿人不能录入自己文稿的签回件"):
        recorded(d, paper)
    paper = recorded(d, paper, by=d.o.chief)
    with pytest.raises(NotAllowed, match="拟稿人不能核对自己文稿的签回件"):
        checked(d, paper, by=d.o.clerk)
    assert checked(d, paper, by=d.o.deputy).subject.state == "rechecking"


def test_only_the_clerks_and_chiefs_write_it_down(d: Desk) -> None:
    paper = on_paper(d)
    for who in (d.keeper, d.o.supervisor, d.o.leader2, d.o.unit2_clerk, d.o.outsider):
        with pytest.raises(NotAllowed):
            recorded(d, paper, by=who)
    assert recorded(d, paper, by=d.o.deputy).state == "signing"


def test_the_supervisor_may_be_the_second_person(d: Desk) -> None:
    assert checked(d, came_back(d), by=d.o.supervisor).subject.state == "rechecking"


def test_where_nobody_could_be_the_second_person_it_is_not_sent(d: Desk) -> None:
    keep = Appointment.objects.filter(person__in=[d.o.chief, d.drafter, d.o.leader2])
    with transaction.atomic():
        Appointment.objects.exclude(pk__in=keep.values("pk")).filter(post__role__in=[
            Role.CLERK, Role.DEPUTY_CHIEF, Role.SUPERVISOR, Role.HANDLER]).delete()  # fmt: skip
        paper = drafted(d, joints=[GUILD], main=[to(d.o.unit3)])
        with pytest.raises(Incomplete) as refused:
            route.send(paper, by=d.drafter, plan=plan(d))
        assert any(
            f"{GUILD}在纸上签发，签回件须由文书或处长录入、另一人核对" in r for r in refused.value.reasons
        )
        transaction.set_rollback(True)


# -- what is on the sheet ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [({"signer_name": " "}, "签发人姓名"), ({"signer_name": "名" * 61}, "不超过 60 字"), ({"signer_title": ""}, "签发人职务"),
     ({"signed_on": TODAY + timedelta(days=1)}, "签发日期不能晚于今天"),
     ({"signed_on": TODAY - timedelta(days=1)}, "不能早于所签的第 1 稿存稿的日期"), ({"opinion": "机密★5年"}, "密")],
)  # fmt: skip
def test_what_cannot_be_is_refused(d: Desk, more: dict[str, Any], said: str) -> None:
    paper = on_paper(d)
    with pytest.raises(Refusal, match=said):
        recorded(d, paper, **more)
    assert not JointSheet.objects.filter(paper=paper).exists()


def test_only_a_scan_is_a_scan(d: Desk) -> None:
    paper = on_paper(d)
    with pytest.raises(BadInput, match="签回件须是扫描件"):
        recorded(d, paper, scan=(scan(d.o.clerk, 424242, "docx"), "签回件.docx"))
    assert recorded(d, paper, scan=(scan(d.o.clerk, 424243, "jpg"), "签回件.jpg")).state == "signing"


def test_what_does_not_match_is_written_down_anew(d: Desk) -> None:
    paper = recorded(d, on_paper(d), signer_name="王大海")
    with pytest.raises(Incomplete, match="请写明与扫描件哪里不符"):
        checked(d, paper, matches=False)
    checked(d, paper, matches=False, reason="是王大江")
    told = Alert.objects.filter(recipient=d.o.clerk, said__contains="与原件不符").get()
    assert "是王大江" in told.said
    assert [t.note for t in waiting(paper)] == ["等江东省财政厅签回"]
    first = JointSheet.objects.get(paper=paper)
    assert (first.status, first.check_note) == ("refused", "是王大江")
    with pytest.raises(Faster, match="陈小四 已核对过"):
        joint_paper.check_joint(recorded(d, now(paper)), by=d.o.deputy, sheet=first.pk, matches=True)
    assert checked(d, now(paper), by=d.o.deputy).subject.signers == "李四、王大江"


def test_it_is_written_down_once(d: Desk) -> None:
    paper = came_back(d)
    with pytest.raises(Incomplete, match="江东省财政厅（陈三三），等另一人核对"):
        recorded(d, paper, by=d.o.clerk2)
    two = signing.sign(three(d), by=d.o.leader2).subject
    recorded(d, two, "财政")
    with pytest.raises(Faster, match="已由陈三三录入"):
        recorded(d, two, "财政", by=d.o.clerk2)
    assert recorded(d, two, "协会", by=d.o.clerk2).state == "signing"  # side by side, each by whom it comes


# -- another text ------------------------------------------------------------------------------------


def test_another_text_is_signed_anew(d: Desk) -> None:
    paper = came_back(d)
    shown = paper.version
    paper = changed(paper, d.drafter)
    assert (holders(paper), holders(paper, status="waiting")) == (["李四"], [WAITED])
    assert [t.note for t in Task.objects.about(paper).filter(kind="joint", status="waiting")] == [
        "等江东省财政厅签回"
    ]
    with pytest.raises(Incomplete, match="没有等着核对的签回件"):
        checked(d, paper)
    paper = signing.sign(paper, by=d.o.leader2, checked=CHECKED).subject
    with pytest.raises(Faster):  # the form was drawn from the text before
        joint_paper.record_joint(paper, by=fresh(d.o.clerk), expected_version=shown, **sheet(d, paper))
    recorded(d, paper, signer_name="王新")
    old, new = JointSheet.objects.filter(paper=paper).order_by("id")
    with pytest.raises(Incomplete, match="签的不是现在这一稿"):
        joint_paper.check_joint(now(paper), by=d.o.deputy, sheet=old.pk, matches=True)
    paper = joint_paper.check_joint(now(paper), by=d.o.deputy, sheet=new.pk, matches=True).subject
    assert (paper.state, paper.signers) == ("rechecking", "李四、王新")


def test_signed_and_changed_it_goes_back_to_the_organ(d: Desk) -> None:
    paper = changed(checked(d, came_back(d)).subject, d.drafter)
    paper = signing.resign(paper, by=d.drafter).subject
    paper = signing.sign(paper, by=d.o.leader2, checked=CHECKED).subject
    assert holders(paper) == [WAITED]
    assert checked(d, recorded(d, paper)).subject.state == "rechecking"


def test_the_organs_change_while_it_is_signed(d: Desk) -> None:
    """Who is on the list no more is not waited for; who is new is asked, after our own, and none is left out."""
    paper = signing.sign(three(d), by=d.o.leader2).subject
    keys = dict(paper.joints.values_list("name", "pk"))
    drafting.edit(paper, by=d.drafter, fields={}, joints=[d.o.unit2, d.o.unit3])
    paper = now(paper)
    assert holders(paper) == ["李四"]
    assert holders(paper, status="waiting") == [WAITED, "公文运转处（等省交通运输厅签回）"]
    assert paper.joints.get(name="江东省财政厅").pk == keys["江东省财政厅"]
    paper = signing.sign(paper, by=d.o.leader2, checked=CHECKED).subject
    for organ in ("财政", "交通"):
        assert paper.state == "signing"
        paper = checked(d, recorded(d, paper, organ)).subject
    assert paper.state == "rechecking"
    assert list(differences(Outgoing)) == []


def test_an_organ_that_slipped_through_is_asked_last(d: Desk) -> None:
    paper = came_back(d)
    Joint.objects.create(paper=paper, unit=None, name=GUILD, order=2)  # by hand of the database
    paper = checked(d, paper).subject
    assert (paper.state, holders(paper)) == ("signing", [f"公文运转处（等{GUILD}签回）"])


# -- both ways ---------------------------------------------------------------------------------------


def test_a_head_in_the_system_may_sign_on_paper(d: Desk) -> None:
    paper = signing_(d, drafted(d, joints=[d.o.unit], main=[to(d.o.unit3)]))
    paper = signing.sign(paper, by=d.o.leader2).subject
    paper = recorded(d, paper, signer_name="何明远")
    assert holders(paper) == ["省水利厅单位负责人"]  # he may still sign himself
    paper = checked(d, paper).subject
    assert (paper.state, paper.signers) == ("rechecking", "李四、何明远")
    told = Alert.objects.filter(recipient=d.o.head, said__contains="不用再在系统内签发")
    assert told.count() == 1
    with pytest.raises(Faster):
        signing.sign(paper, by=d.o.head)


def test_who_signs_in_the_system_first_has_signed(d: Desk) -> None:
    paper = signing_(d, drafted(d, joints=[d.o.unit, d.o.unit2], main=[to(d.o.unit3)]))
    paper = recorded(d, signing.sign(paper, by=d.o.leader2).subject, "水利")
    paper = signing.sign(now(paper), by=d.o.head).subject
    with pytest.raises(Incomplete, match="没有等着核对的签回件"):
        checked(d, paper)
    assert holders(paper) == [WAITED]


def test_the_secretary_of_its_head_is_told_the_way(d: Desk) -> None:
    """代录签发 is for our own leaders; what another organ signed has its own way with a second person."""
    paper = signing_(d, drafted(d, joints=[d.o.unit], main=[to(d.o.unit3)]))
    paper = signing.sign(paper, by=d.o.leader2).subject
    Delegation.objects.create(principal=d.o.head, deputy=d.o.unit_clerk, since=SINCE, kinds=["record"])
    with pytest.raises(NotAllowed, match="请文书或处长在「录入签回件」中录入"):
        signing.record_sign(paper, by=fresh(d.o.unit_clerk), opinion="发。")


def test_an_organ_that_does_not_agree_sends_it_back(d: Desk) -> None:
    paper = on_paper(d)
    with pytest.raises(NotAllowed, match="由文书、处长或副处长登记"):
        returning.give_back(paper, by=d.drafter, reason="自己想改")
    paper = returning.give_back(paper, by=d.o.clerk, reason="省财政厅不同意第二条。").subject
    assert (paper.state, holders(paper)) == ("drafting", ["冯二二"])
    assert entry(paper, "give_back").data["recorded_for"] == "江东省财政厅"


def test_which_organ_sent_it_back_is_chosen_and_shown(d: Desk) -> None:
    paper = signing.sign(three(d), by=d.o.leader2).subject
    with pytest.raises(Incomplete, match="请选择是哪个联合发文机关退回的"):
        returning.give_back(paper, by=d.o.clerk, reason="第二条不妥。")
    form = GiveBackForm(doc=paper, person=d.o.clerk)
    organs: Any = form.fields["task_id"]
    choices = list(organs.choices)
    assert [name for _key, name in choices] == ["请选择", "江东省财政厅", GUILD]
    head = GiveBackForm(doc=paper, person=d.o.head)  # who has a step of his own speaks for himself
    assert "task_id" not in head.fields
    typed = {"reason": "第二条不妥。", "straight": "no", "version": paper.version, "key": "k"}
    assert "task_id" in GiveBackForm(typed, doc=paper, person=d.o.clerk).errors
    form = GiveBackForm(typed | {"task_id": choices[2][0]}, doc=paper, person=d.o.clerk)
    assert form.is_valid(), form.errors
    paper = returning.give_back(paper, by=d.o.clerk, **form.act_kwargs()).subject
    [shown] = [o for o in opinions(paper, entries_of(paper)) if o.mark[0] == "退回"]
    assert (shown.who, shown.unit, shown.recorder, shown.text) == (GUILD, "", "陈三三", "第二条不妥。")


def test_urging(d: Desk) -> None:
    paper = signing.sign(three(d), by=d.o.leader2).subject
    everybody = [t.pk for t in Task.objects.about(paper).open()]
    with pytest.raises(Incomplete, match="请电话催办，并填写接电话的人"):
        urging.urge(paper, by=d.o.clerk, task_ids=everybody)
    with pytest.raises(Incomplete, match="请选择"):
        urging.urge(paper, by=d.o.clerk, task_ids=[0])
    done = urging.urge(paper, by=d.drafter, task_ids=everybody, answered_by="财政厅王秘书", note="急")
    assert [t.urged for t in Task.objects.about(paper).open()] == [1, 1, 1]
    assert done.entry.data["phoned"] == {"names": ["江东省财政厅", GUILD], "answered_by": "财政厅王秘书"}
    assert Alert.objects.filter(recipient=d.o.head, stage="urged").count() == 1
    recorded(d, paper, "财政")
    with pytest.raises(Incomplete, match="请选择还没有办"):
        urging.urge(paper, by=d.o.clerk, task_ids=everybody, answered_by="王秘书")


# -- the database's own guard ------------------------------------------------------------------------


def forced(paper: Outgoing, **fields: Any) -> None:
    with transaction.atomic():
        Outgoing.objects.filter(pk=paper.pk).update(
            version=paper.version + 1, entry_count=paper.entry_count + 1, **fields
        )


def test_the_database_lets_no_paper_on_that_an_organ_has_not_signed(d: Desk) -> None:
    for paper in (on_paper(d), came_back(d), changed(came_back(d), d.drafter)):
        with pytest.raises(IntegrityError, match="an organ that issues it with us has not signed"):
            forced(paper, state="rechecking", signed_hash=paper.content_hash)
    paper = checked(d, came_back(d)).subject
    Joint.objects.create(paper=paper, unit=None, name=GUILD, order=2)
    with pytest.raises(IntegrityError, match="an organ that issues it with us has not signed"):
        forced(paper, state="numbering")


def test_the_database_wants_two_persons_and_a_scan(d: Desk) -> None:
    paper = came_back(d)
    good: dict[str, Any] = {
        "paper": paper, "round": 1, "organ_name": "江东省财政厅", "signer_name": "王大江", "way": "tick", "signed_on": TODAY,
        "content_hash": paper.content_hash, "version": 1, "recorded_by": d.o.clerk, "checked_by": d.o.clerk2,
        "scan": scan(d.o.clerk, 77), "at": timezone.now(),
    }  # fmt: skip
    for bad in ({"checked_by": d.o.clerk}, {"checked_by": None}, {"recorded_by": None}, {"scan": None}):
        with pytest.raises(IntegrityError, match="signoff_on_paper_two_persons"), transaction.atomic():
            SignOff.objects.create(**{**good, **bad})
    row = JointSheet.objects.filter(paper=paper)
    yes = {"status": "checked", "checked_at": timezone.now()}
    with pytest.raises(IntegrityError, match="joint_sheet_two_persons"), transaction.atomic():
        row.update(**yes, checked_by=d.o.clerk)
    for other in ({"signer_name": "王大海"}, {"signed_on": TODAY - timedelta(days=1)}, {"content_hash": "x"}):
        with pytest.raises(IntegrityError, match="changed in nothing else"), transaction.atomic():
            row.update(**other)
    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic():
        row.delete()
    row.update(**yes, checked_by=d.o.clerk2)
    with pytest.raises(IntegrityError, match="answered once"), transaction.atomic():
        row.update(status="refused", check_note="x")


# -- pages -------------------------------------------------------------------------------------------


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def test_the_page_says_where_each_organ_stands(d: Desk) -> None:
    paper = recorded(d, signing.sign(three(d), by=d.o.leader2).subject, "财政")
    page = browser(d.o.chief).get(f"/outgoing/{paper.ref}/").content.decode()
    for words in (
        "联合发文机关签发情况",
        "王大江 已在纸上签，陈三三 录入，待另一人核对",
        "等签回，限",
        "未签发，限",
    ):
        assert words in page, words
    drawn = browser(d.o.clerk2).get(f"/outgoing/{paper.ref}/do/check_joint/").content.decode()
    for words in ("王大江", "厅长", "签回件.pdf", "陈三三", "与扫描件一致"):
        assert words in drawn, words


def test_the_scan_is_for_who_sees_the_inside(d: Desk) -> None:
    paper = came_back(d)
    row = JointSheet.objects.get(paper=paper)
    for who in (d.o.outsider, d.o.unit3_clerk):
        assert browser(who).get(f"/outgoing/{paper.ref}/joint/{row.pk}/").status_code == 404
        assert browser(who).get(f"/outgoing/{paper.ref}/joint/{row.pk}/pages/1/").status_code == 404
    other = on_paper(d)
    assert browser(d.o.clerk).get(f"/outgoing/{other.ref}/joint/{row.pk}/").status_code == 404


def test_a_form_without_the_scan_keeps_what_was_typed(d: Desk) -> None:
    paper = on_paper(d)
    typed = {"version": paper.version, "key": "k", "task_id": sheet(d, paper)["task_id"], "signer_name": "王大江",
             "signer_title": "厅长", "signed_on": str(TODAY), "opinion": "同意印发。"}  # fmt: skip
    answer = browser(d.o.clerk).post(f"/outgoing/{paper.ref}/do/record_joint/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "没有扫描件不能录入" in page
    assert 'value="王大江"' in page
    assert "同意印发。" in page


def test_where_several_are_waited_for_one_is_chosen(d: Desk) -> None:
    """What one organ signed is not written down for another because it stood first."""

    def offered(paper: Outgoing) -> list[str]:
        field: Any = RecordJointForm(doc=paper, person=d.o.clerk).fields["task_id"]
        return [name for _key, name in field.choices]

    several = signing.sign(three(d), by=d.o.leader2).subject
    assert offered(several) == ["请选择", "江东省水利厅", "江东省财政厅", GUILD]
    assert offered(on_paper(d)) == ["江东省财政厅"]


def test_organs_outside_the_roster_are_typed_in_quotes(d: Desk) -> None:
    paper = drafted(d, joints=[d.o.unit2, GUILD])
    form = EditForm(doc=paper, person=d.drafter)
    assert form["joints"].value() is not None
    shown = form.fields["joints"].prepare_value(form["joints"].value())
    assert shown == f"省财政厅、「{GUILD}」"
    assert form.fields["joints"].clean(shown) == [d.o.unit2, GUILD]
    assert form.fields["joints"].clean("「江东省财政厅」") == [d.o.unit2]  # it is in the roster after all
    for wrong in ("没有这个厅", "「」", f"「{'长' * 121}」"):
        with pytest.raises(Exception, match="没有|看不懂"):
            form.fields["joints"].clean(wrong)
