"""A picture read in a process of its own, for somebody who waits: what it takes or breaks, the caller keeps running."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings

from roadmap.apart import tie
from roadmap.decoding import BadPicture, Fault, Prepared, decoded, opened

PATIENCE_S = 30


def decoded_apart(file: IO[bytes]) -> Prepared:
    """As `decoding.decoded`. Raises BadPicture; also for a picture over which the process died or took too long."""
    opened(file)
    file.seek(0)
    try:
        with _turn():
            done = subprocess.run(
                [sys.executable, "-m", "roadmap.decoding_apart", str(os.getpid())],
                cwd=settings.BASE_DIR,
                input=file.read(),
                capture_output=True,
                timeout=PATIENCE_S,
                check=True,
            )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise BadPicture(Fault.DAMAGED) from error
    return _read(done.stdout)


@contextmanager
def _turn() -> Iterator[None]:
    """One picture at a time on this machine, so that many who send take the memory of one. The system gives the lock
    back when its holder dies."""
    with Path(__file__).open("rb") as ours:
        fcntl.flock(ours, fcntl.LOCK_EX)
        yield


def _read(told: bytes) -> Prepared:
    head, _line, pictures = told.partition(b"\n")
    said = json.loads(head)
    if "fault" in said:
        raise BadPicture(Fault(said["fault"]))
    length = said["jpeg"]
    return Prepared(pictures[:length], pictures[length:], said["width"], said["height"])


def main() -> None:
    """A line of JSON, then the two JPEGs."""
    tie(int(sys.argv[1]), PATIENCE_S)
    try:
        made = decoded(BytesIO(sys.stdin.buffer.read()))
    except BadPicture as error:
        sys.stdout.buffer.write(json.dumps({"fault": error.fault}).encode() + b"\n")
        return
    head = {"jpeg": len(made.jpeg), "width": made.width, "height": made.height}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + made.jpeg + made.thumbnail)


if __name__ == "__main__":
    main()
