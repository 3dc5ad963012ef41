"""Run the public SQL on FHIR v2 suite: test files of resources, views and the rows they must give."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from wellrun.engines.fhir import InvalidView, ViewPlan, compile_view
from wellrun.warehouse.memory import in_memory


@dataclass(frozen=True, kw_only=True)
class FailedCase:
    """A case that did not give what its file expects: the file, the case's title, and how it differs."""

    file: str
    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConformanceReport:
    """How many of the suite's cases pass, and each that does not."""

    passed: int
    total: int
    failed: tuple[FailedCase, ...]

    def as_json(self) -> dict[str, Any]:
        failed = [{"file": case.file, "title": case.title, "reason": case.reason} for case in self.failed]
        return {"passed": self.passed, "total": self.total, "failed": failed}


def conformance(directory: Path) -> ConformanceReport:
    """Run every case in the suite's JSON files in `directory`.

    Raises FileNotFoundError where there are none. A case that fails is reported, never raised.
    """
    files = [file for file in sorted(directory.glob("*.json")) if "tests" in json.loads(file.read_text())]
    if not files:
        raise FileNotFoundError(f"No suite in {directory}: expected JSON files with resources and tests.")
    total, failed = 0, []
    with in_memory() as connection, tempfile.TemporaryDirectory() as scratch:
        for file in files:
            suite = json.loads(file.read_text())
            for case in suite["tests"]:
                total += 1
                reason = run_case(case, suite["resources"], connection, Path(scratch))
                if reason:
                    failed.append(FailedCase(file=file.name, title=case["title"], reason=reason))
    return ConformanceReport(passed=total - len(failed), total=total, failed=tuple(failed))


def run_case(
    case: dict[str, Any], resources: list[dict[str, Any]], connection: duckdb.DuckDBPyConnection, scratch: Path
) -> str:
    """Why a case fails, or '' where it passes."""
    try:
        plan = compile_view(case["view"])
        rows = rows_of(plan, resources, connection, scratch)
    except (InvalidView, duckdb.Error) as error:
        return "" if case.get("expectError") else f"{type(error).__name__}: {error}"
    if case.get("expectError"):
        return f"An error was expected; {len(rows)} rows came."
    return difference(case, plan, rows)


def rows_of(
    plan: ViewPlan, resources: list[dict[str, Any]], connection: duckdb.DuckDBPyConnection, scratch: Path
) -> list[dict[str, Any]]:
    chosen = [resource for resource in resources if resource.get("resourceType") == plan.resource]
    file = scratch / "resources.ndjson"
    file.write_text("".join(json.dumps(resource) + "\n" for resource in chosen))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE resources AS "
        "SELECT * FROM read_json(?, format = 'newline_delimited', columns = $columns)".replace("?", "$file"),
        {"file": str(file), "columns": dict(plan.schema)},
    )
    result = connection.execute(plan.sql("resources"))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def difference(case: dict[str, Any], plan: ViewPlan, rows: list[dict[str, Any]]) -> str:
    """Rows are compared without regard to order, as the suite's own runner does."""
    names = [column.name for column in plan.columns]
    if "expectColumns" in case and names != case["expectColumns"]:
        return f"Columns {names}, expected {case['expectColumns']}."
    if "expectCount" in case and len(rows) != case["expectCount"]:
        return f"{len(rows)} rows, expected {case['expectCount']}."
    if "expect" not in case:
        return ""
    got, expected = (Counter(canonical(row) for row in side) for side in (rows, case["expect"]))
    if got == expected:
        return ""
    return f"Missing {list((expected - got).elements())}; unexpected {list((got - expected).elements())}."


def canonical(row: dict[str, Any]) -> str:
    """A row as text in which 5 and 5.0 are equal and absent columns are null."""
    present = {name: number(value) for name, value in row.items() if value is not None}
    return json.dumps(present, sort_keys=True, default=str)


def number(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
