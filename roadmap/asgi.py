"""The ASGI application that the web server loads; Django behind it stays a WSGI application in threads."""

from django.conf import settings
from django.utils.module_loading import import_string

from roadmap.callers import line_of
from roadmap.views.failures import stuck
from roadmap.web.front import Front
from roadmap.wsgi import application as wsgi

# By its name: it knows models, which are there once Django is set up. The web server listens when this is through.
import_string("roadmap.web.warming.warm_up")(wsgi)
application = Front(
    wsgi, stuck=stuck, line_of=line_of, threads=settings.WEB_THREADS, folder=settings.FILE_UPLOAD_TEMP_DIR
)
