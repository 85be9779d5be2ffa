"""A small office of real rows for the tests: the cast, and papers brought to a stage through the acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from deadlines.limits import counted
from documents.actions import review
from documents.actions.handover import assign
from documents.actions.instruct import instruct
from documents.actions.propose import propose
from documents.actions.register import register
from documents.models import Document
from documents.queries import gates
from documents.queries.approving import latest_proposal
from people.models import Appointment, Delegation, Person, Post, Unit
from people.pinyin import initials
from people.roles import Role

SINCE = date(2024, 1, 2)
numbers = count(1)


@dataclass
class Office:
    """Everybody a test may need. `outsider` works in another unit and has nothing to do with any paper."""

    office: Unit
    section: Unit
    unit: Unit
    unit2: Unit
    unit3: Unit
    sender: Unit
    elsewhere: Unit
    clerk: Person
    clerk2: Person
    handler: Person
    chief: Person
    deputy: Person
    leader: Person
    leader2: Person
    secretary: Person
    supervisor: Person
    head: Person
    unit_clerk: Person
    unit2_clerk: Person
    unit3_clerk: Person
    outsider: Person
    auditor: Person
    secadmin: Person
    admin: Person

    def everybody(self) -> dict[str, Person]:
        return {k: v for k, v in vars(self).items() if isinstance(v, Person)}


def appoint(person: Person, unit: Unit, role: str, rank: int = 50, title: str = "") -> Post:
    """Put a person into a new post."""
    post = Post.objects.create(unit=unit, title=title or str(Role(role).label), role=role, rank=rank)
    Appointment.objects.create(person=person, post=post, since=SINCE)
    return post


def person(login: str, name: str, unit: Unit, role: str, rank: int = 50) -> Person:
    """A person in one post; password `docflow-demo`."""
    who = Person.objects.create_user(login, name, "docflow-demo", rank=rank)
    appoint(who, unit, role, rank)
    return who


def cast(*lines: tuple[str, str, Unit, str, int]) -> list[Person]:
    """Several persons at once, each as `person` makes one."""
    people = [
        Person(username=login, name=name, initials=initials(name), rank=rank)
        for login, name, _unit, _role, rank in lines
    ]
    for who in people:
        who.set_password("docflow-demo")
    Person.objects.bulk_create(people)
    posts = Post.objects.bulk_create(
        Post(unit=unit, title=str(Role(role).label), role=role, rank=rank)
        for _login, _name, unit, role, rank in lines
    )
    Appointment.objects.bulk_create(
        Appointment(person=who, post=post, since=SINCE) for who, post in zip(people, posts, strict=True)
    )
    return people


def make_office() -> Office:
    """The cast on an empty database."""
    office = Unit.objects.create(
        name="江东省人民政府办公厅", short_name="省政府办公厅", kind="office", relation="self"
    )
    section = Unit.objects.create(
        name="公文运转处", short_name="公文运转处", kind="section", relation="internal", parent=office
    )
    organs = [
        Unit.objects.create(name=name, short_name=short, number_code=code, relation=relation)
        for name, short, code, relation in [
            ("江东省水利厅", "省水利厅", "江水", "subordinate"),
            ("江东省财政厅", "省财政厅", "江财", "subordinate"),
            ("江东省交通运输厅", "省交通运输厅", "江交", "subordinate"),
            ("云川市人民政府", "云川市政府", "云政", "subordinate"),
            ("江东省体育局", "省体育局", "江体", "subordinate"),
        ]
    ]
    unit, unit2, unit3, sender, elsewhere = organs
    people = {
        "clerk": ("chen", "陈三三", section, Role.CLERK, 11),
        "clerk2": ("chen2", "陈小四", section, Role.CLERK, 11),
        "handler": ("feng", "冯二二", section, Role.HANDLER, 10),
        "chief": ("wu", "吴十", section, Role.SECTION_CHIEF, 8),
        "deputy": ("zheng", "郑一一", section, Role.DEPUTY_CHIEF, 9),
        "leader": ("zhao", "赵六", office, Role.LEADER, 4),
        "leader2": ("li", "李四", office, Role.LEADER, 2),
        "secretary": ("tao", "陶七八", office, Role.SECRETARY, 10),
        "supervisor": ("jiang", "蒋六六", office, Role.SUPERVISOR, 8),
        "head": ("head1", "何明远", unit, Role.UNIT_HEAD, 12),
        "unit_clerk": ("unit1", "吕祎", unit, Role.UNIT_CLERK, 20),
        "unit2_clerk": ("unit2", "施堃", unit2, Role.UNIT_CLERK, 20),
        "unit3_clerk": ("unit3", "孔垚", unit3, Role.UNIT_CLERK, 20),
        "outsider": ("out", "张外人", elsewhere, Role.UNIT_CLERK, 20),
        "auditor": ("you", "尤三四", office, Role.AUDITADMIN, 90),
        "secadmin": ("qin", "秦一二", office, Role.SECADMIN, 90),
        "admin": ("zhu", "朱十十", office, Role.SYSADMIN, 90),
    }
    made = Office(
        office=office,
        section=section,
        unit=unit,
        unit2=unit2,
        unit3=unit3,
        sender=sender,
        elsewhere=elsewhere,
        **dict(zip(people, cast(*people.values()), strict=True)),
    )
    Delegation.objects.create(principal=made.leader, deputy=made.secretary, since=SINCE, kinds=["record"])
    return made


def fresh(who: Person) -> Person:
    """The person as a new request would see him (rights are kept per object)."""
    return Person.objects.get(pk=who.pk)


again = fresh


def unsaved(office: Office, **fields: Any) -> Document:
    """A filled-in register form."""
    n = next(numbers)
    values: dict[str, Any] = {
        "title": f"云川市人民政府关于第{n}号事项的请示",
        "source": office.sender,
        "source_doc_number": f"云政〔2026〕{n}号",
        "kind": "request",
        "received_at": timezone.now() - timedelta(minutes=5),
    }
    return Document(**{**values, **fields})


paper = unsaved


def registered(office: Office, **fields: Any) -> Document:
    """Registered, waiting for the handler's proposal. `by`, `handler`, `blobs`, `due` go to the act."""
    by, handler = fields.pop("by", office.clerk), fields.pop("handler", office.handler)
    given = {k: fields.pop(k) for k in ("blobs", "due", "twin", "twin_reason") if k in fields}
    done = register(unsaved(office, **fields), by=by, handler=handler, **given)
    return Document.objects.get(pk=done.subject.pk)


