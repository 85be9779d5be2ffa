"""One size: fill, serve, measure. Run by `tests.bench` with its own home."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from functools import partial
from typing import Any

import django

from docflow import embedded, owner

owner.become_owner()
embedded.start()
django.setup()

import psutil
from django.core.management import call_command
from django.db import connection

from docflow.parts import command
from tests.bench import data, goals, issuing, papers, people, stamping
from tests.bench.client import Client
from tests.bench.measure import Series, p, rounds, throughput
from tests.bench.serving import free_port, wait

SIZE = int(os.environ["BENCH_SIZE"])
ROUNDS = int(os.environ.get("ROUNDS", "40"))


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people.make()
    data.fill(SIZE)
    todo = papers.prepare(ROUNDS + 8)
    ready = issuing.prepare()
    sealing = stamping.prepare()
    connection.close()
    port = free_port()
    os.environ["PORT"] = str(port)
    server = subprocess.Popen([w.replace("docflow.wsgi", "tests.bench.wsgi") for w in command("web")])
    try:
        wait(port)
        _measure(port, server, todo, ready)
        _stamping(port, sealing)
    finally:
        server.terminate()
        server.wait(20)


def _measure(port: int, server: subprocess.Popen[bytes], todo: papers.Prepared, ready: issuing.Ready) -> None:
    reader, clerk, chief = Client(port, "reader1"), Client(port, "clerk"), Client(port, "chief")
    rare = "专项督导"
    reads: dict[str, tuple[Client, str]] = {
        "todo": (reader, "/"),
        "register_page_1": (reader, "/documents/"),
        "register_page_500": (reader, f"/documents/?before={papers.page_500('reader1')}"),
        "register_page_1_clerk": (clerk, "/documents/"),
        "register_page_500_clerk": (clerk, f"/documents/?before={max(1, SIZE - 25_000)}"),
        "search_common": (reader, "/search/?q=%E5%B7%A5%E4%BD%9C"),
        "search_rare": (reader, f"/search/?q={_quoted(rare)}"),
        "search_absent": (reader, f"/search/?q={_quoted('龘靐')}"),
        "document": (reader, f"/documents/{papers.twenty_entries('reader1')}/"),
        "seated": (reader, "/bench/seated/"),
        "badges_view": (reader, "/bench/badges/"),
    }
    series = [Series(n, partial(c.get, path)) for n, (c, path) in reads.items()]
    series += [
        Series("step", todo.approving(chief), 302),
        Series("register_a_paper", todo.registering(clerk), 302),
        Series("mark_read", todo.reading(reader), 302),
    ]
    rounds(series, lambda: reader.get("/bench/hello/"), ROUNDS)
    for name, (client, path) in reads.items():
        _, _, body, headers = client.get(path, X_Probe="1")
        found = next(s for s in series if s.name == name)
        found.probe = {"statements": int(headers["X-Statements"]), "cpu_ms": float(headers["X-CPU-ms"]),
                       "buffers": int(headers["X-Buffers"]), "bytes": len(body)}  # fmt: skip
    for one in series[-3:]:
        one.probe = todo.probes[one.name]
    by_name = {s.name: _figure(s) for s in series}
    for figure in by_name.values():
        _say(figure)
    _say(
        _ratio(
            "register_page_500_to_page_1",
            by_name["register_page_500"]["p50"],
            by_name["register_page_1"]["p50"],
        )
    )
    hello = statistics.median(h for s in series for h in s.hello) * 1000
    _say(_ratio("badges", max(0.0, by_name["badges_view"]["p50"] - by_name["seated"]["p50"]), hello))
    eight = [Client(port, f"reader{i}") for i in range(1, 9)]
    clerks = [todo.sending(Client(port, "clerk")) for _ in range(8)]
    hellos = throughput([partial(c.get, "/bench/hello/") for c in eight])
    _say(
        _ratio(
            "todo_throughput_to_hello", throughput([partial(c.get, "/") for c in eight]), hellos, floor=True
        )
    )
    _say(_ratio("register_throughput_to_hello", throughput(clerks, 302), hellos, floor=True))
    _say(_ratio("memory_mib", _memory(server), 1))
    _printing(reader, server)
    _issuing(port, reader, ready, hellos)


def _printing(reader: Client, server: subprocess.Popen[bytes]) -> None:
    """A form of a paper, warm; what the typesetter and its fonts take in the web part from the first one on."""
    form = Series(
        "printed_form", partial(reader.get, f"/documents/{papers.twenty_entries('reader1')}/sheet/")
    )
    rounds([form], lambda: reader.get("/bench/hello/"), ROUNDS)
    _say(_figure(form))
    _say(_ratio("memory_printing_mib", _memory(server), 1))


def _issuing(port: int, reader: Client, ready: issuing.Ready, hellos: float) -> None:
    """Document numbers with their papers by 1, 8 and 32 clients on one series; a paper to five hundred organs."""
    for clients in issuing.CLIENTS:
        own = [ready.to_number.pop() for _ in range(issuing.EACH)]
        rate = issuing.numbers_per_second(port, own, clients)
        _say(
            {
                **_ratio(f"numbers_by_{clients}_to_hello", rate, hellos, floor=True),
                "per_second": round(rate, 1),
            }
        )
    wide = issuing.acting(Client(port, "clerk"), ready.to_dispatch, "dispatch", {"channel": ""})
    sent = Series("dispatch_to_500", wide, 302)
    rounds([sent], lambda: reader.get("/bench/hello/"), issuing.WIDE - 3)
    _say(_figure(sent))


def _stamping(port: int, waiting: stamping.Waiting) -> None:
    """Impressions written down per second, on one seal and on four; what one of them asks of the database."""
    told = stamping.probed(Client(port, "keeper"), waiting.probed)
    allowed = goals.STATEMENTS["stamp"]
    over = (
        {"broken": f"{told['statements']} statements, allowed {allowed}"}
        if told["statements"] > allowed
        else {}
    )
    _say({"name": "stamp", "size": SIZE, "ratio": None, **told, **over})
    for name, refs in (
        ("stamps_per_second_on_one_seal", waiting.one),
        ("stamps_per_second_on_four", waiting.four),
    ):
        _say(_ratio(name, stamping.per_second(port, refs), 1, floor=True))


def _quoted(text: str) -> str:
    return "".join(f"%{b:02X}" for b in text.encode())


def _figure(s: Series) -> dict[str, Any]:
    h = p(s.hello, 0.5)
    figure = {"name": s.name, "size": SIZE, "p50": round(p(s.times, 0.5) * 1000, 2), "p95": round(p(s.times, 0.95) * 1000, 2),
              "hello": round(h * 1000, 2), "ratio": round(p(s.times, 0.5) / h, 2), **s.probe}  # fmt: skip
    allowed = goals.STATEMENTS.get(s.name)
    if allowed and s.probe and s.probe["statements"] > allowed:
        figure["broken"] = f"{s.probe['statements']} statements, allowed {allowed}"
    return goals.judged(figure)


def _ratio(name: str, value: float, base: float, *, floor: bool = False) -> dict[str, Any]:
    return goals.judged(
        {"name": name, "size": SIZE, "ratio": round(value / base, 3) if base else None}, floor=floor
    )


def _memory(server: subprocess.Popen[bytes]) -> float:
    """Proportional set of the web part, MiB."""
    root = psutil.Process(server.pid)
    return sum(q.memory_full_info().pss for q in [root, *root.children(recursive=True)]) / 2**20


def _say(figure: dict[str, Any]) -> None:
    print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
