"""The ASGI application that the web server loads; Django behind it stays a WSGI application in threads."""

from django.conf import settings

from roadmap.callers import line_of
from roadmap.views.failures import stuck
from roadmap.web.front import Front
from roadmap.wsgi import application as wsgi

application = Front(
    wsgi, stuck=stuck, line_of=line_of, threads=settings.WEB_THREADS, folder=settings.FILE_UPLOAD_TEMP_DIR
)
