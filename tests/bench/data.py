"""Bulk data of a given size, by SQL: the one place that writes past the acts, in a database of its own.

Papers with realistic titles, five receipts each (readers, most of them read), 7 % open tasks, a trail
entry each and twenty for every hundredth. Deterministic.
"""

from __future__ import annotations

from django.db import connection

from documents.actions.register import refresh_keys
from documents.models import Document
from documents.queries.lists import register
from people.models import Person, Unit
from people.pinyin import initials

TOPICS = ["防汛抗旱", "城市更新", "安全生产", "义务教育", "乡村振兴", "政务公开", "数字政府", "生态环境保护", "医疗保障",
          "交通运输", "营商环境", "科技创新", "粮食安全", "养老服务", "国土空间规划", "财政预算", "应急管理"]  # fmt: skip
ACTIONS = ["加强", "做好", "推进", "报送", "印发", "调整", "申请拨付", "开展", "核查"]
KINDS = [("notice", "通知"), ("request", "请示"), ("report", "报告"), ("letter", "函"), ("opinion", "意见")]

FULL_PAGE = 60

# What `documents.queries.search.search_vector` makes of title, number, sender and the title's initials, made by the
# database: every two neighbouring characters with their place; | parts the texts, so that nothing runs across.
SEARCH = """(SELECT string_agg(format('%%L:%%s', substr(texts, i, 2), i), ' ')
  FROM regexp_replace(lower(concat_ws('|', title_text, number_text, u.name, u.short_name, letters)),
                      '[^[:alnum:]|]', '', 'g') AS texts,
       generate_series(1, length(texts) - 1) i WHERE strpos(substr(texts, i, 2), '|') = 0)::tsvector"""

TASK_COLUMNS = """subject_kind, subject_pk, subject_ref, title, number, urgency, urgency_rank, source, subject_live,
kind, lane, status, holder, holder_name, on_behalf_of, sequence, batch, round, note, given_by_name, given_at,
done_at, done_by_id, done_by_name, claimed_by_name, outcome, answer, revoked, due_at, due_first, due_source, due_trace,
due_version, urged"""


def fill(size: int) -> None:
    """Make `size` papers when there are none."""
    if Document.objects.exists():
        return
    people = list(Person.objects.filter(username__startswith="reader").order_by("id"))
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ALTER TABLE documents_document DISABLE TRIGGER document_needs_holder")
        _documents(cursor, size)
        _tasks(cursor, [p.pk for p in people])
        _entries(cursor)
        cursor.execute(
            "INSERT INTO documents_serialcounter (series, year, last)"
            " SELECT '收', year, max(serial) FROM documents_document GROUP BY year"
        )
        cursor.execute("ALTER TABLE documents_document ENABLE TRIGGER document_needs_holder")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SET statement_timeout = '15s'")
    _check()


def _letters(texts: list[str]) -> list[str]:
    return [initials(text) for text in texts]


def _check() -> None:
    """A row made here is what the acts would have written: else the searches measured are not ours."""
    doc = Document.objects.latest("pk")
    refresh_keys(twin := Document(title=doc.title, source_doc_number=doc.source_doc_number, source_name=doc.source_name,
                                  source_short=doc.source_short))  # fmt: skip
    if (twin.number_key, twin.title_key) != (doc.number_key, doc.title_key):
        raise RuntimeError(f"{doc.number_key} {doc.title_key} is not {twin.number_key} {twin.title_key}")
    for word in (doc.title, doc.source_doc_number, doc.source_name):
        if doc.pk not in {row.id for row in register(Person.objects.get(username="clerk"), typed=word).rows}:
            raise RuntimeError(f"{word} is not found")


