"""Where the cities' own base maps lie, and how their files are called."""

import re
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}-[0-9a-f]{12}")


def folder() -> Path:
    return settings.DATA_DIR / "basemap"
