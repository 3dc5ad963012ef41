"""MLLP as it is written and as senders do it."""

from __future__ import annotations

import pytest

from wellrun.engines.hl7v2 import Frames, TooLong, framed

ONE, TWO = b"MSH|^~\\&|A\rPID|1\r", b"MSH|^~\\&|B\r"


def test_a_message_has_vt_before_and_fs_cr_after_it() -> None:
    assert framed(ONE) == b"\x0b" + ONE + b"\x1c\r"


@pytest.mark.parametrize(
    "stream",
    [
        framed(ONE) + framed(TWO),
        ONE + b"\x1c\r" + TWO + b"\x1c\r",
        b"\x0b" + ONE + b"\x1c" + b"\x0b" + TWO + b"\x1c",
        b"\r\n" + framed(ONE)[:-1] + b"\n" + framed(TWO),
        b"\x0b" + framed(ONE) + b"\x00" + framed(TWO),
    ],
    ids=["as written", "no VT", "no CR", "LF for CR and line ends before", "VT twice"],
)
def test_what_senders_do_is_read(stream: bytes) -> None:
    frames = Frames(longest=1000)
    assert frames.feed(stream) == [ONE, TWO]
    assert not frames.begun
    assert (frames.broken, frames.strays) == (0, 0)


def test_a_message_that_breaks_off_is_counted_and_never_given_out() -> None:
    frames = Frames(longest=1000)
    assert frames.feed(b"\x0b" + ONE[:12]) == []
    assert frames.begun
    assert frames.feed(framed(ONE)) == [ONE]
    assert frames.broken == 1


def test_bytes_outside_of_a_message_are_counted() -> None:
    frames = Frames(longest=1000)
    assert frames.feed(b"GET / HTTP/1.1\r\n\x1c" + framed(ONE)) == [ONE]
    assert frames.strays == len(b"GET / HTTP/1.1\r\n")


def test_what_has_no_end_is_too_long() -> None:
    frames = Frames(longest=100)
    frames.feed(b"\x0b" + b"A" * 90)
    with pytest.raises(TooLong):
        frames.feed(b"A" * 90)
