"""The ASGI application that the web server loads; Django behind it stays a WSGI application in threads."""

from django.conf import settings

from roadmap.web.front import Front
from roadmap.wsgi import application as wsgi

application = Front(wsgi, threads=settings.WEB_THREADS, folder=settings.FILE_UPLOAD_TEMP_DIR)
