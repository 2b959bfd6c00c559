"""The data folder's `environment` file: secrets made at the first run, addresses of the private servers.

KEY=VALUE lines, mode 0600. Lines that a person added (a bot's token, for instance) are kept.
"""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from .place import Place

HEADER = "# Written by ./run; settings of your own may be added. The process's environment wins over this file.\n"


ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def secret() -> str:
    return secrets.token_urlsafe(48)


def p256_key() -> str:
    """A private key of the curve P-256, as web push wants it: 32 bytes in base64 for addresses."""
    number = 1 + secrets.randbelow(ORDER_OF_P256 - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


class Kept:
    def __init__(self, place: Place):
        self.path: Path = place.data / "environment"
        self._account = place.account
        self._values = self._read()

    def get(self, name: str, default: str = "") -> str:
        return self._values.get(name, default)

    def made(self, name: str, make: Callable[[], str] = secret) -> str:
        """The secret of this name, made now if it is the first time."""
        if name not in self._values:
            self.put({name: make()})
        return self._values[name]

    def put(self, values: dict[str, str]) -> None:
        if any(self._values.get(name) != value for name, value in values.items()):
            self._values |= values
            self._write()

    def _read(self) -> dict[str, str]:
        if not self.path.exists():
            return {}
        lines = (line.strip() for line in self.path.read_text(encoding="utf-8").splitlines())
        return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

    def _write(self) -> None:
        """Whole or not at all: a power cut must not lose the key that sessions are signed with."""
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(HEADER + "".join(f"{name}={value}\n" for name, value in self._values.items()))
            file.flush()
            os.fsync(file.fileno())
        self._account.own(fresh)
        fresh.replace(self.path)
