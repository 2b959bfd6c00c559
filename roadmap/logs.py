"""What the log must not keep, and who did or saw what, by numbers only."""

import logging
import re
from copy import copy
from typing import TYPE_CHECKING

from roadmap.secret_links import SECRET_ROOMS

if TYPE_CHECKING:
    from django.db.models import Model

    from roadmap.models import User

_SECRET = re.compile(rf"(/(?:{'|'.join(SECRET_ROOMS)})/|[?&]trip=)[^/\s?&\"]+")
_QUERY = re.compile(r"\?[^\s\"?=]+=[^\s\"]*")
_access = logging.getLogger("roadmap.access")


class SecretsMasked(logging.Formatter):
    """Lines, tracebacks included, with the secrets of residents' pages left out: each is a key to a message, a trip
    or what somebody subscribed to. What a page was asked with goes, too: it tells where a phone is.

    A traceback is for a fault of ours. Whoever sends what is refused (a wrong Host, a damaged body) is worth a line.
    """

    def format(self, record: logging.LogRecord) -> str:
        if 400 <= getattr(record, "status_code", 500) < 500:
            record = copy(record)
            record.exc_info = record.exc_text = None
        return _QUERY.sub("?…", _SECRET.sub(r"\1…", super().format(record)))


def note(what: str, *rows: "Model", by: "User | None" = None) -> None:
    """A line such as `opened: by user 3, appeals.appeal 12`. It holds no name, no words, and no address of anybody."""
    told = [f"by user {by.pk}"] if by is not None and by.pk else []
    told += [f"{row._meta.label_lower} {row.pk}" for row in rows]
    _access.info("%s: %s", what, ", ".join(told) or "by nobody known")
