"""A picture that comes with a form: encoded anew before anybody sees it, like every picture that comes from outside."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from roadmap.decoding import BadPicture, Prepared
from roadmap.decoding_apart import decoded_apart


def picture_of(file: UploadedFile) -> Prepared:
    """Read in a process of its own. Raises ValidationError that says what is wrong with it."""
    if file.size > settings.PHOTO_MAX_BYTES:
        raise ValidationError(
            _("The picture is larger than %(limit)d MB.") % {"limit": settings.PHOTO_MAX_BYTES // 2**20}
        )
    try:
        return decoded_apart(file)
    except BadPicture as error:
        raise ValidationError(_("The picture was not taken: %(why)s.") % {"why": error.fault.label}) from error
