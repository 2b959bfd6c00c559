"""A process of our own for a stranger's file: it ends with whoever started it, and works no longer than it is given."""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)
GRACE_S = 5  # from the signal that says so to the one that cannot be heard


def tie(parent: int, most_cpu_s: int) -> None:
    """The first thing that the process does; `parent` is the number of the process that waits for it."""
    resource.setrlimit(resource.RLIMIT_CPU, (most_cpu_s, most_cpu_s + GRACE_S))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it was tied to
        sys.exit(1)
