"""A picture or video of a message, given to whoever may see it."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponseBase

from appeals.models import AppealPhoto
from roadmap.byte_ranges import ranged
from roadmap.jpegs import guarded, jpeg


def sent(request: HttpRequest, photo: AppealPhoto, *, caching: str) -> HttpResponseBase:
    """The picture, `?size=small` its thumbnail, `?size=video` the video whose still it is."""
    if request.GET.get("size") != "video":
        return jpeg(request, photo.file, photo.thumbnail, caching=caching)
    path = Path(photo.clip.path) if photo.clip else None
    if path is None or not path.is_file():
        raise Http404
    return guarded(ranged(request, path, f'"{path.stem}"', content_type="video/mp4", caching=caching))
