"""What is wrong with a file that no reader understands, for a person: libraries say it in English."""

import json
import lzma
import re
import zlib

from django.utils.translation import gettext as _

AT_LINE = re.compile(r"at line (\d+)|line:? (\d+)")
UNMARKED = "version attribute"
UNKNOWN = "top-level element"
UNPACKING = (OSError, EOFError, zlib.error, lzma.LZMAError)
PACKED = re.compile(r"gzip|bzip2|zlib|compress|lzma|unpack", re.IGNORECASE)


def words_of(error: BaseException) -> str:
    """Without a full stop at its end. The error itself belongs into the cause, for the log."""
    told = str(error)
    if isinstance(error, RecursionError):
        return _("it is nested too deep")
    if isinstance(error, OSError) and error.errno is not None:
        return _("the file cannot be opened")
    if UNMARKED in told or UNKNOWN in told:
        return _("it does not begin as a map of OpenStreetMap does")
    if isinstance(error, UNPACKING) or "PBF" in told or PACKED.search(told):
        return _("its packed data are damaged or end too early")
    if found := AT_LINE.search(told):
        return _("line %(line)s is damaged or the file ends there") % {"line": found[1] or found[2]}
    if isinstance(error, json.JSONDecodeError):
        return _("line %(line)s is damaged or the file ends there") % {"line": error.lineno}
    return _("its data are damaged")
