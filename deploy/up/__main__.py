"""Starts the package by its path (`python deploy/up …`), under the name `up`, without importing `roadmap`."""

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def load_package() -> None:
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
    spec = importlib.util.spec_from_file_location("up", HERE / "__init__.py", submodule_search_locations=[str(HERE)])
    package = importlib.util.module_from_spec(spec)
    sys.modules["up"] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    load_package()
    from up.commands import main

    sys.exit(main(sys.argv[1:]))
