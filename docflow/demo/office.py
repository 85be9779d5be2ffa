"""The demo office's units, posts and people. Every name is invented."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password

from documents.models import Phrase, ReaderGroup
from people.models import Appointment, Delegation, Person, Post, Unit
from people.roles import Role

PASSWORD = "docflow-demo"  # noqa: S105  (public: the demo only)
SINCE = date(2024, 1, 2)

OFFICE = ("江东省人民政府办公厅", "省政府办公厅", "江政办")
SECTIONS = [
    "公文运转处",
    "督查室",
    "政务信息化处",
    "会议处",
    "值班室",
    "政策法规处",
    "机要室",
    "档案室",
    "省政府领导",
]
# full name, short name, number code, relation
ORGANS = [
    ("江东省发展和改革委员会", "省发展改革委", "江发改", "subordinate"),
    ("江东省财政厅", "省财政厅", "江财", "subordinate"),
    ("江东省水利厅", "省水利厅", "江水", "subordinate"),
    ("江东省教育厅", "省教育厅", "江教", "subordinate"),
    ("江东省应急管理厅", "省应急管理厅", "江应急", "subordinate"),
    ("江东省交通运输厅", "省交通运输厅", "江交", "subordinate"),
    ("江东省自然资源厅", "省自然资源厅", "江自然资", "subordinate"),
    ("江东省生态环境厅", "省生态环境厅", "江环", "subordinate"),
    ("江东省卫生健康委员会", "省卫生健康委", "江卫", "subordinate"),
    ("江东省人力资源和社会保障厅", "省人力资源社会保障厅", "江人社", "subordinate"),
    ("江东省司法厅", "省司法厅", "江司", "subordinate"),
    ("江东省市场监督管理局", "省市场监管局", "江市监", "subordinate"),
    ("江东省大数据管理局", "省大数据管理局", "江数", "subordinate"),
    ("江东省气象局", "省气象局", "江气", "non_subordinate"),
    ("江东省档案局", "省档案局", "江档", "non_subordinate"),
    ("江东省国家保密局", "省保密局", "江保", "non_subordinate"),
    ("中共江东省委机构编制委员会办公室", "省委编办", "江编办", "non_subordinate"),
    ("云川市人民政府", "云川市政府", "云政", "subordinate"),
    ("临湖市人民政府", "临湖市政府", "临政", "subordinate"),
    ("东岭市人民政府", "东岭市政府", "东政", "subordinate"),
]
# written to us, but handle nothing here
CORRESPONDENTS = [
    ("青石县人民政府", "青石县政府", "青政", "skip_level"),
    ("北原省人民政府办公厅", "北原省政府办公厅", "北政办函", "non_subordinate"),
    ("江东省委办公厅（虚构）", "省委办公厅", "江委办", "non_subordinate"),
    ("江东省人大常委会办公厅（虚构）", "省人大常委会办公厅", "江人办", "non_subordinate"),
    ("国家某应急指挥机构（虚构）", "国家应急指挥机构", "明电", "superior"),
    ("国家某部办公厅（虚构）", "国家某部办公厅", "综函", "superior"),
    ("上级机关办公厅（虚构）", "上级机关办公厅", "办函", "superior"),
    ("上级督查机构（虚构）", "上级督查机构", "督函", "superior"),
    ("某行业协会（虚构）", "某行业协会", "安协函", "non_subordinate"),
]
# login, name, post, role, rank, unit
PEOPLE = [
    ("zhang", "张三", "省长", Role.LEADER, 1, "省政府领导"),
    ("li", "李四", "常务副省长", Role.LEADER, 2, "省政府领导"),
    ("wang", "王五", "副省长", Role.LEADER, 3, "省政府领导"),
    ("zhao", "赵六", "副省长", Role.LEADER, 4, "省政府领导"),
    ("qian", "钱七", "秘书长", Role.SECRETARY_GENERAL, 5, "省政府领导"),
    ("sun", "孙八", "副秘书长", Role.DEPUTY_SG, 6, "省政府领导"),
    ("han", "韩八八", "副秘书长（带班）", Role.DUTY_LEADER, 6, "省政府领导"),
    ("zhou", "周九", "办公厅主任", Role.OFFICE_DIRECTOR, 7, "江东省人民政府办公厅"),
    ("wu", "吴十", "处长", Role.SECTION_CHIEF, 8, "公文运转处"),
    ("jiang", "蒋六六", "督查室主任", Role.SUPERVISOR, 8, "督查室"),
    ("zheng", "郑一一", "副处长", Role.DEPUTY_CHIEF, 9, "公文运转处"),
    ("feng", "冯二二", "一级主任科员（拟办）", Role.HANDLER, 10, "公文运转处"),
    ("chen", "陈三三", "文书（登记）", Role.CLERK, 11, "公文运转处"),
    ("tao", "陶七八", "领导秘书", Role.SECRETARY, 10, "省政府领导"),
    ("chu", "褚四四", "印章保管员", Role.SEAL_KEEPER, 11, "公文运转处"),
    ("wei", "卫五五", "监印员", Role.SEAL_SUPERVISOR, 11, "公文运转处"),
    ("shen", "沈七七", "值班员", Role.DUTY_OFFICER, 11, "值班室"),
    ("yang", "杨九九", "机要员", Role.CONFIDENTIAL_CLERK, 11, "机要室"),
    ("xu", "许五六", "档案员", Role.ARCHIVIST, 11, "档案室"),
    ("zhu", "朱十十", "系统管理员", Role.SYSADMIN, 90, "政务信息化处"),
    ("qin", "秦一二", "安全管理员", Role.SECADMIN, 90, "政务信息化处"),
    ("you", "尤三四", "审计管理员", Role.AUDITADMIN, 90, "政务信息化处"),
]
# name, owner (empty: everybody's), members
GROUPS = [
    ("省政府领导", "", ("zhang", "li", "wang", "zhao", "qian")),
    ("秘书长班子", "", ("qian", "sun", "han", "zhou")),
    ("办公厅处室", "", ("wu", "jiang", "zheng", "shen", "yang", "xu")),
    ("我处人员", "feng", ("wu", "zheng", "chen")),
]
PHRASES = [
    ("feng", "propose", "督查转办", "拟转{主办}核查，{日期}前报结果，由督查室跟踪，请{领导}批示。"),
    ("zhao", "instruct", "", "请水利厅会同有关部门抓紧办理。"),
]
SURNAMES = (
    "何吕施孔曹严华金魏姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤"
)
GIVEN = [
    "明远",
    "祎",
    "文澜",
    "昇",
    "若水",
    "堃",
    "景行",
    "珺",
    "知微",
    "喆",
    "思齐",
    "璟",
    "予安",
    "垚",
    "清和",
    "骉",
]


def build() -> None:
    """Write the office. Called once, on an empty database."""
    units = _units()
    coded = make_password(PASSWORD)
    for login, name, title, role, rank, place in PEOPLE:
        _person(login, name, title, role, rank, units[place], coded)
    n = 0
    staffed = [s for s in SECTIONS if s not in ("省政府领导", "公文运转处", "机要室", "档案室")]
    for i, name in enumerate([*staffed, *(o[0] for o in ORGANS)]):
        unit = units[name]
        for j, (title, role, rank) in enumerate(
            [(_head_title(name), Role.UNIT_HEAD, 12), ("文书", Role.UNIT_CLERK, 20)]
        ):
            full = SURNAMES[n % len(SURNAMES)] + GIVEN[(n * 7 + j) % len(GIVEN)]
            _person(
                f"{'head' if role == Role.UNIT_HEAD else 'unit'}{i + 1}", full, title, role, rank, unit, coded
            )
            n += 1
    tao = Person.objects.get(username="tao")
    for login in ("wang", "zhao", "li"):
        principal = Person.objects.get(username=login)
        Delegation.objects.create(
            principal=principal, deputy=tao, since=SINCE, kinds=["record"], reason="领导秘书", created_by=None
        )
    _own_things()


def _own_things() -> None:
    """Groups of readers, the office's and one handler's own; stock phrases that two people keep for themselves."""
    people = {p.username: p for p in Person.objects.all()}
    for name, owner, members in GROUPS:
        group = ReaderGroup.objects.create(name=name, owner=people.get(owner))
        group.persons.set([people[m] for m in members])
    for login, situation, label, text in PHRASES:
        Phrase.objects.create(person=people[login], situation=situation, label=label, text=text)


def _head_title(unit: str) -> str:
    return "处长" if unit.endswith("处") else "市长" if unit.endswith("市人民政府") else "主要负责人"


def _units() -> dict[str, Unit]:
    office = Unit.objects.create(
        name=OFFICE[0], short_name=OFFICE[1], number_code=OFFICE[2], kind="office", relation="self", order=1
    )
    found = {office.name: office}
    for i, name in enumerate(SECTIONS):
        found[name] = Unit.objects.create(
            name=name, short_name=name, kind="section", relation="internal", parent=office, order=10 + i
        )
    for i, (name, short, code, relation) in enumerate([*ORGANS, *CORRESPONDENTS]):
        found[name] = Unit.objects.create(
            name=name, short_name=short, number_code=code, relation=relation, order=100 + i
        )
    return found


def _person(login: str, name: str, title: str, role: str, rank: int, unit: Unit, coded: str) -> None:
    person = Person.objects.create(username=login, name=name, rank=rank, is_demo=True, password=coded)
    post = Post.objects.create(unit=unit, title=title, role=role, rank=rank)
    Appointment.objects.create(person=person, post=post, since=SINCE)
