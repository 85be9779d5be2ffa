#!/usr/bin/env python
"""The command line: ``.venv/bin/python manage.py help``. Works beside a running docflow and by itself."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from docflow import embedded, owner, starting

# They change tables or functions; every other command is bound as the web part is.
OWNERS = {"prepare", "serve", "migrate", "load_demo"}
WITHOUT_SERVERS = {
    "help",
    "version",
    "--help",
    "--version",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "proof",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docflow.settings")
    if OWNERS.intersection(sys.argv[1:2]):
        owner.become_owner()
    with starting.told():
        if not WITHOUT_SERVERS.intersection(sys.argv[1:2]):
            _ = settings.INSTALLED_APPS  # a setting that is refused starts no server
            embedded.start()
        try:
            execute_from_command_line(sys.argv)
        except KeyboardInterrupt:
            sys.exit(130)


if __name__ == "__main__":
    main()
