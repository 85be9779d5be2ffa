"""`make chaos-alerts`: is everybody told, once, whatever dies underneath?

3,000 pieces of work fall due (DUE=…) while two real workers are killed with -9 every quarter second (their children, now
and then a whole worker), two clocks tick, the broker is flushed at random, and a mail server drops connections when it
has the mail and has not said so. In an own home that is gone afterwards. Prints what came of it, a line each and as
JSON; exits with 1 when a promise did not hold. SECONDS (300) bounds it, SEED (0) makes another run.
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
        os.environ |= {
            "DOCFLOW_HOME": folder, "DOCFLOW_FSYNC": "0", "LOG_LEVEL": "ERROR", "DEMO": "0",
            "REDIS_URL": f"redis+socket://{home}/broker.sock", "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        }  # fmt: skip
        os.environ.pop("DATABASE_URL", None)

        import django

        from docflow import embedded, owner

        owner.become_owner()
        embedded.start()
        django.setup()

        from django.core.management import call_command
        from django.db import connection

        from tests.chaos.fleet import last_words
        from tests.chaos.run import Plan, run

        call_command("migrate", verbosity=0)
        plan = Plan(
            due=int(os.environ.get("DUE", "3000")), seconds=float(os.environ.get("SECONDS", "300")),
            seed=int(os.environ.get("SEED", "0")),
        )  # fmt: skip
        told = run(plan, home, embedded.database_url())
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
