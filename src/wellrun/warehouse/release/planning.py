"""What will be done with one table, worked out before a row is read."""

# ruff: noqa: S608 - names in statements come from declared tables, values go as variables
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from wellrun.values.faults import Fault
from wellrun.warehouse.release import expressions as sql
from wellrun.warehouse.release.asking import Asked, Dates
from wellrun.warehouse.release.expressions import Made
from wellrun.warehouse.release.treatments import ANCHORS, Treated, Treatment
from wellrun.warehouse.schema import Kind, Table

AGE, SEX = "age_band", "sex"
"""Columns that a release adds to rows of a patient: the age at the row's own date, and sex."""

SHIFT = "__shift"
YEARS_ONLY = "year only, withheld where it tells of an age over 89 (C)"
SHIFTED = "moved by the patient’s secret number of days, withheld where it tells of an age over 89"


@dataclass(frozen=True)
class Plan:
    """Statements and names for one table. ``columns`` are (name, rule, what it becomes), left-out ones included."""

    table: Table
    source: str
    preparing: tuple[str, ...]
    columns: tuple[tuple[str, str, Made | None], ...]
    added: tuple[Made, ...]
    quasi: tuple[str, ...]
    textual: frozenset[str]
    has_person: bool

    @property
    def released(self) -> tuple[Made, ...]:
        """The columns of the file: identifiers first, since rows are put in their order."""
        return (*(made for _column, _rule, made in self.columns if made is not None), *self.added)

    @property
    def selecting(self) -> str:
        """The SELECT of the de-identified rows, with the patient's pseudonym beside them for counting."""
        cells = ", ".join(f"{made.sql} AS {sql.name(made.name)}" for made in self.released)
        return f"SELECT {cells}, {sql.PERSON} FROM {self.source}"

    def classes(self, relation: str) -> str:
        """SELECT of every combination of the quasi-identifiers: ``people`` who share it, rows ``found``."""
        columns = "".join(f"{sql.name(column)}, " for column in self.quasi)
        grouped = f"GROUP BY {columns[:-2]}" if columns else ""
        if not self.has_person:
            return f"SELECT {columns}count(*) AS people, count(*) AS found FROM {relation} {grouped}"
        people = f"SELECT {columns}{sql.PERSON}, count(*) AS rows_of FROM {relation} GROUP BY ALL"
        return f"SELECT {columns}count({sql.PERSON}) AS people, sum(rows_of) AS found FROM ({people}) {grouped}"


def faults_of(
    asked: Asked, tables: Mapping[str, Table], treatments: Mapping[str, Mapping[str, Treated]]
) -> list[Fault]:
    """Everything that stands against the release."""
    return [*_faults_of_question(asked), *_faults_of_tables(asked, tables, treatments)]


def _faults_of_question(asked: Asked) -> Iterator[Fault]:
    if asked.k < 2:
        yield Fault("release.k", f"k is {asked.k}; a class of one is a person.", remedy="Give 2 or more; CMS asks 11.")
    if not asked.tables:
        yield Fault("release.no_table", "No table is named.", remedy="Name at least one.")
    for table in {table for table in asked.tables if asked.tables.count(table) > 1}:
        yield Fault("release.twice", f"The table {table} is named twice.", remedy="Name it once.")


def _faults_of_tables(
    asked: Asked, tables: Mapping[str, Table], treatments: Mapping[str, Mapping[str, Treated]]
) -> Iterator[Fault]:
    for wanted in dict.fromkeys(asked.tables):
        if wanted not in tables:
            remedy = f"Name one of {', '.join(sorted(tables))}."
            yield Fault("release.no_such_table", f"There is no table {wanted}.", value=wanted, remedy=remedy)
            continue
        known = treatments.get(wanted, {})
        missing = [column.name for column in tables[wanted].all_columns if column.name not in known]
        if missing:
            yield Fault(
                "release.untreated",
                f"No treatment is decided for {', '.join(missing)} of {wanted}.",
                remedy="Decide it in warehouse/release/treatments.py; until then the table does not leave.",
            )
            continue
        offered = [made.name for made in plan_of(tables[wanted], asked, treatments).released]
        for column in set(asked.quasi or ()) - set(offered):
            remedy = f"Name some of {', '.join(offered)}."
            yield Fault("release.no_such_column", f"The release of {wanted} has no column {column}.", remedy=remedy)


