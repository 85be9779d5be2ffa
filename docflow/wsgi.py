"""The web application: ``granian --interface wsgi docflow.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from docflow import embedded, starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docflow.settings")
with starting.told():
    embedded.start()
    application = get_wsgi_application()
