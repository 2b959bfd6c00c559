"""The service worker: a list of scripts, at the root, since a worker looks after addresses below its own only."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from roadmap import unchanged


@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """Asked for anew each time: a script of another name is another worker."""
    scripts = {"scripts": [static(name) for name in settings.WORKER_SCRIPTS]}
    told = render(request, "roadmap/sw.js", scripts, content_type="text/javascript; charset=utf-8").content
    return unchanged.unless_known(
        request,
        unchanged.content_tag(told),
        lambda: HttpResponse(told, content_type="text/javascript; charset=utf-8"),
        caching=unchanged.ASK_EACH_TIME,
    )
