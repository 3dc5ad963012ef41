"""The sound stretches of a faulty NDJSON file, taken quickly: only a block with a fault is read unit by unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from wellrun.warehouse.loading.arrivals import Arrival
from wellrun.warehouse.loading.merge import copy_to_parquet
from wellrun.warehouse.loading.rows import Rows
from wellrun.warehouse.loading.targets import LINE, Target, targets_of
from wellrun.warehouse.loading.units import Lines, Unit, line_unit, numbered_object

BLOCK_BYTES = 16 * 1024 * 1024
Block = list[tuple[int, bytes]]


@dataclass
class SoundBlocks:
    """Tries each block of a file as one of resources of `kind`; what succeeds is in `found`, counted in `read`."""

    connection: duckdb.DuckDBPyConnection
    arrival: Arrival
    folder: Path
    kind: str
    read: int = 0
    found: list[tuple[Target, Path, int]] = field(default_factory=list)

    def others(self, file: Path) -> Iterator[Unit]:
        """Takes the sound blocks of a file and gives the units of the others."""
        lines = Lines(file)
        for block in blocks(lines):
            if lines.broken or not self.take(block):
                for number, line in block:
                    yield from line_unit(number, line, lines.broken)

    def take(self, block: Block) -> bool:
        """Whether a block is sound; its rows are then kept, otherwise nothing of it is."""
        source = self.folder / "block.ndjson"
        count = self.write(source, block)
        try:
            parts = [self.part(target, source) for target in targets_of(self.kind)] if count else []
        except duckdb.Error:
            return False
        self.found += parts
        self.read += count
        return True

    def write(self, source: Path, block: Block) -> int:
        count = 0
        with source.open("wb") as file:
            for number, line in block:
                if stripped := line.strip():
                    count += 1
                    file.write(numbered_object(number, stripped, LINE))
        return count

    def part(self, target: Target, source: Path) -> tuple[Target, Path, int]:
        rows = Rows(target=target, arrival=self.arrival, source=target.rows(str(source), landed=True), line=True)
        part = self.folder / f"block-{target.table.name}-{len(self.found)}.parquet"
        return target, part, copy_to_parquet(self.connection, rows.strict(), part)


def blocks(lines: Lines) -> Iterator[Block]:
    """The lines of a file in blocks of some megabytes."""
    block: Block = []
    size = 0
    for number, line in lines:
        block.append((number, line))
        size += len(line)
        if size >= BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block
