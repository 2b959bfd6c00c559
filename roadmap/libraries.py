"""Finds GDAL and GEOS for GeoDjango: the ones that come with the pyogrio and shapely wheels, else the system's."""

import importlib.util
from pathlib import Path


def bundled(package: str, pattern: str) -> str | None:
    """Path of a shared library that the package's wheel carries; file names hold a hash, so they are globbed."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    beside = Path(spec.origin).parent.parent / f"{package}.libs"
    return next((str(path) for path in sorted(beside.glob(pattern))), None)
