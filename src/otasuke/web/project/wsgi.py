"""What granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # imports every page, for which the first request would wait
gc.collect()
gc.freeze()  # what is here stays: looking through all of it again and again held up a request in fifty for 90 ms
