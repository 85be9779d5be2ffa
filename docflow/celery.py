"""The clock and the worker: ``celery -A docflow.celery worker`` and ``celery -A docflow.celery beat``.

The timetable stands here, in code. A tick only says "look for rows": losing or doubling one is
harmless, so nothing waits in the broker, nothing is published during a request, and there is no
result backend, no eta, no countdown.
"""

from __future__ import annotations

import os

import django
from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from docflow import embedded, starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docflow.settings")
with starting.told():
    broker_url = settings.BROKER_URL
    embedded.start()
    django.setup()  # a class that a setting names is looked for now

app = Celery("docflow")
app.conf.update(
    broker_url=broker_url,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 3},
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    task_soft_time_limit=90,
    worker_prefetch_multiplier=1,
    worker_concurrency=2,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    timezone="Asia/Shanghai",
    beat_scheduler="docflow.health:Timetable",
    beat_schedule={
        "heartbeat": {"task": "docflow.health.tick", "schedule": 30.0, "options": {"expires": 60}},
        "alerts": {"task": "docflow.tasks.alerts", "schedule": 60.0, "options": {"expires": 55}},
        "deliver": {"task": "docflow.tasks.deliver", "schedule": 10.0, "options": {"expires": 9}},
        "exports": {"task": "docflow.tasks.exports", "schedule": 60.0, "options": {"expires": 55}},
        "replay": {"task": "docflow.tasks.replay", "schedule": crontab(hour="2", minute="10")},
        "stranded": {"task": "docflow.tasks.stranded", "schedule": crontab(hour="6", minute="30")},
        "number_gaps": {"task": "docflow.tasks.number_gaps", "schedule": crontab(hour="2", minute="40")},
        "calendar_next_year": {
            "task": "docflow.tasks.calendar_next_year",
            "schedule": crontab(hour="7", minute="30"),
        },
        "dates": {"task": "docflow.tasks.dates", "schedule": crontab(hour="3", minute="0")},
        "leftovers": {"task": "docflow.tasks.leftovers", "schedule": crontab(hour="3", minute="50")},
        "sessions": {"task": "docflow.tasks.sessions", "schedule": crontab(hour="3", minute="40")},
    },
)
app.autodiscover_tasks()
app.autodiscover_tasks(["docflow"], related_name="health")
