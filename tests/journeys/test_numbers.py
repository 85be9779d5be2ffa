"""Document numbers on a desk's screen and on a phone; a number voided by two people, and the try-out box, by hand."""

from __future__ import annotations

from collections.abc import Callable

from outgoing.actions.void_numbers import void_reserved
from outgoing.models import NumberBook, NumberSlot, VoidRequest
from tests.journeys.test_pages import Inspector
from tests.journeys.visitor import Visitor
from tests.office import Office, fresh
from tests.outgoing.numbers.rows import LAST_YEAR, THIS_YEAR, paper, series, taken

Visit = Callable[..., Visitor]
LONG = "关于印发江东省农村集体资产管理办法实施细则（试行）和有关配套政策文件的通知"


def test_every_page_of_numbers(office: Office, visit: Visit) -> None:
    rule = series()
    series("江政办令", pattern="第{serial}号", kinds=["order"], is_active=False)
    for title in (LONG, "", ""):
        taken(rule, office, of=paper(office, title))
        taken(rule, office, reason="常务会议议定事项，待定稿后使用；如当月不发，由文书申请作废")
    taken(rule, office, LAST_YEAR, of=paper(office))
    one, two = NumberSlot.objects.filter(status="reserved")[:2]
    void_reserved(NumberBook.the(), by=fresh(office.clerk), slot=one, reason="会议改期")
    wish = VoidRequest.objects.get()
    inspect, wu, chen = Inspector(), visit("wu"), visit("chen")
    for path in (
        "/numbers/", f"/numbers/{rule.pk}/{THIS_YEAR}/", f"/numbers/{rule.pk}/{THIS_YEAR}/?only=gaps",
        f"/numbers/{rule.pk}/{LAST_YEAR}/", "/numbers/series/new/", f"/numbers/series/{rule.pk}/",
        f"/numbers/series/{rule.pk}/reserve/", f"/numbers/slots/{two.pk}/void/", f"/numbers/voids/{wish.pk}/",
        f"/numbers/{rule.pk}/{LAST_YEAR}/certify/",
    ):  # fmt: skip
        inspect.look(wu, path)
    inspect.look(chen, f"/numbers/voids/{wish.pk}/")
    inspect.close()


def test_one_asks_and_another_confirms(office: Office, visit: Visit) -> None:
    rule = series()
    slot = taken(rule, office)
    chen, wu = visit("chen"), visit("wu")
    chen.open(f"/numbers/{rule.pk}/{THIS_YEAR}/")
    chen.press("申请作废")
    chen.fill("reason", "会议改期")
    chen.one("form[data-submit] .btn-danger").click()
    chen.sees("由另一位处长确认后生效")
    wu.open("/numbers/")
    wu.press(slot.number)
    wu.press("确认作废")
    wu.sees("已确认作废")
    slot.refresh_from_db()
    assert (slot.status, slot.reason) == ("void", "会议改期")


def test_trying_a_rule_out_without_script(office: Office, visit: Visit) -> None:
    series("江政办函", layouts=["letter"])
    wu = visit("wu", javascript=False)
    wu.open("/numbers/series/new/")
    wu.fill("organ", "江东省人民政府办公厅")
    wu.fill("code", "江政办发")
    wu.fill("try_serial", "12")
    wu.press("试编")
    wu.sees("〕12号")
    assert wu.one("[name=code]").get_attribute("value") == "江政办发"
    wu.press("保存规则")
    wu.sees("已新增编号规则")
