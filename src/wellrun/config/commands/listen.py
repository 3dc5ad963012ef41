"""`wellrun listen --mllp PORT`: takes HL7 v2 messages of the senders that are set up, and sends ours, for a service."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path

from wellrun.config import installation


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mllp", type=int, required=True, metavar="PORT", help="port to listen at; 0 takes any")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at; 0.0.0.0 for all of this machine")
    parser.add_argument("--cert", type=Path, help="certificate (PEM): connections are TLS only")
    parser.add_argument("--key", type=Path, help="its key, where it is not in the same file")
    parser.add_argument("--client-ca", type=Path, help="authority (PEM) whose certificates senders must show")


def run(options: argparse.Namespace) -> int:
    from wellrun.foundations.feeds.listener import Listener, tls_context
    from wellrun.foundations.feeds.sender import Sender
    from wellrun.values.faults import Fault, Refused

    if options.client_ca and not options.cert:
        raise Refused(Fault("listen.no_certificate", "--client-ca needs --cert: without it there is no TLS."))
    installation.prepare()
    tls = None
    if options.cert:
        try:
            tls = tls_context(certificate=options.cert, key=options.key, clients=options.client_ca)
        except OSError as error:
            raise Refused(Fault("listen.certificate", str(error), place=str(options.cert))) from error

    async def both() -> None:
        listener, sender = Listener(tls=tls), Sender()
        loop = asyncio.get_running_loop()

        def stop() -> None:
            listener.stop()
            sender.stop()

        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, stop)
        sending = asyncio.create_task(sender.run())
        await listener.serve(options.host, options.mllp, ready=_ready)
        await sending

    asyncio.run(both())
    return 0


def _ready(port: int) -> None:
    print(f"Listening for HL7 v2 messages on port {port}", flush=True)  # noqa: T201
