"""A picture that somebody sent, given to whoever may see it. Its type is ours, whatever was sent once."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

FOR_ALL = "public, max-age=300"  # that it is shown can be taken back
FOR_ONE = "private, no-store"


def jpeg(request: HttpRequest, whole: FieldFile, thumbnail: FieldFile, *, caching: str) -> FileResponse:
    """`?size=small` is the thumbnail. Raises Http404 where the file is gone."""
    file = thumbnail if request.GET.get("size") == "small" else whole
    try:
        response = FileResponse(file.open("rb"), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
    response["Cache-Control"] = caching
    return guarded(response)


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    """Whatever somebody sent, it is not run as something else."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
