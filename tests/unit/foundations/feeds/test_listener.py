"""What senders do on the wire, and what the listener does about it. Storing has tests of its own."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.unit.foundations.feeds.live import Line, adt, running

from wellrun.engines import hl7v2
from wellrun.engines.hl7v2 import Verdict, framed
from wellrun.foundations.feeds import listener as listening
from wellrun.foundations.feeds.listener import Limits, Listener, tls_context

NOW = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)


class Store:
    """Stands for the database: keeps what came, in groups, and answers; can be slow, full, or broken."""

    def __init__(self) -> None:
        self.groups: list[list[bytes]] = []
        self.broken = False
        self.waiting = 0
        self.going = threading.Event()
        self.going.set()

    def receive(self, *, came: Any) -> list[bytes]:
        self.going.wait(10)
        if self.broken:
            raise OSError("disk full")
        self.groups.append([one.body for one in came])
        return [self.answer(one.body) for one in came]

    @staticmethod
    def answer(body: bytes) -> bytes:
        (message,) = hl7v2.read_bytes(body).messages
        answer = hl7v2.answer_to(message, Verdict.ACCEPT, (), control="9", at=NOW)
        return answer.text.encode() if answer else b""

    @property
    def kept(self) -> list[bytes]:
        return [body for group in self.groups for body in group]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    kept = Store()
    monkeypatch.setattr(listening.incoming, "receive", kept.receive)
    monkeypatch.setattr(listening.incoming, "commit_to_disk", lambda: None)
    monkeypatch.setattr(listening.taking, "backlog", lambda: kept.waiting)
    monkeypatch.setattr(listening.taking, "ask_again", lambda **_: None)
    monkeypatch.setattr(listening.connections, "close_all", lambda: None)
    return kept


@pytest.fixture
def serving() -> Iterator[Callable[..., Any]]:
    def serve(**more: Any) -> Any:
        service = Listener(**more)
        return running(service, lambda ready: service.serve("127.0.0.1", 0, ready=ready))

    yield serve


def test_a_message_is_stored_and_then_answered(store: Store, serving: Any) -> None:
    with serving() as port:
        line = Line(port)
        assert line.ask(adt(control="7")).control == "7"
        assert store.kept == [adt(control="7")]
        line.close()


def test_what_is_sent_ahead_is_answered_in_its_order_and_stored_together(store: Store, serving: Any) -> None:
    store.going.clear()
    with serving() as port:
        line, other = Line(port), Line(port)
        line.send(b"".join(framed(adt(control=str(number))) for number in range(20)))
        other.send(framed(adt(control="x")))
        time.sleep(0.2)
        store.going.set()
        assert [line.hear().control for _each in range(20)] == [str(number) for number in range(20)]
        assert other.hear().control == "x"
        line.close()
        other.close()
    assert len(store.kept) == 21
    assert len(store.groups) < 6


def test_a_message_may_come_in_pieces_and_without_its_frame(store: Store, serving: Any) -> None:
    with serving() as port:
        line = Line(port)
        raw = framed(adt(control="1"))
        for at in range(0, len(raw), 50):
            line.send(raw[at : at + 50])
            time.sleep(0.005)
        assert line.hear().control == "1"
        line.send(adt(control="2") + b"\x1c")
        assert line.hear().control == "2"
        line.close()


def test_half_a_message_is_neither_stored_nor_answered(store: Store, serving: Any) -> None:
    with serving(limits=Limits(half=0.2)) as port:
        line = Line(port)
        line.send(framed(adt())[:60])
        with pytest.raises(ConnectionError):
            line.hear()
        line.close()
    assert store.kept == []


def test_a_message_that_is_too_long_is_refused_with_words_and_the_connection_closed(store: Store, serving: Any) -> None:
    with serving(limits=Limits(longest=1000)) as port:
        line = Line(port)
        line.send(framed(adt(control="1")) + b"\x0b" + adt(control="2") + b"A" * 2000)
        answers = [line.hear()]
        if answers[0].control == "1":
            answers.append(line.hear())
        assert (answers[-1].code, answers[-1].control) == ("AR", "2")
        assert "longer" in answers[-1].text
        with pytest.raises(ConnectionError):
            line.hear()
        line.close()


def test_where_nothing_can_be_stored_the_sender_gets_no_answer(store: Store, serving: Any) -> None:
    with serving() as port:
        store.broken = True
        line = Line(port)
        line.send(framed(adt()))
        with pytest.raises(ConnectionError):
            line.hear()
        line.close()
        store.broken = False
        again = Line(port)
        assert again.ask(adt()).code == "AA"
        again.close()


def test_nobody_is_read_while_too_much_waits(store: Store, serving: Any) -> None:
    with serving(limits=Limits(backlog=10, looked_at=0.02)) as port:
        store.waiting = 11
        time.sleep(0.2)
        line = Line(port)
        line.socket.settimeout(0.3)
        line.send(framed(adt()))
        with pytest.raises(TimeoutError):
            line.hear()
        assert store.kept == []
        store.waiting = 5
        line.socket.settimeout(10)
        assert line.hear().code == "AA"
        line.close()


def test_one_sender_too_many_is_closed_at_once(store: Store, serving: Any) -> None:
    with serving(limits=Limits(connections=1)) as port:
        line = Line(port)
        assert line.ask(adt()).code == "AA"
        other = Line(port)
        with pytest.raises(ConnectionError):
            other.hear()
        other.close()
        line.close()


def test_what_has_come_is_answered_before_it_stops(store: Store, serving: Any) -> None:
    store.going.clear()
    with serving() as port:
        line = Line(port)
        line.send(framed(adt(control="1")))
        time.sleep(0.2)
        threading.Timer(0.2, store.going.set).start()
    assert line.hear().control == "1"
    line.close()


def certificate(folder: Path, name: str) -> Path:
    """A certificate that is its own authority, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_over_tls_only_who_shows_a_certificate_is_let_in(store: Store, serving: Any, tmp_path: Path) -> None:
    ours, theirs = certificate(tmp_path, "localhost"), certificate(tmp_path, "sender")
    with serving(tls=tls_context(certificate=ours, key=None, clients=theirs)) as port:
        client = ssl.create_default_context(cafile=str(ours))
        with (
            pytest.raises((ssl.SSLError, ConnectionError)),
            closing(Line(port, wrap=partial(client.wrap_socket, server_hostname="localhost"))) as stranger,
        ):
            stranger.ask(adt())
        client.load_cert_chain(theirs)
        line = Line(port, wrap=partial(client.wrap_socket, server_hostname="localhost"))
        assert line.ask(adt()).code == "AA"
        line.close()
        plain = Line(port)
        plain.send(framed(adt()))
        with pytest.raises(ConnectionError):
            plain.hear()
        plain.close()
    assert len(store.kept) == 1
