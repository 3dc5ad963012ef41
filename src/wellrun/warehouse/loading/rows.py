"""Typing and checking: from text columns to a table's columns, and what is wrong with those that do not fit."""

from __future__ import annotations

from dataclasses import dataclass

from wellrun.engines.fhir.shape import quoted, text
from wellrun.values.faults import Fault
from wellrun.warehouse.loading.arrivals import Arrival
from wellrun.warehouse.loading.targets import LINE, Target
from wellrun.warehouse.schema import Column, InOrder, Kind, Table

RAW = "raw "  # a prefix no column of ours can have
PARTIAL = "CASE length({c}) WHEN 4 THEN {c} || '-01-01' WHEN 7 THEN {c} || '-01' ELSE {c} END"
OFFSET = "(ends_with({c}, 'Z') OR substr({c}, -6, 1) IN ('+', '-'))"
INSTANT = "TRY_CAST(TRY_CAST({c} AS TIMESTAMPTZ) AS TIMESTAMP)"  # in the connection's TimeZone, the facility's
WRITTEN = "CAST({c} AS VARCHAR)"
CASTS = {
    Kind.TEXT: WRITTEN,
    Kind.INTEGER: "CASE WHEN TRY_CAST({c} AS DOUBLE) = trunc(TRY_CAST({c} AS DOUBLE)) THEN TRY_CAST({c} AS BIGINT) END",
    Kind.NUMBER: "CASE WHEN isfinite(TRY_CAST({c} AS DOUBLE)) THEN TRY_CAST({c} AS DOUBLE) END",
    Kind.MONEY: "TRY_CAST({c} AS DECIMAL(18,2))",
    Kind.DATE: f"TRY_CAST({PARTIAL.replace('{c}', 'left({c}, 10)')} AS DATE)",
    Kind.MOMENT: f"CASE WHEN length({{c}}) <= 10 THEN TRY_CAST({PARTIAL} AS TIMESTAMP) "
    f"WHEN {OFFSET} THEN {INSTANT} ELSE TRY_CAST({{c}} AS TIMESTAMP) END",
    Kind.FLAG: "TRY_CAST({c} AS BOOLEAN)",
}
FORMS = {
    Kind.TEXT: "text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.MONEY: "an amount such as 12.50",
    Kind.DATE: "a date such as 2026-03-01 (or 2026-03, or 2026)",
    Kind.MOMENT: "a time such as 2026-03-01T08:30:00 with or without offset, or a date",
    Kind.FLAG: "true or false",
}
FINITE = {Kind.DATE: "isfinite", Kind.MOMENT: "isfinite"}


