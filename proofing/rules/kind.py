"""文种 (KIND; 条例 第八条): is it the right one, and does the text keep to it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta, Organ
from proofing.registry import check

from . import where
from .header import goes_up
from .places import recipient

# 请审批部门…, 请予以批准登记的企业… ask nobody to decide.
_NOUN = r"(?!部门|机关|机构|服务|局|处|科|大厅|窗口|人员|单位|系统|平台|事项|件|登记|的|后)"
# Whoever begs without being named is the writer: 群众恳请政府解决 tells of others.
_BEG = (
    r"(?<![^，。；：、）)．.\s])(?:[一二三四五六七八九]是)?"
    r"(?:我们|[我本][\u4e00-\u9fff]{1,2}|[特现谨并故也诚]|再次|在此|[为因]此|一并|同时){0,3}恳请"
)
_REQUEST = re.compile(
    rf"(?<![报提呈申经上])请(?:批示|批复|审批|予以?批准|予以?批复|予以?审批){_NOUN}"
    r"|(?:妥否|当否|可否)[，,]?请"
    rf"|(?P<plea>{_BEG}[^。；，]{{0,12}}(?:批准|解决|支持|安排)|请予[^。；，]{{0,8}}(?:拨付|安排资金|核拨))"
)
# Of a report alone, which goes up: the clause begins with it and the sentence ends with it, or it tells what was done.
_UPWARD = re.compile(
    r"(?<![^，。；：\s])(?:敬|特|现|谨|并|拟)?请求?"
    r"(?:国务院|上级|(?:(?!各|有关|相关)[\u4e00-\u9fff]){0,8}(?:政府|[省市县区州]委|[厅局]|领导))?(?:(?:予以?|尽快|及早|及时|研究){0,2}(?:批准|审批|批复|批示|审定)"
    r"|(?!有关|相关)[^。；：，各]{0,8}(?:拨付|安排|下达|追加|核拨)[^。；：，]{0,20}(?:资金|经费|编制|指标)[^。；：，]{0,12})(?:为盼)?(?=[。！；]|$)"
)
_TOLD = re.compile(
    r"(?:已|曾|先后|多次|[年月日])[^。；]{0,40}(?:报|函|行文|提出)|[年月日]，$"
    r"|建议，$"
)
# What others asked or decided, up to where the writer speaks again: 根据批示精神，我厅编制了方案，请省政府批准.
_BY_OTHERS = re.compile(
    r"(?:提出|反映|要求|表示|认为)[，：]$"
    r"|(?:批示|议定|决定|明确|指出|强调|来函|来信|来电|来文|转来)(?:精神|要求|意见)?[，：]"
    r"(?!(?:[^。]{0,80}[，：；])?(?:[我本现特拟]|为此|因此|经研究|经测算))"
)
_REACH = 200  # how far before a request its teller is looked for
# A clause about how requests are made is none.
_ABOUT = re.compile(
    r"不得|不应|不要|不再|不写|不能|不可|禁止|严禁|避免|应当|应按|须按|必须|需要|按程序|按规定|按照程序|凡|如需|确需"
)
_NO_REQUEST_KINDS = ("报告", "通报", "通知", "纪要", "决定")
_FORMULA = re.compile(
    r"请(?!示)(?:[^。；]{0,6}|(?<!申请)[^。；，]{7,12})(?:批示|批复|审批|批准|审定|指示|审核|审议|批转|核准|核批|审示)"
    r"|请(?!示)[^。；，]{0,8}予以?(?:同意|核复|核定)"
    r"|(?:妥否|当否|可否)[，,]?请|恳请[^。；]{0,20}(?:支持|解决)|望(?:予以?)?(?:批准|批复|批示|批转)"
)
_ASKS = re.compile(r"(?:请求|申请|恳请|请予|请求予以)(?!事项|理由|依据|事由|内容|背景|原因|情况|的)")
_NO_MATTER = re.compile(
    r"(?:事项|理由|依据|事由|情况|背景|必要性|可行性|原因|内容|用途|概况)[。：]?$"
    r"|^(?:申请|请求)(?:资金|经费)?的?(?:额度|条件|范围|标准|对象)[。：]?$"
)
_VERBS = "解决|增加|设立|申请|请求|调整|追加|拨付|划拨|批准|同意|核增|安排|减免|成立|撤销|划转"
# 撤销甲县并设立甲区 is one change told from both its ends.
_TWO_MATTERS = re.compile(
    rf"关于(?!(?:同意|批准|申请|请求)?撤销[^的]{{2,20}}并(?:设立|成立))(?:{_VERBS})[^的]{{2,20}}(?:和|(?<![涉普])及|以及|暨|(?<![合兼归撤])并)(?:{_VERBS})"
)
_LEVELS = (
    re.compile(r"\s*[一二三四五六七八九十]{1,3}[、．.]"),
    re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\s*\d{1,2}[.．、](?!\d)"),
)
_LETTER_ASKS = re.compile(
    rf"请(?:予以?|贵[^。；，]{{0,6}})?(?:批准|审批|批复|批示|审定){_NOUN}"
    rf"|(?:妥否|当否|可否)[，,]?请|{_BEG}[^。；，]{{0,12}}(?:批准|解决|安排)"
)
_DOWN_KINDS = ("通知", "通报", "决定", "批复")
_CITES = re.compile(r"》\s{0,2}[（(][^）)]{2,40}号")
_ANSWERS = re.compile(r"复函$")
_DELEGATE = re.compile(r"号(?:建议|提案)")  # they have a number, but no 发文字号
_COMMANDS = re.compile(r"遵照执行|(?<!为)(?<!为了)(?:认真)?贯彻执行(?=[。；！]|$)|务必|不得有误")
_COMMANDS_YOU = re.compile(r"(?:你|贵|各)[^。；]{0,20}(?:必须|严禁)|请[^。；]{0,12}(?:必须|严禁)")
_CLOSING = re.compile(r"特此(通知|报告|通报|公告|通告|函告|函复|函达|复函|请示|批复|决定)")
_LETTER_CLOSINGS = ("函告", "函复", "函达", "复函")
_GOVERNMENT = re.compile(r"(?:人民政府|国务院)$")
_NO_GOVERNMENT = re.compile(r"(?:厅|局|委|委员会|办公室|处|院|中心)$")
_CONGRESS = re.compile(r"人民代表大会|人大")
_LAW = re.compile(
    r"《[^》]{0,60}(?:法|条例|规定|办法|规则|细则|决定|章程)》|法律|法规|依法|国务院|授权|宪法|选举|任命|免去|公民"
)


def _sentences(draft: Draft) -> Iterator[tuple[Line, int, str, str]]:
    for line in draft.body:
        for start, text, masked in where.sentences(line):
            yield line, start, text, masked


def _speaks_about(sentence: str, at: int) -> bool:
    """In the same clause before the request: 结语应当写当否，请批示. What stands in an earlier clause is another matter."""
    clause = max(sentence.rfind(mark, 0, at) for mark in "，：,:") + 1
    return bool(_ABOUT.search(sentence, clause, at))


@check("KIND-01")
def no_request_inside(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """The request must be the sentence's own: a notice may speak about requests, and a rule about them has 应当."""
    if meta.kind not in _NO_REQUEST_KINDS:
        return
    for line, start, text, masked in _sentences(draft):
        if match := _REQUEST.search(masked):
            told = bool(match["plea"]) and _by_others(line, start + match.start())
            asks = not told and not _speaks_about(masked, match.start())
        else:
            asks = meta.kind == "报告" and goes_up(meta) and _asks_above(line, start, masked)
        if asks:
            yield Hit(line.n, start + 1, text)


