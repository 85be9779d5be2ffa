"""All rules at once: fixes end, they add nothing; no text is dear."""

import random
import time
from typing import Any

import pytest

from proofing.proof import proof
from proofing.read.text import parse

from .reading import TITLE, found, meta, typed, whole

FAULTY = [
    "(一)、加强管理,提高效率.", "一.总体要求", "1、目标，在3-5个工作日内完成。。", "（2）.按照《甲》、《乙》执行。", "约100人左右参加,增长10-15%。",
    "截止2026年3月底，其它项目１２个，3月5号完成。", "根据国办函[2009]第015号文件，甲、乙、等单位。", "第一、落实“责任\"；首先、督查(含暗访)。",
    "为做好工作...现通知如下:", "26年3月完成，时间:9:00-11:30", "《甲（乙》丙）丁。", "联系邮箱a@b.cn,网址http://a.cn/x?y=1,2。", "贵厅近日来函。",
    '２．他强调,"要抓好落实",投资50万元-100万元。', "三 、3月5日-8日，损失约3亿元左右！。", "根据《甲》（国发 ﹝2020﹞ 5号）和《乙》（江财〔2021〕6),到27年，完成08年任务。",
]  # fmt: skip
CLEAN = [
    "一、总体要求",
    "（一）指导思想。坚持以人民为中心。",
    "1.目标任务。",
    "为做好值班工作，现就有关事项通知如下。",
]
ENDS = [
    "\n附件:1. 任务表；\n",
    "\n　　附：一、任务表\n　　　　二、时间表。\n",
    "\n附件1、任务表；\n附件2、时间表。\n",
    "",
]
DAYS = [
    "2026.3.5",
    "2026年03月05日",
    "二〇二六年三月五日",
    "2026年3月20号",
    "2O26年3月5日。",
    "二0二六年三月五日",
]
NOTES = ["此件公开发布\n", "　　(此件公开发布)\n", ""]
COPIES = ["抄送:省委办公厅", "抄报：省委办公厅。"]


def _mended(words, look):
    """Every fix taken, those of one look from the end of the text to its beginning, each where its words still stand."""
    for _ in range(60):
        hits = [f for f in look(words) if f.fix is not None and f.line]
        if not hits:
            return words
        lines = words.split("\n")
        edge = (len(lines) + 1, 0)
        for f in sorted(hits, key=lambda f: (-f.line, -f.column)):
            line = lines[f.line - 1]
            end = f.column - 1 + len(f.text)
            if f.line == edge[0] and end > edge[1]:
                continue  # overlaps with one that was taken: the next look
            assert line[f.column - 1 : end] == f.text, f
            lines[f.line - 1] = line[: f.column - 1] + f.fix + line[end:]
            edge = (f.line, f.column - 1)
        words = "\n".join(lines)
    raise AssertionError(words)


def _body(chance):
    return "\n".join(
        "　　" * chance.choice([1, 1, 1, 0]) + chance.choice(FAULTY + CLEAN)
        for _ in range(chance.randint(1, 9))
    )


@pytest.mark.parametrize("seed", range(60))
def test_all_fixes_taken_nothing_is_left_to_fix_and_nothing_new_is_wrong(seed):
    chance = random.Random(seed)
    body = _body(chance)
    look: Any = typed if seed % 2 else found
    if seed % 2:
        words = body
    else:
        signed = (
            f"\n\n　　　　　　　　　　江东省人民政府办公厅\n　　　　　　　　　　　　{chance.choice(DAYS)}\n"
        )
        imprint = f"────────────\n　{chance.choice(COPIES)}\n────────────\n　江东省人民政府办公厅　　2026年03月26日\n────────────\n"
        words = whole(
            body + "\n", listed=chance.choice(ENDS), signed=signed, note=chance.choice(NOTES), imprint=imprint
        )
    before = look(words)
    after = look(_mended(words, look))
    assert not [f for f in after if f.fix is not None and f.line]
    assert {f.rule for f in after} <= {f.rule for f in before}


