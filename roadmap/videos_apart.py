"""A video made anew in a process of its own: what it takes or breaks, the worker keeps running, and has no FFmpeg."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from roadmap.decoding import BadPicture, Fault
from roadmap.masks import Mask
from roadmap.video_files import Still

PATIENCE_S = 240


def remade_apart(source: Path, target: Path, masks: Sequence[Mask] = ()) -> Still:
    """As `videos.remade`. Raises BadPicture, also where it took too long; ChildProcessError where the process died."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "roadmap.videos", str(source), str(target), str(os.getpid())],
            cwd=settings.BASE_DIR,
            input=json.dumps([asdict(mask) for mask in masks]).encode(),
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadPicture(Fault.SLOW) from error
    if done.returncode == -signal.SIGXCPU:
        raise BadPicture(Fault.SLOW)
    if done.returncode:
        raise ChildProcessError(f"exit status {done.returncode}: {done.stderr[-500:].decode(errors='replace')}")
    return _read(done.stdout)


def _read(told: bytes) -> Still:
    head, _line, pictures = told.partition(b"\n")
    said = json.loads(head)
    if "fault" in said:
        raise BadPicture(Fault(said["fault"]))
    length = said.pop("jpeg")
    return Still(pictures[:length], pictures[length:], **said)