def _asks_above(line: Line, start: int, sentence: str) -> bool:
    """条例 第十五条（四）; 已于5月报送，请省政府批准 tells what was asked in another paper."""
    match = _UPWARD.search(sentence)
    if match is None or _TOLD.search(sentence, 0, match.start()):
        return False
    return not _by_others(line, start + match.start())


def _by_others(line: Line, at: int) -> bool:
    """Back to the last full stop, over semicolons: 会议议定：由甲牵头；请乙安排经费."""
    begin = max(line.masked.rfind("。", max(0, at - _REACH), at) + 1, at - _REACH, 0)
    return bool(_BY_OTHERS.search(line.masked, begin, at))


@check("KIND-02")
def request_asks(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Told at the last paragraph, where the formula would stand."""
    if meta.kind == "请示" and draft.body and not any(_FORMULA.search(line.masked) for line in draft.body):
        last = draft.body[-1]
        words = last.text.strip()
        yield Hit(last.n, last.text.index(words) + 1, words)


@check("KIND-03")
def one_matter(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.kind != "请示":
        return
    for level in _LEVELS:
        asking = [line for line in draft.body if _heading_asks(line, level)]
        if len(asking) > 1:
            words = asking[1].text.strip()
            yield Hit(asking[1].n, asking[1].text.index(words) + 1, words)
            return
    title = where.title(draft, meta)
    if title and (match := _TWO_MATTERS.search(title.text)):
        yield title.hit(match.start(), match.end())


def _heading_asks(line: Line, level: re.Pattern[str]) -> bool:
    match = level.match(line.masked)
    if match is None:
        return False
    heading = re.split(r"[。；：]", line.masked[match.end() :], maxsplit=1)[0].strip()
    return len(heading) <= 40 and bool(_ASKS.match(heading)) and not _NO_MATTER.search(heading)


def _others(meta: Meta, *relations: str) -> list[Organ]:
    return [organ for organ in meta.recipients if organ.relation in relations]


@check("KIND-04")
def letter_to_others(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A person as addressee is RTE-04."""
    if meta.kind == "请示":
        for organ in _others(meta, "other", "peer", "subordinate")[:1]:
            yield from recipient(draft, meta, organ)


@check("KIND-05")
def request_to_superior(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.kind != "函" or not _others(meta, "superior"):
        return
    for line, start, text, masked in _sentences(draft):
        match = _LETTER_ASKS.search(masked)
        if match and not _speaks_about(masked, match.start()):
            yield Hit(line.n, start + 1, text)
            return


@check("KIND-06")
def reply_to_request(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A superior as addressee is KIND-08."""
    if meta.kind != "批复":
        return
    wrong = _others(meta, "other", "peer")
    if wrong:
        yield from recipient(draft, meta, wrong[0])
    elif meta.answers_request is False and (title := where.title(draft, meta)):
        yield title.hit(max(0, len(title.text) - 2), note="没有关联的请示。")


@check("KIND-07")
def cites_what_it_answers(draft: Draft, meta: Meta) -> Iterator[Hit]:
    title = where.title(draft, meta)
    answers = meta.kind == "批复" or (meta.kind == "函" and title and _answers_an_organ(title.text))
    if answers and draft.body and not any(_CITES.search(line.text) for line in draft.body[:2]):
        words = draft.body[0].text.strip()
        yield Hit(draft.body[0].n, draft.body[0].text.index(words) + 1, words)


def _answers_an_organ(title: str) -> bool:
    return bool(_ANSWERS.search(title)) and not _DELEGATE.search(title)


@check("KIND-08")
def not_upward(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.kind in _DOWN_KINDS:
        for organ in _others(meta, "superior")[:1]:
            yield from recipient(draft, meta, organ)


@check("KIND-09")
def letter_asks_politely(draft: Draft, meta: Meta) -> Iterator[Hit]:
    if meta.kind != "函":
        return
    for line in draft.body:
        match = _COMMANDS.search(line.masked) or _COMMANDS_YOU.search(line.masked)
        if match:
            yield Hit(line.n, match.start() + 1, line.text[match.start() : match.end()])


@check("KIND-10")
def closing_fits(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line in draft.body:
        for match in _CLOSING.finditer(line.masked):
            meant = "函" if match[1] in _LETTER_CLOSINGS else match[1]
            if meant != meta.kind:
                yield Hit(line.n, match.start() + 1, line.text[match.start() : match.end()])


@check("KIND-11")
def bill(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Only where it is known who issues it, or to whom it goes."""
    if meta.kind != "议案":
        return
    if _no_government(meta) and (title := where.title(draft, meta)):
        yield title.hit(0, min(len(title.text), len(meta.issuer) or 1), note="议案由各级人民政府提出。")
    elif meta.recipients and not _to_congress(meta.recipients):
        yield from recipient(draft, meta, meta.recipients[0])


def _no_government(meta: Meta) -> bool:
    if meta.issuer_type:
        return meta.issuer_type != "government"
    return bool(_NO_GOVERNMENT.search(meta.issuer)) and not _GOVERNMENT.search(meta.issuer)


def _to_congress(organs: Sequence[Organ]) -> bool:
    return any(organ.type == "congress" or _CONGRESS.search(organ.name) for organ in organs)


@check("KIND-12")
def public_announcement(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """A guess: an announcement that rests on no law at all."""
    if meta.kind != "公告" or meta.issuer_type == "congress" or _CONGRESS.search(meta.issuer):
        return
    title = where.title(draft, meta)
    said = [line.text for line in draft.body] + ([title.text] if title else [])
    if draft.body and title and not any(_LAW.search(text) for text in said):
        yield title.hit(max(0, len(title.text) - 2))
