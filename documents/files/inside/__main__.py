"""One job on one file: `python -m documents.files.inside JOB_AS_JSON FOLDER`; the answer is FOLDER/result.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .limits import BadFile, lower, lower_for_office
from .work import JOBS


def main(arguments: list[str]) -> None:
    task, folder = json.loads(arguments[0]), Path(arguments[1])
    job = task.pop("job")
    (lower_for_office if job == "office" else lower)()
    try:
        answer = JOBS[job](task.pop("source"), folder, **task)
    except BadFile as error:
        answer = {"error": error.code}
    except MemoryError:
        answer = {"error": "too_large"}
    except Exception:  # noqa: BLE001 - any failure on a foreign file means only: cannot be read
        answer = {"error": "broken"}
    (folder / "result.json").write_text(json.dumps(answer), encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
