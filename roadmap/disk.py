"""Is there no room left? One answer for bodies that come in, photos that are kept and whatever else is written."""

import errno

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def is_full(error: BaseException | None) -> bool:
    """Whether a disk, or our share of it, had no room."""
    return isinstance(error, OSError) and error.errno in NO_SPACE
