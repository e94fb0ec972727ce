"""WSGI entry point: served with threads, loaded whole before the first request."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "neurohost.settings.production")

application = get_wsgi_application()
# The pages are loaded now, not by the first request. All that is loaded stays for the life of the process: the
# collector need not walk over it again (a full walk held some request up for 0.2 s), and workers forked later share it.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
