"""A real browser without a window, over pipes: no driver, no port, no network.

Chromium reads commands from one pipe and writes answers and events to another, each an object of
JSON that ends in a zero byte.
"""

import base64
import fcntl
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
)
# What the browser reads from is to be 3, what it writes to is to be 4.
_NUMBER_ENDS = (
    "import os, sys; ends = map(int, sys.argv[1:3]); os.dup2(next(ends), 3);"
    " os.dup2(next(ends), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27}
_TEXTS = {"Enter": "\r"}


class Browser:
    """A browser with one tab; close it by leaving the block."""

    def __init__(self, program, profile, wait=60):
        to_it, from_us = os.pipe()
        from_it, to_us = os.pipe()
        # Apart from the numbers that they are to have in the browser.
        ends = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 16) for one in (to_it, to_us)]
        words = [sys.executable, "-c", _NUMBER_ENDS, *map(str, ends), program, *FLAGS]
        with (Path(profile) / "log.txt").open("wb") as log:
            self._process = subprocess.Popen(
                [*words, f"--user-data-dir={profile}", "about:blank"],
                pass_fds=ends,
                stdout=log,
                stderr=log,
            )
        for end in ends:
            os.close(end)
        os.close(to_it)
        os.close(to_us)
        self._in, self._out, self._wait = from_us, from_it, wait
        self._count, self._left, self.events = 0, b"", []
        (tab,) = [one for one in self._targets() if one["type"] == "page"]
        about = {"targetId": tab["targetId"], "flatten": True}
        self._session = self.send("Target.attachToTarget", **about)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        try:
            self._session = None
            self.send("Browser.close")
        finally:
            self._process.wait(20)
            os.close(self._in)
            os.close(self._out)

    def _targets(self):
        self._session = None
        return self.send("Target.getTargets")["targetInfos"]

    def send(self, method, **about):
        """Send a command and return its answer; what comes meanwhile is kept in ``events``."""
        self._count += 1
        asked = {"id": self._count, "method": method, "params": about}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._in, json.dumps(asked).encode() + b"\0")
        while True:
            told = self._next(self._wait)
            if told.get("id") == self._count:
                assert "error" not in told, f"{method}: {told['error']}"
                return told["result"]
            self.events.append(told)

    def _next(self, wait):
        until = time.monotonic() + wait
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._out], [], [], max(0, until - time.monotonic()))
            assert ready, f"the browser said nothing for {wait} s"
            more = os.read(self._out, 1 << 16)
            assert more, "the browser has gone"
            self._left += more
        one, _, self._left = self._left.partition(b"\0")
        return json.loads(one)

    def open(self, page, width=1280, height=900):
        """Show a page at a width, and wait until it is there."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **size)
        self.events.clear()
        self.send("Page.navigate", url=Path(page).as_uri())
        while not any(one.get("method") == "Page.loadEventFired" for one in self.events):
            self.events.append(self._next(self._wait))

    def run(self, code):
        """Return what an expression comes to in the page."""
        asked = {"expression": code, "awaitPromise": True, "returnByValue": True}
        told = self.send("Runtime.evaluate", **asked)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait_for(self, code):
        """Wait until an expression holds in the page; fail when it does not."""
        until = time.monotonic() + self._wait
        while not self.run(f"Boolean({code})"):
            assert time.monotonic() < until, f"never {code}"
            time.sleep(0.02)

    def press(self, key, *, shift=False):
        """Press a key, as a person does."""
        about = {"key": key, "code": key, "windowsVirtualKeyCode": _KEYS[key]}
        about["modifiers"] = 8 if shift else 0
        text = {"text": _TEXTS[key]} if key in _TEXTS else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", **about, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", **about)

    def click(self, x, y):
        """Click at a place of what is shown."""
        about = {"x": x, "y": y, "button": "left", "clickCount": 1}
        self.send("Input.dispatchMouseEvent", type="mousePressed", **about)
        self.send("Input.dispatchMouseEvent", type="mouseReleased", **about)

    def picture(self, path, *, whole=False):
        """Write what is shown as PNG."""
        told = self.send("Page.captureScreenshot", captureBeyondViewport=whole, format="png")
        Path(path).write_bytes(base64.b64decode(told["data"]))

    def asked_for(self):
        """Return the addresses that the page asked for since it was opened."""
        asked = (one for one in self.events if one.get("method") == "Network.requestWillBeSent")
        return [one["params"]["request"]["url"] for one in asked]

    def complaints(self):
        """Return what the browser found wrong since the page was opened."""
        kinds = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [one["params"] for one in self.events if one.get("method") in kinds]
