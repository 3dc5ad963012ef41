"""CSV feeds, declared: which file, which table, which column from which header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wellrun.engines.fhir.shape import quoted, text
from wellrun.warehouse.schema import Table


@dataclass(frozen=True, kw_only=True)
class CsvColumn:
    """How a table's column is filled: from a header, a fixed value, or a digest of the row if it has no identifier.

    `values` translates what stands in the file; a value it does not list passes as it is. `when` takes the cell only
    where another header holds a given value.
    """

    header: str = ""
    fixed: str = ""
    digest: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    when: tuple[str, str] | None = None

    def sql(self, headers: tuple[str, ...]) -> str:
        if self.digest:
            return f"sha256(to_json(struct_pack({', '.join(f'{quoted(h)} := {quoted(h)}' for h in headers)})))"
        cell = text(self.fixed) if self.fixed else f"nullif(trim({quoted(self.header)}), '')"
        for sent, meant in self.values.items():
            cell = f"CASE WHEN {quoted(self.header)} = {text(sent)} THEN {text(meant)} ELSE {cell} END"
        if self.when:
            cell = f"CASE WHEN {quoted(self.when[0])} = {text(self.when[1])} THEN {cell} END"
        return cell


@dataclass(frozen=True, kw_only=True)
class CsvFeed:
    """A CSV file of one kind: known by its file name (without .csv or .csv.gz), read by its headers.

    Headers the declaration does not use may be there or not; those it uses must be there.
    """

    name: str
    table: Table
    columns: Mapping[str, CsvColumn]

    @property
    def headers(self) -> tuple[str, ...]:
        used = [column.header for column in self.columns.values() if column.header]
        used += [column.when[0] for column in self.columns.values() if column.when]
        return tuple(dict.fromkeys(used))

    @classmethod
    def of(cls, table: Table, *, name: str = "") -> CsvFeed:
        """The feed whose headers are the table's own column names."""
        columns = {column.name: CsvColumn(header=column.name) for column in table.columns}
        return cls(name=name or table.name, table=table, columns=columns)
