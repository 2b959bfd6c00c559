"""`python -m tests.bench`, as `./run bench` calls it: benchmarks are no command of the product."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roadmap.settings")
    django.setup()
    from tests.bench.command import Command  # settings come first

    Command().run_from_argv(["./run", "bench", *sys.argv[1:]])
