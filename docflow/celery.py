"""The clock and the worker: ``celery -A docflow.celery worker`` and ``celery -A docflow.celery beat``.

The timetable stands here, in code. A tick only says "look for rows": losing or doubling one is
harmless, so nothing waits in the broker, nothing is published during a request, and there is no
result backend, no eta, no countdown. What nobody took in time is no longer wanted (`expires`): after
an outage the worker finds a handful of ticks, not a night of them.
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

# What is done once a day, at which hour and minute of Shanghai.
NIGHTLY = (
    ("replay", "2", "10"),
    ("number_gaps", "2", "40"),
    ("dates", "3", "0"),
    ("verify_ledger", "3", "20"),
    ("errors_whole", "3", "35"),
    ("verify_packs", "3", "30"),
    ("sessions", "3", "40"),
    ("leftovers", "3", "50"),
    ("stranded", "6", "30"),
    ("calendar_next_year", "7", "30"),
    ("seal_custody", "7", "40"),
)

app = Celery("docflow")
HOUR = 3600
NIGHT = {"expires": 3 * HOUR}
# Answers of the broker, in seconds. A Redis that was left open but is silent is noticed after 35 (a BRPOP waits 10).
TRANSPORT = {
    "visibility_timeout": HOUR,  # a message taken and not acknowledged comes back after this
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 15,
}

app.conf.update(
    broker_url=broker_url,
    broker_connection_retry_on_startup=True,
    broker_transport_options=TRANSPORT,
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=120,
    task_soft_time_limit=90,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_lost_wait=1,  # a killed process holds its place for so long; a tick that was done all the same may come twice
    worker_concurrency=5,  # a sheet and three of the night (replay, dates, one more) at most: the ticks never wait for them
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    timezone="Asia/Shanghai",
    beat_scheduler="docflow.health:Timetable",
    beat_schedule={
        "heartbeat": {"task": "docflow.health.tick", "schedule": 30.0, "options": {"expires": 60}},
        "alerts": {"task": "docflow.tasks.alerts", "schedule": 60.0, "options": {"expires": 120}},
        "deliver": {"task": "docflow.tasks.deliver", "schedule": 10.0, "options": {"expires": 60}},
        "exports": {"task": "docflow.tasks.exports", "schedule": 60.0, "options": {"expires": 55}},
        "errors": {"task": "docflow.tasks.errors", "schedule": 60.0, "options": {"expires": 55}},
        "seal_alarms": {"task": "docflow.tasks.seal_alarms", "schedule": 300.0, "options": {"expires": 240}},
        "signings": {"task": "docflow.tasks.signings", "schedule": 15.0, "options": {"expires": 15}},
        "proof_incoming": {
            "task": "docflow.tasks.proof_incoming",
            "schedule": 30.0,
            "options": {"expires": 30},
        },
        "checkpoint": {
            "task": "docflow.tasks.checkpoint",
            "schedule": crontab(minute=7),
            "options": {"expires": 1800},
        },
        "weekly_pack": {
            "task": "docflow.tasks.weekly_pack",
            "schedule": crontab(minute=12),
            "options": {"expires": 1800},
        },
        "sweep": {
            "task": "docflow.tasks.sweep_papers",
            "schedule": crontab(
                hour="17-23", minute=0
            ),  # once a day: later, where the clock stood still at five
            "options": {"expires": HOUR},
        },
        **{
            name: {"task": f"docflow.tasks.{name}", "schedule": crontab(hour=h, minute=m), "options": NIGHT}
            for name, h, m in NIGHTLY
        },
    },
)
app.autodiscover_tasks()
app.autodiscover_tasks(["docflow"], related_name="health")
