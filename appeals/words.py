"""What people write is kept whole or refused in words; nothing of it is cut off silently."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def checked(words: str, *, most: int, wanted: str = "") -> str:
    """Without the space around it, a line's end being one letter. Raises ValidationError where it is too long, or
    where there is nothing, with what is `wanted`."""
    words = words.replace("\r\n", "\n").strip()
    if not words and wanted:
        raise ValidationError(wanted)
    if len(words) > most:
        raise ValidationError(_("No more than %d characters.") % most)
    return words
