"""The command `wellrun`: each word of it is a module in `commands` with ``arguments`` and ``run``."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys

from wellrun.values.faults import Refused

COMMANDS = {
    "start": "start the product; make an empty installation first where there is none",
    "serve": "answer pages, for a service",
    "worker": "work in the background, for a service",
    "demo": "make the demonstration facility in an empty installation",
    "link": "make a one-time sign-in link",
    "provision": "make or end a key by which a directory opens and closes accounts",
    "claims": "set or show the rules by which single sign-on gives roles",
    "offboard": "close an account and end all it has open",
    "factors": "take lost second factors off an account",
    "role": "give a role from the machine itself",
    "load": "load files or folders through the front door",
    "peers": "take a file of hospital cost reports in, to compare with",
    "exchange": "send batches to clearing houses and take their answers in, by the drop folders",
    "listen": "take HL7 v2 messages of systems that are set up (MLLP), and send ours, for a service",
    "held": "list the rows that wait to be mended, or mend one",
    "refresh": "work out figures and signals anew",
    "today": "print the brief of a morning",
    "spc": "read a control-chart case and print limits and signals",
    "roster": "make a roster from a benchmark file with a lower bound, or judge one",
    "risk": "measure a return risk on the public diabetes file, or learn a facility's own",
    "x12": "read an X12 file, say what is wrong with it and whether its payments balance, or acknowledge it",
    "hl7": "read HL7 v2 messages, say what is wrong with them, or answer them",
    "scenario": "try the proof of effect on simulated facilities whose truth is known",
    "fhir": "check the ViewDefinition compiler against a conformance suite",
    "deidentify": "write tables of the warehouse without what identifies a patient",
    "audit": "prove that the audit is whole, sign where it stands, or search it",
    "keys": "show, make, rotate, retire, export or put back keys",
    "backup": "make a backup, prove one by restoring it, list them, or purge what is due",
    "restore": "bring a backup back into an empty installation",
    "upgrade": "go on with an upgrade that broke off",
    "handbook": "write the handbook",
}
NEEDS_NO_INSTALLATION = frozenset({"spc", "fhir", "risk", "roster", "scenario", "x12", "hl7"})


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0 done, 1 done with faults, 2 asked wrongly."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
    parser = argparse.ArgumentParser(
        prog="wellrun", description="The working system of people who run health facilities."
    )
    words = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] and given[0] in COMMANDS.keys() - NEEDS_NO_INSTALLATION:
        _set_up()
    for name, says in COMMANDS.items():
        # Only the module of the command asked for is imported, so that each starts quickly.
        sub = words.add_parser(name, help=says, description=says)
        if name in given[:1]:
            module = importlib.import_module(f"wellrun.config.commands.{name}")
            module.arguments(sub)
    options = parser.parse_args(given)
    module = importlib.import_module(f"wellrun.config.commands.{options.command}")
    try:
        return int(module.run(options) or 0)
    except Refused as refused:
        for fault in refused.faults:
            print(fault, file=sys.stderr)  # noqa: T201
        return 1


def _set_up() -> None:
    """Loads what an installation is made of. None of it is garbage: looking for some took a fifth of a start."""
    import django

    gc.disable()
    django.setup()
    gc.enable()


if __name__ == "__main__":
    sys.exit(main())
