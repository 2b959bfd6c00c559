"""The service worker: a list of scripts, at the root, since a worker looks after addresses below its own only."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from roadmap import unchanged
from roadmap.secret_links import SECRET_ROOMS


@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """Asked for anew each time: a script of another name is another worker."""
    context = {
        "scripts": [static(name) for name in settings.WORKER_SCRIPTS],
        "secret_rooms": SECRET_ROOMS,
        "unseen": f"{reverse('offline')}?{get_language()}",  # in another language it is another worker
    }
    told = render(request, "roadmap/sw.js", context, content_type="text/javascript; charset=utf-8").content
    return unchanged.unless_known(
        request,
        unchanged.content_tag(told),
        lambda: HttpResponse(told, content_type="text/javascript; charset=utf-8"),
        caching=unchanged.ASK_EACH_TIME,
    )


@require_safe
def unseen(request: HttpRequest) -> HttpResponse:
    """Kept by the worker for whoever asks, without a connection, for a page that this browser never saw."""
    return render(request, "roadmap/offline.html")
