"""The Celery app and the beat schedule, one table."""

import os

from celery import Celery
from celery.schedules import crontab

from fluxus.heartbeat import Heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fluxus.settings")

app = Celery("fluxus")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(Heartbeat)
app.conf.beat_schedule = {
    "network.sweep_outbox": {"task": "network.sweep_outbox", "schedule": 60.0},
    "contracts.sweep_documents": {"task": "contracts.sweep_documents", "schedule": 30.0},
    "contracts.sweep_seals": {"task": "contracts.sweep_seals", "schedule": 60.0},
    "contracts.sweep_runs": {"task": "contracts.sweep_runs", "schedule": 30.0},
    "contracts.sweep_invoice_runs": {"task": "contracts.sweep_invoice_runs", "schedule": 30.0},
    "contracts.send_ready": {"task": "contracts.send_ready", "schedule": 60.0},
    "contracts.expire_requests": {"task": "contracts.expire_requests", "schedule": 300.0},
    "contracts.remind_signers": {"task": "contracts.remind_signers", "schedule": crontab(hour="9-16", minute="*/10")},
    "contracts.catch_up_letters": {"task": "contracts.catch_up_letters", "schedule": crontab(minute="*/20")},
    "bookings.expire_options": {"task": "bookings.expire_options", "schedule": 60.0},
    "bookings.warn_of_options": {"task": "bookings.warn_of_options", "schedule": crontab(hour="8-10", minute=5)},
    "bookings.send_day_sheets": {"task": "bookings.send_day_sheets", "schedule": crontab(hour="7-11", minute="*/10")},
    "network.refresh_search_texts": {"task": "network.refresh_search_texts", "schedule": crontab(hour=1, minute=40)},
    "network.find_duplicates": {"task": "network.find_duplicates", "schedule": crontab(hour=2, minute=20)},
    "network.sweep_imports": {"task": "network.sweep_imports", "schedule": 30.0},
    "network.clean_imports": {"task": "network.clean_imports", "schedule": crontab(hour=3, minute=10)},
    "network.clear_sessions": {"task": "network.clear_sessions", "schedule": crontab(hour=3, minute=40)},
}
