"""`make chaos-seals`: does the book hold, whatever dies while it is written?

32 browsers set 4 seals on two real web parts with several workers, while workers, whole web parts and backends of the
database are killed, and now and then PostgreSQL itself starts anew (a backend by kill -9). In an own home that is gone
afterwards. Prints what came of it, a line each and as JSON; exits with 1 when a promise did not hold. EACH (60) applications
of three copies for each browser, SECONDS (120) bounds the killing, SEED (0) makes another run.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="docflow-chaos-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)  # an embedded PostgreSQL that root starts runs as nobody
        os.environ |= {"DOCFLOW_HOME": folder, "LOG_LEVEL": "ERROR", "DEMO": "0",
                       "DJANGO_SETTINGS_MODULE": "tests.chaos.settings"}  # fmt: skip
        os.environ.pop("DATABASE_URL", None)

        import django

        from docflow import embedded, owner

        owner.become_owner()
        embedded.start()
        django.setup()

        from django.core.management import call_command
        from django.db import connection

        from tests.chaos.sealing import Plan, last_words, run

        call_command("migrate", verbosity=0)
        plan = Plan(
            each=int(os.environ.get("EACH", "60")), seconds=float(os.environ.get("SECONDS", "120")),
            seed=int(os.environ.get("SEED", "0")), crash=True,
        )  # fmt: skip
        admin = {"host": connection.settings_dict["HOST"], "user": "postgres", "dbname": "docflow"}
        told = run(plan, home, embedded.database_url(), embedded.WEB, admin)
        connection.close()
        if told.broken:
            print(last_words(home), file=sys.stderr)
    for name, value in asdict(told).items():
        print(f"{name.replace('_', ' ')} {value}")
    print(json.dumps(asdict(told)))
    for line in told.broken:
        print(f"BROKEN {line}", file=sys.stderr)
    return 1 if told.broken else 0


if __name__ == "__main__":
    sys.exit(main())
