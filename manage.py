#!/usr/bin/env python
"""The command line: ``.venv/bin/python manage.py help``. Works beside a running docflow and by itself."""

import os
import sys

from django.core.management import execute_from_command_line

from docflow import embedded

WITHOUT_SERVERS = {
    "help",
    "version",
    "--help",
    "--version",
    "makemessages",
    "compilemessages",
    "collectstatic",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docflow.settings")
    if not WITHOUT_SERVERS.intersection(sys.argv[1:2]):
        try:
            embedded.start()
        except embedded.EmbeddedError as error:
            sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
