"""Pictures of a message at the desk: as everybody may see them, as they came, and what is hidden of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appeals import hiding
from appeals.models import Appeal, AppealPhoto
from appeals.models.appeal import AppealQuerySet
from appeals.models.photo import ORIGINAL_KEPT_DAYS
from appeals.shown_pictures import sent
from appeals.workflow import MoveRefused
from roadmap.endings import ending_of
from roadmap.jpegs import FOR_ONE, guarded, jpeg
from roadmap.masks import Cover, Mask
from roadmap.numbers import degrees, whole
from roadmap.personal_looks import How, noted

SIDES = ("left", "top", "width", "height")


def _photo(rows: AppealQuerySet, appeal: int, **told: object) -> AppealPhoto:
    """A stranger finds nothing rather than a refusal."""
    photos = AppealPhoto.objects.select_related("appeal__city", "appeal__category")
    return get_object_or_404(photos, appeal=get_object_or_404(rows, pk=appeal), **told)


def _looked(how: str, request: HttpRequest, photo: AppealPhoto) -> None:
    noted(how, photo.appeal, by=request.user, at=timezone.now(), why=f"{_('photo')} {photo.pk}")


@login_required
@require_safe
def photo(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """As everybody may see it; `?size=clean` is the same without what is hidden, as long as it is kept."""
    shown = _photo(Appeal.objects.readable_by(request.user), pk, name=name)
    _looked(How.OPENED, request, shown)
    if request.GET.get("size") == "clean" and shown.unmasked:
        return jpeg(request, shown.unmasked, shown.unmasked, caching=FOR_ONE)
    return sent(request, shown, caching=FOR_ONE)


@login_required
@require_safe
def original(request: HttpRequest, pk: int, photo: int) -> FileResponse:
    """The file as it came, with all that the camera wrote: to be saved, never shown by a page of ours."""
    wanted = _photo(Appeal.objects.readable_by(request.user), pk, pk=photo)
    if not wanted.original:
        raise Http404
    _looked(How.DOWNLOADED, request, wanted)
    try:
        file = wanted.original.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{pk}-{photo}{ending_of(file)}"
    told = {"as_attachment": True, "filename": name, "content_type": "application/octet-stream"}
    response = guarded(FileResponse(file, **told))
    response["Cache-Control"] = FOR_ONE
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Boxes over faces, plates and yards. Without scripts they are written in per cent."""
    shown = _photo(Appeal.objects.workable_by(request.user), pk, pk=photo)
    if request.method != "POST":
        _looked(How.OPENED, request, shown)
        return _page(request, shown)
    try:
        version = whole(request.POST.get("version", ""))
        hiding.hide(shown, _masks(request.POST), version=version, by=request.user, at=timezone.now())
    except (ValidationError, MoveRefused) as error:
        words = error.messages if isinstance(error, ValidationError) else [str(error)]
        return _page(request, shown, errors=words, rows=_rows(request.POST), status=400)
    messages.success(request, _("Saved. The copies are being made; until they are ready, only staff see the picture."))
    return redirect("desk-appeal", pk)


def _page(request: HttpRequest, photo: AppealPhoto, *, errors=(), rows=None, status: int = 200) -> HttpResponse:
    drawn = [dict(zip(SIDES, _percents(row.mask), strict=True)) | {"cover": row.cover} for row in photo.masks.all()]
    context = {
        "appeal": photo.appeal,
        "photo": photo,
        "rows": drawn if rows is None else rows,
        "covers": Cover.choices,
        "sides": SIDES,
        "errors": errors,
        "kept_days": ORIGINAL_KEPT_DAYS,
    }
    return render(request, "appeals/desk/hide.html", context, status=status)


def _percents(mask: Mask) -> list[str]:
    return [f"{getattr(mask, side) * 100:.2f}" for side in SIDES]


def _rows(told: MultiValueDict) -> list[dict]:
    """As they were sent, to be mended; one without a width was taken out."""
    columns = [told.getlist(name) for name in (*SIDES, "cover")]
    rows = [dict(zip((*SIDES, "cover"), row, strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows if row["width"].strip()]


def _masks(told: MultiValueDict) -> list[Mask]:
    """Raises ValidationError that names the box."""
    rows = _rows(told)
    if len(rows) > hiding.MOST_MASKS:
        raise ValidationError(_("At most %(count)d boxes, please.") % {"count": hiding.MOST_MASKS})
    return [_mask(row, number) for number, row in enumerate(rows, start=1)]


def _mask(row: dict, number: int) -> Mask:
    sides = [degrees(row[side].replace(",", "."), 100) for side in SIDES]
    is_whole = None not in sides and min(sides) >= 0 and min(sides[2:]) > 0 and max(sides[:2]) < 100
    if not is_whole or row["cover"] not in Cover.values:
        words = _("Box %(number)d: left, top, width and height are per cents of the picture, from 0 to 100.")
        raise ValidationError(words % {"number": number})
    return Mask(*(round(side / 100, 6) for side in sides), row["cover"])
