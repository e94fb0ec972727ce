"""WSGI entry point: served with threads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "neurohost.settings.production")

application = get_wsgi_application()
