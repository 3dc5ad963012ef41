"""A whole installation, started as a newcomer starts it, and a real browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

STARTED_WITHIN = 300
"""Seconds a first start, with the demonstration facility made and loaded, may take before the tests give up."""

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


@dataclass(frozen=True)
class Installation:
    """A running installation: its address, its folder, and the link its terminal printed."""

    address: str
    home: Path
    link: str

    def new_link(self, who: str = "amara.okafor") -> str:
        """A fresh one-time link, as `wellrun link` prints it."""
        email = f"{who}@tidewater.example.invalid"
        command = [str(Path(sys.executable).with_name("wellrun")), "link", email, "--address", self.address]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env={**os.environ, "WELLRUN_HOME": str(self.home)}
        )
        return done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    output = home / "start.log"
    command = [str(Path(sys.executable).with_name("wellrun")), "start", "--demo", "--address", address]
    with output.open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, "WELLRUN_HOME": str(home)}
        )
    try:
        yield Installation(f"http://{address}", home, wait_for_link(output, process, address))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for_link(output: Path, process: subprocess.Popen[bytes], address: str) -> str:
    deadline = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        printed = re.search(r"http://\S+/sign-in/\S+/", output.read_text())
        host, port = address.split(":")
        with socket.socket() as probe:
            if printed and probe.connect_ex((host, int(port))) == 0:
                return printed.group()
        time.sleep(0.3)
    raise AssertionError(f"The installation did not start:\n{output.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium, "No Chromium: run tools/browser first."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def become(installation: Installation, page: Page) -> Callable[[str], Page]:
    """Signs the browser in as somebody else of the demonstration."""

    def signed_in_as(who: str) -> Page:
        page.context.clear_cookies()
        page.goto(installation.new_link(who))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", level=1).wait_for()
        return page

    return signed_in_as


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desk", "phone"])
def page(browser: Browser, installation: Installation, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A signed-in reader at a desk and on a phone; any script error or refused content fails the test."""
    width, height = request.param
    # A page that still glides to its anchor hides what axe is to look at.
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=width < 500, locale="en-US", reduced_motion="reduce"
    )
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.goto(installation.new_link())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Today", level=1).wait_for()
    yield page
    context.close()
    assert troubles == []