def _documents(cursor: object, size: int) -> None:
    sender = list(Unit.objects.filter(kind="organ").values_list("pk", flat=True))
    clerk = Person.objects.get(username="clerk").pk
    handler = Person.objects.get(username="handler").pk
    number = "u.number_code || '〔' || y || '〕' || g || '号'"
    title = "'关于' || act || topic || '工作' || (CASE WHEN g %% 100 = 7 THEN '专项督导' ELSE '' END) || '（第' || g || '号）的' || kind_name"
    cursor.execute(  # type: ignore[attr-defined]
        f"""
        INSERT INTO documents_document (ref, version, round, entry_count, entry_head, state, receipt_no, series, year,
          serial, received_at, registered_at, back_registered, channel, carrier, source_id, source_name, source_short,
          source_relation, source_doc_number, number_key, title, title_key, search, kind, urgency, category, to_us,
          work_secret, copies, copy_numbers, pages, signer, contact, attachments_note, physical_location, extra_copies,
          registrar_id, handler_id, straight_to, lead_unit_name, holders, due_at, due_first, due_source, due_trace,
          reply_note, no_reply_reason, result, paused_by_name, paused_code, paused_why, closed_at)
        SELECT 'b' || lpad(g::text, 13, '0'), 5, 1, 1, ''::bytea,
          CASE WHEN g %% 14 = 0 THEN 'handling' ELSE 'closed' END,
          '收〔' || y || '〕' || g || '号', '收', y, g, at, at, false, 'exchange', 'paper', u.id, u.name, u.short_name,
          u.relation, number_text, u.number_code || '|' || y || '|' || g,
          title_text, regexp_replace(title_text, '[（）第号]', '', 'g'), {SEARCH}, made.kind, CASE WHEN g %% 9 = 0 THEN 'urgent' ELSE 'normal' END,
          CASE WHEN g %% 3 = 0 THEN 'reading' ELSE 'action' END, 'main', false, 1, '', 3, '', '', '', '', 0,
          %s, %s, '', u.short_name, CASE WHEN g %% 14 = 0 THEN u.short_name ELSE '' END,
          at + interval '10 days', at + interval '10 days', '', '[]', '', '', '', '', '', '',
          CASE WHEN g %% 14 = 0 THEN NULL ELSE at + interval '9 days' END
        FROM (
          SELECT *, {title} AS title_text, 'gy' || act_letters || topic_letters || 'gz' AS letters FROM (
            SELECT g, extract(year FROM now())::int AS y, now() - (%s - g) * interval '1 minute' AS at,
              (%s::bigint[])[1 + g %% %s] AS unit_id,
              (%s::text[])[1 + g %% %s] AS topic, (%s::text[])[1 + (g / 7) %% %s] AS act,
              (%s::text[])[1 + g %% %s] AS topic_letters, (%s::text[])[1 + (g / 7) %% %s] AS act_letters,
              (%s::text[])[1 + (g / 3) %% %s] AS kind, (%s::text[])[1 + (g / 3) %% %s] AS kind_name
            FROM generate_series(1, %s) g) raw) made
        JOIN people_unit u ON u.id = made.unit_id
        CROSS JOIN LATERAL (SELECT {number} AS number_text) numbered
        ORDER BY g
        """,
        [clerk, handler, size, sender, len(sender), TOPICS, len(TOPICS), ACTIONS, len(ACTIONS),
         _letters(TOPICS), len(TOPICS), _letters(ACTIONS), len(ACTIONS), [k for k, _ in KINDS], len(KINDS), [n for _, n in KINDS], len(KINDS), size],
    )  # fmt: skip


def _tasks(cursor: object, readers: list[int]) -> None:
    """Five receipts a paper, spread over the readers; one open main task on every fourteenth paper.

    The newest of these are reader1's, so that his page is full at every size.
    """
    common = "d.title, d.receipt_no, d.urgency, 4, d.source_short"
    cursor.execute(  # type: ignore[attr-defined]
        f"""
        INSERT INTO workflow_task ({TASK_COLUMNS})
        SELECT 'document', d.id, d.ref, {common}, d.state <> 'closed', 'read', 'circulation',
          CASE WHEN (d.id + n) %% 60 = 0 THEN 'open' ELSE 'done' END,
          'p' || r, '读者', '', 0, '', 1, '', '文书', d.received_at,
          CASE WHEN (d.id + n) %% 60 = 0 THEN NULL ELSE d.received_at + interval '1 day' END,
          CASE WHEN (d.id + n) %% 60 = 0 THEN NULL ELSE r END, '读者', '', 'read', '', false,
          d.received_at + interval '2 days', d.received_at + interval '2 days', '', '[]', 1, 0
        FROM documents_document d, generate_series(0, 4) n,
          LATERAL (SELECT (%s::bigint[])[1 + abs(hashint8(d.id)::bigint + n * 7) %% %s] AS r) who
        """,
        [readers, len(readers)],
    )
    cursor.execute(  # type: ignore[attr-defined]
        f"""
        INSERT INTO workflow_task ({TASK_COLUMNS})
        SELECT 'document', d.id, d.ref, {common}, true, 'handle', 'main', 'open',
          'p' || r, '读者', '', 0, '', 1, '', '文书', d.received_at, NULL, NULL, '', '', '', '', false,
          d.received_at + interval '10 days', d.received_at + interval '10 days', '', '[]', 1, 0
        FROM (SELECT *, row_number() OVER (ORDER BY id DESC) AS nth FROM documents_document WHERE state = 'handling') d,
          LATERAL (SELECT (%s::bigint[])[CASE WHEN nth <= %s THEN 1 ELSE 1 + nth %% %s END] AS r) who
        """,
        [readers, FULL_PAGE, len(readers)],
    )


def _entries(cursor: object) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        """
        INSERT INTO workflow_entry (subject_kind, subject_pk, seq, at, actor_id, actor_name, actor_post, actor_unit,
          rank, behalf_name, behalf_post, verb, from_state, to_state, version, round, reason, opinion_kind, opinion,
          data, key, prev, hash)
        SELECT 'document', d.id, n, d.received_at + n * interval '1 hour', 1, '陈三三', '文书', '公文运转处', 11, '', '',
          CASE WHEN n = 1 THEN 'register' ELSE 'progress' END, '', '', n, 1, '', CASE WHEN n = 1 THEN '' ELSE 'handling' END,
          CASE WHEN n = 1 THEN '' ELSE '已办理，进展正常。' END, '{}', 'b' || d.id || '-' || n, ''::bytea, ''::bytea
        FROM documents_document d, generate_series(1, CASE WHEN d.id % 100 = 0 THEN 20 ELSE 1 END) n
        """
    )
    cursor.execute("UPDATE documents_document SET entry_count = 20 WHERE id %% 100 = 0", ())  # type: ignore[attr-defined]