N = 20_000  # the bench measures a hundred thousand
LINE = "　　（一）各地区要在2026年6月30日前完成3～5个项目，总投资1.2亿元，按照《江东省值班规定》（江政办发〔2026〕3号）执行，落实“首问负责”等制度；确保值班人员（含带班领导）到岗到位，增长10%～15%。"
HOSTILE = {
    **{name: name * (N // len(name)) for name in (
        "（", "）", "《", "》", "“", "(", "1.", "1.1.", "、", "，", " ", "\u3000", "1", "１", "一", "…", ".", "-", "1-", "～", "_", "×", "X", "a", "@", "a@",
        "a.", "www.", "http://", '"', "密", "机密", "机 ", "密级", "密级 ", "26年", "国〔20〕", "（2009）", "10～", "10%～", "约1", "近1", "近日", "日前", "每周", "根据",
        "》、《", "9704", "抄送：", "附件：", "附件：1. ", "【待", "见附件1、", "138", "一、", "（一）", "(一)", "第一、", "截止", "经", "，请", "请求省", "政府同意", "3月-", "3月5日-", "1万元-", "》国", "国 〔2020〕5", "到27年", "你厅", "。 ", "，\u3000", "。，",
    )},
    "见附件": "见附件" + "1、" * (N // 2),
    "one line": LINE * (2 * N // len(LINE)),
    "spaces and a word": ("机" + " " * 50) * (N // 51) + "密",
}  # fmt: skip


def _cost(lines, known, enough=0.0):
    """Processor time; a second look only where the first took more than `enough`."""
    draft = parse(lines, known)
    best = 99.0
    for _ in range(3):
        began = time.process_time()
        proof(draft, known)
        best = min(best, time.process_time() - began)
        if best <= enough:
            break
    return best


def test_no_text_is_dear():
    """Against plain text as long, so that a slow machine is slow at both."""
    known = meta(printed=True, title=TITLE, publicity="主动公开")
    plain = _cost([LINE] * (N // len(LINE)), known)
    most = 8 * plain
    costs = {name: _cost([text], known, most) for name, text in HOSTILE.items()}
    dear = {name[:8]: round(cost / plain, 1) for name, cost in costs.items() if cost > most}
    assert not dear


@pytest.mark.parametrize("text", ["　　（", "　　1.", "　　一、甲", "　　“", "　　附件："])
def test_many_short_lines_cost_as_plain_ones(text):
    known = meta(printed=True, title=TITLE)
    plain = _cost(["　　甲乙丙。"] * 4_000, known)
    assert _cost([text] * 4_000, known, 12 * plain) < 12 * plain


def test_cost_grows_with_the_length():
    known = meta(printed=True, title=TITLE)
    short, long = (_cost([LINE] * count, known) for count in (50, 1_000))
    assert long < 20 * short * 3


@pytest.mark.parametrize(
    "lines",
    [["─" * 12, "　抄送：省委办公厅。"], ["─" * 12, "甲"], ["［分页］", "附件"], ["　　附件：1. 甲"], ["江东省财政厅", "2026年3月5日"]],
    ids=["imprints", "rules", "annexes", "lists", "signatures"],
)  # fmt: skip
def test_reading_grows_with_the_length(lines):
    known = meta()
    short, long = (min(_reading(lines * count, known) for _ in range(3)) for count in (400, 4_000))
    assert long < 10 * short * 3


def _reading(lines, known):
    began = time.process_time()
    parse(lines, known)
    return time.process_time() - began


def test_the_negative_control_of_a_dear_text():
    """What the measure is for: an expression that looks from everywhere to the end is seen."""
    import re

    began = time.process_time()
    list(re.compile(r"\.{3,}(?=[甲乙])").finditer("." * 4_000))
    slow = time.process_time() - began
    began = time.process_time()
    list(re.compile(r"(?<!\.)\.{3,}+(?=[甲乙])").finditer("." * 4_000))
    assert slow > 20 * (time.process_time() - began)
