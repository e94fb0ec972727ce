"""Celery application: queues default, io, docs and telemetry."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "neurohost.settings.production")

app = Celery("neurohost")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
