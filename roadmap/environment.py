"""Where a setting's value comes from: the process's environment, else the file that `./run` keeps."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class Environment:
    """Values by name; the data folder's `environment` file (KEY=VALUE lines) answers where the process has none."""

    def __init__(self, base_dir: Path):
        self.data_dir = Path(os.environ.get("ROADMAP_DATA") or base_dir / ".data")
        self._kept = _read(self.data_dir / "environment")

    def text(self, name: str, default: str = "") -> str:
        return os.environ.get(name) or self._kept.get(name) or default

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"1", "true", "yes", "on"}

    def number(self, name: str, default: int) -> int:
        value = self.text(name) or str(default)
        if not value.isascii() or not value.isdigit():
            raise ImproperlyConfigured(f"{name} is a whole number, and not “{value}”.")
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]


def _read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