def reviewing(office: Office, doc: Document | None = None, **proposal: Any) -> Document:
    """Proposed, waiting for the chief."""
    doc = doc or registered(office)
    values: dict[str, Any] = {
        "text": "拟转省水利厅办理，请赵六同志阅示。",
        "reviewer": office.chief,
        "lead_unit": office.unit,
        "leaders": [office.leader],
        "due": counted("working_day", 5, start=timezone.now(), source="拟办人设定"),
    }
    return propose(doc, by=office.handler, expected_version=doc.version, **{**values, **proposal}).subject


def ordinary(office: Office) -> Document:
    """Of which the chief is asked nothing but his words."""
    return reviewing(office, registered(office, kind="notice"))


def ticks(doc: Document) -> list[str]:
    """What the chief has to tick before this paper goes on; nothing of an ordinary one."""
    doc = Document.objects.get(pk=doc.pk)
    asked = gates.before(doc, latest_proposal(doc)) if doc.proposals.exists() else None
    return [p.key for p in asked.manual] if asked else []


def approve(doc: Document, **words: Any) -> Any:
    """As a chief who looks at everything he is asked to look at."""
    return review.approve(doc, **{"checked": ticks(doc), **words})


def submitted(office: Office, doc: Document | None = None, **proposal: Any) -> Document:
    """Approved, waiting for the leader."""
    doc = reviewing(office, doc, **proposal)
    return approve(doc, by=office.chief, expected_version=doc.version, opinion="同意。").subject


def instructed(office: Office, doc: Document | None = None, text: str = "请水利厅抓紧办理。") -> Document:
    """The leader wrote; waiting to be handed over."""
    doc = submitted(office, doc)
    return instruct(doc, by=office.leader, text=text).subject


def item(office: Office, **values: Any) -> dict[str, Any]:
    """One item for `assign`."""
    due = counted("working_day", 5, start=timezone.now(), source="交办时设定")
    plain = {"content": "核实情况并报结果", "lead": office.unit, "co": [], "due": due, "instruction": None}
    return {**plain, **values}


def handling(
    office: Office, doc: Document | None = None, items: list[dict[str, Any]] | None = None
) -> Document:
    """The unit has it."""
    doc = instructed(office, doc)
    given = items or [item(office)]
    return assign(doc, by=office.handler, expected_version=doc.version, items=given).subject


def circulating(office: Office, readers: list[Person] | None = None) -> Document:
    """A reading item with its readers."""
    doc = registered(office, kind="report", category="reading")
    doc = reviewing(
        office, doc, lead_unit=None, leaders=[], readers=readers or [office.leader2, office.leader]
    )
    return approve(doc, by=office.chief, expected_version=doc.version).subject
