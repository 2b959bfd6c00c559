"""What the log must not keep: an address with a secret in it is a key to somebody's message."""

import logging
import re

_SECRET = re.compile(r"/m/[^/\s?]+")


class SecretsMasked(logging.Formatter):
    """Lines, tracebacks included, with the secrets of residents' pages left out."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub("/m/…", super().format(record))
