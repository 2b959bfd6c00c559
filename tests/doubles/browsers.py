"""Browsers and their push service: npm's web-push-testing, which nobody here wrote. It checks the signature against the
key that a browser subscribed with, and decrypts what comes."""

import json
import shutil
import socket
import subprocess
import time

import httpx

from tests.conftest import ROOT

START = """
const room = process.argv[1];
const { PushApiModel } = require(`${room}/PushApiModel.js`);
const Server = require(`${room}/server.js`);
new Server(new PushApiModel(), Number(process.argv[2])).startServer();
"""
ROOM = ROOT / "node_modules" / "web-push-testing" / "src"
PATIENCE_S = 20


class Browsers:
    def __enter__(self) -> "Browsers":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        command = [shutil.which("node"), "-e", START, str(ROOM), str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()
        return self

    def __exit__(self, *_exc) -> None:
        self._process.kill()
        self._process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                if httpx.post(f"{self.url}/status").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the push service does not start")

    @property
    def url(self) -> str:
        return f"http://localhost:{self._port}"

    def subscribe(self, key: str) -> dict:
        """As PushManager.subscribe for the site's key: endpoint and keys, and `clientHash`, the browser's name."""
        answer = httpx.post(f"{self.url}/subscribe", json={"userVisibleOnly": "true", "applicationServerKey": key})
        return answer.raise_for_status().json()["data"]

    def leave(self, browser: dict) -> None:
        httpx.post(f"{self.url}/expire-subscription/{browser['clientHash']}").raise_for_status()

    def shown(self, browser: dict) -> list[dict]:
        told = {"clientHash": browser["clientHash"]}
        messages = httpx.post(f"{self.url}/get-notifications", json=told).raise_for_status().json()["data"]["messages"]
        return [json.loads(message) for message in messages]
