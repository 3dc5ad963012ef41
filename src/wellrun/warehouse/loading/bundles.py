"""FHIR Bundles as a stream of entries: however large the file, one entry at a time is in memory.

References by `urn:uuid:` to another entry become Type/id, as a FHIR server would make them when it takes the bundle in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import orjson

from wellrun.values.faults import Fault
from wellrun.warehouse.loading.units import AGAIN, BROKEN_GZIP, Unit, broken, opened, resource_unit, unreadable

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]|"', re.DOTALL)
ENTRIES = re.compile(rb'"entry"\s*:\s*\[')
REFERENCE = re.compile(rb'("reference"\s*:\s*)"(urn:uuid:[^"]*)"')
SPACE = b" \t\r\n"
CHUNK = 1 << 20
LARGEST_ENTRY = 16 * CHUNK
SMALL = 16 * CHUNK


class Stream:
    """The bytes of a file from `at` on, with more read as they are needed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.buffer = b""
        self.at = 0
        self.problem = ""

    def more(self) -> bool:
        """Reads on; False at the end, or where a compressed file breaks off."""
        try:
            chunk = self.stream.read(max(CHUNK, len(self.buffer) - self.at))
        except BROKEN_GZIP as error:
            self.problem, chunk = f"the compressed file breaks off ({error})", b""
        self.buffer, self.at = self.buffer[self.at :] + chunk, 0
        return bool(chunk)

    def peek(self) -> bytes:
        """The next character that is not space; empty at the end."""
        while True:
            while self.at < len(self.buffer) and self.buffer[self.at] in SPACE:
                self.at += 1
            if self.at < len(self.buffer):
                return self.buffer[self.at : self.at + 1]
            if not self.more():
                return b""

    def value(self) -> bytes:
        """The object or list that begins here, up to its closing bracket; empty where it is never closed."""
        searched, depth = 0, 0
        while True:
            for token in TOKEN.finditer(self.buffer, self.at + searched):
                if token.group() == b'"':
                    break  # a string that goes on beyond what has been read
                mark = token.group()[:1]
                depth += (mark in b"{[") - (mark in b"}]")
                if depth == 0 and mark in b"}]":
                    raw = self.buffer[self.at : token.end()]
                    self.at = token.end()
                    return raw
                searched = token.end() - self.at
            if len(self.buffer) - self.at > LARGEST_ENTRY or not self.more():
                return b""

    def rest(self) -> bytes:
        while len(self.buffer) - self.at < LARGEST_ENTRY and self.more():
            pass
        return self.buffer[self.at :]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """An entry's bytes, or what is left where the bundle breaks off, with the reason."""

    number: int
    raw: bytes
    problem: str = ""


def pieces(file: Path) -> Iterator[Piece]:
    """The entries of a bundle in order; a file that is no bundle is one piece, the whole of it."""
    whole = small_bundle(file)
    if whole is None:
        yield from streamed(file)
    else:
        yield from (Piece(number=number, raw=orjson.dumps(entry)) for number, entry in enumerate(whole, 1))


def small_bundle(file: Path) -> list[Any] | None:
    """The entries of a sound bundle small enough to be read at once, which is ten times quicker than a stream."""
    try:
        with opened(file) as stream:
            content = stream.read(SMALL + 1)
        document = orjson.loads(content) if len(content) <= SMALL else None
    except (*BROKEN_GZIP, orjson.JSONDecodeError):
        return None
    if not isinstance(document, dict) or document.get("resourceType") != "Bundle":
        return None
    entries = document.get("entry", [])
    return entries if isinstance(entries, list) else None


def streamed(file: Path) -> Iterator[Piece]:
    """The entries of a bundle one at a time, up to where it breaks off."""
    with opened(file) as raw_stream:
        stream = Stream(raw_stream)
        start = beginning(stream)
        if start is None:
            yield Piece(number=1, raw=stream.rest(), problem=stream.problem)
            return
        stream.at = start
        number = 0
        while (mark := stream.peek()) == b"{":
            number += 1
            entry = stream.value()
            if not entry:
                break
            yield Piece(number=number, raw=entry)
            if stream.peek() == b",":
                stream.at += 1
        else:
            if mark == b"]":
                return
            number += 1
        yield Piece(number=number, raw=stream.rest(), problem=stream.problem or "the bundle breaks off here")


def beginning(stream: Stream) -> int | None:
    """Where the entries begin, if the file says it is a Bundle."""
    while not (found := ENTRIES.search(stream.buffer)):
        if len(stream.buffer) > LARGEST_ENTRY or not stream.more():
            return None
    return found.end() if b"Bundle" in stream.buffer[:CHUNK] else None


def bundle_units(file: Path) -> Iterator[Unit]:
    """One unit for each entry of a bundle, or one for a file that holds a single resource."""
    addresses = dict(named(file))
    for piece in pieces(file):
        yield entry_unit(piece, addresses)


def named(file: Path) -> Iterator[tuple[bytes, bytes]]:
    """What each entry's urn:uuid: address stands for, such as Patient/12."""
    for piece in pieces(file):
        entry = parsed(piece.raw)
        address = entry.get("fullUrl")
        resource = entry.get("resource")
        if isinstance(address, str) and address.startswith("urn:uuid:") and isinstance(resource, dict):
            target = f"{resource.get('resourceType')}/{resource.get('id') or address[9:]}"
            yield address.encode(), orjson.dumps(target)


def parsed(raw: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def entry_unit(piece: Piece, addresses: dict[bytes, bytes]) -> Unit:
    entry = parsed(piece.raw)
    if piece.problem or not entry:
        return damaged(piece)
    if "resourceType" in entry:
        return resource_unit(piece.number, piece.raw.strip())
    resource = entry.get("resource")
    if not isinstance(resource, dict):
        return replace(damaged(piece), faults=(no_resource(entry),))
    address = str(entry.get("fullUrl") or "")
    if not resource.get("id") and address.startswith("urn:uuid:"):
        resource["id"] = address[9:]
    record = REFERENCE.sub(
        lambda found: found[1] + addresses[found[2]] if found[2] in addresses else found[0], orjson.dumps(resource)
    )
    return replace(resource_unit(piece.number, record), raw=piece.raw)


def damaged(piece: Piece) -> Unit:
    fault = broken(piece.problem) if piece.problem else unreadable("the entry is not a JSON object")
    return Unit(number=piece.number, raw=piece.raw, kind="unknown", faults=(fault,))


def no_resource(entry: dict[str, Any]) -> Fault:
    request = entry.get("request")
    method = request.get("method") if isinstance(request, dict) else None
    message = f"The entry asks to {method} and carries no resource." if method else "The entry carries no resource."
    return Fault(
        code="feeds.bundle.no_resource",
        message=message,
        place="$.resource",
        value=str(method or ""),
        expected="an entry with a resource",
        remedy=f"Nothing was loaded for it. {AGAIN}",
    )
