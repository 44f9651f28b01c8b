"""What the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")

application = get_wsgi_application()

# What was loaded stays for good: the collector need not look at it again, nor so often at what a request leaves behind.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
