"""A simulator that serves until it is stopped: `python -m tests.doubles.networks vk PORT`, with its keys told."""

import sys
import threading

from tests.doubles.networks import ok, vk

DOUBLES = {
    "vk": (vk.VkDouble, {"community": vk.COMMUNITY_KEY, "editor": vk.EDITOR_KEY, "place": f"vk.com/{vk.NAME}"}),
    "ok": (ok.OkDouble, {**ok.KEYS, "place": f"ok.ru/{ok.NAME}"}),
}

if __name__ == "__main__":
    double, told = DOUBLES[sys.argv[1]]
    with double(int(sys.argv[2])) as running:
        print(running.url, told, flush=True)
        threading.Event().wait()
