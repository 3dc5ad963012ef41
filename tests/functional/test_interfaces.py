"""A system is let in and sends over the wire; what it sends is seen, what is held is mended; a queue is looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.functional.conftest import Installation
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to
from tests.unit.foundations.feeds.live import Line, adt

pytestmark = pytest.mark.functional


@pytest.fixture(scope="module")
def port(installation: Installation) -> Iterator[int]:
    """`wellrun listen` beside the installation, as a service runs it."""
    command = [str(Path(sys.executable).with_name("wellrun")), "listen", "--mllp", "0"]
    environment = {**os.environ, "WELLRUN_HOME": str(installation.home)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    yield int(process.stdout.readline().split()[-1])
    process.terminate()
    assert process.wait(timeout=30) == 0
    process.stdout.close()


def test_a_system_is_let_in_and_its_messages_are_seen_and_mended(become: Callable[[str], Page], port: int) -> None:
    page = become("ines.moreau")
    width = page.viewport_size["width"] if page.viewport_size else 0
    head = f"ADT{width}|HV|WELLRUN|TIDE"
    refused = Line(port)
    assert refused.ask(adt(head=head)).code == "AR"
    refused.close()
    to(page, "/feeds/interfaces/in/new/?at=HV")
    page.get_by_label("Name").fill(f"Admissions {width}")
    page.get_by_label("Sending application (MSH-3)").fill(f"ADT{width}")
    page.get_by_label("Sending facility (MSH-4)").fill("HV")
    page.get_by_label("Silence is news after (minutes)").fill("60")
    picture(page, "interface-in-new")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("has sent nothing yet")
    line = Line(port)
    assert line.ask(adt(control="1", visit=f"L{width}", head=head)).code == "AA"
    assert line.ask(adt(control="1", visit=f"L{width}", head=head)).code == "AA"
    assert line.ask(adt(control="2", visit="", head=head)).code == "AA"
    assert line.ask(adt(control="3", head=head).replace(b"PID|1||A1^^^H1^MR", b"PID|1||")).code == "AE"
    line.close()
    for _each in range(20):
        page.reload()
        if page.get_by_role("heading", name="PV1-19 holds").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("heading", name="PID-3 is missing").first).to_be_visible()
    picture(page, "interface-in")
    message = page.get_by_role("article").filter(has_text="PID-3")
    text = message.get_by_label("The message as it came; correct it here")
    text.fill(text.input_value().replace("PID|1||", "PID|1||A77^^^HV^MR"))
    message.get_by_role("button", name="Take it in as corrected").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 message")
    to(page, "/feeds/interfaces/?at=HV")
    expect(page.get_by_role("heading", name="Refused: nobody here knows them")).to_be_visible()
    picture(page, "interfaces")


def test_a_destination_that_cannot_be_reached_says_so(become: Callable[[str], Page]) -> None:
    page = become("ines.moreau")
    width = page.viewport_size["width"] if page.viewport_size else 0
    to(page, "/feeds/interfaces/out/new/?at=HV")
    page.get_by_label("Name").fill(f"Laboratory {width}")
    page.get_by_label("Host").fill("127.0.0.1")
    page.get_by_label("Port", exact=True).fill("1")
    page.get_by_label("Message types").fill("ADT")
    picture(page, "interface-out-new")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("has taken everything")
    picture(page, "interface-out")