def plan_of(table: Table, asked: Asked, treatments: Mapping[str, Mapping[str, Treated]]) -> Plan:
    """The plan for one table whose columns all have treatments."""
    treated = treatments[table.name]
    has_person = _subject(table) is not None
    shift_by = SHIFT if has_person and asked.dates is Dates.SHIFT else None
    columns = tuple(
        (column.name, _rule(treated[column.name], shift_by), sql.made(column, treated[column.name], asked, shift_by))
        for column in table.all_columns
    )
    given = {made.name for _name, _rule, made in columns if made is not None}
    added = tuple(made for made in _of_the_patient(table, asked, has_person=has_person) if made.name not in given)
    source = _source(table, asked)
    plan = Plan(
        table=table,
        source=source,
        preparing=tuple(
            _sharing(column.name, source, asked, has_person=has_person)
            for column in table.all_columns
            if treated[column.name].treatment in sql.SHARED_ONLY
        ),
        columns=columns,
        added=added,
        quasi=(),
        textual=frozenset(
            made.name
            for name, _rule, made in columns
            if made is not None and made.name == name and table.column(name).kind is Kind.TEXT
        ),
        has_person=has_person,
    )
    return replace(plan, quasi=_quasi(plan, asked, treated))


def _rule(treated: Treated, shift_by: str | None) -> str:
    if treated.treatment in (Treatment.DATE, Treatment.BIRTH):
        return SHIFTED if shift_by else YEARS_ONLY
    return treated.treatment.value


def _of_the_patient(table: Table, asked: Asked, *, has_person: bool) -> Iterator[Made]:
    if not has_person:
        return
    at = f"coalesce(died_at, CASE WHEN coalesce(died, false) THEN NULL ELSE DATE '{asked.on}' END)"
    if table.name != "patients":
        at = sql.name(ANCHORS[table.name]) if table.name in ANCHORS else "NULL::DATE"
    yield Made(AGE, sql.age_band(at, asked))
    yield Made(SEX, f"{sql.SEX}")


def _quasi(plan: Plan, asked: Asked, treated: Mapping[str, Treated]) -> tuple[str, ...]:
    if asked.quasi is not None:
        return asked.quasi
    chosen = [made.name for made in plan.added]
    for name, _rule, made in plan.columns:
        kind = treated[name].treatment
        dated = kind is Treatment.BIRTH or (kind is Treatment.DATE and name == ANCHORS.get(plan.table.name))
        if made is not None and ((dated and made.name != name) or kind is Treatment.ZIP or name == SEX):
            chosen.append(made.name)
    return tuple(dict.fromkeys(chosen))


def _subject(table: Table) -> str | None:
    """The column that leads to the patient of a row."""
    names = {column.name for column in table.columns}
    return next((name for name in ("patient", "encounter") if name in names), None)


def _source(table: Table, asked: Asked) -> str:
    """The rows of the asked facilities, each with birth date, sex, pseudonym and shift of its patient."""
    inside = "" if asked.facilities is None else f" WHERE list_contains(getvariable('{sql.WHERE}'), facility)"
    rows, subject = f"(SELECT * FROM {sql.name(table.name)}{inside})", _subject(table)
    if subject is None:
        return f"(SELECT *, NULL::VARCHAR AS {sql.PERSON} FROM {rows}) AS source"
    if subject == "encounter":
        of = "SELECT facility, encounter, min(patient) AS __patient FROM encounters GROUP BY ALL"
        rows = f"(SELECT * FROM {rows} LEFT JOIN ({of}) USING (facility, encounter))"
    else:
        rows = f"(SELECT *, patient AS __patient FROM {rows})"
    people = (
        f"SELECT facility, patient AS __patient, min(birth_date) AS {sql.BORN}, "
        f"CASE WHEN min(sex) IN ('male', 'female', 'other', 'unknown') THEN min(sex) END AS {sql.SEX} "
        "FROM patients GROUP BY ALL"
    )
    shift = f", {sql.shift('__patient')} AS {SHIFT}" if asked.dates is Dates.SHIFT else ""
    return (
        f"(SELECT *, {sql.person('__patient')} AS {sql.PERSON}{shift} "
        f"FROM {rows} LEFT JOIN ({people}) USING (facility, __patient)) AS source"
    )


def _sharing(column: str, source: str, asked: Asked, *, has_person: bool) -> str:
    """Keeps the values of a column that at least k patients share, or k rows where no patient is known of."""
    value, counted = sql.name(column), f"DISTINCT {sql.PERSON}," if has_person else ""
    short = f"{value} IS NOT NULL AND length({value}) <= {sql.LONGEST_WORDS}"
    several = f"SELECT {counted} {value} AS value FROM {source} WHERE {short}"
    people = f"count({sql.PERSON})" if has_person else "count(*)"
    return (
        f"CREATE TEMP TABLE {sql.shared(column)} AS SELECT value FROM ({several}) GROUP BY value "
        f"HAVING {people} >= {asked.k}"
    )
