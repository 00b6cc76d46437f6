"""Firefox, driven by its own WebDriver BiDi over a socket: no driver program is needed."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60  # seconds until a Firefox that does not answer is given up


class Firefox:
    """One page in a running Firefox: what it is asked, and what it complains of or asks for."""

    def __init__(self, socket: Any) -> None:
        """Take a socket to a Firefox that has just started."""
        self._socket, self._asked = socket, 0
        self.told: list[str] = []
        self.ask("session.new", capabilities={})
        self._page = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def ask(self, method: str, **params: Any) -> Any:
        """Ask and wait for the answer; what happens meanwhile is kept in `told`."""
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._asked:
                assert answer["type"] == "success", answer
                return answer["result"]
            said = answer["params"]
            text = said["text"] if "text" in said else said["request"]["url"]
            if not text.startswith("data:"):  # its own, for an empty page
                self.told.append(text)

    def open(self, file: Path) -> None:
        """Open a file from disk, and wait until it is there; what it then says is kept anew."""
        self.ask("browsingContext.navigate", context=self._page, url="about:blank", wait="complete")
        self.told.clear()
        self.ask("browsingContext.navigate", context=self._page, url=file.as_uri(), wait="complete")

    def reload(self) -> None:
        """Load the page once more."""
        self.ask("browsingContext.reload", context=self._page, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """Return what an expression gives in the page, as plain data."""
        answer = self.ask(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._page},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def press(self, keys: str) -> None:
        """Press keys, as on a keyboard; each goes where the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("input.performActions", context=self._page, actions=[source])


@contextmanager
def running(profile: Path) -> Iterator[Firefox]:
    """A Firefox with a profile of its own; the test is skipped where none is installed."""
    program = shutil.which("firefox")
    if program is None:
        pytest.skip("Firefox er ikke installert")
    websocket = pytest.importorskip("websocket")
    command = [program, "--headless", "--no-remote", "--profile", str(profile)]
    quiet = subprocess.DEVNULL
    command += ["--remote-debugging-port=0", "about:blank"]
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as found:
        try:
            address = _address(profile / "WebDriverBiDiServer.json")
            socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
            yield Firefox(socket)
            socket.close()
        finally:
            found.terminate()


def _address(file: Path) -> str:
    """Where it listens, which it writes when it does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
            return f"ws://{said['ws_host']}:{said['ws_port']}/session"
        except (OSError, ValueError):
            time.sleep(0.05)
    raise TimeoutError(file)
