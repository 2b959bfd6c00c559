"""What was read of a pasted notice, kept by each process until something else would be read: over another map, or over
names and forms that an administrator has changed. The text itself never changes, and a new reader is a new process."""

from django.core.cache import cache
from django.utils.translation import get_language

from closures.models import PastedNotice
from closures.pasting import written_local
from closures.reading.pasted import Pasted, read_pasted
from roadmap.models import SettingChange

KEPT_S = 24 * 3600


def kept_reading(notice: PastedNotice) -> Pasted:
    """In the reader's language: what is asked is told in it."""
    key = _key(notice)
    read = cache.get(key)
    if read is None:
        read = read_pasted(notice.text, written_local(notice), notice.city)
        cache.set(key, read, KEPT_S)
    return read


def _key(notice: PastedNotice) -> str:
    changed = SettingChange.objects.order_by("-pk").values_list("pk", flat=True).first()
    return ":".join(map(str, ("reading", notice.pk, notice.city.basemap, changed, get_language())))
