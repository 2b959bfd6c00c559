"""The WSGI application that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roadmap.settings")
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT_S", "20")

application = get_wsgi_application()
