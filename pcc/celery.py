"""Celery delivers; job rows decide. Schedules stand here, in code, reviewed like code."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc.settings")

app = Celery("pcc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["pcc", "pcc.reporting", "casework", "complaints", "reviews", "reviews.dip_sampling"])
app.conf.beat_schedule = {
    "deliver jobs": {"task": "pcc.tasks.deliver_jobs", "schedule": 2.0, "options": {"expires": 10}},
    "ask for sealing": {"task": "pcc.tasks.ask_sealing", "schedule": 180.0, "options": {"expires": 180}},
    "ask for the removal of files": {"task": "pcc.tasks.ask_removal_of_files", "schedule": 900.0},
    "forget what was typed": {
        "task": "pcc.tasks.forget_what_was_typed",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "send letters": {"task": "casework.tasks.send_letters", "schedule": 10.0, "options": {"expires": 10}},
    "ask for scanning": {"task": "casework.tasks.ask_scanning", "schedule": 60.0, "options": {"expires": 60}},
    "fetch the office's mail": {"task": "casework.tasks.fetch_mail", "schedule": 300.0, "options": {"expires": 300}},
    "ask for figures": {"task": "pcc.reporting.tasks.ask_figures", "schedule": 15.0, "options": {"expires": 15}},
    "ask for figures of reviews": {
        "task": "reviews.tasks.ask_figures",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "fetch it when somebody asks": {
        "task": "casework.tasks.fetch_mail_if_asked",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "look after flags of panel members": {
        "task": "reviews.dip_sampling.tasks.look_after_flags",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "ask for the night's checks": {  # before what they look at is computed anew
        "task": "pcc.tasks.ask_nightly",
        "schedule": crontab(minute="15,30,45", hour="1"),
        "kwargs": {"early": True},
    },
    "ask for the night's work": {  # asked for once a night, however often: a broker that fell loses no night
        "task": "pcc.tasks.ask_nightly",
        "schedule": crontab(minute="15,30,45", hour="2-5"),
    },
}


@worker_init.connect
def refuse_to_work_unmigrated(**_: Any) -> None:
    """A production worker does not start against a database of another version."""
    from pcc.checks import refuse_pending_migrations  # noqa: PLC0415 - the apps are loaded only now

    refuse_pending_migrations()
