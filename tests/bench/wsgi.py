"""The measured application."""

import os

from django.core.wsgi import get_wsgi_application

from docflow import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
embedded.start()
application = get_wsgi_application()