@dataclass(frozen=True, kw_only=True)
class Check:
    """A condition, in SQL over typed and raw columns, that is true of a faulty row."""

    column: str
    code: str
    fails: str


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A target's rows for one arrival: `source` is the SELECT of raw columns it starts from; `line`: it has LINE."""

    target: Target
    arrival: Arrival
    source: str
    line: bool

    @property
    def table(self) -> Table:
        return self.target.table

    def typed(self) -> str:
        """SELECT of raw and typed columns, and LINE where there is one."""
        given = [column for column in self.table.all_columns if column.name in self.target.columns]
        raws = [f"{quoted(c.name)} AS {quoted(RAW + c.name)}" for c in given]
        cells = [f"{cast(c)} AS {quoted(c.name)}" for c in given]
        carried = f"{LINE}, " if self.line else ""
        inner = f"SELECT {carried}{', '.join(raws)} FROM ({self.source})"  # noqa: S608
        return f"SELECT *, {', '.join(cells)} FROM ({inner})"  # noqa: S608

    def strict(self) -> str:
        """SELECT of the table's columns that fails at the first faulty row."""
        wrong = " OR ".join(f"({check.fails})" for check in self.checks())
        stop = f"CASE WHEN coalesce({wrong}, FALSE) THEN error('a faulty row') ELSE TRUE END"
        return f"SELECT {self.cells()} FROM ({self.typed()}) WHERE {stop}"  # noqa: S608

    def good(self, bad: str) -> str:
        """SELECT of the table's columns for the rows of units that the relation `bad` (a column LINE) does not name."""
        return f"SELECT {self.cells()} FROM ({self.typed()}) ANTI JOIN {bad} USING ({LINE})"  # noqa: S608

    def faulty(self) -> str:
        """SELECT of LINE and a list of (column, code, value) for the faulty rows."""
        found = [
            f"CASE WHEN {check.fails} THEN {{'column': {text(check.column)}, 'code': {text(check.code)}, "
            f"'value': {self.seen(check)}}} END"
            for check in self.checks()
        ]
        faults = f"list_filter([{', '.join(found)}], lambda f: f IS NOT NULL)"
        return f"SELECT * FROM (SELECT {LINE}, {faults} AS faults FROM ({self.typed()})) WHERE len(faults) > 0"  # noqa: S608

    def seen(self, check: Check) -> str:
        return f"CAST({quoted(RAW + check.column)} AS VARCHAR)" if check.column in self.target.columns else "NULL"

    def cells(self) -> str:
        """The table's columns in order, then LINE: the unit of the file a row came from."""
        origin = self.arrival.origin
        fixed = {"facility": origin.facility, "source": origin.source, "arrival": self.arrival.digest}
        cells = []
        for column in self.table.all_columns:
            if column.name in fixed:
                cells.append(f"{text(fixed[column.name])} AS {quoted(column.name)}")
            elif column.name in self.target.columns:
                cells.append(quoted(column.name))
            else:
                cells.append(f"CAST(NULL AS {column.kind}) AS {quoted(column.name)}")
        return ", ".join([*cells, LINE] if self.line else cells)

    def checks(self) -> list[Check]:
        found = [check for column in self.table.columns for check in self.column_checks(column)]
        if "updated_at" in self.target.columns:
            found += self.column_checks(self.table.column("updated_at"))
        return found + [self.order_check(rule) for rule in self.table.rules if self.gives(rule)]

    def gives(self, rule: InOrder) -> bool:
        return {rule.earlier, rule.later} <= self.target.columns

    def order_check(self, rule: InOrder) -> Check:
        """Where the sender gives offsets the instants are compared: wall-clock times run backwards once a year."""
        earlier, later = quoted(rule.earlier), quoted(rule.later)
        if self.table.column(rule.earlier).kind is self.table.column(rule.later).kind is Kind.MOMENT:
            first, last = (WRITTEN.replace("{c}", quoted(RAW + name)) for name in (rule.earlier, rule.later))
            offsets = f"{OFFSET.replace('{c}', first)} AND {OFFSET.replace('{c}', last)}"
            instants = f"TRY_CAST({first} AS TIMESTAMPTZ) > TRY_CAST({last} AS TIMESTAMPTZ)"
            fails = (
                f"{earlier} > {later} AND NOT coalesce(length({first}) > 10 AND {offsets} AND NOT {instants}, FALSE)"
            )
        else:
            fails = f"CAST({earlier} AS DATE) > CAST({later} AS DATE)"
        return Check(column=rule.later, code=f"before {rule.earlier}", fails=fails)

    def column_checks(self, column: Column) -> list[Check]:
        name, raw = quoted(column.name), quoted(RAW + column.name)
        if column.name not in self.target.columns:
            return [Check(column=column.name, code="required", fails="TRUE")] if column.required else []
        found = []
        if column.kind is not Kind.TEXT:
            unreadable = (
                f"{name} IS NULL OR NOT {FINITE[column.kind]}({name})" if column.kind in FINITE else f"{name} IS NULL"
            )
            found.append(Check(column=column.name, code="form", fails=f"{raw} IS NOT NULL AND ({unreadable})"))
        if column.required:
            empty = f"{raw} IS NULL OR {raw} = ''" if column.kind is Kind.TEXT else f"{raw} IS NULL"
            found.append(Check(column=column.name, code="required", fails=empty))
        if column.allowed:
            listed = ", ".join(text(value) for value in column.allowed)
            found.append(Check(column=column.name, code="allowed", fails=f"{name} NOT IN ({listed})"))
        limits = ((column.at_least, "<"), (column.at_most, ">"))
        wrong = " OR ".join(f"{name} {sign} {limit}" for limit, sign in limits if limit is not None)
        return [*found, Check(column=column.name, code="range", fails=wrong)] if wrong else found


def cast(column: Column) -> str:
    raw = quoted(RAW + column.name)
    written = raw if column.kind is Kind.TEXT else CASTS[Kind.TEXT].replace("{c}", raw)
    source = raw if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.FLAG) else written
    return CASTS[column.kind].replace("{c}", source)


def sentence(table: Table, name: str, code: str, value: str | None) -> Fault:
    """A row's fault in words, from the column's own declaration."""
    column, shown = table.column(name), value or ""
    label = f"{table.name}.{name}"
    if code == "required":
        return fault("required", f"{label} is missing.", name, shown, f"a value ({column.description.lower()})")
    if code == "form":
        return fault("form", f"{shown!r} cannot be read as {FORMS[column.kind]}.", name, shown, FORMS[column.kind])
    if code == "allowed":
        known = ", ".join(column.allowed)
        return fault("allowed", f"{shown!r} is not one of {known}.", name, shown, f"one of {known}")
    if code == "range":
        limits = f"{column.at_least if column.at_least is not None else 'any'} to {column.at_most or 'any'}"
        return fault("range", f"{shown} is outside {limits}.", name, shown, limits)
    earlier = code.removeprefix("before ")
    return fault("order", f"{name} {shown} is before {earlier}.", name, shown, f"a time not before {earlier}")


def fault(code: str, message: str, place: str, value: str, expected: str) -> Fault:
    remedy = f"Correct {place} in the sending system and send again, or mend it here."
    return Fault(code=f"feeds.row.{code}", message=message, place=place, value=value, expected=expected, remedy=remedy)
